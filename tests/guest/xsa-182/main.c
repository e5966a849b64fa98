/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XSA-182: an L4 entry that maps the L4 itself (a linear page table) may be
 * there read-only, but no change of its flags makes it writable.
 */
#include "guest.h"

void test_main(void)
{
	uint64_t *l4 = (uint64_t *)start_info->pt_base;
	uint64_t *e = l4 + (TEST_VA >> 39 & 511);
	unsigned long mfn = virt_to_mfn(l4);
	unsigned long va = TEST_VA | (TEST_VA >> 9 & 0x7ffffff000);
	long rc;

	CHECK(set_entry(entry_maddr(e), mfn_pte(mfn, PTE_RW)) < 0);
	rc = set_entry(entry_maddr(e), mfn_pte(mfn, PTE_RO & ~PTE_D));
	if (rc)
		test_skip("linear page tables are not allowed");
	CHECK(set_entry(entry_maddr(e), mfn_pte(mfn, PTE_RW)) < 0);
	CHECK(set_entry(entry_maddr(e) | MMU_PT_UPDATE_PRESERVE_AD,
			mfn_pte(mfn, PTE_RW)) < 0);
	CHECK(set_entry(entry_maddr(e),
			mfn_pte(mfn, PTE_P | PTE_W | PTE_U | PTE_PWT)) < 0);
	CHECK(!(*e & PTE_W));
	(void)va;
	CHECK_EQ(set_entry(entry_maddr(e), 0), 0);
}
