/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pin and unpin tables of all levels: only pages without a writable mapping,
 * only with valid entries, once; afterwards they are writable again.  Fails if
 * a page is at once a table and writable.
 */
#include "guest.h"

void test_main(void)
{
	uint64_t *t[4];
	unsigned long mfn[4];
	long rc;

	for (int i = 0; i < 4; i++) {
		t[i] = page_alloc();
		mfn[i] = virt_to_mfn(t[i]);
	}
	/* Mapped writable: refused. */
	CHECK(mmuext(MMUEXT_PIN_L1_TABLE, mfn[0], 0) < 0);
	t[0][0] = mfn_pte(pfn_to_mfn(spare_pfn()), PTE_RW);
	for (int i = 1; i < 4; i++)
		t[i][0] = mfn_pte(mfn[i - 1], PTE_RW & ~PTE_D);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(page_protect(t[i], PTE_RO), 0);
	CHECK_EQ(mmuext(MMUEXT_PIN_L4_TABLE, mfn[3], 0), 0);
	CHECK_EQ(mmuext(MMUEXT_PIN_L4_TABLE, mfn[3], 0), -XEN_EINVAL);
	for (int i = 0; i < 4; i++) {
		CHECK(page_protect(t[i], PTE_RW) < 0);
		if (i != 3)
			CHECK(mmuext(MMUEXT_PIN_L4_TABLE, mfn[i], 0) < 0);
	}
	CHECK_EQ(mmuext(MMUEXT_PIN_L1_TABLE, mfn[0], 0), 0);
	CHECK_EQ(mmuext(MMUEXT_UNPIN_TABLE, mfn[3], 0), 0);
	CHECK_EQ(mmuext(MMUEXT_UNPIN_TABLE, mfn[3], 0), -XEN_EINVAL);
	/* The pinned L1 stays a table. */
	CHECK(page_protect(t[0], PTE_RW) < 0);
	CHECK_EQ(page_protect(t[1], PTE_RW), 0);
	CHECK_EQ(mmuext(MMUEXT_UNPIN_TABLE, mfn[0], 0), 0);
	CHECK_EQ(page_protect(t[0], PTE_RW), 0);

	/* An entry that maps a table writable spoils it. */
	t[0][1] = mfn_pte(mfn[0], PTE_RW);
	CHECK_EQ(page_protect(t[0], PTE_RO), 0);
	rc = mmuext(MMUEXT_PIN_L1_TABLE, mfn[0], 0);
	CHECK(rc < 0);
	CHECK(mmuext(MMUEXT_PIN_L1_TABLE, 0xffffffffffUL, 0) < 0);
	CHECK(mmuext(MMUEXT_UNPIN_TABLE, 0xffffffffffUL, 0) < 0);
}
