/* private.h: what the files of common/mm share among themselves. */
#ifndef COMMON_MM_PRIVATE_H
#define COMMON_MM_PRIVATE_H

#include <xen/mm.h>

/*
 * heap_alloc() on behalf of `d`: may use up what it has claimed, and prefers
 * the nodes of its affinity.  NULL: nobody's, as heap_alloc().
 */
struct page_info *heap_alloc_for(struct domain *d, unsigned int order,
				 unsigned int memflags);

#endif /* COMMON_MM_PRIVATE_H */
