/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MMUEXT_SET_LDT: descriptors of the LDT work, its page is not writable while
 * in use, a bad address, size or page is refused or faults.
 */
#include "guest.h"

static struct fault load(unsigned int sel)
{
	return TRY("mov %0, %%es", ::"r"(sel));
}

void test_main(void)
{
	uint64_t *ldt = page_alloc();
	struct fault f;

	ldt[1] = 0x00cff2000000ffff;
	ldt[2] = 0x000089000000ffff;
	CHECK_EQ(page_protect(ldt, PTE_RO), 0);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, (unsigned long)ldt, 512), 0);
	/* A TSS in it: the whole page is no descriptor table. */
	f = load(1 * 8 + 7);
	CHECK_FAULT(f, X86_PF, 0);
	CHECK_EQ(f.cr2, ldt + 1);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, 0, 0), 0);
	CHECK_EQ(page_protect(ldt, PTE_RW), 0);
	ldt[2] = 0;
	CHECK_EQ(page_protect(ldt, PTE_RO), 0);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, (unsigned long)ldt, 512), 0);
	CHECK_OK(load(1 * 8 + 7));
	CHECK(page_protect(ldt, PTE_RW) < 0);
	CHECK_FAULT(load(2 * 8 + 7), X86_GP, 2 * 8 + 4);
	CHECK_FAULT(load(600 * 8 + 7), X86_GP, 600 * 8 + 4);
	CHECK_OK(load(0));
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, (unsigned long)ldt + 8, 1),
		 -XEN_EINVAL);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, (unsigned long)ldt, 8193), -XEN_EINVAL);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, HYPERVISOR_VIRT_START, 1), -XEN_EINVAL);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, 0, 0), 0);
	CHECK_FAULT(load(1 * 8 + 7), X86_GP, 1 * 8 + 4);
	CHECK_EQ(page_protect(ldt, PTE_RW), 0);
}
