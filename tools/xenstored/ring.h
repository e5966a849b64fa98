/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The byte rings in a page that is shared with a domain.
 *
 * The other side can write anything anywhere at any time: indices are read
 * once, checked, and used masked.  Ours are kept in the page, as firmware
 * clears it when it hands over to the operating system; within a round of
 * requests they advance in a struct ring_pos, and the other side sees that when
 * the journal has what was read.
 */
#ifndef XENSTORED_RING_H
#define XENSTORED_RING_H

#include <stdbool.h>
#include <stdint.h>

struct xenstore_domain_interface;

struct ring_pos {
	uint32_t cons; /* of requests */
	uint32_t prod; /* of answers */
};

void ring_begin(const struct xenstore_domain_interface *ring,
		struct ring_pos *pos);
/* Shows what was read and written; whether that is anything. */
bool ring_end(struct xenstore_domain_interface *ring,
	      const struct ring_pos *pos);

/* Bytes moved, or -EINVAL if the indices make no sense. */
int ring_read(struct xenstore_domain_interface *ring, struct ring_pos *at,
	      void *buf, unsigned int len);
int ring_write(struct xenstore_domain_interface *ring, struct ring_pos *at,
	       const void *buf, unsigned int len);

/* Whether the other side has taken some of a full ring. */
bool ring_has_room(const struct xenstore_domain_interface *ring,
		   const struct ring_pos *pos);

/*
 * After a restart: whether the page shows @pos, or @old as ring_end() was not
 * called any more.  Else the other side has started afresh since.
 */
bool ring_is_ours(const struct xenstore_domain_interface *ring,
		  const struct ring_pos *old, const struct ring_pos *pos);

#endif
