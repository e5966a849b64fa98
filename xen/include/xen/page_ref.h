/*
 * page_ref.h: references to pages, inline, for paths that are counted in
 * instructions.  Elsewhere page_get() and page_put() of mm.h do the same.
 */
#ifndef XEN_PAGE_REF_H
#define XEN_PAGE_REF_H

#include <xen/atomic.h>
#include <xen/mm.h>

/* One reference more, unless there is none or no room for one. */
static inline bool page_ref_get(struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->count_info);

	do {
		if (unlikely(((x + 1) & PGC_count_mask) <= 1))
			return false;
	} while (unlikely(!atomic_try_cmpxchg(&pg->count_info, &x, x + 1)));
	return true;
}

static inline void page_ref_put(struct page_info *pg)
{
	if (unlikely(!(atomic_dec(&pg->count_info) & PGC_count_mask)))
		domain_page_free(pg);
}

/* As page_get(), the owner given by its id. */
static inline bool page_ref_get_owned(struct page_info *pg, domid_t owner)
{
	if (unlikely(!page_ref_get(pg)))
		return false;
	if (likely(pg->owner == owner))
		return true;
	page_ref_put(pg);
	return false;
}

#endif /* XEN_PAGE_REF_H */
