/*
 * test_log_options.c: loglvl=, guest_loglvl= and console_timestamps=: what they
 * take, what they say of themselves, and what they do to a message.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include <xen/errno.h>
#include <asm/host.h>

/* For their static functions, which the options' table holds. */
#include "../../xen/common/debug/log_level.c"
#include "../../xen/common/debug/log_stamp.c"

void keyhandler_register(unsigned char key, keyhandler_fn *fn,
			 const char *description, bool irq_safe)
{
}

static s_time_t now;
s_time_t system_time(void)
{
	return now;
}

static uint64_t boot_sec;
static uint32_t boot_nsec;
void wallclock_get(uint64_t *sec, uint32_t *nsec)
{
	*sec = boot_sec;
	*nsec = boot_nsec;
}

static void test_levels(void **state)
{
	static const struct {
		const char *set, *shown; /* NULL: refused */
		unsigned int lower, upper;
	} rows[] = {
		{ "none", "none/none", 0, 0 },
		{ "error", "error/error", 1, 1 },
		{ "warning", "warning/warning", 2, 2 },
		{ "info", "info/info", 3, 3 },
		{ "all", "all/all", 4, 4 },
		{ "debug", "all/all", 4, 4 },
		{ "error/all", "error/all", 1, 4 },
		{ "none/warning", "none/warning", 0, 2 },
		{ "all/none", "all/all", 4, 4 },
		{ "", NULL, 0, 0 },
		{ "errors", NULL, 0, 0 },
		{ "err", NULL, 0, 0 },
		{ "/all", NULL, 0, 0 },
		{ "all/", NULL, 0, 0 },
		{ "all/all/all", NULL, 0, 0 },
	};
	char buf[16];

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		set_host("warning/info");
		if (!rows[i].shown) {
			assert_int_equal(set_host(rows[i].set), -EINVAL);
			show_host(buf, sizeof(buf));
			assert_string_equal(buf, "warning/info");
			continue;
		}
		assert_int_equal(set_host(rows[i].set), 0);
		show_host(buf, sizeof(buf));
		assert_string_equal(buf, rows[i].shown);
		for (unsigned int l = LOG_ERR; l <= LOG_DEBUG; l++)
			assert_int_equal(log_level_shows(l),
					 l < rows[i].lower   ? LOG_SHOWN
					 : l < rows[i].upper ? LOG_LIMITED
							     : LOG_HIDDEN);
	}
}

static void test_keys(void **state)
{
	set_host("warning");
	set_guest("none/warning");
	more('+');
	assert_int_equal(host.lower, 3);
	for (unsigned int i = 0; i < 9; i++)
		more('+');
	assert_int_equal(host.lower, 4);
	switch_keys('G');
	less('-');
	assert_int_equal(guest.upper, 0);
	assert_int_equal(host.lower, 4);
	switch_keys('G');
	for (unsigned int i = 0; i < 9; i++)
		less('-');
	assert_int_equal(host.upper, 0);
	log_level_show_all();
	assert_int_equal(log_level_shows(LOG_DEBUG), LOG_SHOWN);
}

static void stamp_is(const char *as, const char *want)
{
	char buf[64] = "";

	assert_int_equal(set_mode(as), 0);
	buf[log_stamp(buf, sizeof(buf), true)] = '\0';
	assert_string_equal(buf, want);
}

static void test_stamps(void **state)
{
	char buf[8];

	now = SECONDS(3) + MILLISECS(250) + MICROSECS(7) + 9;
	boot_sec = 951782397; /* 2000-02-28 23:59:57 UTC */
	boot_nsec = 900000000;
	stamp_is("none", "");
	stamp_is("no", "");
	stamp_is("boot", "[    3.250007] ");
	stamp_is("raw", "[00000000c1b72be1] ");
	stamp_is("date", "[2000-02-29 00:00:01] ");
	stamp_is("yes", "[2000-02-29 00:00:01] ");
	stamp_is("datems", "[2000-02-29 00:00:01.150] ");
	assert_int_equal(set_mode("dat"), -EINVAL);
	assert_int_equal(set_mode("2"), -EINVAL);
	show_mode(buf, sizeof(buf));
	assert_string_equal(buf, "datems");
	/* No clock yet: as if no time had passed. */
	assert_true(log_stamp(buf, sizeof(buf), false) > 0);
}

/* Each day of 400 years against libc. */
static void test_dates(void **state)
{
	char buf[64], want[64];

	set_mode("date");
	now = 0;
	boot_nsec = 0;
	for (unsigned int day = 0; day < 146097; day++) {
		time_t t = (time_t)day * 86400 + 12 * 3600;
		struct tm tm;

		boot_sec = t;
		buf[log_stamp(buf, sizeof(buf), true)] = '\0';
		strftime(want, sizeof(want), "[%Y-%m-%d %H:%M:%S] ",
			 gmtime_r(&t, &tm));
		assert_string_equal(buf, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
