/*
 * cache.c: GNTTABOP_cache_flush: caches and memory in step on part of a page
 * that the caller owns or has mapped.
 */
#include "private.h"

#include <xen/arch/mm.h>

/* Whether `by` pins frame `mfn` by some entry of the table. */
static bool has_mapped(struct grant_table *gt, domid_t by, mfn_t mfn)
{
	bool found = false;

	read_lock(&gt->lock);
	for (unsigned int ref = 0; ref < gt->nr_entries && !found; ref++) {
		struct grant_active *act = grant_active(gt, ref);

		if (!READ_ONCE(act->pin))
			continue;
		spin_lock(&act->lock);
		found = act->pin && act->domid == by &&
			act->trans_dom == DOMID_INVALID &&
			mfn_eq(act->mfn, mfn);
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);
	return found;
}

static int flush_page(const struct gnttab_cache_flush *op)
{
	struct domain *d = current->domain, *owner;
	mfn_t mfn = maddr_to_mfn(_maddr(op->a.dev_bus_addr));
	struct page_info *pg;
	int ret = -EPERM;

	if (!mfn_valid(mfn))
		return -EINVAL;
	mfn = _mfn(array_index_nospec(mfn_x(mfn), max_page));
	pg = mfn_to_page(mfn);
	if (!page_get_any(pg))
		return -EPERM;
	owner = page_owner(pg);
	if (owner && owner->grants &&
	    (owner == d || has_mapped(owner->grants, d->id, mfn)))
		ret = arch_cache_maintain((char *)mfn_to_virt(mfn) + op->offset,
					  op->length, op->op);
	page_put(pg);
	return ret;
}

static int flush_one(const struct gnttab_cache_flush *op)
{
	if (op->offset >= PAGE_SIZE || op->length > PAGE_SIZE ||
	    op->offset + op->length > PAGE_SIZE)
		return -EINVAL;
	if (!op->length || !op->op)
		return 0;
	if (op->op & GNTTAB_CACHE_SOURCE_GREF)
		return -EOPNOTSUPP;
	if (op->op & ~(GNTTAB_CACHE_INVAL | GNTTAB_CACHE_CLEAN))
		return -EINVAL;
	return flush_page(op);
}

long grant_op_cache_flush(guest_ptr_t arg, unsigned int count,
			  unsigned int *done)
{
	struct gnttab_cache_flush op;
	int ret;

	for (unsigned int i = 0; i < count; i++) {
		if (i && hypercall_preempt()) {
			*done = i;
			return -ERESTART;
		}
		if (get_guest_at(&op, arg, i))
			return -EFAULT;
		ret = flush_one(&op);
		if (ret)
			return ret;
	}
	return 0;
}
