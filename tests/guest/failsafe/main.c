/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An iret to a frame that the CPU refuses (a bad selector, an address that is
 * not canonical) comes back as #GP in the kernel, as #PF if the selector is of
 * an LDT that is not mapped.  Fails if the domain dies, or the hypervisor does.
 */
#include "guest.h"

static bool hook(struct regs *regs)
{
	if (regs->vector != VEC_FAILSAFE && regs->vector != X86_GP &&
	    regs->vector != X86_PF)
		return false;
	user_leave(regs->vector);
}

static long iret_to(unsigned long rip, unsigned int cs)
{
	struct iret_context c = {
		.rip = rip,
		.cs = cs,
		.rflags = 0x202,
		.rsp = (unsigned long)user_stack + sizeof(user_stack) - 64,
		.ss = FLAT_KERNEL_SS,
	};

	return user_enter(&c, 0);
}

void test_main(void)
{
	trap_hook = hook;
	CHECK_EQ(iret_to((unsigned long)test_main, 0x1230), X86_GP);
	CHECK_EQ(iret_to((unsigned long)test_main, FLAT_KERNEL_SS & ~3),
		 X86_GP);
	/* With SYSRET or iret: which fault differs, but it is caught. */
	CHECK(iret_to(0x8000000000000000UL, FLAT_KERNEL_CS & ~3) != 0);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, TEST_VA, 512), 0);
	CHECK_EQ(iret_to((unsigned long)test_main, 12), X86_PF);
	CHECK_EQ(this_vcpu_info()->arch.cr2, TEST_VA + 8);
	CHECK_EQ(mmuext(MMUEXT_SET_LDT, 0, 0), 0);
}
