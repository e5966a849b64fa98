/*
 * transfer.c: GNTTABOP_transfer: a page of the caller becomes another
 * domain's, which asked for it by a GTF_accept_transfer entry.
 *
 * From the moment that the page is taken it is lost to the caller, whatever
 * the other side does: that is what guests expect.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/trace.h>

#define MAX_TRIES 5

/* Marks the entry as committed, by its header; GNTST_*. Reader of the table. */
static int commit(uint32_t *word, domid_t by)
{
	uint32_t old = READ_ONCE(*word);
	uint32_t want = GTF_accept_transfer | (uint32_t)by << 16;

	for (unsigned int try = 0; try < MAX_TRIES; try++) {
		if (old != want)
			return GNTST_general_error;
		if (atomic_try_cmpxchg(word, &old,
				       old | GTF_transfer_committed))
			return GNTST_okay;
	}
	return GNTST_general_error;
}

/* The page, which is nobody's, becomes rd's by entry `ref`. */
static int give(struct domain *rd, grant_ref_t ref, struct page_info *pg)
{
	struct grant_table *gt = rd->grants;
	struct grant_entry_header *hdr;
	mfn_t mfn = page_to_mfn(pg);
	int ret = GNTST_general_error;

	read_lock(&gt->lock);
	if (ref >= gt->nr_entries)
		goto out;
	ref = array_index_nospec(ref, gt->nr_entries);
	hdr = grant_shared(gt, ref);
	ret = commit((uint32_t *)(void *)hdr, current->domain->id);
	if (ret)
		goto out;
	if (domain_page_assign(rd, pg, 0, 0)) {
		ret = GNTST_general_error;
		atomic_and(&hdr->flags, (uint16_t)~GTF_transfer_committed);
		goto out;
	}
	(void)arch_physmap_add(rd, grant_frame(gt, ref), mfn, 0);
	grant_set_frame(gt, ref, _gfn(mfn_x(mfn)));
	smp_wmb();
	atomic_or(&hdr->flags, (uint16_t)GTF_transfer_completed);
out:
	read_unlock(&gt->lock);
	return ret;
}

static int transfer_one(const struct gnttab_transfer *op)
{
	struct domain *ld = current->domain, *rd;
	mfn_t mfn = _mfn(op->mfn);
	struct page_info *pg;
	int ret;

	/* A frame of an auto-translated guest is not a machine frame. */
	if (ld->is_hvm || !mfn_valid(mfn))
		return GNTST_bad_page;
	mfn = _mfn(array_index_nospec(mfn_x(mfn), max_page));
	pg = mfn_to_page(mfn);
	if (!page_get(pg, ld))
		return GNTST_bad_page;
	rd = domain_get_by_id(op->domid);
	if (!rd) {
		page_put(pg);
		return GNTST_bad_domain;
	}
	if (domain_page_steal(ld, pg)) {
		page_put(pg);
		domain_put(rd);
		return GNTST_bad_page;
	}
	ret = give(rd, op->ref, pg);
	if (ret)
		heap_free(pg, 0, true);
	else
		TRACE(TRC_MEM_PAGE_GRANT_TRANSFER, op->domid);
	domain_put(rd);
	return ret;
}

long grant_op_transfer(guest_ptr_t arg, unsigned int count, unsigned int *done)
{
	struct gnttab_transfer op;

	if (!gnttab_transfer)
		return -EOPNOTSUPP;
	for (unsigned int i = 0; i < count; i++) {
		if (i && hypercall_preempt()) {
			*done = i;
			return -ERESTART;
		}
		if (get_guest_at(&op, arg, i))
			return -EFAULT;
		op.status = (int16_t)transfer_one(&op);
		if (put_guest_at(arg, i, &op))
			return -EFAULT;
	}
	return 0;
}
