/*
 * lapic_timer.c: each CPU's one-shot timer: the local APIC's, by TSC deadline
 * where the CPU has that.
 */
#include <xen/init.h>
#include <xen/log.h>
#include <xen/softirq.h>
#include <xen/arch/time.h>
#include <asm/apic.h>
#include <asm/time.h>

/* Faster than this it is divided, so that its 32 bits reach for long. */
#define MAX_RATE 125000000u

static bool deadline_mode __read_mostly;
static struct time_scale ns_to_ticks __read_mostly;
static uint32_t divide_config;

void __init lapic_timer_set_rate(uint64_t hz)
{
	/* By 2, 4, 8 ... 128; by one is 0b1011 (SDM 3A 11.5.4). */
	static const uint8_t config[] = { 0xb, 0, 1, 2, 3, 8, 9, 0xa };
	struct time_scale ticks_to_ns;
	struct cpuid_leaf l;
	unsigned int i = 0;

	while (hz > MAX_RATE && i < ARRAY_SIZE(config) - 1) {
		hz /= 2;
		i++;
	}
	divide_config = config[i];
	cpuid(1, 0, &l);
	deadline_mode = l.c & BIT(24);
	if (hz < 1000) {
		if (!deadline_mode)
			panic("the local APIC's timer does not run\n");
		hz = 1000;
	}
	ticks_to_ns = time_scale_from_hz(hz);
	ns_to_ticks = time_scale_reverse(&ticks_to_ns);
	log_info("APIC timer: %lu kHz%s\n", (unsigned long)(hz / 1000),
		 deadline_mode ? ", TSC deadline" : "");
}

void lapic_timer_cpu_init(void)
{
	if (deadline_mode) {
		apic_write(APIC_LVTT, APIC_LVTT_DEADLINE | VECTOR_TIMER);
		/* The mode is set before the first deadline is. */
		__asm__ volatile("mfence" : : : "memory");
		wrmsr(MSR_TSC_DEADLINE, 0);
		return;
	}
	apic_write(APIC_TDCR, divide_config);
	apic_write(APIC_LVTT, VECTOR_TIMER);
	apic_write(APIC_TMICT, 0);
}

static void set_deadline(s_time_t deadline)
{
	const struct cpu_clock *c = &this_cpu(cpu_clock);
	uint64_t ahead = deadline - c->stamp.ns;

	wrmsr(MSR_TSC_DEADLINE,
	      c->stamp.tsc + time_scale_apply(&c->to_tsc, ahead) + 1);
}

bool arch_timer_set(s_time_t deadline)
{
	s_time_t ahead;
	uint64_t ticks;

	if (deadline == STIME_MAX) {
		if (deadline_mode)
			wrmsr(MSR_TSC_DEADLINE, 0);
		else
			apic_write(APIC_TMICT, 0);
		return true;
	}
	ahead = deadline - system_time();
	if (ahead <= 0)
		return false;
	if (deadline_mode) {
		set_deadline(deadline);
		return true;
	}
	/* Too far: goes off early, and is set again. */
	if (ahead > SECONDS(1000))
		ahead = SECONDS(1000);
	ticks = time_scale_apply(&ns_to_ticks, ahead) + 1;
	apic_write(APIC_TMICT, ticks > ~0u ? ~0u : (uint32_t)ticks);
	return true;
}
