/*
 * mmuext.c: mmuext_op: pins, base pointers, flushes, LDT, whole pages.
 *
 * args: array of struct mmuext_op, count and pdone as mmu_update's, domain
 * that the frames belong to (DOMID_SELF; another for pins and pages only).
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/smp.h>
#include <asm/insn.h>
#include <asm/pv.h>
#include <asm/pv_env.h>
#include <asm/pv_mm.h>
#include <asm/tlb.h>

#include "descriptor.h"
#include "root.h"
#include "types.h"
#include "walk.h"

static int op_pin(struct domain *of, unsigned long mfn, unsigned int level)
{
	int rc;

	if (of == dom_io || of == dom_xen || of->is_hvm)
		return -EINVAL;
	spin_lock(pv_env_lock(of));
	rc = pv_table_pin(of, mfn, level);
	spin_unlock(pv_env_lock(of));
	/* What is in use as something else can't be a table. */
	return rc == -EBUSY ? -EINVAL : rc;
}

static int op_unpin(struct vcpu *v, struct domain *of, unsigned long mfn)
{
	struct page_info *pg = frame_page(mfn);
	int rc;

	if (of == dom_io || of == dom_xen || of->is_hvm || !frame_valid(mfn) ||
	    !page_ref_get_owned(pg, of->id))
		return -EINVAL;
	spin_lock(pv_env_lock(of));
	rc = pv_table_unpin(of, pg);
	spin_unlock(pv_env_lock(of));
	page_ref_put(pg);
	if (rc == -ERESTART) {
		pv_drop_later(v, of, _mfn(mfn));
		rc = 0;
	}
	return rc;
}

/* A page of `of` that one may write to, with both references; NULL. */
static struct page_info *get_writable(struct domain *of, unsigned long mfn)
{
	struct page_info *pg = frame_page(mfn);

	if (!frame_valid(mfn) || !page_ref_get_owned(pg, of->id))
		return NULL;
	if (pv_get_writable(pg))
		return pg;
	page_ref_put(pg);
	return NULL;
}

static void put_writable(struct page_info *pg)
{
	pv_log_page(pg);
	pv_put_type(pg);
	page_ref_put(pg);
}

static int op_clear_page(struct domain *of, unsigned long mfn)
{
	struct page_info *pg = get_writable(of, mfn);

	if (!pg)
		return -EINVAL;
	arch_clear_page(frame_virt(mfn));
	put_writable(pg);
	return 0;
}

static int op_copy_page(struct domain *of, unsigned long mfn, unsigned long src)
{
	struct page_info *from = frame_page(src), *to;

	if (!frame_valid(src) || !page_ref_get_owned(from, of->id))
		return -EINVAL;
	to = get_writable(of, mfn);
	if (to) {
		arch_copy_page(frame_virt(mfn), frame_virt(src));
		put_writable(to);
	}
	page_ref_put(from);
	return to ? 0 : -EINVAL;
}

static int op_set_ldt(struct vcpu *v, unsigned long base, unsigned int ents)
{
	if (base % PAGE_SIZE || !pv_addr_ok(base) || ents > 8192)
		return -EINVAL;
	pv_set_ldt(v, base, ents);
	return 0;
}

static void wbinvd_here(void *unused)
{
	wbinvd();
}

static int op_flush_cache(const struct vcpu *v, bool all)
{
	if (!pv_env_cache_bits(v->domain))
		return all ? -EINVAL : -EACCES;
	if (all)
		smp_call_all(wbinvd_here, NULL, true);
	else
		wbinvd();
	return 0;
}

static int op_flush_multi(struct vcpu *v, const struct mmuext_op *op)
{
	cpumask_t mask;

	if (pv_vcpus_to_cpus(v->domain, (uint64_t)op->arg2.vcpumask.p, &mask))
		return -EINVAL;
	if (op->cmd == MMUEXT_TLB_FLUSH_MULTI)
		tlb_flush_mask(&mask);
	else if (pv_addr_ok(op->arg1.linear_addr))
		tlb_flush_page_mask(&mask, op->arg1.linear_addr);
	return 0;
}

