/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mmuext_op's flushes: each is accepted, after each a changed entry is seen,
 * bad vCPU masks and commands are refused.
 */
#include "guest.h"

static unsigned long mfn[2];

static void flush(unsigned int cmd, unsigned long arg1, unsigned long arg2)
{
	uint64_t maddr = entry_maddr(pt_entry(TEST_VA, 1));

	for (int i = 0; i < 2; i++) {
		CHECK_EQ(set_entry(maddr, mfn_pte(mfn[i], PTE_RW)), 0);
		CHECK_EQ(mmuext(cmd, arg1, arg2), 0);
		CHECK_EQ(*(volatile long *)TEST_VA, i + 10);
	}
}

void test_main(void)
{
	unsigned long mask = 1;

	for (int i = 0; i < 2; i++) {
		mfn[i] = pfn_to_mfn(spare_pfn());
		CHECK_EQ(map_page(TEST_VA, mfn[i], PTE_RW), 0);
		*(volatile long *)TEST_VA = i + 10;
	}
	flush(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
	flush(MMUEXT_INVLPG_LOCAL, TEST_VA, 0);
	flush(MMUEXT_TLB_FLUSH_MULTI, 0, (unsigned long)&mask);
	flush(MMUEXT_INVLPG_MULTI, TEST_VA, (unsigned long)&mask);
	flush(MMUEXT_TLB_FLUSH_ALL, 0, 0);
	flush(MMUEXT_INVLPG_ALL, TEST_VA, 0);
	CHECK_EQ(mmuext(MMUEXT_TLB_FLUSH_MULTI, 0, 8), -XEN_EINVAL);
	CHECK_EQ(mmuext(MMUEXT_INVLPG_LOCAL, 1UL << 63, 0), 0);
	CHECK_EQ(mmuext(13 + 1, 0, 0), -XEN_ENOSYS);
	CHECK_EQ(mmuext(99, 0, 0), -XEN_ENOSYS);
	CHECK_EQ(hc_mmuext_op(8, 1, 0, DOMID_SELF), -XEN_EFAULT);
}
