/*
 * clock.c: system time, from the TSC.
 *
 * The TSC's rate is measured against the platform's timer, never taken from
 * CPUID.  Where it is reliable (invariant, or a hypervisor below us provides
 * it) and equal on all CPUs (compared as each starts), all CPUs share one
 * stamp for ever: reading time is RDTSC, a multiplication and a shift, and is
 * monotone across CPUs because the TSC is.
 *
 * Else each CPU has its own stamp, which once a second is steered towards the
 * platform's timer (steer.c); readings are kept monotone across CPUs by the
 * highest one handed out so far.
 */
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/muldiv.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/string.h>
#include <xen/timer.h>
#include <xen/arch/cpu.h>
#include <asm/apic.h>
#include <asm/insn.h>
#include <asm/platform.h>
#include <asm/time.h>

#define CALIBRATE_HZ 50u /* for a 50th of a second */
#define STEER_PERIOD SECONDS(1)

DEFINE_PER_CPU(struct cpu_clock, cpu_clock);
uint64_t tsc_hz __read_mostly;
bool tsc_reliable __read_mostly;
bool tsc_stable __read_mostly;
static const struct clock_source *source;

/* What steering remembers of a CPU. */
struct steer_state {
	uint64_t tsc;
	s_time_t master;
};
static DEFINE_PER_CPU(struct steer_state, steer);

/* ---- Reading ---- */

/* The latest time that any CPU has read. */
static s_time_t latest;

static s_time_t keep_monotone(s_time_t now)
{
	s_time_t seen = READ_ONCE(latest);

	while (now > seen)
		if (atomic_try_cmpxchg(&latest, &seen, now))
			return now;
	return seen;
}

s_time_t system_time(void)
{
	const struct cpu_clock *c;
	s_time_t now;
	uint32_t seq;

	if (unlikely(!tsc_hz))
		return 0; /* early in boot */
	c = &this_cpu(cpu_clock);
	do {
		seq = READ_ONCE(c->seq);
		barrier();
		now = clock_read(&c->stamp, rdtsc_ordered());
		barrier();
	} while (unlikely(READ_ONCE(c->seq) != seq));
	return likely(tsc_reliable) ? now : keep_monotone(now);
}

uint64_t arch_cycles(void)
{
	return rdtsc();
}

unsigned int arch_cpu_khz(void)
{
	return (unsigned int)(tsc_hz / 1000);
}

void udelay(unsigned int usecs)
{
	uint64_t start, ticks;

	if (!tsc_hz) {
		/* An access to this port takes about a microsecond. */
		while (usecs--)
			(void)inb(0x80);
		return;
	}
	start = rdtsc();
	ticks = muldiv64(tsc_hz, usecs, 1000000);
	while (rdtsc() - start < ticks)
		cpu_relax();
}

void mdelay(unsigned int msecs)
{
	while (msecs--)
		udelay(1000);
}

/* ---- Calibration ---- */

struct moment {
	uint64_t tsc, count;
	uint32_t apic;
};

/* All clocks at one moment: of some tries the one with least in between. */
static struct moment __init take_moment(void)
{
	struct moment best = { 0 }, m;
	uint64_t least = ~0ull, before;
	unsigned int i;

	for (i = 0; i < 5; i++) {
		before = rdtsc_ordered();
		m.count = source ? source->read() : 0;
		m.apic = apic_read(APIC_TMCCT);
		m.tsc = rdtsc_ordered();
		if (m.tsc - before >= least)
			continue;
		least = m.tsc - before;
		best = m;
	}
	return best;
}

static void __init calibrate(void)
{
	unsigned int pit = PIT_HZ / CALIBRATE_HZ;
	struct moment a, b;
	uint64_t ticks, hz, lapic;

	apic_write(APIC_LVTT, APIC_LVT_MASKED);
	apic_write(APIC_TDCR, 0xb); /* by one */
	apic_write(APIC_TMICT, ~0u);
	if (source) {
		hz = source->hz;
		a = take_moment();
		do {
			ticks = (source->read() - a.count) & source->mask;
		} while (ticks < hz / CALIBRATE_HZ);
		b = take_moment();
		ticks = (b.count - a.count) & source->mask;
	} else {
		hz = PIT_HZ;
		ticks = pit;
		pit_start(pit);
		a = take_moment();
		while (!pit_expired())
			;
		b = take_moment();
	}
	lapic = a.apic - b.apic;
	apic_write(APIC_TMICT, 0);
	tsc_hz = (b.tsc - a.tsc) * hz / ticks;
	lapic_timer_set_rate(lapic * hz / ticks);
}

