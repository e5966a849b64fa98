/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages and page tables.  All tables lie in the initial mapping, so an entry
 * can be read through it; they are changed by hypercalls only.
 */
#include "guest.h"

__attribute__((aligned(4096))) static char heap[HEAP_PAGES][PAGE_SIZE];
static unsigned int heap_used;
static unsigned long next_spare;

void *page_alloc(void)
{
	if (heap_used == HEAP_PAGES)
		test_error("no pages left");
	return heap[heap_used++];
}

unsigned long pfn_to_mfn(unsigned long pfn)
{
	return ((unsigned long *)start_info->mfn_list)[pfn];
}

unsigned long virt_to_mfn(const volatile void *va)
{
	uint64_t *e = pt_entry((unsigned long)va, 1);

	return e ? PTE_FRAME(*e) : ~0UL;
}

void *mfn_to_virt(unsigned long mfn)
{
	return (void *)(VIRT_BASE + (machine_to_phys_mapping[mfn] << 12));
}

/* From the top down: the initial mapping is at the bottom. */
unsigned long spare_pfn(void)
{
	if (!next_spare)
		next_spare = start_info->nr_pages;
	return --next_spare;
}

uint64_t *pt_entry(unsigned long va, int level)
{
	uint64_t *table = (uint64_t *)start_info->pt_base;

	for (int l = 4;; l--) {
		uint64_t *e = table + ((va >> (12 + 9 * (l - 1))) & 511);

		if (l == level)
			return e;
		if (!(*e & PTE_P) || (*e & PTE_PS))
			return NULL;
		table = mfn_to_virt(PTE_FRAME(*e));
	}
}

uint64_t entry_maddr(const uint64_t *entry)
{
	unsigned long va = (unsigned long)entry;

	return (pfn_to_mfn((va - VIRT_BASE) >> 12) << 12) | (va & 0xfff);
}

long set_entry(uint64_t maddr, uint64_t val)
{
	struct mmu_update u = { .ptr = maddr, .val = val };

	return hc_mmu_update(&u, 1, 0, DOMID_SELF);
}

long mmuext(unsigned int cmd, unsigned long arg1, unsigned long arg2)
{
	struct mmuext_op op = { .cmd = cmd };

	op.arg1.mfn = arg1;
	op.arg2.src_mfn = arg2;
	return hc_mmuext_op(&op, 1, 0, DOMID_SELF);
}

long page_protect(void *page, unsigned long flags)
{
	unsigned long pfn = ((unsigned long)page - VIRT_BASE) >> 12;

	return hc_update_va(page, mfn_pte(pfn_to_mfn(pfn), flags),
			    UVMF_INVLPG | UVMF_ALL);
}

long map_page(unsigned long va, unsigned long mfn, unsigned long flags)
{
	for (int level = 4; level > 1; level--) {
		uint64_t *e = pt_entry(va, level);
		void *table;
		long rc;

		if (*e & PTE_P)
			continue;
		table = page_alloc();
		page_protect(table, PTE_RO);
		rc = set_entry(entry_maddr(e), virt_to_mfn(table) << 12 | 0x67);
		if (rc)
			return rc;
	}
	return hc_update_va(va, mfn_pte(mfn, flags), UVMF_INVLPG);
}
