/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vm_assist: the assists of 64-bit PV switch on and off, the others and bad
 * commands are refused.  With architectural IOPL the saved flags have it.
 */
#include "guest.h"

static unsigned long flags;

static bool hook(struct regs *regs)
{
	if (regs->vector != X86_UD)
		return false;
	flags = regs->rflags;
	regs->rip += 2;
	return true;
}

static long both(unsigned int type)
{
	long rc = hc_vm_assist(VMASST_CMD_enable, type);

	return rc ? rc : hc_vm_assist(VMASST_CMD_disable, type);
}

void test_main(void)
{
	struct physdev_set_iopl s = { .iopl = 1 };

	CHECK_EQ(both(VMASST_TYPE_writable_pagetables), 0);
	CHECK_EQ(both(VMASST_TYPE_runstate_update_flag), 0);
	CHECK_EQ(both(VMASST_TYPE_m2p_strict), 0);
	CHECK_EQ(both(VMASST_TYPE_architectural_iopl), 0);
	CHECK_EQ(both(33), -XEN_EINVAL);
	CHECK_EQ(both(63), -XEN_EINVAL);
	CHECK_EQ(both(64), -XEN_EINVAL);
	CHECK_EQ(hc_vm_assist(7, 0), -XEN_ENOSYS);
	trap_hook = hook;
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iopl, &s), 0);
	asm volatile("ud2");
	CHECK_EQ(flags >> 12 & 3, 0);
	CHECK_EQ(
		hc_vm_assist(VMASST_CMD_enable, VMASST_TYPE_architectural_iopl),
		0);
	asm volatile("ud2");
	CHECK_EQ(flags >> 12 & 3, 1);
}
