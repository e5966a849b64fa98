/*
 * descriptor.c: descriptor tables of PV guests.
 *
 * A guest's GDT are pages of its own of type seg_desc, mapped in the vCPU's
 * window (asm/layout.h), where the CPU's GDTR points; page XEN_GDT_PAGE of it
 * is the hypervisor's.  The LDT is linear memory of the guest: its pages are
 * mapped behind the GDT's one by one, as a selector load faults on them, and
 * forgotten when the guest changes its LDT, its page tables, or the mapping.
 *
 * gdt_frames: [C].  ldt_lock guards shadow_ldt_map and the LDT's entries of the
 * window; the pages are put outside of it.
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/smp.h>
#include <asm/cpu.h>
#include <asm/pv_env.h>
#include <asm/pv_mm.h>
#include <asm/tlb.h>
#include <asm/trap.h>

#include "descriptor.h"
#include "types.h"
#include "walk.h"

#define WINDOW_RW (PTE_P | PTE_RW | PTE_A | PTE_D | PTE_NX)
#define LDT_PAGES 16

uint64_t *pv_vcpu_window(const struct vcpu *v)
{
	return v->domain->arch.pv.gdt_ldt_l1[v->id / 16] + v->id % 16 * 32;
}

void pv_set_gdt_page(struct vcpu *v, mfn_t mfn)
{
	uint64_t *slot = pv_vcpu_window(v) + XEN_GDT_PAGE;
	uint64_t e = PFN_PHYS(mfn_x(mfn)) | WINDOW_RW;

	if (READ_ONCE(*slot) == e)
		return;
	WRITE_ONCE(*slot, e);
	invlpg(GDT_VIRT_START(v) + XEN_GDT_PAGE * PAGE_SIZE);
}

/* ---- GDT ---- */

static void seg_put(unsigned long mfn)
{
	struct page_info *pg = frame_page(mfn);

	pv_put_type(pg);
	page_ref_put(pg);
}

static int seg_get(struct domain *d, unsigned long mfn)
{
	struct page_info *pg = frame_page(mfn);

	if (!frame_valid(mfn) || !page_ref_get_owned(pg, d->id))
		return -EINVAL;
	if (pv_get_seg_desc(d, pg)) {
		page_ref_put(pg);
		return -EINVAL;
	}
	return 0;
}

void pv_drop_gdt(struct vcpu *v)
{
	struct pv_vcpu *pv = &v->arch.pv;
	uint64_t *window = pv_vcpu_window(v);
	unsigned int nr = DIV_ROUND_UP(pv->gdt_ents, 512);

	pv->gdt_ents = 0;
	for (unsigned int i = 0; i < nr; i++) {
		WRITE_ONCE(window[i], 0);
		seg_put(pv->gdt_frames[i]);
		pv->gdt_frames[i] = 0;
	}
}

int pv_set_gdt(struct vcpu *v, const unsigned long *frames,
	       unsigned int entries)
{
	struct pv_vcpu *pv = &v->arch.pv;
	uint64_t *window = pv_vcpu_window(v);
	unsigned int nr = DIV_ROUND_UP(entries, 512), i;

	if (entries > FIRST_RESERVED_GDT_ENTRY)
		return -EINVAL;
	for (i = 0; i < nr; i++)
		if (seg_get(v->domain, frames[i]))
			goto err_put;
	pv_drop_gdt(v);
	for (i = 0; i < nr; i++) {
		pv->gdt_frames[i] = frames[i];
		WRITE_ONCE(window[i], PFN_PHYS(frames[i]) | WINDOW_RW);
	}
	pv->gdt_ents = entries;
	return 0;

err_put:
	while (i--)
		seg_put(frames[i]);
	return -EINVAL;
}

/* args: array of frames, number of entries. */
long hc_set_gdt(struct vcpu *v, struct hypercall_args *args)
{
	unsigned int entries = args->a[1];
	unsigned int nr = DIV_ROUND_UP(entries, 512);
	unsigned long frames[FIRST_RESERVED_GDT_PAGE];
	int rc;

	if (entries > FIRST_RESERVED_GDT_ENTRY)
		return -EINVAL;
	if (nr && copy_from_guest(frames, guest_ptr_reg(args->a[0]),
				  nr * sizeof(frames[0])))
		return -EFAULT;
	rc = pv_set_gdt(v, frames, entries);
	if (!rc)
		write_cr3(read_cr3());
	return rc;
}

