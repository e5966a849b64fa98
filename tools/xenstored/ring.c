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

void ring_begin(const struct xenstore_domain_interface *ring,
		struct ring_pos *pos)
{
	pos->cons = __atomic_load_n(&ring->req_cons, __ATOMIC_RELAXED);
	pos->prod = __atomic_load_n(&ring->rsp_prod, __ATOMIC_RELAXED);
}

bool ring_end(struct xenstore_domain_interface *ring,
	      const struct ring_pos *pos)
{
	bool moved = false;

	/* Done with the bytes before they may be overwritten. */
	if (ring->req_cons != pos->cons) {
		__atomic_store_n(&ring->req_cons, pos->cons, __ATOMIC_SEQ_CST);
		moved = true;
	}
	/* The bytes before the index that announces them. */
	if (ring->rsp_prod != pos->prod) {
		__atomic_store_n(&ring->rsp_prod, pos->prod, __ATOMIC_SEQ_CST);
		moved = true;
	}
	return moved;
}

bool ring_has_room(const struct xenstore_domain_interface *ring,
		   const struct ring_pos *pos)
{
	/* Not before ring_end()'s store: the other side does the reverse. */
	return pos->prod - __atomic_load_n(&ring->rsp_cons, __ATOMIC_SEQ_CST) <
	       SIZE;
}

bool ring_is_ours(const struct xenstore_domain_interface *ring,
		  const struct ring_pos *old, const struct ring_pos *pos)
{
	struct ring_pos now;

	ring_begin(ring, &now);
	return (now.cons == old->cons || now.cons == pos->cons) &&
	       (now.prod == old->prod || now.prod == pos->prod);
}

int ring_read(struct xenstore_domain_interface *ring, struct ring_pos *at,
	      void *buf, unsigned int len)
{
	uint32_t cons = at->cons;
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
	at->cons += len;
	return len;
}

int ring_write(struct xenstore_domain_interface *ring, struct ring_pos *at,
	       const void *buf, unsigned int len)
{
	uint32_t prod = at->prod;
	uint32_t cons = __atomic_load_n(&ring->rsp_cons, __ATOMIC_ACQUIRE);
	uint32_t used = prod - cons, pos = prod & (SIZE - 1), first;

	if (used > SIZE)
		return -EINVAL;
	if (len > SIZE - used)
		len = SIZE - used;
	first = len < SIZE - pos ? len : SIZE - pos;
	memcpy(ring->rsp + pos, buf, first);
	memcpy(ring->rsp, (const char *)buf + first, len - first);
	at->prod += len;
	return len;
}
