/*
 * mmu_update.c: the hypercall that writes page-table entries by machine
 * address, and machine-to-phys entries.
 *
 * args: array of struct mmu_update, count (bit 31: goes on after -ERESTART,
 * *pdone then already counts what was done), pdone (or NULL), domain: low 16
 * bits whose pages are mapped, high 16 bits 1 + id of whose tables they are
 * (0: the caller's).
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/perfc.h>
#include <asm/pv_env.h>

#include "root.h"
#include "types.h"
#include "walk.h"

struct mmu_update_ctx {
	struct vcpu *v;
	struct domain *tables; /* whose page tables */
	struct domain *pages;  /* whose pages they map */
};

/* Entries of L2-L4: under the owner's lock, the type checked again. */
static int update_table(const struct mmu_update_ctx *c, struct page_info *pg,
			uint64_t *slot, uint64_t val, bool keep_ad)
{
	uint32_t x;
	mfn_t dropped = INVALID_MFN;
	int rc = -EINVAL;

	spin_lock(pv_env_lock(c->tables));
	x = READ_ONCE(pg->type_info);
	/* Tables are never made of foreign pages. */
	if ((x & PGT_validated) && pgt_is_table(x) && pgt_level(x) > 1 &&
	    c->pages == c->tables)
		rc = pv_table_write(c->tables, pg, slot, val, keep_ad,
				    &dropped);
	spin_unlock(pv_env_lock(c->tables));
	if (mfn_is_set(dropped))
		pv_drop_later(c->v, c->tables, dropped);
	return rc;
}

/* A page that is no table: as if the guest wrote it. */
static int update_plain(struct page_info *pg, uint64_t *slot, uint64_t val)
{
	if (!pv_get_writable(pg))
		return -EINVAL;
	WRITE_ONCE(*slot, val);
	pv_log_page(pg);
	pv_put_type(pg);
	return 0;
}

static inline int update_entry(const struct mmu_update_ctx *c, uint64_t ptr,
			       uint64_t val, bool keep_ad)
{
	unsigned long mfn = ptr >> PAGE_SHIFT;
	struct page_info *pg = frame_page(mfn);
	uint64_t *slot =
		(uint64_t *)((char *)frame_virt(mfn) + (ptr & (PAGE_SIZE - 1)));
	int rc;

	if (unlikely(!frame_valid(mfn)) ||
	    unlikely(!page_ref_get_owned(pg, c->tables->id)))
		return -EINVAL;
	if (likely(pv_l1_lock(pg))) {
		rc = pv_l1_write(c->tables, c->pages, slot, val, keep_ad);
		pv_l1_unlock(pg);
	} else if (pgt_is_table(READ_ONCE(pg->type_info)) &&
		   (READ_ONCE(pg->type_info) & PGT_count_mask)) {
		rc = update_table(c, pg, slot, val, keep_ad);
	} else {
		rc = update_plain(pg, slot, val);
	}
	page_ref_put(pg);
	return rc;
}

static int update_m2p(const struct mmu_update_ctx *c, uint64_t ptr,
		      uint64_t gpfn)
{
	unsigned long mfn = ptr >> PAGE_SHIFT;
	struct page_info *pg = frame_page(mfn);

	if (!frame_valid(mfn) || !page_ref_get_owned(pg, c->pages->id))
		return -EINVAL;
	m2p_set(mfn, gpfn);
	pv_log_page(pg);
	page_ref_put(pg);
	return 0;
}

static inline int update_one(const struct mmu_update_ctx *c,
			     const struct mmu_update *req)
{
	uint64_t ptr = req->ptr & ~7ULL;

	switch (req->ptr & 7) {
	case MMU_NORMAL_PT_UPDATE:
	case MMU_PT_UPDATE_NO_TRANSLATE:
		return update_entry(c, ptr, req->val, false);
	case MMU_PT_UPDATE_PRESERVE_AD:
		return update_entry(c, ptr, req->val, true);
	case MMU_MACHPHYS_UPDATE:
		return update_m2p(c, ptr, req->val);
	default:
		return -ENOSYS;
	}
}

static int ctx_get(struct mmu_update_ctx *c, struct vcpu *v, uint32_t doms)
{
	unsigned int tables = doms >> 16;
	int rc;

	c->v = v;
	c->tables = v->domain;
	if (unlikely(tables)) {
		if (tables - 1 >= DOMID_FIRST_RESERVED)
			return -ESRCH;
		c->tables = tables - 1 == v->domain->id
				    ? v->domain
				    : domain_get_by_id(tables - 1);
		if (!c->tables)
			return -ESRCH;
		if (!domain_may_manage(v->domain, c->tables)) {
			pv_foreign_put(v, c->tables);
			return -EPERM;
		}
		/* They must be there to be walked. */
		if (c->tables->is_hvm) {
			pv_foreign_put(v, c->tables);
			return -EINVAL;
		}
	}
	rc = pv_foreign_get(v, (domid_t)doms, &c->pages);
	if (rc)
		pv_foreign_put(v, c->tables);
	return rc;
}

static void ctx_put(struct mmu_update_ctx *c)
{
	pv_foreign_put(c->v, c->pages);
	pv_foreign_put(c->v, c->tables);
}

long hc_mmu_update(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t reqs = guest_ptr_reg(args->a[0]);
	guest_ptr_t pdone = guest_ptr_reg(args->a[2]);
	unsigned int count = args->a[1], done = 0, i;
	struct mmu_update_ctx c;
	struct mmu_update req;
	long rc;

	if (unlikely(count & MMU_PREEMPTED)) {
		count &= ~MMU_PREEMPTED;
		if (!guest_ptr_null(pdone) && get_guest(&done, pdone))
			return -EFAULT;
	}
	rc = ctx_get(&c, v, args->a[3]);
	if (unlikely(rc))
		return rc;
	for (i = 0; i < count; i++) {
		rc = -ERESTART;
		if (unlikely(pv_drop_pending(v)) ||
		    (i && unlikely(hypercall_preempt())))
			break;
		if (unlikely(get_guest(&req, reqs))) {
			rc = -EFAULT;
			break;
		}
		rc = update_one(&c, &req);
		if (unlikely(rc))
			break;
		reqs = guest_ptr_at(reqs, 1, sizeof(req));
	}
	ctx_put(&c);
	if (!rc && unlikely(pv_drop_pending(v)))
		rc = -ERESTART;
	if (rc == -ERESTART) {
		args->a[0] = reqs.a;
		args->a[1] = (count - i) | MMU_PREEMPTED;
	}
	perfc_add(mmu_updates, i);
	done += i;
	if (!guest_ptr_null(pdone) && put_guest(pdone, &done) &&
	    rc != -ERESTART)
		rc = -EFAULT;
	return rc;
}
