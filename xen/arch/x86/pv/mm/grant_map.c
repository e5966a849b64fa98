/*
 * grant_map.c: entries of grant mappings, and the contract's page uses.
 *
 * Such an entry is marked PTE_GNTTAB and holds no references: the grant does
 * (xen/arch/mm.h).  The guest can't write the mark, so an entry that has it is
 * a grant's.
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <public/grant_table.h>
#include <asm/insn.h>
#include <asm/pv_env.h>
#include <asm/tlb.h>

#include "types.h"
#include "walk.h"

bool arch_page_get_writable(struct page_info *pg)
{
	return pv_get_writable(pg);
}

void arch_page_put_writable(struct page_info *pg)
{
	pv_log_page(pg);
	pv_put_type(pg);
}

static uint64_t grant_entry(mfn_t mfn, unsigned int flags, unsigned int cache)
{
	uint64_t e = PFN_PHYS(mfn_x(mfn)) | PTE_P | PTE_A | PTE_D | PTE_GNTTAB;

	if (flags & GNTMAP_application_map)
		e |= PTE_US;
	if (!(flags & GNTMAP_readonly))
		e |= PTE_RW;
	e |= (uint64_t)(flags >> _GNTMAP_guest_avail0 & 7) << 9;
	/* As an entry's cache bits, from bit 5 on: PWT, PCD, PAT. */
	cache >>= 5;
	e |= (cache & 1 ? PTE_PWT : 0) | (cache & 2 ? PTE_PCD : 0) |
	     (cache & 4 ? PTE_PAT : 0);
	return pv_l1_adjust(e);
}

/* The entry at machine address `addr`, as pv_l1_acquire(). */
static uint64_t *entry_acquire(const struct vcpu *v, uint64_t addr,
			       struct page_info **out)
{
	unsigned long mfn = addr >> PAGE_SHIFT;
	struct page_info *pg = frame_page(mfn);

	if (addr % sizeof(uint64_t) || !frame_valid(mfn) ||
	    !page_ref_get_owned(pg, v->domain->id))
		return NULL;
	if (!pv_l1_lock(pg)) {
		page_ref_put(pg);
		return NULL;
	}
	*out = pg;
	return (uint64_t *)((char *)frame_virt(mfn) + (addr & (PAGE_SIZE - 1)));
}

static uint64_t *slot_acquire(const struct vcpu *v, uint64_t addr,
			      unsigned int flags, struct page_info **pg)
{
	return flags & GNTMAP_contains_pte ? entry_acquire(v, addr, pg)
					   : pv_l1_acquire(v, addr, pg);
}

int arch_grant_map(struct vcpu *v, uint64_t addr, mfn_t mfn, unsigned int flags,
		   unsigned int cache)
{
	struct page_info *pg;
	uint64_t *slot = slot_acquire(v, addr, flags, &pg);

	if (!slot)
		return GNTST_general_error;
	pv_l1_set_grant(v->domain, slot, grant_entry(mfn, flags, cache));
	pv_l1_release(pg);
	return GNTST_okay;
}

/* A mapping of the same page with other rights is another grant's. */
static bool is_grant_of(uint64_t e, mfn_t mfn, unsigned int flags)
{
	return (e & PTE_P) && (e & PTE_GNTTAB) && pte_frame(e) == mfn_x(mfn) &&
	       !(e & PTE_RW) == !!(flags & GNTMAP_readonly);
}

static int replace(struct vcpu *v, uint64_t addr, mfn_t mfn, unsigned int flags,
		   uint64_t val)
{
	struct page_info *pg;
	uint64_t *slot = slot_acquire(v, addr, flags, &pg);
	int rc = GNTST_general_error;

	if (!slot)
		return rc;
	if (is_grant_of(READ_ONCE(*slot), mfn, flags)) {
		WRITE_ONCE(*slot, val);
		pv_env_entry_written(v->domain, slot);
		rc = GNTST_okay;
	}
	pv_l1_release(pg);
	return rc;
}

/* Takes the entry of `addr` out of its table, with what it holds. */
static int steal(struct vcpu *v, uint64_t addr, uint64_t *e)
{
	struct page_info *pg;
	uint64_t *slot = pv_l1_acquire(v, addr, &pg);

	if (!slot)
		return GNTST_general_error;
	*e = READ_ONCE(*slot);
	WRITE_ONCE(*slot, 0);
	pv_env_entry_written(v->domain, slot);
	pv_l1_release(pg);
	return GNTST_okay;
}

int arch_grant_unmap(struct vcpu *v, uint64_t addr, mfn_t mfn,
		     unsigned int flags, uint64_t new_addr)
{
	uint64_t e = 0;
	int rc;

	if (new_addr) {
		if (flags & GNTMAP_contains_pte)
			return GNTST_general_error;
		rc = steal(v, new_addr, &e);
		if (rc)
			return rc;
	}
	rc = replace(v, addr, mfn, flags, e);
	if (rc)
		pv_l1_drop(v->domain, e);
	return rc;
}

void arch_grant_flush(struct domain *d)
{
	tlb_flush_mask(&d->arch.dirty_cpus);
}

int arch_cache_maintain(const void *va, size_t len, unsigned int op)
{
	const char *p = (const char *)((unsigned long)va & ~63UL);

	for (; p < (const char *)va + len; p += 64)
		clflush(p);
	smp_mb();
	return 0;
}
