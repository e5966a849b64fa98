/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A console's byte rings, in a page that the guest can scribble on: indices
 * are read once, checked, and used masked.
 */
#ifndef XENCONSOLED_RING_H
#define XENCONSOLED_RING_H

struct xencons_interface;

/* What the guest wrote.  Bytes moved, or -EINVAL: its indices make no sense. */
int ring_read(struct xencons_interface *ring, void *buf, unsigned int len);

/* What the guest is to read. */
int ring_write(struct xencons_interface *ring, const void *buf,
	       unsigned int len);

/* Room for ring_write(). */
unsigned int ring_room(struct xencons_interface *ring);

#endif
