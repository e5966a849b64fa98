/*
 * string.h: memory, strings, and numbers written as text.
 *
 * The functions of the C library keep its names and its rules.  The hypervisor
 * takes them from xen/lib/mem.c (an arch may leave that object out and bring
 * its own) and xen/lib/str.c; the host build from libc.  All the rest is in
 * xen/lib/string.c.
 */
#ifndef XEN_STRING_H
#define XEN_STRING_H

#include <xen/types.h>

#if __STDC_HOSTED__
#include <string.h>
#include <strings.h>
#else
void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *hay, const char *needle);

/* Lets the compiler expand short, constant sizes even when freestanding. */
#define memcpy(d, s, n)	 __builtin_memcpy(d, s, n)
#define memmove(d, s, n) __builtin_memmove(d, s, n)
#define memset(d, c, n)	 __builtin_memset(d, c, n)
#define memcmp(a, b, n)	 __builtin_memcmp(a, b, n)
#define strlen(s)	 __builtin_strlen(s)
#endif

/*
 * Copy `src` into the `size` bytes at `dst`, cut if need be, always
 * terminated if size > 0.  Returns strlen(src): the copy is whole if that is
 * below size.
 */
size_t strlcpy(char *dst, const char *src, size_t size);

/*
 * Append `src` to the string in the `size` bytes at `dst`, as strlcpy().
 * Returns the length that the whole would have.
 */
size_t strlcat(char *dst, const char *src, size_t size);

/*
 * Read an unsigned number from the start of `s`.  base 0 takes the base from
 * the prefix (0x: 16, 0: 8, else 10); base 16 skips an 0x.  *end, unless end
 * is NULL, becomes the first character that was not used: `s` itself if there
 * is no digit.  A value that does not fit becomes the largest one.
 */
unsigned long simple_strtoul(const char *s, const char **end,
			     unsigned int base);
unsigned long long simple_strtoull(const char *s, const char **end,
				   unsigned int base);

/*
 * As simple_strtoull(s, end, 0), followed by one of b k m g t in either case:
 * times 1, 2^10, 2^20, 2^30, 2^40 bytes.  Without a letter the number counts
 * KiB, as in all of Xen's memory options.  Too large a value saturates.
 */
unsigned long long parse_size(const char *s, const char **end);

/*
 * A boolean option value in [s, e); e == NULL stands for the end of the
 * string.  yes on true enable 1, or nothing at all: 1; no off false disable 0:
 * 0; anything else: -1.
 */
int parse_bool(const char *s, const char *e);

/*
 * A boolean sub-option [s, e) called `name`: "name" 1, "no-name" 0,
 * "name=VALUE" as parse_bool(VALUE), anything else (also a bad value) -1.
 */
int parse_boolean(const char *name, const char *s, const char *e);

#endif /* XEN_STRING_H */
