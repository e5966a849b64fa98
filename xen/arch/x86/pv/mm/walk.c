/* walk.c: see walk.h. */
#include <xen/errno.h>
#include <asm/layout.h>

#include "types.h"
#include "walk.h"

/*
 * The table that entry `e` names, or NULL.  The entry may be stale, so that
 * the frame may be anything: only pages of the heap are in the direct map for
 * certain, and those in use have a count.
 */
static inline uint64_t *table_below(uint64_t e)
{
	unsigned long mfn = pte_frame(e);

	if (!(e & PTE_P) || unlikely(!frame_valid(mfn)) ||
	    unlikely(
		    !(READ_ONCE(frame_page(mfn)->count_info) & PGC_count_mask)))
		return NULL;
	return frame_virt(mfn);
}

static inline unsigned int slot_of(unsigned long addr, unsigned int level)
{
	return addr >> (PAGE_SHIFT + 9 * (level - 1)) & (PTES_PER_TABLE - 1);
}

uint64_t *pv_walk_l1(const struct vcpu *v, unsigned long addr,
		     unsigned long *mfn)
{
	uint64_t *t = frame_virt(v->arch.pv.cr3[v->arch.pv.kernel_mode] >>
				 PAGE_SHIFT);

	if (unlikely(addr - 0x0000800000000000 < HOLE_END - 0x0000800000000000))
		return NULL;
	t = table_below(READ_ONCE(t[slot_of(addr, 4)]));
	if (unlikely(!t))
		return NULL;
	t = table_below(READ_ONCE(t[slot_of(addr, 3)]));
	if (unlikely(!t))
		return NULL;
	t = table_below(READ_ONCE(t[slot_of(addr, 2)]));
	if (unlikely(!t))
		return NULL;
	*mfn = virt_frame(t);
	return t + slot_of(addr, 1);
}

uint64_t *pv_l1_acquire(const struct vcpu *v, unsigned long addr,
			struct page_info **out)
{
	unsigned long mfn;
	uint64_t *slot = pv_walk_l1(v, addr, &mfn);
	struct page_info *pg;

	if (unlikely(!slot))
		return NULL;
	pg = frame_page(mfn);
	if (unlikely(!page_ref_get_owned(pg, v->domain->id)))
		return NULL;
	if (unlikely(!pv_l1_lock(pg))) {
		page_ref_put(pg);
		return NULL;
	}
	*out = pg;
	return slot;
}

void pv_l1_release(struct page_info *pg)
{
	pv_l1_unlock(pg);
	page_ref_put(pg);
}

int pv_foreign_get(struct vcpu *v, domid_t id, struct domain **out)
{
	struct domain *d;

	if (likely(id == DOMID_SELF)) {
		*out = v->domain;
		return 0;
	}
	if (id == DOMID_IO) {
		*out = dom_io;
		return 0;
	}
	if (id == DOMID_XEN) {
		*out = dom_xen;
		return v->domain->is_privileged ? 0 : -EPERM;
	}
	/* One's own id must be DOMID_SELF here. */
	d = id == v->domain->id ? NULL : domain_get_by_id(id);
	if (!d)
		return -ESRCH;
	if (!domain_may_manage(v->domain, d)) {
		domain_put(d);
		return -EPERM;
	}
	*out = d;
	return 0;
}

void pv_foreign_put(struct vcpu *v, struct domain *d)
{
	if (unlikely(d != v->domain && d != dom_io && d != dom_xen))
		domain_put(d);
}
