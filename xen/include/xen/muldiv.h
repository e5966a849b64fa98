/*
 * muldiv.h: products wider than 64 bits, and scales between clocks.
 *
 * A scale is the form of Xen's vcpu_time_info: out = ((in << shift) * mul) >>
 * 32, with a negative shift to the right.  The division functions use nothing
 * that the compiler would call out of its library for.
 */
#ifndef XEN_MULDIV_H
#define XEN_MULDIV_H

#include <xen/types.h>

struct time_scale {
	uint32_t mul;
	int8_t shift;
};

/* (a * b) >> 32, and >> 64, without loss in between. */
static inline uint64_t mul64_32_shift32(uint64_t a, uint32_t b)
{
	return (uint64_t)(((unsigned __int128)a * b) >> 32);
}

static inline uint64_t mul64_high(uint64_t a, uint64_t b)
{
	return (uint64_t)(((unsigned __int128)a * b) >> 64);
}

/* a * b / c, rounded down; c > 0; cut to 64 bits if it does not fit. */
static inline uint64_t muldiv64(uint64_t a, uint32_t b, uint32_t c)
{
	uint64_t lo = (a & 0xffffffff) * b;
	uint64_t hi = (a >> 32) * b + (lo >> 32);
	uint64_t rest = hi % c << 32 | (lo & 0xffffffff);

	return (hi / c << 32) + rest / c;
}

/* `delta` ticks of the clock that the scale was made for, in its unit. */
static inline uint64_t time_scale_apply(const struct time_scale *scale,
					uint64_t delta)
{
	if (scale->shift < 0)
		delta >>= -scale->shift;
	else
		delta <<= scale->shift;
	return mul64_32_shift32(delta, scale->mul);
}

/*
 * The scale from ticks of a clock with `hz` (> 0) to nanoseconds.  The error
 * is below 2^-31 of the result.
 */
struct time_scale time_scale_from_hz(uint64_t hz);

/* The scale that undoes `scale` (whose mul has bit 31 set, as ours do). */
struct time_scale time_scale_reverse(const struct time_scale *scale);

#endif /* XEN_MULDIV_H */
