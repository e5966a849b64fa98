/*
 * test_string.c: the C library's functions of xen/lib against libc's own, and
 * our additions against tables.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <xen/string.h>

void *xen_memcpy(void *dst, const void *src, size_t n);
void *xen_memmove(void *dst, const void *src, size_t n);
void *xen_memset(void *dst, int c, size_t n);
int xen_memcmp(const void *a, const void *b, size_t n);
void *xen_memchr(const void *s, int c, size_t n);
size_t xen_strlen(const char *s);
size_t xen_strnlen(const char *s, size_t max);
int xen_strcmp(const char *a, const char *b);
int xen_strncmp(const char *a, const char *b, size_t n);
int xen_strcasecmp(const char *a, const char *b);
char *xen_strchr(const char *s, int c);
char *xen_strrchr(const char *s, int c);
char *xen_strstr(const char *hay, const char *needle);

#define LEN 160

static void fill(unsigned char *p, size_t n)
{
	while (n--)
		*p++ = (unsigned char)rand();
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

/* Every size and alignment up to LEN, in buffers of exactly that size. */
static void test_mem(void **state)
{
	for (size_t n = 0; n < LEN; n++) {
		for (size_t off = 0; off < 9; off++) {
			unsigned char *a = malloc(n + off + 1);
			unsigned char *b = malloc(n + off + 1);
			unsigned char *c = malloc(n + off + 1);

			fill(a, n + off + 1);
			fill(b, n + off + 1);
			memcpy(c, b, n + off + 1);
			assert_ptr_equal(xen_memcpy(b + off, a + 1, n),
					 b + off);
			memcpy(c + off, a + 1, n);
			assert_memory_equal(b, c, n + off + 1);
			assert_int_equal(xen_memcmp(b, c, n + off + 1), 0);

			assert_ptr_equal(xen_memset(b + off, 0x1a5, n),
					 b + off);
			memset(c + off, 0xa5, n);
			assert_memory_equal(b, c, n + off + 1);

			b[off + n / 2] ^= 0x80;
			assert_int_equal(sign(xen_memcmp(b, c, n + off + 1)),
					 sign(memcmp(b, c, n + off + 1)));
			assert_ptr_equal(xen_memchr(a, 7, n + off),
					 memchr(a, 7, n + off));
			free(a);
			free(b);
			free(c);
		}
	}
}

static void test_memmove(void **state)
{
	unsigned char a[LEN], b[LEN];

	for (size_t from = 0; from < 24; from++) {
		for (size_t to = 0; to < 24; to++) {
			for (size_t n = 0; n < LEN - 24; n++) {
				fill(a, LEN);
				memcpy(b, a, LEN);
				xen_memmove(a + to, a + from, n);
				memmove(b + to, b + from, n);
				assert_memory_equal(a, b, LEN);
			}
		}
	}
}

static void test_str(void **state)
{
	static const char *const s[] = { "",	  "a",	    "ab",   "abc",
					 "ABC",	  "abcabd", "b",    "\xff",
					 "\x01a", "aab",    "aaab", "bd" };

	for (size_t i = 0; i < ARRAY_SIZE(s); i++) {
		assert_int_equal(xen_strlen(s[i]), strlen(s[i]));
		assert_int_equal(xen_strnlen(s[i], 2), strnlen(s[i], 2));
		for (const char *c = "abdC"; c[-(c[0] == 0)]; c++) {
			assert_ptr_equal(xen_strchr(s[i], *c),
					 strchr(s[i], *c));
			assert_ptr_equal(xen_strrchr(s[i], *c),
					 strrchr(s[i], *c));
			if (!*c)
				break;
		}
		for (size_t j = 0; j < ARRAY_SIZE(s); j++) {
			assert_int_equal(sign(xen_strcmp(s[i], s[j])),
					 sign(strcmp(s[i], s[j])));
			assert_int_equal(sign(xen_strncmp(s[i], s[j], 2)),
					 sign(strncmp(s[i], s[j], 2)));
			assert_int_equal(sign(xen_strcasecmp(s[i], s[j])),
					 sign(strcasecmp(s[i], s[j])));
			assert_ptr_equal(xen_strstr(s[i], s[j]),
					 strstr(s[i], s[j]));
		}
	}
}

