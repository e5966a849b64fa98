/*
 * asm/pv_env.h: all that the page-type engine (pv/mm/types.c) asks of the
 * hypervisor beside frames (asm/mm.h) and references (xen/page_ref.h).  The
 * model test has its own of both, so that the same source runs on the host.
 */
#ifndef ASM_PV_ENV_H
#define ASM_PV_ENV_H

#include <xen/arch/mm.h>
#include <xen/atomic.h>
#include <xen/caps.h>
#include <xen/domain.h>
#include <xen/hypercall.h>
#include <asm/mm.h>
#include <asm/pv_log.h>
#include <asm/tlb.h>

/* Present time of the clock of TLB flushes; CPUs of `d` flush if they have
 * not since `stamp`. */
static inline uint16_t pv_env_stamp(void)
{
	return arch_tlb_stamp();
}

static inline void pv_env_flush(const struct domain *d, uint16_t stamp)
{
	arch_tlb_flush_since(&d->arch.dirty_cpus, stamp);
}

static inline bool pv_env_preempt(void)
{
	return hypercall_preempt();
}

static inline struct spinlock *pv_env_lock(struct domain *d)
{
	return &d->arch.pv.mmu_lock;
}

/* Whether `d` may map device memory `mfn`; may choose cache attributes. */
static inline bool pv_env_iomem(const struct domain *d, unsigned long mfn)
{
	return caps_contain(d->iomem_caps, mfn, mfn);
}

static inline bool pv_env_cache_bits(const struct domain *d)
{
	return !caps_empty(d->iomem_caps);
}

static inline bool pv_env_is_io(const struct domain *d)
{
	return d == dom_io;
}

/* The domain that runs here: whose rights a mapping of DOMID_IO needs. */
static inline bool pv_env_alive(const struct domain *d)
{
	return !d->dying && !d->shutting_down;
}

/* ---- A log of dirty pages (pv/mm/replica.c) ---- */

static inline struct spinlock *pv_env_log_lock(struct domain *d)
{
	return &d->arch.pv.log_lock;
}

static inline struct pv_log *pv_env_log(const struct domain *d)
{
	return d->arch.pv.log;
}

/* Every CPU that may have translations of `d` forgets them. */
static inline void pv_env_flush_all(const struct domain *d)
{
	tlb_flush_mask(&d->arch.dirty_cpus);
}

/* Frames of the guest's top table and of the CPU's in v's present mode. */
static inline unsigned long pv_env_root(const struct vcpu *v)
{
	return v->arch.pv.cr3[v->arch.pv.kernel_mode] >> PAGE_SHIFT;
}

static inline unsigned long pv_env_hw_root(const struct vcpu *v)
{
	return v->arch.pv.hw_cr3[v->arch.pv.kernel_mode] >> PAGE_SHIFT;
}

/* Whether a vCPU has `frame` for its CR3. */
static inline bool pv_env_root_in_use(const struct domain *d,
				      unsigned long frame)
{
	const struct vcpu *v;

	for_each_vcpu (d, v)
		if (v->arch.pv.hw_cr3[0] == PFN_PHYS(frame) ||
		    v->arch.pv.hw_cr3[1] == PFN_PHYS(frame))
			return true;
	return false;
}

/* ---- What the engine tells ---- */

/* Entry `slot` of a valid table of `d` was written; what the old one held is
 * not given up yet. */
static inline void pv_env_entry_written(struct domain *d, const uint64_t *slot)
{
	if (pv_logged(d))
		pv_log_entry(d, slot);
}

/* `pg` became a table of `d`, or is not valid as one any more; what its
 * entries hold is not given up yet. */
static inline void pv_env_table_changed(struct domain *d,
					const struct page_info *pg)
{
	if (pv_logged(d))
		pv_log_table(d, pg);
}

/* One exposed page (PGT_exposed) of pg's owner more or less. */
static inline void pv_env_exposed(const struct page_info *pg, int by)
{
	struct domain *d = page_owner(pg);

	if (d)
		atomic_add(&d->arch.pv.exposed, (unsigned int)by);
}

/* The page has other contents, or is to be treated in another way. */
static inline void pv_env_page_changed(const struct page_info *pg)
{
	pv_log_page(pg);
}

/* The hypervisor's slots 256-271 of a new L4 table (pv/mm/domain.c). */
void pv_env_fill_l4(struct domain *d, uint64_t *l4);
/* Forgets the shadowed LDT pages of all vCPUs (pv/mm/descriptor.c). */
void pv_env_drop_ldts(struct domain *d);

#endif /* ASM_PV_ENV_H */
