/*
 * asm/time.h: clocks, inside the platform code.
 */
#ifndef ASM_TIME_H
#define ASM_TIME_H

#include <xen/percpu.h>
#include <asm/clock.h>

/*
 * This CPU's clock.  `seq` changes around every change of the stamp, which
 * only its own CPU makes, in an interrupt.
 */
struct cpu_clock {
	struct clock_stamp stamp;
	struct time_scale to_tsc; /* ns to TSC ticks */
	uint32_t seq;
};
DECLARE_PER_CPU(struct cpu_clock, cpu_clock);

extern uint64_t tsc_hz;
/* One TSC for all CPUs, at one rate: stamps never change. */
extern bool tsc_reliable;
/* ... and the CPU promises it (what guests are told). */
extern bool tsc_stable;
bool tsc_deadline_usable(void);

/* The AP's clock: the BSP's, or set by the platform's timer. */
void clock_cpu_init(void);
/* CPUs' TSCs differ: from now on each is steered by the platform timer. */
void tsc_mark_unreliable(const char *why);

/* ---- source.c: the platform's timer ---- */

struct clock_source {
	const char *name;
	uint64_t hz;
	uint64_t mask;
	uint64_t (*read)(void);
};
/* The best there is, or NULL: only the PIT. */
const struct clock_source *clock_source_init(void);
/* Its time, which goes on from platform_time_set(); often, or it wraps. */
s_time_t platform_time(void);
void platform_time_set(s_time_t ns);
/* Waits `ticks` (< 65536) of 1.193182 MHz on the PIT's channel 2. */
void pit_start(unsigned int ticks);
bool pit_expired(void);
#define PIT_HZ 1193182u

/* ---- lapic_timer.c ---- */

void lapic_timer_cpu_init(void);
/* How often APIC_TMCCT counts at divide by one. */
void lapic_timer_set_rate(uint64_t hz);

/* ---- rtc.c, epoch.c ---- */

uint64_t rtc_read(void); /* Unix time; 0: no RTC */
uint64_t epoch_from_date(unsigned int year, unsigned int month,
			 unsigned int day, unsigned int hour, unsigned int min,
			 unsigned int sec);
void wallclock_init(void);

#endif /* ASM_TIME_H */
