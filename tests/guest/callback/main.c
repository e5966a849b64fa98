/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * callback_op: each PV type registers and unregisters, addresses and types are
 * checked; events come to the registered place with events masked.
 */
#include "guest.h"

static volatile int mask = -1;

static void hook(unsigned int port)
{
	mask = this_vcpu_info()->evtchn_upcall_mask;
}

static long reg(unsigned int type, unsigned long address)
{
	struct callback_register r = { .type = type, .address = address };

	return hc_callback_op(CALLBACKOP_register, &r);
}

void test_main(void)
{
	struct callback_unregister u = { .type = CALLBACKTYPE_sysenter };
	int port = bind_ipi(0);

	CHECK_EQ(reg(CALLBACKTYPE_event, (unsigned long)stub_event), 0);
	CHECK_EQ(reg(CALLBACKTYPE_failsafe, (unsigned long)stub_failsafe), 0);
	CHECK_EQ(reg(CALLBACKTYPE_syscall, (unsigned long)stub_syscall), 0);
	CHECK_EQ(reg(CALLBACKTYPE_syscall32, (unsigned long)stub_syscall), 0);
	CHECK_EQ(reg(CALLBACKTYPE_sysenter, (unsigned long)stub_syscall), 0);
	CHECK_EQ(reg(CALLBACKTYPE_nmi, (unsigned long)stub_nmi), 0);
	CHECK_EQ(reg(6, (unsigned long)stub_nmi), -XEN_ENOSYS);
	CHECK_EQ(reg(99, (unsigned long)stub_nmi), -XEN_ENOSYS);
	CHECK_EQ(reg(CALLBACKTYPE_event, 1UL << 63), -XEN_EINVAL);
	CHECK_EQ(hc_callback_op(CALLBACKOP_unregister, &u), -XEN_EINVAL);
	u.type = CALLBACKTYPE_nmi;
	CHECK_EQ(hc_callback_op(CALLBACKOP_unregister, &u), 0);
	u.type = 99;
	CHECK_EQ(hc_callback_op(CALLBACKOP_unregister, &u), -XEN_ENOSYS);
	CHECK_EQ(hc_callback_op(CALLBACKOP_register, 8), -XEN_EFAULT);
	CHECK_EQ(hc_callback_op(7, 0), -XEN_ENOSYS);
	/* Bad addresses are passed over without a word. */
	CHECK_EQ(hc_set_callbacks(1UL << 63, 1UL << 63, 1UL << 63), 0);
	event_hook = hook;
	event_unmask(port);
	events_on();
	event_send(port);
	events_run();
	CHECK_EQ(mask, 1);
	CHECK_EQ(this_vcpu_info()->evtchn_upcall_mask, 0);
}