/* What concerns the caller's own vCPU or domain. */
static int own_op(struct vcpu *v, const struct mmuext_op *op)
{
	switch (op->cmd) {
	case MMUEXT_NEW_BASEPTR:
		return pv_new_root(v, op->arg1.mfn, false);
	case MMUEXT_NEW_USER_BASEPTR:
		return pv_new_root(v, op->arg1.mfn, true);
	case MMUEXT_TLB_FLUSH_LOCAL:
		write_cr3(read_cr3());
		return 0;
	case MMUEXT_INVLPG_LOCAL:
		if (pv_addr_ok(op->arg1.linear_addr))
			invlpg(op->arg1.linear_addr);
		return 0;
	case MMUEXT_TLB_FLUSH_MULTI:
	case MMUEXT_INVLPG_MULTI:
		return op_flush_multi(v, op);
	case MMUEXT_TLB_FLUSH_ALL:
		tlb_flush_mask(&v->domain->arch.dirty_cpus);
		return 0;
	case MMUEXT_INVLPG_ALL:
		if (pv_addr_ok(op->arg1.linear_addr))
			tlb_flush_page_mask(&v->domain->arch.dirty_cpus,
					    op->arg1.linear_addr);
		return 0;
	case MMUEXT_FLUSH_CACHE:
	case MMUEXT_FLUSH_CACHE_GLOBAL:
		return op_flush_cache(v, op->cmd == MMUEXT_FLUSH_CACHE_GLOBAL);
	case MMUEXT_SET_LDT:
		return op_set_ldt(v, op->arg1.linear_addr, op->arg2.nr_ents);
	default:
		return -ENOSYS;
	}
}

static int one_op(struct vcpu *v, struct domain *of, const struct mmuext_op *op)
{
	switch (op->cmd) {
	case MMUEXT_PIN_L1_TABLE:
	case MMUEXT_PIN_L2_TABLE:
	case MMUEXT_PIN_L3_TABLE:
	case MMUEXT_PIN_L4_TABLE:
		return op_pin(of, op->arg1.mfn,
			      op->cmd - MMUEXT_PIN_L1_TABLE + 1);
	case MMUEXT_UNPIN_TABLE:
		return op_unpin(v, of, op->arg1.mfn);
	case MMUEXT_CLEAR_PAGE:
		return op_clear_page(of, op->arg1.mfn);
	case MMUEXT_COPY_PAGE:
		return op_copy_page(of, op->arg1.mfn, op->arg2.src_mfn);
	case MMUEXT_MARK_SUPER:
	case MMUEXT_UNMARK_SUPER:
		return -EOPNOTSUPP;
	default:
		return of == v->domain ? own_op(v, op) : -EPERM;
	}
}

long hc_mmuext_op(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t ops = guest_ptr_reg(args->a[0]);
	guest_ptr_t pdone = guest_ptr_reg(args->a[2]);
	unsigned int count = args->a[1], done = 0, i;
	struct mmuext_op op;
	struct domain *of;
	long rc;

	if (unlikely(count & MMU_PREEMPTED)) {
		count &= ~MMU_PREEMPTED;
		if (!guest_ptr_null(pdone) && get_guest(&done, pdone))
			return -EFAULT;
	}
	rc = pv_foreign_get(v, (domid_t)args->a[3], &of);
	if (unlikely(rc))
		return rc;
	for (i = 0; i < count; i++) {
		rc = -ERESTART;
		if (unlikely(pv_drop_pending(v)) ||
		    (i && unlikely(hypercall_preempt())))
			break;
		rc = -EFAULT;
		if (unlikely(get_guest(&op, ops)))
			break;
		rc = one_op(v, of, &op);
		if (unlikely(rc))
			break;
		ops = guest_ptr_at(ops, 1, sizeof(op));
	}
	pv_foreign_put(v, of);
	if (!rc && unlikely(pv_drop_pending(v)))
		rc = -ERESTART;
	if (rc == -ERESTART) {
		args->a[0] = ops.a;
		args->a[1] = (count - i) | MMU_PREEMPTED;
	}
	done += i;
	if (!guest_ptr_null(pdone) && put_guest(pdone, &done) &&
	    rc != -ERESTART)
		rc = -EFAULT;
	return rc;
}
