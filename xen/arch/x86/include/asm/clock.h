/*
 * asm/clock.h: from TSC ticks to system time.
 *
 * Pure: the host tests it.  A stamp says which system time belonged to which
 * TSC value and how fast it goes on from there.
 */
#ifndef ASM_CLOCK_H
#define ASM_CLOCK_H

#include <xen/muldiv.h>
#include <xen/time.h>

struct clock_stamp {
	uint64_t tsc;
	s_time_t ns;
	struct time_scale scale; /* TSC ticks to ns */
};

/* System time at `tsc`; a TSC behind the stamp counts as the stamp's. */
static inline s_time_t clock_read(const struct clock_stamp *c, uint64_t tsc)
{
	uint64_t delta = tsc - c->tsc;

	if (unlikely((int64_t)delta < 0))
		delta = 0;
	return c->ns + (s_time_t)time_scale_apply(&c->scale, delta);
}

/*
 * A new stamp at `tsc` where the platform's clock says `master`, `hz` being
 * the rate last measured: continues `c` without a step back and closes the
 * gap to the master within `period` ns, by at most 1/16 of the rate; a gap
 * that is larger and ahead of us is jumped.
 */
void clock_steer(struct clock_stamp *c, uint64_t tsc, s_time_t master,
		 uint64_t hz, s_time_t period);

#endif /* ASM_CLOCK_H */
