/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The byte rings in a page that is shared with a domain.
 *
 * The other side can write anything anywhere at any time: indices are read
 * once, checked, and used masked.  The page is the only place where they are
 * kept, as firmware clears it when it hands over to the operating system.
 */
#ifndef XENSTORED_RING_H
#define XENSTORED_RING_H

struct xenstore_domain_interface;

/* Bytes moved, or -EINVAL if the indices make no sense. */
int ring_read(struct xenstore_domain_interface *ring, void *buf,
	      unsigned int len);
int ring_write(struct xenstore_domain_interface *ring, const void *buf,
	       unsigned int len);

#endif
