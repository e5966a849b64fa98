/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sched_op: yield, block with a pending event, poll with a time and with
 * ports, watchdog slots; unknown commands.  Fails if a block or a poll sleeps
 * over an event or returns before its time without one.
 */
#include "guest.h"

static long poll(evtchn_port_t *ports, unsigned int n, uint64_t timeout)
{
	struct sched_poll p = { .nr_ports = n, .timeout = timeout };

	set_xen_guest_handle(p.ports, ports);
	return hc_sched_op(SCHEDOP_poll, &p);
}

void test_main(void)
{
	evtchn_port_t port = bind_ipi(0), bad = 4000;
	struct sched_watchdog w = { .id = 0, .timeout = 60 };
	uint64_t start = now_ns();
	long id;

	CHECK_EQ(hc_sched_op(SCHEDOP_yield, 0), 0);
	CHECK_EQ(poll(0, 0, start + 10000000), 0);
	CHECK(now_ns() >= start + 10000000);
	CHECK_EQ(poll(&port, 1, now_ns() + 1000000), 0);
	/* Masked and pending: the poll ends, with events on or off. */
	event_mask(port);
	event_send(port);
	start = now_ns();
	CHECK_EQ(poll(&port, 1, start + 3000000000UL), 0);
	CHECK(now_ns() < start + 2000000000UL);
	CHECK_EQ(poll(&port, 1, 0), 0);
	CHECK_EQ(poll(&bad, 1, 0), -XEN_EINVAL);
	CHECK_EQ(poll((void *)8, 1, 0), -XEN_EFAULT);
	CHECK_EQ(poll(&port, 129, 0), -XEN_EINVAL);
	/* Unmask and block: returns with the event. */
	event_clear(port);
	event_unmask(port);
	events_off();
	event_send(port);
	CHECK_EQ(hc_sched_op(SCHEDOP_block, 0), 0);
	CHECK_EQ(this_vcpu_info()->evtchn_upcall_mask, 0);
	CHECK_EQ(event_count[port], 1);

	id = hc_sched_op(SCHEDOP_watchdog, &w);
	CHECK(id >= 1 && id <= 2);
	CHECK_EQ((int)hc_sched_op(SCHEDOP_watchdog, &w), 3 - id);
	CHECK_EQ((int)hc_sched_op(SCHEDOP_watchdog, &w), -XEN_ENOSPC);
	for (w.id = 1; w.id <= 2; w.id++) {
		w.timeout = 0;
		CHECK_EQ((int)hc_sched_op(SCHEDOP_watchdog, &w), 0);
		CHECK_EQ((int)hc_sched_op(SCHEDOP_watchdog, &w), -XEN_EINVAL);
	}
	CHECK_EQ((int)hc_sched_op(SCHEDOP_watchdog, &w), -XEN_EINVAL);
	CHECK_EQ(hc_sched_op(SCHEDOP_shutdown, 8), -XEN_EFAULT);
	CHECK_EQ(hc_sched_op(99, 0), -XEN_ENOSYS);
}
