/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The periodic timer ticks at its period until stopped; too short a period is
 * refused.
 */
#include "guest.h"

void test_main(void)
{
	struct vcpu_set_periodic_timer t = { .period_ns = 1000 };
	int port = bind_virq(VIRQ_TIMER, 0);
	unsigned int n;

	/* 10 ms until something else is said. */
	event_unmask(port);
	events_on();
	delay_ns(100000000);
	CHECK(event_count[port] >= 4 && event_count[port] <= 12);
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &t), -XEN_EINVAL);
	t.period_ns = 5000000;
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &t), 0);
	events_run();
	event_count[port] = 0;
	delay_ns(100000000);
	n = event_count[port];
	printf("%u ticks\n", n);
	CHECK(n >= 5 && n <= 21);
	CHECK_EQ(hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0), 0);
	events_run();
	n = event_count[port];
	delay_ns(50000000);
	CHECK_EQ(event_count[port], n);
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, 8), -XEN_EFAULT);
	t.period_ns = 1UL << 62;
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &t), -XEN_EINVAL);
}
