/*
 * printf.h: formatted text into a buffer.
 *
 * The formats are d i u x X o c s p %, with the flags - + space 0 #, a width
 * and a precision (either may be *), and the lengths hh h l ll z t j.  NULL
 * for %s prints "(null)".  There is no floating point and no %n.  The host
 * build has libc's functions under the same names.
 */
#ifndef XEN_PRINTF_H
#define XEN_PRINTF_H

#include <stdarg.h>
#include <xen/types.h>

#if __STDC_HOSTED__
#include <stdio.h>
#else
/*
 * Write at most size - 1 characters and a NUL (nothing if size is 0).
 * Returns the length that the whole text has, whether it fitted or not.
 */
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
#endif

/* The same, but returns the characters really written, without the NUL. */
static inline int __printf(3, 0)
	vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int n = vsnprintf(buf, size, fmt, args);

	if (n < 0 || size == 0)
		return 0;
	return (size_t)n < size ? n : (int)(size - 1);
}

static inline int __printf(3, 4)
	scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}

#endif /* XEN_PRINTF_H */