/* args: machine address, descriptor. */
long hc_update_descriptor(struct vcpu *v, struct hypercall_args *args)
{
	uint64_t ma = args->a[0], desc = args->a[1];
	unsigned long mfn = ma >> PAGE_SHIFT;
	struct page_info *pg = frame_page(mfn);
	uint64_t *slot;
	long rc = -EINVAL;

	if (ma % sizeof(desc) || !pv_check_descriptor(&desc) ||
	    !frame_valid(mfn) || !page_ref_get_owned(pg, v->domain->id))
		return -EINVAL;
	slot = (uint64_t *)((char *)frame_virt(mfn) + (ma & (PAGE_SIZE - 1)));
	if ((READ_ONCE(pg->type_info) & PGT_type_mask) == PGT_seg_desc_page
		    ? pv_get_seg_desc(v->domain, pg)
		    : !pv_get_writable(pg))
		goto out;
	WRITE_ONCE(*slot, desc);
	pv_log_page(pg);
	pv_put_type(pg);
	rc = 0;
out:
	page_ref_put(pg);
	return rc;
}

/* ---- LDT ---- */

bool pv_drop_ldt(struct vcpu *v)
{
	struct pv_vcpu *pv = &v->arch.pv;
	uint64_t *window, had[LDT_PAGES];
	unsigned int map;

	if (likely(!READ_ONCE(pv->shadow_ldt_map)))
		return false;
	window = pv_vcpu_window(v) + LDT_PAGES;
	spin_lock(&pv->ldt_lock);
	map = pv->shadow_ldt_map;
	pv->shadow_ldt_map = 0;
	for (unsigned int i = 0; i < LDT_PAGES; i++) {
		had[i] = window[i];
		WRITE_ONCE(window[i], 0);
	}
	spin_unlock(&pv->ldt_lock);
	for (unsigned int i = 0; i < LDT_PAGES; i++)
		if (map >> i & 1)
			seg_put(pte_frame(had[i]));
	return map;
}

void pv_env_drop_ldts(struct domain *d)
{
	cpumask_t mask = CPUMASK_NONE;
	struct vcpu *v;

	for_each_vcpu (d, v) {
		unsigned int cpu = READ_ONCE(v->dirty_cpu);

		if (pv_drop_ldt(v) && cpu < NR_CPUS)
			cpumask_set(cpu, &mask);
	}
	if (!cpumask_empty(&mask))
		tlb_flush_mask(&mask);
}

void pv_load_ldt(struct vcpu *v)
{
	uint64_t *desc =
		&this_cpu(gdt_page)->entry[(XEN_LDT & (PAGE_SIZE - 1)) / 8];
	unsigned long base = LDT_VIRT_START(v);
	uint16_t sel = 0;

	if (unlikely(v->arch.pv.ldt_ents)) {
		desc[0] = (v->arch.pv.ldt_ents * 8 - 1) |
			  (base & 0xffffff) << 16 | 0x82ULL << 40 |
			  ((base >> 24) & 0xff) << 56;
		desc[1] = base >> 32;
		sel = XEN_LDT;
	}
	__asm__ volatile("lldt %w0" : : "r"(sel) : "memory");
}

void pv_set_ldt(struct vcpu *v, unsigned long base, unsigned int ents)
{
	struct pv_vcpu *pv = &v->arch.pv;

	if (pv->ldt_ents == ents && pv->ldt_base == base)
		return;
	if (pv_drop_ldt(v))
		write_cr3(read_cr3());
	pv->ldt_base = base;
	pv->ldt_ents = ents;
	pv_load_ldt(v);
}

/* The frame that a linear address of the guest's kernel maps; ~0UL. */
static unsigned long linear_frame(struct vcpu *v, unsigned long addr)
{
	unsigned long table;
	uint64_t *slot = pv_walk_l1(v, addr, &table);
	uint64_t e = slot ? READ_ONCE(*slot) : 0;

	return e & PTE_P ? pte_frame(e) : ~0UL;
}

bool pv_ldt_fault(struct vcpu *v, unsigned int offset)
{
	struct pv_vcpu *pv = &v->arch.pv;
	unsigned int i = offset >> PAGE_SHIFT;
	unsigned long mfn;
	uint64_t *slot;
	bool taken = false;

	if (offset >> 3 >= pv->ldt_ents || i >= LDT_PAGES)
		return false;
	mfn = linear_frame(v, pv->ldt_base + (offset & PAGE_MASK));
	if (mfn == ~0UL || seg_get(v->domain, mfn))
		return false;
	slot = pv_vcpu_window(v) + LDT_PAGES + i;
	spin_lock(&pv->ldt_lock);
	if (!(pv->shadow_ldt_map >> i & 1)) {
		pv->shadow_ldt_map |= 1u << i;
		WRITE_ONCE(*slot, PFN_PHYS(mfn) | WINDOW_RW);
		taken = true;
	}
	spin_unlock(&pv->ldt_lock);
	if (!taken)
		seg_put(mfn);
	return true;
}
