/*
 * test_muldiv.c: wide products against __int128, clock scales against exact
 * fractions.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <xen/muldiv.h>

static uint64_t random64(void)
{
	return ((uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^
		(uint64_t)rand()) >>
	       rand() % 60;
}

static void test_muldiv64(void **state)
{
	for (int i = 0; i < 100000; i++) {
		uint64_t a = random64();
		uint32_t b = (uint32_t)random64(), c = (uint32_t)random64() | 1;

		assert_true(muldiv64(a, b, c) ==
			    (uint64_t)((unsigned __int128)a * b / c));
	}
	assert_true(mul64_high(~0ULL, ~0ULL) == ~0ULL - 1);
}

static void check_hz(uint64_t hz)
{
	struct time_scale s = time_scale_from_hz(hz);
	struct time_scale back = time_scale_reverse(&s);
	uint64_t ticks = hz * 1000 + hz / 3;
	uint64_t want = (uint64_t)((unsigned __int128)ticks * 1000000000 / hz);
	uint64_t ns = time_scale_apply(&s, ticks);
	uint64_t again = time_scale_apply(&back, ns);

	assert_true(s.mul >> 31);
	assert_true(back.mul >> 31);
	assert_in_range(want - ns + 1000 + 100, 0, 2 * 1100);
	assert_in_range(ticks - again + ticks / 500000000 + 2, 0,
			2 * (ticks / 500000000 + 2));
}

static void test_scale(void **state)
{
	static const uint64_t hz[] = {
		1,	    32768,	1193182,    3579545,
		14318180,   500000000,	999999999,  1000000000,
		1000000001, 2000000000, 2000000001, 4294967295,
		4294967296, 4294967297, 5000000000, 1000000000000,
		1u << 31
	};

	for (size_t i = 0; i < ARRAY_SIZE(hz); i++)
		check_hz(hz[i]);
	for (int i = 0; i < 10000; i++)
		check_hz(1000 + random64() % 10000000000ULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_muldiv64),
		cmocka_unit_test(test_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
