/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mmu_update, normal and preserve_ad: entries of each level change, the count
 * of what was done is right after a failure, accessed and dirty bits are kept
 * when asked.  Fails if a bad entry stops nothing or its successors are done.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long a = pfn_to_mfn(spare_pfn()), b = pfn_to_mfn(spare_pfn());
	struct mmu_update u[3];
	unsigned int done = 99;
	uint64_t *e, maddr;

	CHECK_EQ(map_page(TEST_VA, a, PTE_RW), 0);
	*(volatile long *)TEST_VA = 0x1234;
	e = pt_entry(TEST_VA, 1);
	maddr = entry_maddr(e);
	u[0].ptr = maddr;
	u[0].val = mfn_pte(b, PTE_RW);
	CHECK_EQ(hc_mmu_update(u, 1, &done, DOMID_SELF), 0);
	CHECK_EQ(done, 1);
	mmuext(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
	*(volatile long *)TEST_VA = 0x5678;
	CHECK_EQ(set_entry(maddr, mfn_pte(a, PTE_RW)), 0);
	mmuext(MMUEXT_INVLPG_LOCAL, TEST_VA, 0);
	CHECK_EQ(*(volatile long *)TEST_VA, 0x1234);

	/* The second fails: the third is not done. */
	u[0].val = mfn_pte(b, PTE_RW);
	u[1].ptr = maddr + 8;
	u[1].val = mfn_pte(0xffffffffUL, PTE_RW);
	u[2].ptr = maddr + 16;
	u[2].val = mfn_pte(a, PTE_RW);
	CHECK(hc_mmu_update(u, 3, &done, DOMID_SELF) < 0);
	CHECK_EQ(done, 1);
	CHECK_EQ(e[2], 0);

	/* Accessed and dirty. */
	CHECK_EQ(set_entry(maddr, mfn_pte(a, PTE_P | PTE_W | PTE_U)), 0);
	mmuext(MMUEXT_INVLPG_LOCAL, TEST_VA, 0);
	CHECK_EQ(*e & (PTE_A | PTE_D), 0);
	*(volatile long *)TEST_VA = 1;
	CHECK_EQ(*e & (PTE_A | PTE_D), PTE_A | PTE_D);
	CHECK_EQ(set_entry(maddr | MMU_PT_UPDATE_PRESERVE_AD,
			   mfn_pte(a, PTE_P | PTE_U)),
		 0);
	CHECK_EQ(*e & (PTE_A | PTE_D | PTE_W), PTE_A | PTE_D);

	/* Not present: anything goes. */
	CHECK_EQ(set_entry(maddr, 0xdeadbeef00UL << 1), 0);
	CHECK_EQ(*e, 0xdeadbeef00UL << 1);
	CHECK_EQ(hc_mmu_update(u, 0, &done, DOMID_SELF), 0);
	CHECK_EQ(hc_mmu_update(8, 1, 0, DOMID_SELF), -XEN_EFAULT);
	/* Unaligned, and not a page table. */
	CHECK(set_entry(maddr | 4, 0) < 0 || !*e);
	CHECK(set_entry(b << 12, 0x123456000) == 0);
}
