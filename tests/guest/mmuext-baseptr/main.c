/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NEW_BASEPTR: a copy of our L4 can be loaded and has the hypervisor's slots;
 * a page of another type cannot.  Fails if the vCPU runs on without the
 * hypervisor mapped, or on a table that is writable.
 */
#include "guest.h"

void test_main(void)
{
	uint64_t *old = (uint64_t *)start_info->pt_base, *l4 = page_alloc();
	uint64_t *plain = page_alloc();

	for (int i = 0; i < 512; i++)
		l4[i] = i >= 256 && i < 272 ? 0 : old[i];
	CHECK(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(l4), 0) < 0);
	CHECK_EQ(page_protect(l4, PTE_RO), 0);
	CHECK_EQ(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(l4), 0), 0);
	CHECK(l4[256] & PTE_P);
	CHECK(page_protect(l4, PTE_RW) < 0);
	CHECK(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(plain), 0) < 0);
	CHECK(mmuext(MMUEXT_NEW_BASEPTR, 0xffffffffffUL, 0) < 0);
	CHECK_EQ(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(old), 0), 0);
	CHECK_EQ(page_protect(l4, PTE_RW), 0);
	/* The hypervisor's slots cannot be set. */
	CHECK(set_entry(entry_maddr(&old[256]), 0) < 0);
	CHECK(set_entry(entry_maddr(&old[262]), old[511]) < 0);
	/* No user tables: 0 is allowed. */
	CHECK_EQ(mmuext(MMUEXT_NEW_USER_BASEPTR, 0, 0), 0);
	CHECK(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(plain), 0) < 0);
}
