/*
 * epoch.c: a date of the Gregorian calendar to Unix time.  Pure.
 */
#include <asm/time.h>

/* Days from 1970-01-01; years count from March, so that leap days end them. */
static int64_t days_from_date(int64_t year, unsigned int month,
			      unsigned int day)
{
	int64_t era;
	unsigned int of_era, of_year;

	if (month <= 2)
		year--;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = (unsigned int)(year - era * 400);
	of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

uint64_t epoch_from_date(unsigned int year, unsigned int month,
			 unsigned int day, unsigned int hour, unsigned int min,
			 unsigned int sec)
{
	int64_t t = days_from_date(year, month, day) * 86400 + hour * 3600u +
		    min * 60u + sec;

	return t < 0 ? 0 : t;
}
