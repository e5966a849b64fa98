/*
 * fake_heap.c (host): frames of the arena, first fit, and references.
 */
#include <string.h>
#include <xen/arch/mm.h>
#include <xen/domain.h>
#include <asm/host.h>

HOST_WEAK unsigned long heap_pages;

static bool in_use(unsigned long i)
{
	return frame_table[i].count_info & PGC_allocated;
}

HOST_WEAK struct page_info *heap_alloc(unsigned int order,
				       unsigned int memflags)
{
	unsigned long n = 1UL << order, first, i;

	for (first = n; first + n <= max_page; first += n) {
		for (i = 0; i < n && !in_use(first + i); i++)
			;
		if (i < n)
			continue;
		for (i = 0; i < n; i++) {
			frame_table[first + i] = (struct page_info){
				.count_info = PGC_allocated | 1,
				.owner = DOMID_INVALID,
			};
			arch_clear_page(mfn_to_virt(_mfn(first + i)));
		}
		return &frame_table[first];
	}
	return NULL;
}

HOST_WEAK void heap_free(struct page_info *pg, unsigned int order,
			 bool need_scrub)
{
	memset(pg, 0, sizeof(*pg) << order);
}

HOST_WEAK void *xheap_alloc_flags(unsigned int order, unsigned int memflags)
{
	struct page_info *pg = heap_alloc(order, memflags);

	return pg ? mfn_to_virt(page_to_mfn(pg)) : NULL;
}

HOST_WEAK void *xheap_alloc(unsigned int order)
{
	return xheap_alloc_flags(order, 0);
}

HOST_WEAK void xheap_free(void *va, unsigned int order)
{
	if (va)
		heap_free(virt_to_page(va), order, false);
}

HOST_WEAK void xen_page_share(void *va, struct domain *d)
{
	struct page_info *pg = virt_to_page(va);

	pg->owner = d->id;
	pg->count_info |= PGC_xen_shared;
}

HOST_WEAK bool xen_page_unshare(void *va)
{
	struct page_info *pg = virt_to_page(va);

	pg->owner = DOMID_INVALID;
	pg->count_info &= ~PGC_xen_shared;
	return true;
}

HOST_WEAK bool page_get(struct page_info *pg, const struct domain *d)
{
	if (!(pg->count_info & PGC_count_mask) || pg->owner != d->id)
		return false;
	pg->count_info++;
	return true;
}

HOST_WEAK void page_put(struct page_info *pg)
{
	pg->count_info--;
}

HOST_WEAK int domain_page_init(struct domain *d)
{
	spin_lock_init(&d->page_lock, LOCK_PAGE_ALLOC);
	d->pages = d->xen_pages = (struct page_list)PAGE_LIST_INIT;
	return 0;
}

HOST_WEAK void domain_page_fini(struct domain *d)
{
}

HOST_WEAK int heap_claim(struct domain *d, unsigned long pages)
{
	return 0;
}
