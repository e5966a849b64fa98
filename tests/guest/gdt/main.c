/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_gdt and update_descriptor: our descriptors work, those that would give
 * ring 0 or a gate into the hypervisor do not; the page is no longer writable.
 */
#include "guest.h"

#define DATA(dpl) (0x00cf92000000ffffUL | (uint64_t)(dpl) << 45)

static uint64_t *gdt;

static long update(unsigned int i, uint64_t d)
{
	return hc_update_descriptor((virt_to_mfn(gdt) << 12) + i * 8, d);
}

static struct fault load(unsigned int sel)
{
	return TRY("mov %0, %%es", ::"r"(sel));
}

void test_main(void)
{
	xen_pfn_t frame;

	gdt = page_alloc();
	frame = virt_to_mfn(gdt);
	gdt[1] = DATA(3) | 0xab00000000000000;
	/* Mapped writable: refused. */
	CHECK(hc_set_gdt(&frame, 512) < 0);
	CHECK_EQ(page_protect(gdt, PTE_RO), 0);
	CHECK_EQ(hc_set_gdt(&frame, 512), 0);
	CHECK(page_protect(gdt, PTE_RW) < 0);
	CHECK_OK(load(1 * 8 + 3));
	CHECK_FAULT(load(2 * 8 + 3), X86_GP, 2 * 8);
	CHECK_EQ(update(2, DATA(3)), 0);
	CHECK_OK(load(2 * 8 + 3));
	/* A TSS, an LDT, an interrupt gate, a call gate to the hypervisor. */
	CHECK(update(3, 0x000089000000ffffUL) < 0);
	CHECK(update(3, 0x000082000000ffffUL) < 0);
	CHECK(update(3, 0x0000ee0000080000UL) < 0);
	CHECK(update(3, 0x0000ec00e0080000UL) < 0);
	CHECK_EQ(gdt[3], 0);
	/* Not present: anything. */
	CHECK_EQ(update(3, 0x000009000000ffffUL), 0);
	CHECK_EQ(update(3, 0), 0);
	CHECK(hc_update_descriptor(8, 0) < 0);
	CHECK(hc_update_descriptor(0xfffffffff008, 0) < 0);
	CHECK(hc_update_descriptor((frame << 12) + 1, 0) < 0);
	CHECK_EQ(hc_set_gdt(&frame, FIRST_RESERVED_GDT_ENTRY + 1), -XEN_EINVAL);
	CHECK_EQ(hc_set_gdt(8, 512), -XEN_EFAULT);
	CHECK_OK(load(0));
	CHECK_EQ(hc_set_gdt(0, 0), 0);
	CHECK_FAULT(load(1 * 8 + 3), X86_GP, 8);
	CHECK_EQ(page_protect(gdt, PTE_RW), 0);
}
