/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries with bits that the guest may not use (global in upper levels, beyond
 * the physical address width, the hypervisor's own available bits) are refused
 * at each level, and a table is never mapped writable through any level.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long mfn = pfn_to_mfn(spare_pfn());
	uint64_t *e[5], table;

	CHECK_EQ(map_page(TEST_VA, mfn, PTE_RW), 0);
	for (int level = 1; level <= 4; level++) {
		e[level] = pt_entry(TEST_VA, level);
		/* Bits 51..46 of an address that no machine has. */
		CHECK(set_entry(entry_maddr(e[level]),
				*e[level] | 0x3fUL << 46) < 0);
	}
	for (int level = 2; level <= 4; level++) {
		/* A lower or higher table in the wrong place. */
		table = level == 2 ? PTE_FRAME(*e[3]) : PTE_FRAME(*e[2]);
		CHECK(set_entry(entry_maddr(e[level]) ^ 8,
				mfn_pte(table, PTE_RW)) < 0);
	}
	/* Tables as data: readable, not writable (L1 are emulated). */
	for (int level = 3; level <= 4; level++) {
		table = PTE_FRAME(*e[level]);
		CHECK(set_entry(entry_maddr(e[1] + 1), mfn_pte(table, PTE_RW)) <
		      0);
		CHECK_EQ(set_entry(entry_maddr(e[1] + 1),
				   mfn_pte(table, PTE_RO)),
			 0);
		CHECK_FAULT(try_write((void *)(TEST_VA + 4096), 0), X86_PF, -1);
	}
	/* A page with a writable mapping cannot become a table. */
	CHECK(set_entry(entry_maddr(e[2] + 1), mfn_pte(mfn, PTE_RW)) < 0);
}