static void test_strlcpy(void **state)
{
	char buf[6] = "zzzzz";

	assert_int_equal(strlcpy(buf, "abc", 0), 3);
	assert_string_equal(buf, "zzzzz");
	assert_int_equal(strlcpy(buf, "abcdefgh", sizeof(buf)), 8);
	assert_string_equal(buf, "abcde");
	assert_int_equal(strlcpy(buf, "ab", sizeof(buf)), 2);
	assert_int_equal(strlcat(buf, "cd", sizeof(buf)), 4);
	assert_string_equal(buf, "abcd");
	assert_int_equal(strlcat(buf, "efg", sizeof(buf)), 7);
	assert_string_equal(buf, "abcde");
	/* Not a string of that size at all: nothing is written. */
	assert_int_equal(strlcat(buf, "xyz", 3), 6);
	assert_string_equal(buf, "abcde");
}

static void check_number(const char *s, unsigned int base,
			 unsigned long long want, size_t used)
{
	const char *end;

	assert_true(simple_strtoull(s, &end, base) == want);
	assert_int_equal(end - s, used);
	assert_true(simple_strtoul(s, NULL, base) == want);
}

static void test_strtoul(void **state)
{
	check_number("", 0, 0, 0);
	check_number("0", 0, 0, 1);
	check_number("x", 16, 0, 0);
	check_number("0x", 0, 0, 1);
	check_number("0xg", 16, 0, 1);
	check_number("0x1F,", 0, 0x1f, 4);
	check_number("1f", 16, 0x1f, 2);
	check_number("0X1f", 16, 0x1f, 4);
	check_number("0779", 0, 077, 3);
	check_number("129a", 10, 129, 3);
	check_number("-1", 0, 0, 0);
	check_number("18446744073709551615", 0, ~0ULL, 20);
	check_number("18446744073709551616", 0, ~0ULL, 20);
	check_number("99999999999999999999999", 0, ~0ULL, 23);
	check_number("0xffffffffffffffff0", 0, ~0ULL, 19);
}

static void test_parse_size(void **state)
{
	static const struct {
		const char *s;
		unsigned long long v;
		size_t used;
	} t[] = {
		{ "512M", 512ULL << 20, 4 },
		{ "512m,max:1G", 512ULL << 20, 4 },
		{ "1g", 1ULL << 30, 2 },
		{ "2T", 2ULL << 40, 2 },
		{ "4096", 4096ULL << 10, 4 },
		{ "7k", 7 << 10, 2 },
		{ "7b", 7, 2 },
		{ "0x10B", 0x10bULL << 10, 5 },
		{ "M", 0, 0 },
		{ "", 0, 0 },
		{ "99999999999999999999T", ~0ULL, 21 },
		{ "16777216T", ~0ULL, 9 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		const char *end;

		assert_true(parse_size(t[i].s, &end) == t[i].v);
		assert_int_equal(end - t[i].s, t[i].used);
	}
}

static void test_parse_bool(void **state)
{
	static const char opt[] = "smap=no-xx,yes";

	assert_int_equal(parse_bool("", NULL), 1);
	assert_int_equal(parse_bool("yes", NULL), 1);
	assert_int_equal(parse_bool("1", NULL), 1);
	assert_int_equal(parse_bool("disable", NULL), 0);
	assert_int_equal(parse_bool("off", NULL), 0);
	assert_int_equal(parse_bool("offf", NULL), -1);
	assert_int_equal(parse_bool("of", NULL), -1);
	assert_int_equal(parse_bool(opt + 5, opt + 7), 0);
	assert_int_equal(parse_bool(opt + 11, opt + 13), -1);

	assert_int_equal(parse_boolean("smap", "smap", NULL), 1);
	assert_int_equal(parse_boolean("smap", "no-smap", NULL), 0);
	assert_int_equal(parse_boolean("smap", "smap=off", NULL), 0);
	assert_int_equal(parse_boolean("smap", opt, opt + 7), 0);
	assert_int_equal(parse_boolean("smap", "smap=", NULL), -1);
	assert_int_equal(parse_boolean("smap", "smapx", NULL), -1);
	assert_int_equal(parse_boolean("smap", "no-smap=1", NULL), -1);
	assert_int_equal(parse_boolean("smap", "sma", NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mem),
		cmocka_unit_test(test_memmove),
		cmocka_unit_test(test_str),
		cmocka_unit_test(test_strlcpy),
		cmocka_unit_test(test_strtoul),
		cmocka_unit_test(test_parse_size),
		cmocka_unit_test(test_parse_bool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
