/*
 * bitmap.h: sets of small integers as arrays of unsigned long.
 *
 * `nbits` is the size of the set.  Bits at and above it in the last word are
 * ignored on reading; functions that write whole words (fill, complement) leave
 * them 0, the others write what the operation gives.  Not atomic.
 */
#ifndef XEN_BITMAP_H
#define XEN_BITMAP_H

#include <xen/bitops.h>

#define BITS_TO_LONGS(nbits) DIV_ROUND_UP(nbits, BITS_PER_LONG)
#define DECLARE_BITMAP(name, nbits) \
	unsigned long               \
		name[((nbits) + sizeof(long) * 8 - 1) / (sizeof(long) * 8)]

/* The bits of the last word that belong to a set of nbits > 0. */
#define BITMAP_LAST_WORD_MASK(nbits) \
	(~0UL >> ((0U - (unsigned int)(nbits)) % BITS_PER_LONG))

/*
 * The first bit at or after `from` that is set (is clear); nbits if there is
 * none.  Any `from`.
 */
unsigned int find_next_bit(const unsigned long *map, unsigned int nbits,
			   unsigned int from);
unsigned int find_next_zero_bit(const unsigned long *map, unsigned int nbits,
				unsigned int from);

static inline unsigned int find_first_bit(const unsigned long *map,
					  unsigned int nbits)
{
	return find_next_bit(map, nbits, 0);
}

static inline unsigned int find_first_zero_bit(const unsigned long *map,
					       unsigned int nbits)
{
	return find_next_zero_bit(map, nbits, 0);
}

/* The last bit that is set; nbits if there is none. */
unsigned int find_last_bit(const unsigned long *map, unsigned int nbits);

/* Loop over the set bits, in rising order; the body may change the map. */
#define for_each_set_bit(bit, map, nbits)                         \
	for ((bit) = find_first_bit(map, nbits); (bit) < (nbits); \
	     (bit) = find_next_bit(map, nbits, (bit) + 1))

/* All bits 0; all bits below nbits 1. */
void bitmap_zero(unsigned long *map, unsigned int nbits);
void bitmap_fill(unsigned long *map, unsigned int nbits);

/* Set (clear) the `n` bits from `start`. */
void bitmap_set(unsigned long *map, unsigned int start, unsigned int n);
void bitmap_clear(unsigned long *map, unsigned int start, unsigned int n);

/* dst = src, ~src, a & b, a | b, a ^ b, a & ~b; dst may be an operand. */
void bitmap_copy(unsigned long *dst, const unsigned long *src,
		 unsigned int nbits);
void bitmap_complement(unsigned long *dst, const unsigned long *src,
		       unsigned int nbits);
void bitmap_and(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned int nbits);
void bitmap_or(unsigned long *dst, const unsigned long *a,
	       const unsigned long *b, unsigned int nbits);
void bitmap_xor(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned int nbits);
void bitmap_andnot(unsigned long *dst, const unsigned long *a,
		   const unsigned long *b, unsigned int nbits);

/* How many bits are set; none; all. */
unsigned int bitmap_weight(const unsigned long *map, unsigned int nbits);
bool bitmap_empty(const unsigned long *map, unsigned int nbits);
bool bitmap_full(const unsigned long *map, unsigned int nbits);

/* a == b; a & b != 0; every bit of a is in b. */
bool bitmap_equal(const unsigned long *a, const unsigned long *b,
		  unsigned int nbits);
bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
		       unsigned int nbits);
bool bitmap_subset(const unsigned long *a, const unsigned long *b,
		   unsigned int nbits);

/*
 * Conversion to and from little-endian bytes, the form of hypercall
 * arguments: DIV_ROUND_UP(nbits, 8) bytes, unused bits of the last one 0.
 */
void bitmap_to_bytes(uint8_t *bytes, const unsigned long *map,
		     unsigned int nbits);
void bitmap_from_bytes(unsigned long *map, const uint8_t *bytes,
		       unsigned int nbits);

#endif /* XEN_BITMAP_H */