static void set_stamp(struct cpu_clock *c, const struct clock_stamp *stamp)
{
	WRITE_ONCE(c->seq, c->seq + 1);
	barrier();
	c->stamp = *stamp;
	c->to_tsc = time_scale_reverse(&stamp->scale);
	barrier();
	WRITE_ONCE(c->seq, c->seq + 1);
}

/* ---- Steering, where the TSC can't be relied on ---- */

static struct timer steer_timer;

/* On each CPU, interrupts off. */
static void steer_cpu(void *unused)
{
	struct cpu_clock *c = &this_cpu(cpu_clock);
	struct steer_state *s = &this_cpu(steer);
	struct clock_stamp stamp = c->stamp;
	s_time_t master = platform_time(), passed = master - s->master;
	uint64_t tsc = rdtsc_ordered(), hz = tsc_hz;

	/* The rate that it really had; not where an outage spoils it. */
	if (s->master && passed > STEER_PERIOD / 2 && passed < SECONDS(4) &&
	    tsc > s->tsc)
		hz = muldiv64(tsc - s->tsc, 1000000000u, (uint32_t)passed);
	s->master = master;
	s->tsc = tsc;
	if (hz < 1000000)
		hz = tsc_hz;
	clock_steer(&stamp, tsc, master, hz, STEER_PERIOD);
	set_stamp(c, &stamp);
	softirq_raise(TIME_SOFTIRQ);
}

static void steer_all(void *unused)
{
	smp_call_all(steer_cpu, NULL, true);
	timer_set(&steer_timer, system_time() + STEER_PERIOD);
}

void tsc_mark_unreliable(const char *why)
{
	if (!tsc_reliable)
		return;
	if (!source) {
		log_warn(
			"TSC is unreliable (%s), but there is no other clock\n",
			why);
		return;
	}
	log_warn("TSC is unreliable (%s): steered by %s\n", why, source->name);
	latest = system_time();
	platform_time_set(latest);
	tsc_stable = false;
	tsc_reliable = false;
	timer_set(&steer_timer, system_time() + STEER_PERIOD);
}

static void time_softirq(void)
{
	if (!is_idle_vcpu(current))
		vcpu_time_update(current);
}

/* ---- Start ---- */

void clock_cpu_init(void)
{
	struct clock_stamp stamp = per_cpu(cpu_clock, 0).stamp;

	if (!tsc_reliable) {
		stamp.ns = platform_time();
		stamp.tsc = rdtsc_ordered();
	}
	set_stamp(&this_cpu(cpu_clock), &stamp);
}

static bool __init tsc_promised(bool *invariant)
{
	struct cpuid_leaf l;

	cpuid(0x80000000, 0, &l);
	*invariant = false;
	if (l.a >= 0x80000007) {
		cpuid(0x80000007, 0, &l);
		*invariant = l.d & BIT(8);
	}
	cpuid(1, 0, &l);
	/* A hypervisor that has no good TSC would trap and emulate one. */
	return *invariant || (l.c & BIT(31));
}

void __init time_init(void)
{
	struct clock_stamp stamp = { 0 };
	bool invariant;

	source = clock_source_init();
	calibrate();
	stamp.scale = time_scale_from_hz(tsc_hz);
	stamp.tsc = rdtsc_ordered();
	set_stamp(&this_cpu(cpu_clock), &stamp);
	timer_init(&steer_timer, steer_all, NULL, 0);
	softirq_open(TIME_SOFTIRQ, time_softirq);
	tsc_reliable = true;
	if (tsc_promised(&invariant))
		tsc_stable = invariant;
	else
		tsc_mark_unreliable("not invariant");
	log_info("Time: TSC at %lu.%03lu MHz by %s%s\n",
		 (unsigned long)(tsc_hz / 1000000),
		 (unsigned long)(tsc_hz / 1000 % 1000),
		 source ? source->name : "pit",
		 tsc_stable ? ", invariant" : "");
	lapic_timer_cpu_init();
	wallclock_init();
}
