/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runstate: the states' times add up to the time since the vCPU exists, a
 * blocked vCPU is blocked for as long as it slept; the registered area follows.
 */
#include "guest.h"

static struct vcpu_runstate_info area;

static uint64_t total(const struct vcpu_runstate_info *r)
{
	return r->time[0] + r->time[1] + r->time[2] + r->time[3];
}

void test_main(void)
{
	struct vcpu_register_runstate_memory_area reg = { .addr.v = &area };
	struct vcpu_runstate_info a, b;
	struct sched_poll p = { .nr_ports = 0 };

	CHECK_EQ(hc_vcpu_op(VCPUOP_get_runstate_info, 0, &a), 0);
	CHECK_EQ(a.state, RUNSTATE_running);
	p.timeout = now_ns() + 20000000;
	CHECK_EQ(hc_sched_op(SCHEDOP_poll, &p), 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_get_runstate_info, 0, &b), 0);
	CHECK(total(&b) >= total(&a) + 20000000);
	CHECK(b.time[RUNSTATE_blocked] + b.time[RUNSTATE_runnable] >=
	      a.time[RUNSTATE_blocked] + 15000000);
	CHECK(b.time[RUNSTATE_running] >= a.time[RUNSTATE_running]);
	CHECK(b.state_entry_time <= now_ns());
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
	CHECK_EQ(area.state, RUNSTATE_running);
	a = area;
	p.timeout = now_ns() + 5000000;
	CHECK_EQ(hc_sched_op(SCHEDOP_poll, &p), 0);
	CHECK(total(&area) >= total(&a) + 4000000);
	CHECK_EQ(area.state, RUNSTATE_running);
	CHECK_EQ(hc_vcpu_op(VCPUOP_get_runstate_info, 0, 8), -XEN_EFAULT);
	CHECK_EQ(hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, 8),
		 -XEN_EFAULT);
}
