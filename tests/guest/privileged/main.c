/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Privileged instructions of the kernel are emulated (clts, mov cr, wbinvd,
 * rdtsc) or refused (lgdt, hlt, in user mode all).  Fails if a control
 * register shows what the guest must not see or takes what it may not set.
 */
#include "guest.h"

static long user_result;

static void in_user(void)
{
	struct fault f;

	f = TRY("hlt", );
	user_result |= (f.vector != X86_GP) << 0;
	f = TRY("cli", );
	user_result |= (f.vector != X86_GP) << 1;
	f = TRY("mov %%cr0, %%rax", ::: "rax");
	user_result |= (f.vector != X86_GP) << 2;
	f = TRY("wbinvd", );
	user_result |= (f.vector != X86_GP) << 3;
	f = TRY("in $0x80, %%al", ::: "rax");
	user_result |= (f.vector != X86_GP) << 4;
	f = TRY("mov %%dr7, %%rax", ::: "rax");
	user_result |= (f.vector != X86_GP) << 5;
	user_exit(0);
}

void test_main(void)
{
	unsigned long cr = 0;
	struct fault f;

	f = TRY("mov %%cr0, %0", : "=r"(cr));
	CHECK_OK(f);
	CHECK(cr & 1);
	CHECK(cr >> 31 & 1);
	CHECK(!(cr & 8));
	f = TRY("mov %0, %%cr0", ::"r"(cr | 8));
	CHECK_OK(f);
	f = TRY("fninit", );
	CHECK_FAULT(f, X86_NM, 0);
	f = TRY("mov %0, %%cr0", ::"r"(cr | 8));
	CHECK_OK(f);
	f = TRY("clts", );
	CHECK_OK(f);
	f = TRY("fninit", );
	CHECK_OK(f);
	/* Paging off: #GP. */
	f = TRY("mov %0, %%cr0", ::"r"(cr & ~(1UL << 31)));
	CHECK_FAULT(f, X86_GP, 0);
	f = TRY("mov %%cr4, %0", : "=r"(cr));
	CHECK_OK(f);
	CHECK(cr >> 5 & 1);
	f = TRY("mov %0, %%cr4", ::"r"(cr));
	CHECK_OK(f);
	f = TRY("mov %%cr3, %0", : "=r"(cr));
	CHECK_OK(f);
	CHECK_EQ(cr >> 12, virt_to_mfn((void *)start_info->pt_base));
	f = TRY("mov %0, %%cr3", ::"r"(cr));
	CHECK_OK(f);
	f = TRY("mov %0, %%cr3", ::"r"(0xffffffffff000UL));
	CHECK_FAULT(f, X86_GP, 0);
	f = TRY("mov %%cr2, %0", : "=r"(cr));
	CHECK_OK(f);
	f = TRY("mov %0, %%cr8", ::"r"(0UL));
	CHECK_FAULT(f, X86_GP, 0);
	f = TRY("wbinvd", );
	CHECK_OK(f);
	f = TRY("lgdt (%0)", ::"r"(stacks));
	CHECK_FAULT(f, X86_GP, 0);
	f = TRY("lidt (%0)", ::"r"(stacks));
	CHECK_FAULT(f, X86_GP, 0);
	f = TRY("invlpg (%0)", ::"r"(stacks));
	CHECK_FAULT(f, X86_GP, 0);
	user_init();
	user_run(in_user, 0);
	CHECK_EQ(user_result, 0);
}
