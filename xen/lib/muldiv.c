/*
 * muldiv.c: making of clock scales.  `mul` is always normalised to have its
 * top bit set, which keeps the most precision.
 */
#include <xen/muldiv.h>

/* floor(2^32 * num / den) for num < den, both below 2^32: a long division. */
static uint32_t fraction(uint64_t num, uint64_t den)
{
	return (uint32_t)((num << 32) / den);
}

struct time_scale time_scale_from_hz(uint64_t hz)
{
	struct time_scale scale = { 0 };
	uint64_t ns = 1000000000;
	int shift = 0;

	/* ns / hz = 2^shift * f with 1/2 <= f < 1, hz below 2^32. */
	while (hz >> 32) {
		hz = (hz >> 1) + (hz & 1);
		shift--;
	}
	while (hz <= ns) {
		hz <<= 1;
		shift++;
	}
	while (hz > 2 * ns) {
		ns <<= 1;
		shift--;
	}
	while (hz >> 32) {
		hz >>= 1;
		ns >>= 1;
	}
	scale.shift = (int8_t)shift;
	scale.mul = fraction(ns, hz);
	return scale;
}

/*
 * out = in * mul * 2^(shift - 32); so in = out * 2^32 / mul * 2^-shift.  With
 * mul in [2^31, 2^32) the quotient 2^32 / mul is in (1, 2]: half of it fits.
 */
struct time_scale time_scale_reverse(const struct time_scale *scale)
{
	struct time_scale back;

	if (scale->mul == 1U << 31) {
		back.mul = 1U << 31;
		back.shift = (int8_t)(2 - scale->shift);
		return back;
	}
	back.mul = (uint32_t)((1ULL << 63) / scale->mul);
	back.shift = (int8_t)(1 - scale->shift);
	return back;
}
