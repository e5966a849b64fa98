/*
 * printf.c: the formatter behind every message and every printed structure.
 *
 * A conversion is first parsed into a struct spec, then printed into a struct
 * sink, which counts every character and keeps those that fit.
 */
#include <xen/ctype.h>
#include <xen/printf.h>
#include <xen/string.h>

struct sink {
	char *buf;
	size_t size; /* of buf */
	size_t len;  /* characters so far, fitting or not */
};

struct spec {
	bool left, plus, space, zero, alt;
	int width;
	int precision;	    /* -1: none */
	unsigned int bytes; /* size of an integer argument */
	char conv;
};

static void put(struct sink *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void pad(struct sink *out, char c, int n)
{
	while (n-- > 0)
		put(out, c);
}

static void put_span(struct sink *out, const char *s, int n)
{
	while (n-- > 0)
		put(out, *s++);
}

static void put_string(struct sink *out, const struct spec *f, const char *s)
{
	size_t max = f->precision < 0 ? INT_MAX : (size_t)f->precision;
	int n;

	if (!s)
		s = "(null)";
	n = (int)strnlen(s, max);
	if (!f->left)
		pad(out, ' ', f->width - n);
	put_span(out, s, n);
	if (f->left)
		pad(out, ' ', f->width - n);
}

/* `sign` is one character, or 0 for none. */
static void put_number(struct sink *out, const struct spec *f,
		       unsigned long long v, unsigned int base, char sign)
{
	const char *digits =
		f->conv == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	char tmp[24]; /* 22 octal digits of 64 bits */
	char prefix[3];
	int n = 0, np = 0, zeros, spaces;

	if (sign)
		prefix[np++] = sign;
	if (f->alt && base == 16 && v) {
		prefix[np++] = '0';
		prefix[np++] = f->conv == 'X' ? 'X' : 'x';
	}
	for (; v; v /= base)
		tmp[sizeof(tmp) - ++n] = digits[v % base];
	if (n == 0 && f->precision != 0)
		tmp[sizeof(tmp) - ++n] = '0';

	zeros = f->precision - n;
	if (f->alt && base == 8 && zeros <= 0 &&
	    (n == 0 || tmp[sizeof(tmp) - (unsigned int)n] != '0'))
		zeros = 1;
	if (zeros < 0)
		zeros = 0;
	spaces = f->width - n - np - zeros;
	if (f->zero && !f->left && f->precision < 0 && spaces > 0) {
		zeros += spaces;
		spaces = 0;
	}

	if (!f->left)
		pad(out, ' ', spaces);
	put_span(out, prefix, np);
	pad(out, '0', zeros);
	put_span(out, tmp + sizeof(tmp) - n, n);
	if (f->left)
		pad(out, ' ', spaces);
}

static void put_signed(struct sink *out, const struct spec *f, long long v)
{
	unsigned long long u = (unsigned long long)v;

	if (v < 0)
		put_number(out, f, 0 - u, 10, '-');
	else
		put_number(out, f, u, 10, f->plus ? '+' : f->space ? ' ' : 0);
}

/* An argument of f->bytes, cut to what its type holds. */
static unsigned long long cut_unsigned(const struct spec *f,
				       unsigned long long v)
{
	return f->bytes == 1   ? (unsigned char)v
	       : f->bytes == 2 ? (unsigned short)v
			       : v;
}

static long long cut_signed(const struct spec *f, long long v)
{
	return f->bytes == 1 ? (signed char)v : f->bytes == 2 ? (short)v : v;
}

static const char *parse_flags(const char *p, struct spec *f)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			f->left = true;
			break;
		case '+':
			f->plus = true;
			break;
		case ' ':
			f->space = true;
			break;
		case '0':
			f->zero = true;
			break;
		case '#':
			f->alt = true;
			break;
		default:
			return p;
		}
	}
}

/* Decimal digits; more than 9999 of anything is cut to that. */
static const char *parse_count(const char *p, int *count)
{
	int n = 0;

	for (; char_is_digit(*p); p++)
		n = min(n * 10 + (*p - '0'), 9999);
	*count = n;
	return p;
}

