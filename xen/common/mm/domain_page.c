/*
 * domain_page.c: pages that belong to domains, and references to them.
 *
 * An owned page is on its owner's list (RAM: domain::pages, pages of the
 * hypervisor that it may map: domain::xen_pages) from assignment until its
 * last reference goes.  The allocation is one reference (PGC_allocated); who
 * clears that bit drops it.  A domain with any page on its lists is kept by one
 * reference, so that a page can name its owner by id: owners[] leads from the
 * id to the domain.
 *
 * A count only rises from a value that is neither 0 nor the maximum: nobody
 * gets hold of a page that is being freed, and no count wraps.
 *
 * domain::page_lock (LOCK_PAGE_ALLOC) guards lists and tot_pages.
 */
#include <xen/arch/mm.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/page_ref.h>

#include "private.h"

#define OWNERS_PER_LEAF 64

static struct domain **owners[(DOMID_MASK + 1) / OWNERS_PER_LEAF];
static struct spinlock owners_lock = SPINLOCK_INIT(LOCK_LEAF);

/* ---- Owners ---- */

int domain_page_init(struct domain *d)
{
	struct domain ***leaf = &owners[d->id / OWNERS_PER_LEAF];
	struct domain **fresh = NULL;

	if (!*leaf) {
		fresh = slab_array(sizeof(**leaf), OWNERS_PER_LEAF);
		if (!fresh)
			return -ENOMEM;
	}
	spin_lock_init(&d->page_lock, LOCK_PAGE_ALLOC);
	d->pages = d->xen_pages = (struct page_list)PAGE_LIST_INIT;
	spin_lock(&owners_lock);
	if (!*leaf) {
		store_release(leaf, fresh);
		fresh = NULL;
	}
	(*leaf)[d->id % OWNERS_PER_LEAF] = d;
	spin_unlock(&owners_lock);
	slab_free(fresh);
	return 0;
}

void domain_page_fini(struct domain *d)
{
	struct domain **leaf = owners[d->id / OWNERS_PER_LEAF];

	if (leaf && leaf[d->id % OWNERS_PER_LEAF] == d)
		WRITE_ONCE(leaf[d->id % OWNERS_PER_LEAF], NULL);
}

struct domain *page_owner(const struct page_info *pg)
{
	domid_t id = READ_ONCE(pg->owner);
	struct domain **leaf;

	if (id == DOMID_INVALID || id > DOMID_MASK)
		return NULL;
	leaf = load_acquire(&owners[id / OWNERS_PER_LEAF]);
	return leaf ? READ_ONCE(leaf[id % OWNERS_PER_LEAF]) : NULL;
}

/* ---- References ---- */

bool page_get(struct page_info *pg, const struct domain *d)
{
	return page_ref_get_owned(pg, d->id);
}

bool page_get_any(struct page_info *pg)
{
	return page_ref_get(pg);
}

void page_put(struct page_info *pg)
{
	page_ref_put(pg);
}

void page_put_alloc_ref(struct page_info *pg)
{
	if (atomic_and(&pg->count_info, ~PGC_allocated) & PGC_allocated)
		page_ref_put(pg);
}

/* ---- On and off the lists; page_lock is held ---- */

static bool owns_nothing(const struct domain *d)
{
	return !d->pages.nr && !d->xen_pages.nr;
}

static bool counts(const struct page_info *pg)
{
	return !(pg->count_info & (PGC_extra | PGC_xen_shared));
}

/* Takes the page off its list; whether it was the domain's last. */
static bool unlink_page(struct domain *d, struct page_info *pg)
{
	if (pg->count_info & PGC_xen_shared)
		page_list_del(&d->xen_pages, pg);
	else
		page_list_del(&d->pages, pg);
	if (counts(pg))
		d->tot_pages--;
	return owns_nothing(d);
}

static void link_page(struct domain *d, struct page_info *pg, uint32_t flags)
{
	pg->owner = d->id;
	page_list_add_tail(&d->pages, pg);
	/* From here on page_get() finds it. */
	store_release(&pg->count_info, flags | PGC_allocated | 1);
}

/* ---- Giving and taking ---- */

