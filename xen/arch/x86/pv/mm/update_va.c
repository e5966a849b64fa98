/*
 * update_va.c: update_va_mapping: the entry of a linear address, and what to
 * flush afterwards.
 *
 * The hottest call of a PV kernel: one walk, one locked table, no copies.
 */
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <asm/insn.h>
#include <asm/pv_env.h>
#include <asm/tlb.h>

#include "root.h"
#include "types.h"
#include "walk.h"

static __noinline long flush_others(struct vcpu *v, unsigned long va,
				    unsigned long flags)
{
	bool page = (flags & UVMF_FLUSHTYPE_MASK) == UVMF_INVLPG;
	unsigned long where = flags & ~UVMF_FLUSHTYPE_MASK;
	cpumask_t mask;

	if (where == UVMF_ALL)
		mask = v->domain->arch.dirty_cpus;
	else if (pv_vcpus_to_cpus(v->domain, where, &mask))
		return -EFAULT;
	if (page)
		tlb_flush_page_mask(&mask, va);
	else
		tlb_flush_mask(&mask);
	return 0;
}

static inline long flush(struct vcpu *v, unsigned long va, unsigned long flags)
{
	if (!(flags & UVMF_FLUSHTYPE_MASK))
		return 0;
	if (flags & ~UVMF_FLUSHTYPE_MASK)
		return flush_others(v, va, flags);
	if ((flags & UVMF_FLUSHTYPE_MASK) == UVMF_INVLPG)
		invlpg(va);
	else if ((flags & UVMF_FLUSHTYPE_MASK) == UVMF_TLB_FLUSH)
		write_cr3(read_cr3());
	return 0;
}

static inline long update(struct vcpu *v, struct domain *pages,
			  struct hypercall_args *args)
{
	struct page_info *pg;
	uint64_t *slot = pv_l1_acquire(v, args->a[0], &pg);
	long rc;

	if (unlikely(!slot))
		return -EINVAL;
	rc = pv_l1_write(v->domain, pages, slot, args->a[1], false);
	pv_l1_release(pg);
	if (unlikely(rc))
		return rc;
	return flush(v, args->a[0], args->a[2]);
}

long hc_update_va_mapping(struct vcpu *v, struct hypercall_args *args)
{
	return update(v, v->domain, args);
}

/* args: va, value, flags, domain whose page is mapped. */
long hc_update_va_mapping_otherdomain(struct vcpu *v,
				      struct hypercall_args *args)
{
	struct domain *pages;
	long rc = pv_foreign_get(v, (domid_t)args->a[3], &pages);

	if (rc)
		return rc;
	rc = update(v, pages, args);
	pv_foreign_put(v, pages);
	return rc;
}
