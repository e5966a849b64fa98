/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions raised in the kernel arrive at their own vectors with the CPU's
 * error code and CR2, except that page faults of the kernel (which runs in
 * ring 3) do not look like user mode's.
 */
#include "guest.h"

static unsigned long fetch_error, fetch_rip;

static bool fetch_hook(struct regs *regs)
{
	if (regs->vector != X86_PF)
		return false;
	fetch_error = regs->error;
	fetch_rip = regs->rip;
	/* As if the called function returned. */
	regs->rip = *(unsigned long *)regs->rsp;
	regs->rsp += 8;
	return true;
}

void test_main(void)
{
	unsigned long hole = TEST_VA + 0x1230;
	char *page = page_alloc();
	struct fault f;

	f = TRY("div %%ecx", ::"a"(1), "d"(0), "c"(0));
	CHECK_FAULT(f, X86_DE, 0);
	f = TRY("ud2", );
	CHECK_FAULT(f, X86_UD, 0);
	f = TRY("int3", );
	CHECK_FAULT(f, X86_BP, 0);
	f = TRY("int $3", );
	CHECK_FAULT(f, X86_BP, 0);
	f = TRY("int $4", );
	CHECK_FAULT(f, X86_OF, 0);
	f = TRY("int $0x80", );
	CHECK_FAULT(f, 0x80, 0);
	f = TRY("mov %0, %%fs", ::"r"(0x4321));
	CHECK_FAULT(f, X86_GP, 0x4320);
	f = try_read((void *)0x8000000000000000UL, 0);
	CHECK_FAULT(f, X86_GP, 0);
	f = TRY("push %0\n\tpopf\n\tnop\n\tpush $0x202\n\tpopf", ::"r"(0x302UL)
		: "memory");
	CHECK_FAULT(f, X86_DB, 0);
	asm volatile("pushq $0x202\n\tpopfq" ::: "memory");

	f = try_read((void *)hole, 0);
	CHECK_FAULT(f, X86_PF, 0);
	CHECK_EQ(f.cr2, hole);
	f = try_write((void *)hole, 0);
	CHECK_FAULT(f, X86_PF, PFEC_W);
	CHECK_EQ(f.cr2, hole);
	CHECK_EQ(page_protect(page, PTE_RO), 0);
	f = try_write(page + 8, 0);
	CHECK_FAULT(f, X86_PF, PFEC_W | PFEC_P);
	CHECK_EQ(f.cr2, page + 8);
	/* Across two pages: the second's address. */
	CHECK_EQ(map_page(TEST_VA, virt_to_mfn(page), PTE_RO), 0);
	f = try_read((void *)(TEST_VA + 4092), 0);
	CHECK_FAULT(f, X86_PF, 0);
	CHECK_EQ(f.cr2, TEST_VA + 4096);
	CHECK_EQ(hc_update_va(TEST_VA,
			      mfn_pte(virt_to_mfn(page), PTE_RO | PTE_NX),
			      UVMF_INVLPG),
		 0);
	trap_hook = fetch_hook;
	((void (*)(void))TEST_VA)();
	trap_hook = NULL;
	CHECK_EQ(fetch_rip, TEST_VA);
	CHECK_EQ(fetch_error, PFEC_P | PFEC_I);
}
