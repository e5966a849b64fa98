/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VCPUOP_set_singleshot_timer: VIRQ_TIMER comes once, never before its time,
 * not after stop; a past time fires at once, whatever the flags say.
 */
#include "guest.h"

void test_main(void)
{
	struct vcpu_set_singleshot_timer t = { 0 };
	struct sched_poll p = { .nr_ports = 0 };
	int port = bind_virq(VIRQ_TIMER, 0);
	uint64_t worst = 0, slop = timer_slop();

	CHECK(port > 0);
	/* Ticks from the start, until stopped. */
	CHECK_EQ(hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0), 0);
	event_unmask(port);
	events_on();
	for (int i = 0; i < 50; i++) {
		unsigned int n = event_count[port];
		uint64_t end, now;

		t.timeout_abs_ns = now_ns() + (random64() % 3000000);
		random_seed(i * 7919 + 1);
		CHECK_EQ(hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, &t), 0);
		end = t.timeout_abs_ns + 2000000000;
		while (event_count[port] == n && now_ns() < end)
			asm volatile("pause");
		now = now_ns();
		CHECK_EQ(event_count[port], n + 1);
		CHECK(now + slop >= t.timeout_abs_ns);
		if ((int64_t)(now - t.timeout_abs_ns) > (int64_t)worst)
			worst = now - t.timeout_abs_ns;
	}
	printf("latest: %lu ns\n", worst);
	t.timeout_abs_ns = now_ns() - 1000000;
	t.flags = VCPU_SSHOTTMR_future;
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, &t), 0);
	delay_ns(2000000);
	t.timeout_abs_ns = now_ns() + 20000000;
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, &t), 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_stop_singleshot_timer, 0, 0), 0);
	event_count[port] = 0;
	p.timeout = now_ns() + 50000000;
	while (now_ns() < p.timeout)
		hc_sched_op(SCHEDOP_poll, &p);
	CHECK_EQ(event_count[port], 0);
	CHECK_EQ(hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, 8), -XEN_EFAULT);
	/* Only our own. */
	if (vcpu_count() > 1)
		CHECK_EQ(hc_vcpu_op(VCPUOP_set_singleshot_timer, 1, &t),
			 -XEN_EINVAL);
}
