/*
 * rtc.c: the date that the CMOS clock (MC146818) holds, read once at boot.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <asm/insn.h>
#include <asm/time.h>

#define RTC_SEC	  0
#define RTC_MIN	  2
#define RTC_HOUR  4
#define RTC_DAY	  7
#define RTC_MONTH 8
#define RTC_YEAR  9
#define RTC_A	  10
#define RTC_B	  11

#define RTC_A_UPDATING 0x80
#define RTC_B_24H      0x02
#define RTC_B_BINARY   0x04
#define RTC_HOUR_PM    0x80

struct rtc_date {
	uint8_t sec, min, hour, day, month, year, century;
};

static uint8_t __init cmos(uint8_t index)
{
	outb(index, 0x70);
	return inb(0x71);
}

static void __init rtc_fetch(struct rtc_date *d)
{
	unsigned int n;

	/* An update lasts 2 ms at most; without an RTC the bit may be stuck. */
	for (n = 0; n < 5000 && (cmos(RTC_A) & RTC_A_UPDATING); n++)
		udelay(1);
	d->sec = cmos(RTC_SEC);
	d->min = cmos(RTC_MIN);
	d->hour = cmos(RTC_HOUR);
	d->day = cmos(RTC_DAY);
	d->month = cmos(RTC_MONTH);
	d->year = cmos(RTC_YEAR);
	d->century = acpi.fadt.century ? cmos(acpi.fadt.century) : 0;
}

static unsigned int __init number(uint8_t v, bool binary)
{
	return binary ? v : (v >> 4) * 10u + (v & 15);
}

static uint64_t __init decode(const struct rtc_date *d, uint8_t b)
{
	bool bin = b & RTC_B_BINARY;
	unsigned int hour = number(d->hour & ~RTC_HOUR_PM, bin);
	unsigned int year = number(d->year, bin);
	unsigned int century = number(d->century, bin);
	unsigned int month = number(d->month, bin);
	unsigned int day = number(d->day, bin);

	if (b & RTC_B_24H)
		hour = number(d->hour, bin);
	else
		hour = hour % 12 + (d->hour & RTC_HOUR_PM ? 12 : 0);
	if (century < 19 || century > 29)
		century = year >= 70 ? 19 : 20;
	if (!month || month > 12 || !day || day > 31 || hour > 23)
		return 0;
	return epoch_from_date(century * 100 + year, month, day, hour,
			       number(d->min, bin), number(d->sec, bin));
}

uint64_t __init rtc_read(void)
{
	struct rtc_date a, b;
	unsigned int tries = 0;

	if (acpi.has_fadt && acpi.fadt.no_rtc)
		return 0;
	rtc_fetch(&b);
	do {
		a = b;
		rtc_fetch(&b);
	} while (memcmp(&a, &b, sizeof(a)) && ++tries < 10);
	return decode(&a, cmos(RTC_B));
}
