/*
 * caps.h: sets of numbers (frames, interrupts, ports) that a domain may use.
 *
 * Each has its own lock, below all that look a number up while they hold
 * theirs (page tables, event channels).  What was allowed when it was looked
 * up may be taken back a moment later: what has been made of it stays.
 */
#ifndef XEN_CAPS_H
#define XEN_CAPS_H

#include <xen/types.h>

struct caps;

/* An empty set, or NULL: no memory. */
struct caps *caps_create(void);
/* NULL is allowed; nobody else has it any more. */
void caps_destroy(struct caps *caps);

/* Add (remove) all of [first, last]; -EINVAL if first > last, -ENOMEM. */
int __must_check caps_add(struct caps *caps, unsigned long first,
			  unsigned long last);
int __must_check caps_remove(struct caps *caps, unsigned long first,
			     unsigned long last);

/* Whether all of [first, last] is in it, or nothing at all; NULL is empty. */
bool caps_contain(struct caps *caps, unsigned long first, unsigned long last);
bool caps_empty(const struct caps *caps);

#endif /* XEN_CAPS_H */
