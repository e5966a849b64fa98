/*
 * log_stamp.c: the time in front of each line of the log: none, date, datems
 * (with milliseconds), boot (seconds since boot), raw (the clock in hex).
 * May be changed at run time: hypfs, `xl set-parameters`.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/init.h>
#include <xen/printf.h>
#include <xen/string.h>

enum stamp_mode { TS_NONE, TS_DATE, TS_DATEMS, TS_BOOT, TS_RAW, NR_TS };

static const char *const mode_names[NR_TS] = { "none", "date", "datems", "boot",
					       "raw" };
static unsigned int mode = TS_BOOT; /* enum stamp_mode */

/* Xen takes a boolean as well, from the time when there were two modes. */
static int set_mode(const char *s)
{
	switch (*s ? parse_bool(s, NULL) : 1) {
	case 0:
		WRITE_ONCE(mode, TS_NONE);
		return 0;
	case 1:
		WRITE_ONCE(mode, TS_DATE);
		return 0;
	}
	for (unsigned int i = 0; i < NR_TS; i++)
		if (!strcmp(s, mode_names[i])) {
			WRITE_ONCE(mode, i);
			return 0;
		}
	return -EINVAL;
}

static void show_mode(char *buf, size_t size)
{
	strlcpy(buf, mode_names[READ_ONCE(mode)], size);
}
PARAM_RUNTIME("console_timestamps", set_mode, show_mode, 7);

/* Days since 1970-01-01 to a date (proleptic Gregorian calendar). */
static void civil_date(uint64_t days, unsigned int *y, unsigned int *m,
		       unsigned int *d)
{
	uint64_t z = days + 719468, era = z / 146097;
	unsigned int doe = z - era * 146097;
	unsigned int yoe =
		(doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned int mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static int put_date(char *buf, size_t size, s_time_t now, bool with_ms)
{
	uint64_t sec;
	uint32_t nsec;
	unsigned int y, m, d, s;

	wallclock_get(&sec, &nsec);
	now += nsec;
	sec += now / SECONDS(1);
	civil_date(sec / 86400, &y, &m, &d);
	s = sec % 86400;
	if (!with_ms)
		return scnprintf(buf, size, "[%u-%02u-%02u %02u:%02u:%02u] ", y,
				 m, d, s / 3600, s / 60 % 60, s % 60);
	return scnprintf(buf, size, "[%u-%02u-%02u %02u:%02u:%02u.%03u] ", y, m,
			 d, s / 3600, s / 60 % 60, s % 60,
			 (unsigned int)(now / MILLISECS(1) % 1000));
}

int log_stamp(char *buf, size_t size, bool clock)
{
	s_time_t now = clock ? system_time() : 0;
	unsigned int m = READ_ONCE(mode);

	switch (m) {
	case TS_NONE:
		return 0;
	case TS_RAW:
		return scnprintf(buf, size, "[%016lx] ", (unsigned long)now);
	case TS_DATE:
	case TS_DATEMS:
		if (clock)
			return put_date(buf, size, now, m == TS_DATEMS);
		break;
	}
	return scnprintf(buf, size, "[%5u.%06u] ",
			 (unsigned int)(now / SECONDS(1)),
			 (unsigned int)(now / MICROSECS(1) % 1000000));
}
