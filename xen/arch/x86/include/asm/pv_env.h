/*
 * asm/pv_env.h: all that the page-type engine (pv/mm/types.c) asks of the
 * hypervisor beside frames (asm/mm.h) and references (xen/page_ref.h).  The
 * model test has its own of both, so that the same source runs on the host.
 */
#ifndef ASM_PV_ENV_H
#define ASM_PV_ENV_H

#include <xen/arch/mm.h>
#include <xen/caps.h>
#include <xen/domain.h>
#include <xen/hypercall.h>
#include <asm/mm.h>

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

/* The hypervisor's slots 256-271 of a new L4 table (pv/mm/domain.c). */
void pv_env_fill_l4(struct domain *d, uint64_t *l4);
/* Forgets the shadowed LDT pages of all vCPUs (pv/mm/descriptor.c). */
void pv_env_drop_ldts(struct domain *d);

#endif /* ASM_PV_ENV_H */
