/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XSA-148: an L2 entry with the page-size bit must not give a writable 2 MiB
 * mapping; neither by mmu_update, nor later by a change of flags only.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long mfn = pfn_to_mfn(spare_pfn());
	uint64_t *l2, old;

	CHECK_EQ(map_page(TEST_VA, mfn, PTE_RW), 0);
	l2 = pt_entry(TEST_VA, 2);
	old = *l2;
	CHECK(set_entry(entry_maddr(l2 + 1),
			(mfn & ~511UL) << 12 | PTE_RW | PTE_PS) < 0);
	CHECK(set_entry(entry_maddr(l2), old | PTE_PS) < 0);
	CHECK(set_entry(entry_maddr(l2), (old | PTE_PS) & ~PTE_W) < 0);
	CHECK_EQ(*l2 & ~(PTE_A | PTE_D), old & ~(PTE_A | PTE_D));
	/* L3 and L4 alike. */
	for (int level = 3; level <= 4; level++) {
		uint64_t *e = pt_entry(TEST_VA, level);

		CHECK(set_entry(entry_maddr(e), *e | PTE_PS) < 0);
		CHECK(!(*e & PTE_PS));
	}
}
