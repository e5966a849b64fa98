/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two-level channels: 4095 ports and no more, each of them works, freed ones
 * are given again.
 */
#include "guest.h"

void test_main(void)
{
	int port, max = 0, n = 0;

	while ((port = bind_ipi(0)) > 0) {
		n++;
		if (port > max)
			max = port;
		event_unmask(port);
	}
	CHECK_EQ(port, -XEN_ENOSPC);
	CHECK_EQ(max, 4095);
	CHECK(n > 4000);
	events_on();
	CHECK_EQ(event_send(4095), 0);
	CHECK_EQ(event_send(64), 0);
	CHECK_EQ(event_send(63), 0);
	events_run();
	CHECK_EQ(event_count[4095], 1);
	CHECK_EQ(event_count[64], 1);
	CHECK_EQ(event_count[63], 1);
	CHECK_EQ(event_close(1000), 0);
	CHECK_EQ(bind_ipi(0), 1000);
}
