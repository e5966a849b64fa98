/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User mode: entered by iret, has its own page tables, system calls and
 * exceptions come back to the kernel's stack with the user's selectors and
 * error bits, and resume.  Fails if user mode can make hypercalls or use
 * what is only in the kernel's tables.
 */
#include "guest.h"

static struct fault faults[6];
static unsigned long frame_top, user_cs, user_ss, syscalls;
static volatile long answer;

static bool hook(struct regs *regs)
{
	if ((regs->cs & 3) == 3) {
		frame_top = (unsigned long)(regs + 1);
		user_cs = regs->cs & 0xffff;
		user_ss = regs->ss & 0xffff;
	}
	if (regs->vector == VEC_SYSCALL && regs->rax == 17) {
		syscalls++;
		regs->rax = 4242;
		return true;
	}
	return false;
}

static void in_user(void)
{
	long ret;

	asm volatile("syscall"
		     : "=a"(ret)
		     : "a"(17), "D"(0), "S"(0)
		     : "rcx", "r11", "memory");
	answer = ret;
	faults[0] = try_read((void *)TEST_VA, 0);
	faults[1] = try_write((void *)TEST_VA, 0);
	faults[2] = TRY("ud2", );
	faults[3] = TRY("int $0x80", );
	faults[4] = TRY("int $0x21", );
	faults[5] = TRY("int3", );
	user_exit(99);
}

void test_main(void)
{
	user_init();
	trap_hook = hook;
	/* In the kernel's tables only. */
	CHECK_EQ(map_page(TEST_VA, pfn_to_mfn(spare_pfn()), PTE_RW), 0);
	CHECK_OK(try_read((void *)TEST_VA, 0));
	CHECK_EQ(user_run(in_user, 0), 99);
	CHECK_EQ(answer, 4242);
	CHECK_EQ(syscalls, 1);
	CHECK_EQ(user_cs, FLAT_USER_CS);
	CHECK_EQ(user_ss, FLAT_USER_SS);
	CHECK_EQ(frame_top, USER_TRAP_STACK);
	CHECK_FAULT(faults[0], X86_PF, PFEC_U);
	CHECK_EQ(faults[0].cr2, TEST_VA);
	CHECK_FAULT(faults[1], X86_PF, PFEC_U | PFEC_W);
	CHECK_FAULT(faults[2], X86_UD, 0);
	CHECK_FAULT(faults[3], 0x80, 0);
	/* QEMU without KVM gives a wrong vector in the error code. */
	CHECK_FAULT(faults[4], X86_GP, -1);
	CHECK_FAULT(faults[5], X86_BP, 0);
	/* Again, on another stack. */
	CHECK_EQ(hc_stack_switch(FLAT_KERNEL_SS, USER_TRAP_STACK - 4096), 0);
	CHECK_EQ(user_run(in_user, 0), 99);
	CHECK_EQ(frame_top, USER_TRAP_STACK - 4096);
}
