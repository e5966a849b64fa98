/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The byte rings in a shared page.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <xen/io/xs_wire.h>

#include "ring.h"

#define SIZE XENSTORE_RING_SIZE

int ring_read(struct xenstore_domain_interface *ring, void *buf,
	      unsigned int len)
{
	uint32_t cons = __atomic_load_n(&ring->req_cons, __ATOMIC_RELAXED);
	/* Pairs with the writer's barrier between data and index. */
	uint32_t prod = __atomic_load_n(&ring->req_prod, __ATOMIC_ACQUIRE);
	uint32_t have = prod - cons, pos = cons & (SIZE - 1), first;

	if (have > SIZE)
		return -EINVAL;
	if (len > have)
		len = have;
	first = len < SIZE - pos ? len : SIZE - pos;
	memcpy(buf, ring->req + pos, first);
	memcpy((char *)buf + first, ring->req, len - first);
	/* Done with the bytes before they may be overwritten. */
	if (len)
		__atomic_store_n(&ring->req_cons, cons + len, __ATOMIC_SEQ_CST);
	return len;
}

int ring_write(struct xenstore_domain_interface *ring, const void *buf,
	       unsigned int len)
{
	uint32_t prod = __atomic_load_n(&ring->rsp_prod, __ATOMIC_RELAXED);
	uint32_t cons = __atomic_load_n(&ring->rsp_cons, __ATOMIC_ACQUIRE);
	uint32_t used = prod - cons, pos = prod & (SIZE - 1), first;

	if (used > SIZE)
		return -EINVAL;
	if (len > SIZE - used)
		len = SIZE - used;
	first = len < SIZE - pos ? len : SIZE - pos;
	memcpy(ring->rsp + pos, buf, first);
	memcpy(ring->rsp, (const char *)buf + first, len - first);
	/* The bytes before the index that announces them. */
	if (len)
		__atomic_store_n(&ring->rsp_prod, prod + len, __ATOMIC_SEQ_CST);
	return len;
}
