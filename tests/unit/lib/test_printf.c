/*
 * test_printf.c: our formatter against glibc's, over every combination of
 * flags, widths, precisions and lengths; then cut output.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <xen/printf.h>
#include <xen/string.h>

int xen_snprintf(char *buf, size_t size, const char *fmt, ...);

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat"

static const char *const flags[] = {
	"",   "-",  "0",  "+",	" ",  "#",  "-0",
	"+0", " 0", "#0", "-#", "-+", "+ ", "-#0"
};
static const char *const widths[] = { "", "1", "7", "24" };
static const char *const precisions[] = { "", ".", ".0", ".1", ".9", ".30" };
static const long long values[] = { 0,
				    1,
				    -1,
				    9,
				    10,
				    255,
				    -128,
				    4096,
				    65535,
				    -32768,
				    1 << 30,
				    0x80000000LL,
				    0xffffffffffLL,
				    INT64_MIN,
				    INT64_MAX };

static void check(const char *fmt, const char *len, long long v)
{
	char a[200], b[200];
	int na, nb;

	if (!strcmp(len, "l") || !strcmp(len, "ll") || !strcmp(len, "z")) {
		na = xen_snprintf(a, sizeof(a), fmt, v);
		nb = snprintf(b, sizeof(b), fmt, v);
	} else {
		na = xen_snprintf(a, sizeof(a), fmt, (int)v);
		nb = snprintf(b, sizeof(b), fmt, (int)v);
	}
	if (strcmp(a, b))
		print_error("format \"%s\", value %lld\n", fmt, v);
	assert_string_equal(a, b);
	assert_int_equal(na, nb);
}

static void test_integers(void **state)
{
	static const char *const lens[] = { "hh", "h", "", "l", "ll", "z" };

	for (size_t f = 0; f < ARRAY_SIZE(flags); f++)
		for (size_t w = 0; w < ARRAY_SIZE(widths); w++)
			for (size_t p = 0; p < ARRAY_SIZE(precisions); p++)
				for (size_t l = 0; l < ARRAY_SIZE(lens); l++)
					for (const char *c = "diuxXo"; *c;
					     c++) {
						char fmt[32];

						snprintf(fmt, sizeof(fmt),
							 "<%%%s%s%s%s%c>",
							 flags[f], widths[w],
							 precisions[p], lens[l],
							 *c);
						for (size_t v = 0;
						     v < ARRAY_SIZE(values);
						     v++)
							check(fmt, lens[l],
							      values[v]);
					}
}

#define SAME(...)                                                           \
	do {                                                                \
		char a_[200], b_[200];                                      \
		int n_ = snprintf(b_, sizeof(b_), __VA_ARGS__);             \
		assert_int_equal(xen_snprintf(a_, sizeof(a_), __VA_ARGS__), \
				 n_);                                       \
		assert_string_equal(a_, b_);                                \
	} while (0)

static void test_others(void **state)
{
	SAME("plain");
	SAME("%s|%5s|%-5s|%.2s|%.*s", "abc", "de", "fg", "hij", 1, "kl");
	SAME("%.3s", "abc"); /* no terminator needed: see below */
	SAME("%c%5c|%-5c|", 'a', 'b', 'c');
	SAME("%p %20p %-20p|", (void *)0x1234, (void *)0xabcdef, (void *)~0UL);
	SAME("%p", NULL);
	SAME("100%%");
	SAME("%*d|%-*d|%*d", 5, 1, 5, 2, -5, 3);
	SAME("%.*d", -1, 7);
	SAME("%tx %jx", (ptrdiff_t)-5, (intmax_t)77);
}

static void test_unterminated(void **state)
{
	char *s = malloc(3), out[8];

	memcpy(s, "xyz", 3);
	assert_int_equal(xen_snprintf(out, sizeof(out), "%.3s", s), 3);
	assert_string_equal(out, "xyz");
	free(s);
	assert_int_equal(xen_snprintf(out, sizeof(out), "%s", NULL), 6);
	assert_string_equal(out, "(null)");
}

static void test_cut(void **state)
{
	for (size_t size = 0; size < 12; size++) {
		char *buf = malloc(size + 1);

		buf[size] = 'Q';
		assert_int_equal(xen_snprintf(buf, size, "%s%04d", "abc", 42),
				 7);
		assert_int_equal(buf[size], 'Q');
		if (size)
			assert_memory_equal(buf, "abc0042", min(size - 1, 7UL));
		if (size)
			assert_int_equal(buf[min(size - 1, 7UL)], 0);
		assert_int_equal(scnprintf(buf, size, "%s", "abcdefg"),
				 size ? min(size - 1, 7UL) : 0);
		free(buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_unterminated),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
