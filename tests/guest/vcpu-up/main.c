/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vcpu_op initialise, up, is_up, down: a second vCPU runs, stops and runs
 * again; wrong states and numbers are refused.
 */
#include "guest.h"

static volatile unsigned int ran, id;

static void second(void)
{
	id = cpu_id();
	ran++;
}

void test_main(void)
{
	static struct vcpu_guest_context c;

	if (vcpu_count() < 2)
		test_skip("one vCPU");
	CHECK_EQ(hc_vcpu_op(VCPUOP_is_up, 0, 0), 1);
	CHECK_EQ(hc_vcpu_op(VCPUOP_is_up, 1, 0), 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_is_up, 4000, 0), -XEN_ENOENT);
	CHECK_EQ(hc_vcpu_op(VCPUOP_up, 1, 0), -XEN_EINVAL);
	CHECK_EQ(hc_vcpu_op(VCPUOP_initialise, 1, 8), -XEN_EFAULT);
	vcpu_context(&c, 1);
	/* Tables that are none. */
	c.ctrlreg[3] = xen_pfn_to_cr3(virt_to_mfn(&c));
	CHECK_EQ(hc_vcpu_op(VCPUOP_initialise, 1, &c), -XEN_EINVAL);
	CHECK_EQ(vcpu_start(1, second), 0);
	CHECK(vcpu_wait(1));
	CHECK_EQ(ran, 1);
	CHECK_EQ(id, 1);
	CHECK_EQ(hc_vcpu_op(VCPUOP_is_up, 1, 0), 0);
	vcpu_context(&c, 1);
	CHECK_EQ(hc_vcpu_op(VCPUOP_initialise, 1, &c), -XEN_EEXIST);
	/* Goes on where it was. */
	CHECK_EQ(hc_vcpu_op(VCPUOP_up, 1, 0), 0);
	CHECK(vcpu_wait(1));
	CHECK_EQ(hc_vcpu_op(99, 0, 0), -XEN_ENOSYS);
}