int domain_page_assign(struct domain *d, struct page_info *pg,
		       unsigned int order, unsigned int memflags)
{
	bool extra = memflags & MEMF_no_refcount;
	unsigned long nr = 1UL << order;
	int rc = 0;

	spin_lock(&d->page_lock);
	if (d->dying)
		rc = -EINVAL;
	else if (!extra && (d->tot_pages > d->max_pages ||
			    nr > d->max_pages - d->tot_pages))
		rc = -E2BIG;
	else if (owns_nothing(d) && !domain_get(d))
		rc = -EINVAL;
	if (rc)
		goto out;
	for (unsigned long i = 0; i < nr; i++)
		link_page(d, &pg[i], extra ? PGC_extra : 0);
	if (!extra)
		d->tot_pages += nr;
out:
	spin_unlock(&d->page_lock);
	if (!rc)
		arch_page_assigned(d, pg, order);
	return rc;
}

struct page_info *domain_page_alloc(struct domain *d, unsigned int order,
				    unsigned int memflags)
{
	struct page_info *pg;

	/* Without the lock: spares a large block's way out and back. */
	if (!(memflags & (MEMF_no_owner | MEMF_no_refcount)) &&
	    READ_ONCE(d->tot_pages) + (1UL << order) > READ_ONCE(d->max_pages))
		return NULL;
	pg = heap_alloc_for(d, order, memflags);
	if (pg && !(memflags & MEMF_no_owner) &&
	    domain_page_assign(d, pg, order, memflags)) {
		heap_free(pg, order, memflags & MEMF_no_scrub);
		pg = NULL;
	}
	return pg;
}

int domain_page_steal(struct domain *d, struct page_info *pg)
{
	uint32_t x, one = PGC_allocated | 2;
	bool last;
	int rc = -EBUSY;

	spin_lock(&d->page_lock);
	if (pg->owner != d->id || (pg->count_info & PGC_xen_shared)) {
		spin_unlock(&d->page_lock);
		return -EINVAL;
	}
	x = (pg->count_info & PGC_extra) | one;
	/* With no reference left nobody can get one, nor a type. */
	if (!atomic_try_cmpxchg(&pg->count_info, &x, x - 2))
		goto out_busy;
	if (pg->type_info & (PGT_count_mask | PGT_pinned)) {
		store_release(&pg->count_info, x);
		goto out_busy;
	}
	last = unlink_page(d, pg);
	spin_unlock(&d->page_lock);
	arch_page_freed(pg);
	pg->type_info = 0;
	/* Kept: heap_free() must know that someone had it mapped. */
	pg->count_info = PGC_state_inuse;
	if (last)
		domain_put(d);
	return 0;

out_busy:
	spin_unlock(&d->page_lock);
	return rc;
}

void domain_page_free(struct page_info *pg)
{
	struct domain *d = page_owner(pg);
	bool xen = pg->count_info & PGC_xen_shared;
	bool last;

	ASSERT(d && !(pg->count_info & PGC_allocated));
	spin_lock(&d->page_lock);
	last = unlink_page(d, pg);
	spin_unlock(&d->page_lock);
	arch_page_freed(pg);
	pg->type_info = 0;
	if (!xen)
		heap_free(pg, 0, true);
	if (last)
		domain_put(d);
}

/* ---- Pages of the hypervisor ---- */

/*
 * The type "writable", held for ever: such a page never becomes a page table
 * or descriptor table, whatever the guest does.
 */
void xen_page_share(void *va, struct domain *d)
{
	struct page_info *pg = virt_to_page(va);

	spin_lock(&d->page_lock);
	if (owns_nothing(d) && !domain_get(d))
		BUG();
	pg->owner = d->id;
	pg->type_info = PGT_writable_page | PGT_validated | 1;
	page_list_add_tail(&d->xen_pages, pg);
	store_release(&pg->count_info, PGC_xen_shared | PGC_allocated | 1);
	spin_unlock(&d->page_lock);
}

bool xen_page_unshare(void *va)
{
	struct page_info *pg = virt_to_page(va);

	page_put_alloc_ref(pg);
	return !(READ_ONCE(pg->count_info) & PGC_count_mask);
}

bool xen_page_unshare_unused(void *va)
{
	struct page_info *pg = virt_to_page(va);
	uint32_t unused = PGC_xen_shared | PGC_allocated | 1;

	/* With no reference left nobody can get one. */
	if (!atomic_try_cmpxchg(&pg->count_info, &unused, PGC_xen_shared))
		return false;
	domain_page_free(pg);
	return true;
}
