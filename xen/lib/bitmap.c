/*
 * bitmap.c: operations on arrays of unsigned long as sets, word by word.
 */
#include <xen/bitmap.h>

/* First set bit of map ^ flip at or after `from`. */
static __always_inline unsigned int find_next(const unsigned long *map,
					      unsigned int nbits,
					      unsigned int from,
					      unsigned long flip)
{
	unsigned int i = from / BITS_PER_LONG;
	unsigned long word;

	if (from >= nbits)
		return nbits;
	word = (map[i] ^ flip) & (~0UL << (from % BITS_PER_LONG));
	while (!word) {
		if (++i >= BITS_TO_LONGS(nbits))
			return nbits;
		word = map[i] ^ flip;
	}
	return min(i * BITS_PER_LONG + lowest_bit(word), nbits);
}

unsigned int find_next_bit(const unsigned long *map, unsigned int nbits,
			   unsigned int from)
{
	return find_next(map, nbits, from, 0);
}

unsigned int find_next_zero_bit(const unsigned long *map, unsigned int nbits,
				unsigned int from)
{
	return find_next(map, nbits, from, ~0UL);
}

/* Word i of a set: without the bits that are not in it. */
static __always_inline unsigned long word_of(unsigned long word, unsigned int i,
					     unsigned int nbits)
{
	return i < nbits / BITS_PER_LONG ? word
					 : word & BITMAP_LAST_WORD_MASK(nbits);
}

unsigned int find_last_bit(const unsigned long *map, unsigned int nbits)
{
	unsigned int i = BITS_TO_LONGS(nbits);

	while (i--) {
		unsigned long word = word_of(map[i], i, nbits);

		if (word)
			return i * BITS_PER_LONG + highest_bit(word);
	}
	return nbits;
}

void bitmap_zero(unsigned long *map, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		map[i] = 0;
}

void bitmap_fill(unsigned long *map, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		map[i] = word_of(~0UL, i, nbits);
}

/* Bits [start, start + n) of one word; n > 0, all within it. */
static unsigned long span_mask(unsigned int start, unsigned int n)
{
	return (~0UL >> (BITS_PER_LONG - n)) << start;
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int n)
{
	while (n) {
		unsigned int at = start % BITS_PER_LONG;
		unsigned int k = min(n, BITS_PER_LONG - at);

		map[start / BITS_PER_LONG] |= span_mask(at, k);
		start += k;
		n -= k;
	}
}

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int n)
{
	while (n) {
		unsigned int at = start % BITS_PER_LONG;
		unsigned int k = min(n, BITS_PER_LONG - at);

		map[start / BITS_PER_LONG] &= ~span_mask(at, k);
		start += k;
		n -= k;
	}
}

void bitmap_copy(unsigned long *dst, const unsigned long *src,
		 unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src[i];
}

void bitmap_complement(unsigned long *dst, const unsigned long *src,
		       unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = word_of(~src[i], i, nbits);
}

void bitmap_and(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] & b[i];
}

void bitmap_or(unsigned long *dst, const unsigned long *a,
	       const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] | b[i];
}

void bitmap_xor(unsigned long *dst, const unsigned long *a,
		const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] ^ b[i];
}

void bitmap_andnot(unsigned long *dst, const unsigned long *a,
		   const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] & ~b[i];
}

unsigned int bitmap_weight(const unsigned long *map, unsigned int nbits)
{
	unsigned int i, n = 0;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		n += weight_long(word_of(map[i], i, nbits));
	return n;
}

bool bitmap_empty(const unsigned long *map, unsigned int nbits)
{
	return find_first_bit(map, nbits) == nbits;
}

bool bitmap_full(const unsigned long *map, unsigned int nbits)
{
	return find_first_zero_bit(map, nbits) == nbits;
}

bool bitmap_equal(const unsigned long *a, const unsigned long *b,
		  unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (word_of(a[i] ^ b[i], i, nbits))
			return false;
	}
	return true;
}

bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
		       unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (word_of(a[i] & b[i], i, nbits))
			return true;
	}
	return false;
}

bool bitmap_subset(const unsigned long *a, const unsigned long *b,
		   unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (word_of(a[i] & ~b[i], i, nbits))
			return false;
	}
	return true;
}

void bitmap_to_bytes(uint8_t *bytes, const unsigned long *map,
		     unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < DIV_ROUND_UP(nbits, 8); i++) {
		unsigned int word = i / sizeof(long);

		bytes[i] = (uint8_t)(word_of(map[word], word, nbits) >>
				     (i % sizeof(long) * 8));
	}
}

void bitmap_from_bytes(unsigned long *map, const uint8_t *bytes,
		       unsigned int nbits)
{
	unsigned int i;

	bitmap_zero(map, nbits);
	for (i = 0; i < DIV_ROUND_UP(nbits, 8); i++)
		map[i / sizeof(long)] |= (unsigned long)bytes[i]
					 << (i % sizeof(long) * 8);
	if (nbits % BITS_PER_LONG)
		map[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}
