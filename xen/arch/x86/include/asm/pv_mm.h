/*
 * asm/pv_mm.h: page tables and descriptor tables of PV guests, as the rest of
 * x86 uses them.  Implemented in arch/x86/pv/mm; the rules of page types are
 * in pv/mm/types.h.
 */
#ifndef ASM_PV_MM_H
#define ASM_PV_MM_H

#include <xen/domain.h>

/* Per-domain slot and windows of a new PV domain; -ENOMEM. */
int pv_domain_mm_init(struct domain *d);
void pv_domain_mm_fini(struct domain *d);
/* The GDT/LDT window of a new vCPU exists afterwards; -ENOMEM. */
int pv_vcpu_mm_init(struct vcpu *v);

/*
 * Frees page tables, descriptor tables and all pages of a dying domain whose
 * vCPUs do not run; 0, -ERESTART to be called again.
 */
int pv_domain_relinquish_mm(struct domain *d);

/*
 * `v` gets frame `mfn` of its domain as top table of its kernel (or user)
 * mode; validates it as L4 and drops the old one.  If v is current its CR3 is
 * loaded.  -EINVAL, -ERESTART...
 */
int pv_new_root(struct vcpu *v, unsigned long mfn, bool user);

/* Pins frame `mfn` as L4 table, as a domain builder does; -EINVAL. */
int pv_pin_root(struct domain *d, unsigned long mfn);

/* Loads CR3 for the mode that `v`, the current vCPU, is in. */
void pv_write_ptbase(struct vcpu *v);

/*
 * Whether the tables below the L4 table in frame `root` let the hypervisor
 * access the guest's memory at `addr` now, as page-fault error code `error`
 * says it tried: then that fault was spurious.  Takes no locks.
 */
bool pv_access_allowed(unsigned long root, unsigned long addr, uint32_t error);

/* Puts a CPU's GDT page into v's window (page XEN_GDT_PAGE). */
void pv_set_gdt_page(struct vcpu *v, mfn_t mfn);
/* Loads LDTR for `v`, whose GDT window is loaded. */
void pv_load_ldt(struct vcpu *v);

/*
 * Replaces v's GDT by `entries` descriptors in `frames`, validated as
 * descriptor pages; -EINVAL.  v is current, or not running.
 */
int pv_set_gdt(struct vcpu *v, const unsigned long *frames,
	       unsigned int entries);
void pv_drop_gdt(struct vcpu *v);

/* CR4 as the current vCPU's (emul_priv.c). */
void pv_load_cr4(struct vcpu *v);

#endif /* ASM_PV_MM_H */
