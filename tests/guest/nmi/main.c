/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nmi_op and VCPUOP_send_nmi: a registered callback is entered once for a
 * sent NMI; without one nothing can be registered wrongly.
 */
#include "guest.h"

static volatile unsigned int nmis;

static bool hook(struct regs *regs)
{
	if (regs->vector != VEC_NMI)
		return false;
	nmis++;
	return true;
}

void test_main(void)
{
	struct xennmi_callback c = { .handler_address = 1UL << 63 };

	trap_hook = hook;
	CHECK_EQ(hc_nmi_op(XENNMI_register_callback, &c), -XEN_EINVAL);
	c.handler_address = (unsigned long)stub_nmi;
	CHECK_EQ(hc_nmi_op(XENNMI_register_callback, &c), 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_send_nmi, 0, 0), 0);
	events_run();
	CHECK_EQ(nmis, 1);
	CHECK_EQ(hc_vcpu_op(VCPUOP_send_nmi, 0, 0), 0);
	events_run();
	CHECK_EQ(nmis, 2);
	CHECK_EQ(hc_nmi_op(XENNMI_unregister_callback, 0), 0);
	CHECK_EQ(hc_nmi_op(XENNMI_register_callback, 8), -XEN_EFAULT);
	CHECK_EQ(hc_nmi_op(9, 0), -XEN_ENOSYS);
}
