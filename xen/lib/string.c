/*
 * string.c: what we need beside the C library's string functions: bounded
 * copies, and numbers, sizes and booleans out of text.
 */
#include <xen/ctype.h>
#include <xen/string.h>

size_t strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t n = min(len, size - 1);

		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return len;
}

size_t strlcat(char *dst, const char *src, size_t size)
{
	size_t used = strnlen(dst, size);

	return used + strlcpy(dst + used, src, size - used);
}

static bool has_hex_prefix(const char *s)
{
	return s[0] == '0' && char_lower(s[1]) == 'x' &&
	       char_digit(s[2]) >= 0 && char_digit(s[2]) < 16;
}

unsigned long long simple_strtoull(const char *s, const char **end,
				   unsigned int base)
{
	unsigned long long v = 0;
	int digit;

	if (base == 0)
		base = has_hex_prefix(s) ? 16 : *s == '0' ? 8 : 10;
	if (base == 16 && has_hex_prefix(s))
		s += 2;

	for (; (digit = char_digit(*s)) >= 0 && digit < (int)base; s++) {
		if (__builtin_mul_overflow(v, base, &v) ||
		    __builtin_add_overflow(v, digit, &v)) {
			/* Stays there: any further digit overflows again. */
			v = ~0ULL;
		}
	}
	if (end)
		*end = s;
	return v;
}

unsigned long simple_strtoul(const char *s, const char **end, unsigned int base)
{
	return (unsigned long)min_t(unsigned long long, ULONG_MAX,
				    simple_strtoull(s, end, base));
}

unsigned long long parse_size(const char *s, const char **end)
{
	const char *p;
	unsigned long long v = simple_strtoull(s, &p, 0);
	unsigned int shift = 10;

	if (p != s) {
		switch (char_lower(*p)) {
		case 't':
			shift = 40;
			p++;
			break;
		case 'g':
			shift = 30;
			p++;
			break;
		case 'm':
			shift = 20;
			p++;
			break;
		case 'k':
			p++;
			break;
		case 'b':
			shift = 0;
			p++;
			break;
		}
	}
	if (end)
		*end = p;
	return v > ~0ULL >> shift ? ~0ULL : v << shift;
}

/* Whether [s, s + n) is exactly `word`. */
static bool span_is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && !strncmp(s, word, n);
}

int parse_bool(const char *s, const char *e)
{
	static const char *const yes[] = { "yes", "on", "true", "enable", "1" };
	static const char *const no[] = { "no", "off", "false", "disable",
					  "0" };
	size_t n = e ? (size_t)(e - s) : strlen(s);
	unsigned int i;

	if (n == 0)
		return 1;
	for (i = 0; i < ARRAY_SIZE(yes); i++) {
		if (span_is(s, n, yes[i]))
			return 1;
	}
	for (i = 0; i < ARRAY_SIZE(no); i++) {
		if (span_is(s, n, no[i]))
			return 0;
	}
	return -1;
}

int parse_boolean(const char *name, const char *s, const char *e)
{
	size_t n = e ? (size_t)(e - s) : strlen(s);
	size_t name_len = strlen(name);
	bool no = n > 3 && !strncmp(s, "no-", 3);

	if (no) {
		s += 3;
		n -= 3;
	}
	if (n < name_len || strncmp(s, name, name_len))
		return -1;
	if (n == name_len)
		return !no;
	if (no || s[name_len] != '=' || n == name_len + 1)
		return -1;
	return parse_bool(s + name_len + 1, s + n);
}
