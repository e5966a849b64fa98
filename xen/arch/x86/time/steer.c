/*
 * steer.c: keeping a TSC that can't be relied on near the platform's clock,
 * without ever stepping back.  Pure.
 */
#include <asm/clock.h>

void clock_steer(struct clock_stamp *c, uint64_t tsc, s_time_t master,
		 uint64_t hz, s_time_t period)
{
	s_time_t local = clock_read(c, tsc);
	s_time_t gap = master - local, most = period / 16;

	if (gap > most) {
		local = master;
		gap = 0;
	} else if (gap < -most) {
		gap = -most;
	}
	c->tsc = tsc;
	c->ns = local;
	/* What takes `period` is to count as period + gap. */
	c->scale = time_scale_from_hz(
		muldiv64(hz, (uint32_t)period, (uint32_t)(period + gap)));
}
