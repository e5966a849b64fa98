/*
 * sort.h: sorting in place.
 */
#ifndef XEN_SORT_H
#define XEN_SORT_H

#include <xen/types.h>

/*
 * Bring the `n` elements of `size` bytes at `base` into the order in which
 * cmp(a, b) <= 0 for each a before b.  Not stable; n log n steps in the worst
 * case too (heap sort), no memory, no recursion.
 */
void sort(void *base, size_t n, size_t size,
	  int (*cmp)(const void *a, const void *b));

#endif /* XEN_SORT_H */
