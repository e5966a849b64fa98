/*
 * range.h: a set of unsigned longs kept as sorted ranges [start, end], both
 * ends included.
 *
 * Ranges neither overlap nor touch, so a set has one form only.  Made for
 * permissions (ports, frames, interrupts): few ranges, a linear walk.  The
 * caller serialises.
 */
#ifndef XEN_RANGE_H
#define XEN_RANGE_H

#include <xen/allocator.h>
#include <xen/list.h>

struct range_set {
	struct list_head ranges;
	const struct allocator *mem;
};

/* Make an empty set whose nodes come from `mem` (borrowed for its life). */
void range_set_init(struct range_set *set, const struct allocator *mem);

/* Empty the set. */
void range_set_destroy(struct range_set *set);

/*
 * Add (remove) all of [start, end].  -EINVAL if start > end, -ENOMEM with the
 * set unchanged.  Removing allocates where it makes a hole.
 */
int __must_check range_set_add(struct range_set *set, unsigned long start,
			       unsigned long end);
int __must_check range_set_remove(struct range_set *set, unsigned long start,
				  unsigned long end);

/* Whether all (any) of [start, end] is in the set; false if start > end. */
bool range_set_contains(const struct range_set *set, unsigned long start,
			unsigned long end);
bool range_set_contains_any(const struct range_set *set, unsigned long start,
			    unsigned long end);

static inline bool range_set_empty(const struct range_set *set)
{
	return list_empty(&set->ranges);
}

/*
 * Call fn for each range, in rising order, until it returns other than 0;
 * returns that, or 0.  fn must not change the set.
 */
int range_set_for_each(const struct range_set *set,
		       int (*fn)(unsigned long start, unsigned long end,
				 void *ctx),
		       void *ctx);

/*
 * The same for the part of the set that lies within [start, end], each range
 * cut to it.
 */
int range_set_for_each_within(const struct range_set *set, unsigned long start,
			      unsigned long end,
			      int (*fn)(unsigned long start, unsigned long end,
					void *ctx),
			      void *ctx);

#endif /* XEN_RANGE_H */
