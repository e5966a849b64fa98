/*
 * bitops.h: questions about the bits of one word, and single bits of arrays
 * of unsigned long, NOT atomic.  Atomic ones are the arch's.
 *
 * Bit n of an array is bit n % BITS_PER_LONG of word n / BITS_PER_LONG.
 */
#ifndef XEN_BITOPS_H
#define XEN_BITOPS_H

#include <xen/types.h>

/* Number of the lowest and of the highest set bit; v must not be 0. */
static inline unsigned int lowest_bit(unsigned long v)
{
	return (unsigned int)__builtin_ctzl(v);
}

static inline unsigned int highest_bit(unsigned long v)
{
	return BITS_PER_LONG - 1 - (unsigned int)__builtin_clzl(v);
}

/* How many bits are set.  No instruction beyond the base ISA is assumed. */
static inline unsigned int weight_long(unsigned long v)
{
	v -= (v >> 1) & (~0UL / 3);
	v = (v & (~0UL / 5)) + ((v >> 2) & (~0UL / 5));
	v = (v + (v >> 4)) & (~0UL / 17);
	return (unsigned int)((v * (~0UL / 255)) >> (BITS_PER_LONG - 8));
}

static inline bool is_power_of_2(unsigned long v)
{
	return v && !(v & (v - 1));
}

/* Smallest n with 2^n pages >= bytes; 0 for 0 and up to a page. */
static inline unsigned int order_from_bytes(unsigned long bytes)
{
	if (bytes <= PAGE_SIZE)
		return 0;
	return highest_bit((bytes - 1) >> PAGE_SHIFT) + 1;
}

/* Smallest n with 2^n >= pages; 0 for 0. */
static inline unsigned int order_from_pages(unsigned long pages)
{
	return pages <= 1 ? 0 : highest_bit(pages - 1) + 1;
}

static inline bool test_bit(unsigned int n, const unsigned long *map)
{
	return map[n / BITS_PER_LONG] >> (n % BITS_PER_LONG) & 1;
}

static inline void __set_bit(unsigned int n, unsigned long *map)
{
	map[n / BITS_PER_LONG] |= BIT(n % BITS_PER_LONG);
}

static inline void __clear_bit(unsigned int n, unsigned long *map)
{
	map[n / BITS_PER_LONG] &= ~BIT(n % BITS_PER_LONG);
}

static inline void __change_bit(unsigned int n, unsigned long *map)
{
	map[n / BITS_PER_LONG] ^= BIT(n % BITS_PER_LONG);
}

/* Set (clear) the bit; returns what it was. */
static inline bool __test_and_set_bit(unsigned int n, unsigned long *map)
{
	bool was = test_bit(n, map);

	__set_bit(n, map);
	return was;
}

static inline bool __test_and_clear_bit(unsigned int n, unsigned long *map)
{
	bool was = test_bit(n, map);

	__clear_bit(n, map);
	return was;
}

#endif /* XEN_BITOPS_H */
