/*
 * The clock: monotone for every scale and across every steering, never behind
 * its stamp, right to the rate; and dates against the C library's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <time.h>
#include <asm/clock.h>
#include <asm/time.h>

static uint64_t rnd(void)
{
	return (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^ rand();
}

static void test_monotone(void **state)
{
	for (unsigned int n = 0; n < 200000; n++) {
		struct clock_stamp c = {
			.tsc = rnd() >> 2,
			.ns = rnd() >> 8,
			.scale = { .mul = rnd(), .shift = rand() % 64 - 32 },
		};
		uint64_t step = rnd() >> (rand() % 64);
		/* What a 64-bit product keeps: 2^40 ticks at most here. */
		uint64_t t = c.tsc;
		s_time_t before = clock_read(&c, t), now;

		if (c.scale.shift > 20)
			c.scale.shift = 20;
		before = clock_read(&c, t);
		for (int i = 0; i < 4; i++) {
			t += step & ((1ull << 38) - 1);
			now = clock_read(&c, t);
			assert_true(now >= before);
			before = now;
		}
	}
}

static void test_behind_stamp(void **state)
{
	struct clock_stamp c = {
		.tsc = 1000000,
		.ns = 5000,
		.scale = time_scale_from_hz(2000000000),
	};

	assert_int_equal(clock_read(&c, 999999), 5000);
	assert_int_equal(clock_read(&c, 0), 5000);
	assert_int_equal(clock_read(&c, 1000000), 5000);
	assert_int_equal(clock_read(&c, 1000002), 5001);
}

static void test_rate(void **state)
{
	static const uint64_t hz[] = { 1000000,	   14318180,   999999999,
				       1000000000, 2394454000, 5000000000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(hz); i++) {
		struct clock_stamp c = { .scale = time_scale_from_hz(hz[i]) };
		s_time_t day = clock_read(&c, hz[i] * 86400);

		/* 2^-31 of a day is 40 us. */
		assert_in_range(day, SECONDS(86400) - 50000,
				SECONDS(86400) + 50000);
	}
}

/* A CPU whose TSC is off and drifts: steered once a second for an hour. */
static void steer(uint64_t hz, uint64_t believed, s_time_t gap)
{
	struct clock_stamp c = { .scale = time_scale_from_hz(believed) };
	s_time_t before = 0, now, master = gap;
	uint64_t tsc = 0;

	for (unsigned int s = 0; s < 3600; s++) {
		for (int i = 1; i <= 4; i++) {
			now = clock_read(&c, tsc + hz / 4 * i);
			assert_true(now >= before);
			before = now;
		}
		tsc += hz;
		master += SECONDS(1);
		clock_steer(&c, tsc, master, hz, SECONDS(1));
		now = clock_read(&c, tsc);
		assert_true(now >= before);
		before = now;
	}
	now = clock_read(&c, tsc);
	assert_in_range(now - master + 2000, 0, 4000);
}

static void test_steer(void **state)
{
	steer(1000000000, 1000000000, 0);
	steer(2400000000, 2400100000, 0);
	steer(2400000000, 2400000000, MILLISECS(10));
	steer(2400000000, 2400000000, -MILLISECS(10));
	steer(2400000000, 2400000000, SECONDS(100)); /* jumps */
	steer(2400000000, 2400000000, -SECONDS(3));  /* slows down */
	steer(40000000, 41000000, MILLISECS(-400));
}

static void test_dates(void **state)
{
	assert_int_equal(epoch_from_date(1970, 1, 1, 0, 0, 0), 0);
	assert_int_equal(epoch_from_date(1969, 12, 31, 23, 59, 59), 0);
	for (unsigned int n = 0; n < 20000; n++) {
		time_t t = rnd() % 7000000000ull;
		struct tm tm;

		gmtime_r(&t, &tm);
		assert_int_equal(epoch_from_date(tm.tm_year + 1900,
						 tm.tm_mon + 1, tm.tm_mday,
						 tm.tm_hour, tm.tm_min,
						 tm.tm_sec),
				 t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_monotone),
		cmocka_unit_test(test_behind_stamp),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_steer),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
