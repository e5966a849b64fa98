/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The periodic timer ticks at its period until stopped; too short a period is
 * refused.
 */
#include "guest.h"

/*
 * Ticks come, and not faster than they should.  How late a busy emulator lets
 * them be is nothing of the hypervisor's.
 */
static void check_ticks(int port, uint64_t period)
{
	uint64_t start = now_ns();
	unsigned int n;

	event_count[port] = 0;
	do {
		delay_ns(4 * period);
		n = event_count[port];
	} while (n < 10 && now_ns() < start + 10000000000UL);
	printf("%u ticks\n", n);
	CHECK(n >= 10);
	CHECK(n <= (now_ns() - start) / period + 1);
}

void test_main(void)
{
	struct vcpu_set_periodic_timer t = { .period_ns = 1000 };
	int port = bind_virq(VIRQ_TIMER, 0);
	unsigned int n;

	/* 10 ms until something else is said. */
	event_unmask(port);
	events_on();
	events_run();
	check_ticks(port, 10000000);
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &t), -XEN_EINVAL);
	t.period_ns = 5000000;
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &t), 0);
	events_run();
	check_ticks(port, t.period_ns);
	CHECK_EQ(hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0), 0);
	events_run();
	n = event_count[port];
	delay_ns(50000000);
	CHECK_EQ(event_count[port], n);
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, 8), -XEN_EFAULT);
	t.period_ns = 1UL << 62;
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &t), -XEN_EINVAL);
}
