/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * update_va_mapping: changes the entry of an address in the current tables
 * with each kind of flush; addresses without an L1 are refused.  Fails if a
 * stale translation is used after a flush that covers it.
 */
#include "guest.h"

void test_main(void)
{
	static const unsigned long flags[] = {
		UVMF_TLB_FLUSH | UVMF_LOCAL,
		UVMF_INVLPG | UVMF_LOCAL,
		UVMF_TLB_FLUSH | UVMF_ALL,
		UVMF_INVLPG | UVMF_ALL,
	};
	unsigned long mfn[2], mask = 1;

	for (int i = 0; i < 2; i++) {
		mfn[i] = pfn_to_mfn(spare_pfn());
		CHECK_EQ(map_page(TEST_VA, mfn[i], PTE_RW), 0);
		*(volatile long *)TEST_VA = i + 10;
	}
	for (unsigned int f = 0; f < ARRAY_SIZE(flags); f++)
		for (int i = 0; i < 2; i++) {
			CHECK_EQ(hc_update_va(TEST_VA, mfn_pte(mfn[i], PTE_RW),
					      flags[f]),
				 0);
			CHECK_EQ(*(volatile long *)TEST_VA, i + 10);
		}
	CHECK_EQ(hc_update_va(TEST_VA, mfn_pte(mfn[0], PTE_RW),
			      (unsigned long)&mask | UVMF_INVLPG),
		 0);
	CHECK_EQ(*(volatile long *)TEST_VA, 10);
	CHECK_EQ(hc_update_va(TEST_VA, 0, UVMF_INVLPG), 0);
	CHECK_FAULT(try_read((void *)TEST_VA, 0), X86_PF, 0);
	CHECK(hc_update_va(TEST_VA + (1UL << 39), 0, 0) < 0);
	CHECK(hc_update_va(HYPERVISOR_VIRT_START, 0, 0) < 0);
	CHECK(hc_update_va(1UL << 63, 0, 0) < 0);
	CHECK(hc_update_va(TEST_VA, mfn_pte(0xffffffffff, PTE_RW), 0) < 0);
}
