/*
 * xxhash.c: XXH32 and XXH64 after the xxHash specification: four lanes over
 * stripes, then what is left in smaller and smaller steps, then a scramble.
 */
#include "match.h"
#include "xxhash.h"

#define P32_1 0x9e3779b1U
#define P32_2 0x85ebca77U
#define P32_3 0xc2b2ae3dU
#define P32_4 0x27d4eb2fU
#define P32_5 0x165667b1U

#define P64_1 0x9e3779b185ebca87ULL
#define P64_2 0xc2b2ae3d27d4eb4fULL
#define P64_3 0x165667b19e3779f9ULL
#define P64_4 0x85ebca77c2b2ae63ULL
#define P64_5 0x27d4eb2f165667c5ULL

static __always_inline uint32_t rol32(uint32_t v, unsigned int n)
{
	return v << n | v >> (32 - n);
}

static __always_inline uint64_t rol64(uint64_t v, unsigned int n)
{
	return v << n | v >> (64 - n);
}

static __always_inline uint32_t round32(uint32_t acc, uint32_t lane)
{
	return rol32(acc + lane * P32_2, 13) * P32_1;
}

static __always_inline uint64_t round64(uint64_t acc, uint64_t lane)
{
	return rol64(acc + lane * P64_2, 31) * P64_1;
}

uint32_t xxh32(const void *data, size_t n)
{
	const uint8_t *p = data, *end = p + n;
	uint32_t h = P32_5;

	if (n >= 16) {
		uint32_t a = P32_1 + P32_2, b = P32_2, c = 0, d = 0 - P32_1;

		for (; end - p >= 16; p += 16) {
			a = round32(a, le32(p));
			b = round32(b, le32(p + 4));
			c = round32(c, le32(p + 8));
			d = round32(d, le32(p + 12));
		}
		h = rol32(a, 1) + rol32(b, 7) + rol32(c, 12) + rol32(d, 18);
	}
	h += (uint32_t)n;
	for (; end - p >= 4; p += 4)
		h = rol32(h + le32(p) * P32_3, 17) * P32_4;
	for (; p < end; p++)
		h = rol32(h + *p * P32_5, 11) * P32_1;
	h = (h ^ h >> 15) * P32_2;
	h = (h ^ h >> 13) * P32_3;
	return h ^ h >> 16;
}

static uint64_t merge64(uint64_t h, uint64_t lane)
{
	return (h ^ round64(0, lane)) * P64_1 + P64_4;
}

uint64_t xxh64(const void *data, size_t n)
{
	const uint8_t *p = data, *end = p + n;
	uint64_t h = P64_5;

	if (n >= 32) {
		uint64_t a = P64_1 + P64_2, b = P64_2, c = 0, d = 0 - P64_1;

		for (; end - p >= 32; p += 32) {
			a = round64(a, le64(p));
			b = round64(b, le64(p + 8));
			c = round64(c, le64(p + 16));
			d = round64(d, le64(p + 24));
		}
		h = rol64(a, 1) + rol64(b, 7) + rol64(c, 12) + rol64(d, 18);
		h = merge64(h, a);
		h = merge64(h, b);
		h = merge64(h, c);
		h = merge64(h, d);
	}
	h += n;
	for (; end - p >= 8; p += 8)
		h = rol64(h ^ round64(0, le64(p)), 27) * P64_1 + P64_4;
	for (; end - p >= 4; p += 4)
		h = rol64(h ^ le32(p) * P64_1, 23) * P64_2 + P64_3;
	for (; p < end; p++)
		h = rol64(h ^ *p * P64_5, 11) * P64_1;
	h = (h ^ h >> 33) * P64_2;
	h = (h ^ h >> 29) * P64_3;
	return h ^ h >> 32;
}
