/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text out: by console_io where we are dom0, by the PV console's ring else.
 * And the few string functions that the compiler and the tests need.
 */
#include "guest.h"

static char line[512];
static unsigned int used;
static volatile unsigned char lock;

static void ring_write(const char *s, unsigned int n)
{
	struct xencons_interface *c = mfn_to_virt(start_info->console.domU.mfn);

	while (n) {
		uint32_t prod = c->out_prod;

		if (prod - READ_ONCE(c->out_cons) < sizeof(c->out)) {
			c->out[MASK_XENCONS_IDX(prod, c->out)] = *s++;
			barrier();
			c->out_prod = prod + 1;
			n--;
			continue;
		}
		event_send(start_info->console.domU.evtchn);
		hc_sched_op(SCHEDOP_yield, 0);
	}
	event_send(start_info->console.domU.evtchn);
}

static void flush(void)
{
	/* A child has no ring; its text may or may not be shown. */
	if (start_info->flags & SIF_INITDOMAIN || !start_info->console.domU.mfn)
		hc_console_io(CONSOLEIO_write, used, line);
	else
		ring_write(line, used);
	used = 0;
}

static void put(char c)
{
	line[used++] = c;
	if (c == '\n' || used == sizeof(line))
		flush();
}

static void put_number(unsigned long v, unsigned int base, bool minus,
		       int width, char pad)
{
	char buf[24];
	int n = 0;

	do {
		buf[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	if (minus)
		buf[n++] = '-';
	while (width-- > n)
		put(pad);
	while (n)
		put(buf[--n]);
}

static const char *directive(const char *f, va_list *ap)
{
	char pad = ' ';
	int width = 0;
	bool is_long = false;
	const char *s;
	long v;

	if (*f == '0')
		pad = *f++;
	while (*f >= '0' && *f <= '9')
		width = width * 10 + *f++ - '0';
	while (*f == 'l') {
		is_long = true;
		f++;
	}
	switch (*f) {
	case 's':
		s = va_arg(*ap, const char *);
		while (*s)
			put(*s++);
		break;
	case 'c':
		put(va_arg(*ap, int));
		break;
	case 'd':
		v = is_long ? va_arg(*ap, long) : va_arg(*ap, int);
		put_number(v < 0 ? -(unsigned long)v : (unsigned long)v, 10,
			   v < 0, width, pad);
		break;
	case 'u':
	case 'x':
		put_number(is_long ? va_arg(*ap, unsigned long)
				   : va_arg(*ap, unsigned int),
			   *f == 'x' ? 16 : 10, false, width, pad);
		break;
	case 'p':
		put_number(va_arg(*ap, unsigned long), 16, false, 16, '0');
		break;
	default:
		put(*f);
	}
	return f + 1;
}

void printf(const char *fmt, ...)
{
	va_list ap;

	while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE))
		hc_sched_op(SCHEDOP_yield, 0);
	va_start(ap, fmt);
	while (*fmt)
		if (*fmt == '%')
			fmt = directive(fmt + 1, &ap);
		else
			put(*fmt++);
	va_end(ap);
	__atomic_clear(&lock, __ATOMIC_RELEASE);
}

void *memcpy(void *to, const void *from, size_t n)
{
	void *t = to;

	asm volatile("rep movsb" : "+D"(t), "+S"(from), "+c"(n)::"memory");
	return to;
}

void *memset(void *to, int c, size_t n)
{
	void *t = to;

	asm volatile("rep stosb" : "+D"(t), "+c"(n) : "a"(c) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}
