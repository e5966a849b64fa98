/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_trap_table: handlers are replaced and removed, flag 4 masks events on
 * entry, iret undoes that; bad tables are refused.
 */
#include "guest.h"

static int mask_seen = -1, frame_if = -1;

static bool hook(struct regs *regs)
{
	if (regs->vector != X86_UD && regs->vector != VEC_NMI)
		return false;
	mask_seen = this_vcpu_info()->evtchn_upcall_mask;
	frame_if = regs->rflags >> 9 & 1;
	regs->rip += 2;
	return true;
}

static void provoke(int mask, int frame)
{
	mask_seen = -1;
	asm volatile("ud2" ::: "memory");
	CHECK_EQ(mask_seen, mask);
	CHECK_EQ(frame_if, frame);
}

void test_main(void)
{
	struct trap_info t[2] = {
		{ .vector = X86_UD,
		  .cs = FLAT_KERNEL_CS,
		  .address = (unsigned long)trap_stubs + X86_UD * 16 },
	};

	trap_hook = hook;
	events_on();
	provoke(0, 1);
	t[0].flags = 4;
	CHECK_EQ(hc_set_trap_table(t), 0);
	provoke(1, 1);
	CHECK_EQ(this_vcpu_info()->evtchn_upcall_mask, 0);
	events_off();
	provoke(1, 0);
	CHECK_EQ(this_vcpu_info()->evtchn_upcall_mask, 1);
	events_on();
	t[0].flags = 0;
	t[0].address = (unsigned long)stub_nmi;
	CHECK_EQ(hc_set_trap_table(t), 0);
	provoke(0, 1);
	CHECK_EQ(hc_set_trap_table(8), -XEN_EFAULT);
	t[0].address = 0xffff000000000000;
	CHECK_EQ(hc_set_trap_table(t), -XEN_EINVAL);
	/* All away. */
	CHECK_EQ(hc_set_trap_table(0), 0);
	CHECK_EQ(hc_set_trap_table(trap_table), 0);
	provoke(0, 1);
}
