/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VCPUOP_get_physid: APIC and ACPI id of the CPU that a vCPU of dom0 is pinned
 * to; refused for one that is not.
 */
#include "guest.h"

/* QEMU numbers both from 0. */
static void pinned_to(int cpu)
{
	struct sched_pin_override pin = { .pcpu = cpu };
	struct vcpu_get_physid id = { .phys_id = ~0UL };

	CHECK_EQ(hc_sched_op(SCHEDOP_pin_override, &pin), 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_get_physid, 0, &id), 0);
	CHECK_EQ(xen_vcpu_physid_to_x86_apicid(id.phys_id), 0);
	CHECK_EQ(xen_vcpu_physid_to_x86_acpiid(id.phys_id), 0);
	pin.pcpu = -1;
	CHECK_EQ(hc_sched_op(SCHEDOP_pin_override, &pin), 0);
}

/* The second, from the second vCPU: Xen takes the vCPU's number for it. */
static void second(void)
{
	struct sched_pin_override pin = { .pcpu = 1 };
	struct vcpu_get_physid id = { .phys_id = ~0UL };

	CHECK_EQ(hc_sched_op(SCHEDOP_pin_override, &pin), 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_get_physid, 1, &id), 0);
	CHECK_EQ(id.phys_id, 1UL << 32 | 1);
}

void test_main(void)
{
	struct vcpu_get_physid id;

	if (!(start_info->flags & SIF_INITDOMAIN) || vcpu_count() < 2)
		test_skip("not dom0, or one vCPU");
	CHECK_EQ(hc_vcpu_op(VCPUOP_get_physid, 0, &id), -XEN_EINVAL);
	pinned_to(0);
	CHECK_EQ(vcpu_start(1, second), 0);
	CHECK(vcpu_wait(1));
}
