/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_timer_op: the timer fires at its time and not before, a block ends with
 * it, 0 cancels it.
 */
#include "guest.h"

void test_main(void)
{
	int port = bind_virq(VIRQ_TIMER, 0);
	uint64_t end;

	/* Ticks from the start, until stopped. */
	CHECK_EQ(hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0), 0);
	event_unmask(port);
	for (int i = 0; i < 10; i++) {
		end = now_ns() + 3000000;
		CHECK_EQ(hc_set_timer_op(end), 0);
		while (!event_count[port]) {
			events_off();
			if (!event_pending(port))
				hc_sched_op(SCHEDOP_block, 0);
			events_on();
		}
		CHECK_EQ(event_count[port], 1);
		CHECK(now_ns() + timer_slop() >= end);
		event_count[port] = 0;
	}
	/* Taken back in time, which a busy emulator may not let us do at once.
	 */
	do {
		events_run();
		event_count[port] = 0;
		end = now_ns() + 20000000;
		CHECK_EQ(hc_set_timer_op(end), 0);
		CHECK_EQ(hc_set_timer_op(0), 0);
	} while (now_ns() >= end);
	delay_ns(40000000);
	events_run();
	CHECK_EQ(event_count[port], 0);
	/* Past: at once. */
	CHECK_EQ(hc_set_timer_op(1), 0);
	delay_ns(5000000);
	events_run();
	CHECK_EQ(event_count[port], 1);
}