static const char *parse_length(const char *p, struct spec *f)
{
	f->bytes = sizeof(int);
	switch (*p) {
	case 'h':
		if (p[1] != 'h') {
			f->bytes = sizeof(short);
			return p + 1;
		}
		f->bytes = sizeof(char);
		return p + 2;
	case 'l':
		if (p[1] != 'l') {
			f->bytes = sizeof(long);
			return p + 1;
		}
		f->bytes = sizeof(long long);
		return p + 2;
	case 'j':
		f->bytes = sizeof(intmax_t);
		return p + 1;
	case 'z':
	case 't':
		f->bytes = sizeof(size_t);
		return p + 1;
	default:
		return p;
	}
}

/* va_list as a struct member can be passed by address portably. */
struct arguments {
	va_list ap;
};

static const char *parse_spec(const char *p, struct spec *f,
			      struct arguments *args)
{
	*f = (struct spec){ .precision = -1 };
	p = parse_flags(p, f);
	if (*p == '*') {
		f->width = va_arg(args->ap, int);
		if (f->width < 0) {
			f->left = true;
			f->width = 0 - f->width;
		}
		p++;
	} else {
		p = parse_count(p, &f->width);
	}
	if (*p == '.') {
		if (*++p == '*') {
			f->precision = max(va_arg(args->ap, int), -1);
			p++;
		} else {
			p = parse_count(p, &f->precision);
		}
	}
	p = parse_length(p, f);
	f->conv = *p;
	return p;
}

static void put_unsigned_arg(struct sink *out, const struct spec *f,
			     struct arguments *args)
{
	unsigned int base = f->conv == 'u' ? 10 : f->conv == 'o' ? 8 : 16;
	unsigned long long v = f->bytes > sizeof(int)
				       ? va_arg(args->ap, unsigned long long)
				       : va_arg(args->ap, unsigned int);

	put_number(out, f, cut_unsigned(f, v), base, 0);
}

static void put_signed_arg(struct sink *out, const struct spec *f,
			   struct arguments *args)
{
	long long v = f->bytes > sizeof(int) ? va_arg(args->ap, long long)
					     : va_arg(args->ap, int);

	put_signed(out, f, cut_signed(f, v));
}

static_assert(sizeof(long) == sizeof(long long), "LP64 in va_arg above");

static void put_pointer(struct sink *out, const struct spec *f, const void *ptr)
{
	struct spec hex = *f;

	if (!ptr) {
		put_string(out, f, "(nil)");
		return;
	}
	hex.alt = true;
	put_number(out, &hex, (uintptr_t)ptr, 16, 0);
}

static void put_char(struct sink *out, const struct spec *f, char c)
{
	if (!f->left)
		pad(out, ' ', f->width - 1);
	put(out, c);
	if (f->left)
		pad(out, ' ', f->width - 1);
}

static void convert(struct sink *out, const struct spec *f,
		    struct arguments *args)
{
	switch (f->conv) {
	case 'd':
	case 'i':
		put_signed_arg(out, f, args);
		break;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_unsigned_arg(out, f, args);
		break;
	case 'c':
		put_char(out, f, (char)va_arg(args->ap, int));
		break;
	case 's':
		put_string(out, f, va_arg(args->ap, const char *));
		break;
	case 'p':
		put_pointer(out, f, va_arg(args->ap, const void *));
		break;
	case '%':
		put(out, '%');
		break;
	default:
		/* The compiler's format check lets nothing get here. */
		put(out, '%');
		put(out, f->conv);
		break;
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct sink out = { .buf = buf, .size = size };
	struct arguments args;
	struct spec f;

	va_copy(args.ap, ap);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			put(&out, *fmt);
			continue;
		}
		fmt = parse_spec(fmt + 1, &f, &args);
		if (!*fmt)
			break;
		convert(&out, &f, &args);
	}
	va_end(args.ap);

	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return (int)out.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}
