/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VCPUOP_register_vcpu_info moves the structure once, with its contents; time
 * and events then come there.  Bad places are refused.
 */
#include "guest.h"

void test_main(void)
{
	struct vcpu_info *page = page_alloc();
	struct vcpu_register_vcpu_info r = { .mfn = virt_to_mfn(page) };
	struct evtchn_close c;
	int port;

	r.offset = 4096 - 32;
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &r), -XEN_ENXIO);
	r.offset = 1;
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &r), -XEN_ENXIO);
	r.offset = 64;
	r.mfn = 0xffffffffffUL;
	CHECK(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &r) < 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, 8), -XEN_EFAULT);
	/* A page table. */
	r.mfn = virt_to_mfn((void *)start_info->pt_base);
	CHECK(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &r) < 0);
	r.mfn = virt_to_mfn(page);
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &r), 0);
	vcpu_infos[0] = &page[1];
	CHECK(page[1].time.tsc_to_system_mul != 0);
	CHECK(now_ns() > 1000);
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &r), -XEN_EINVAL);
	port = bind_ipi(0);
	CHECK(port > 0);
	event_unmask(port);
	events_on();
	event_send(port);
	events_run();
	CHECK_EQ(event_count[port], 1);
	c.port = port;
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_close, &c), 0);
	CHECK_FAULT(try_read((void *)TEST_VA, 0), X86_PF, 0);
	CHECK_EQ(page[1].arch.cr2, TEST_VA);
}
