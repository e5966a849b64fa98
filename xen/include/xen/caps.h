/*
 * caps.h: sets of numbers (frames, interrupts, ports) that a domain may use.
 */
#ifndef XEN_CAPS_H
#define XEN_CAPS_H

#include <xen/range.h>

/* An empty set, or NULL: no memory. */
struct range_set *caps_create(void);
/* NULL is allowed. */
void caps_destroy(struct range_set *set);

#endif /* XEN_CAPS_H */
