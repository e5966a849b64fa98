/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MMUEXT_CLEAR_PAGE and COPY_PAGE work on our ordinary pages and on nothing
 * else.  Fails if a page table or a stranger's frame can be overwritten.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long *a = page_alloc(), *b = page_alloc();
	unsigned long table = PTE_FRAME(*pt_entry((unsigned long)a, 2));

	for (int i = 0; i < 512; i++)
		a[i] = i + 1;
	CHECK_EQ(mmuext(MMUEXT_COPY_PAGE, virt_to_mfn(b), virt_to_mfn(a)), 0);
	CHECK(!memcmp(a, b, PAGE_SIZE));
	CHECK_EQ(mmuext(MMUEXT_CLEAR_PAGE, virt_to_mfn(b), 0), 0);
	for (int i = 0; i < 512; i++)
		if (!CHECK(!b[i]))
			break;
	CHECK(mmuext(MMUEXT_CLEAR_PAGE, table, 0) < 0);
	CHECK(mmuext(MMUEXT_COPY_PAGE, table, virt_to_mfn(a)) < 0);
	/* Out of one it may be copied. */
	CHECK_EQ(mmuext(MMUEXT_COPY_PAGE, virt_to_mfn(b), table), 0);
	CHECK(!memcmp(b, mfn_to_virt(table), PAGE_SIZE));
	CHECK(mmuext(MMUEXT_CLEAR_PAGE, 0xffffffffffUL, 0) < 0);
	CHECK(mmuext(MMUEXT_COPY_PAGE, virt_to_mfn(b), 0xffffffffffUL) < 0);
}
