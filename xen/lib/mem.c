/*
 * mem.c: memcpy and its family, portable and by machine words.
 *
 * Words are read and written unaligned through __builtin_memcpy of constant
 * size, which the compiler turns into single moves.  On a machine without fast
 * unaligned access the arch leaves this object out and brings its own.
 */
#include <xen/string.h>

/* In brackets, as they are macros of the freestanding build, too. */

#define WORD sizeof(unsigned long)

static __always_inline unsigned long load(const unsigned char *p)
{
	unsigned long v;

	__builtin_memcpy(&v, p, WORD);
	return v;
}

static __always_inline void store(unsigned char *p, unsigned long v)
{
	__builtin_memcpy(p, &v, WORD);
}

__no_loop_idiom void *(memcpy)(void *restrict dst, const void *restrict src,
			       size_t n)
{
	unsigned char *d = dst;
	const unsigned char *s = src;

	for (; n >= 4 * WORD; n -= 4 * WORD) {
		unsigned long a = load(s), b = load(s + WORD);
		unsigned long c = load(s + 2 * WORD), e = load(s + 3 * WORD);

		store(d, a);
		store(d + WORD, b);
		store(d + 2 * WORD, c);
		store(d + 3 * WORD, e);
		d += 4 * WORD;
		s += 4 * WORD;
	}
	for (; n >= WORD; n -= WORD) {
		store(d, load(s));
		d += WORD;
		s += WORD;
	}
	while (n--)
		*d++ = *s++;
	return dst;
}

static __no_loop_idiom void copy_up(unsigned char *d, const unsigned char *s,
				    size_t n)
{
	for (; n >= WORD; n -= WORD) {
		store(d, load(s));
		d += WORD;
		s += WORD;
	}
	while (n--)
		*d++ = *s++;
}

static __no_loop_idiom void copy_down(unsigned char *d, const unsigned char *s,
				      size_t n)
{
	for (; n >= WORD; n -= WORD)
		store(d + n - WORD, load(s + n - WORD));
	while (n--)
		d[n] = s[n];
}

/*
 * Upwards a word is stored at or below where the next one is loaded, and each
 * is loaded whole before it is stored: any overlap with dst < src is safe.
 * Downwards the mirror image holds.
 */
void *(memmove)(void *dst, const void *src, size_t n)
{
	if ((uintptr_t)dst <= (uintptr_t)src)
		copy_up(dst, src, n);
	else
		copy_down(dst, src, n);
	return dst;
}

__no_loop_idiom void *(memset)(void *dst, int c, size_t n)
{
	unsigned char *d = dst;
	unsigned long v = (~0UL / 255) * (unsigned char)c;

	for (; n >= 4 * WORD; n -= 4 * WORD) {
		store(d, v);
		store(d + WORD, v);
		store(d + 2 * WORD, v);
		store(d + 3 * WORD, v);
		d += 4 * WORD;
	}
	for (; n >= WORD; n -= WORD) {
		store(d, v);
		d += WORD;
	}
	while (n--)
		*d++ = (unsigned char)c;
	return dst;
}

__no_loop_idiom int(memcmp)(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n >= WORD && load(p) == load(q); n -= WORD) {
		p += WORD;
		q += WORD;
	}
	for (; n; n--, p++, q++) {
		if (*p != *q)
			return *p - *q;
	}
	return 0;
}

__no_loop_idiom void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++) {
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	}
	return NULL;
}
