/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A console's byte rings.  From the guest's side: "out" it writes, "in" it
 * reads.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <xen/io/console.h>

#include "ring.h"

#define OUT_SIZE ((uint32_t)sizeof(((struct xencons_interface *)0)->out))
#define IN_SIZE	 ((uint32_t)sizeof(((struct xencons_interface *)0)->in))

int ring_read(struct xencons_interface *ring, void *buf, unsigned int len)
{
	uint32_t cons = __atomic_load_n(&ring->out_cons, __ATOMIC_RELAXED);
	/* Pairs with the guest's barrier between data and index. */
	uint32_t prod = __atomic_load_n(&ring->out_prod, __ATOMIC_ACQUIRE);
	uint32_t have = prod - cons, pos = cons & (OUT_SIZE - 1), first;

	if (have > OUT_SIZE)
		return -EINVAL;
	if (len > have)
		len = have;
	first = len < OUT_SIZE - pos ? len : OUT_SIZE - pos;
	memcpy(buf, ring->out + pos, first);
	memcpy((char *)buf + first, ring->out, len - first);
	if (len)
		__atomic_store_n(&ring->out_cons, cons + len, __ATOMIC_SEQ_CST);
	return len;
}

unsigned int ring_room(struct xencons_interface *ring)
{
	uint32_t cons = __atomic_load_n(&ring->in_cons, __ATOMIC_ACQUIRE);
	uint32_t prod = __atomic_load_n(&ring->in_prod, __ATOMIC_RELAXED);
	uint32_t used = prod - cons;

	return used > IN_SIZE ? 0 : IN_SIZE - used;
}

int ring_write(struct xencons_interface *ring, const void *buf,
	       unsigned int len)
{
	uint32_t cons = __atomic_load_n(&ring->in_cons, __ATOMIC_ACQUIRE);
	uint32_t prod = __atomic_load_n(&ring->in_prod, __ATOMIC_RELAXED);
	uint32_t used = prod - cons, pos = prod & (IN_SIZE - 1), first;

	if (used > IN_SIZE)
		return -EINVAL;
	if (len > IN_SIZE - used)
		len = IN_SIZE - used;
	first = len < IN_SIZE - pos ? len : IN_SIZE - pos;
	memcpy(ring->in + pos, buf, first);
	memcpy(ring->in, (const char *)buf + first, len - first);
	/* The bytes before the index that announces them. */
	if (len)
		__atomic_store_n(&ring->in_prod, prod + len, __ATOMIC_SEQ_CST);
	return len;
}
