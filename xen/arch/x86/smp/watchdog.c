/*
 * watchdog.c: finds CPUs that no longer get round to their softirqs.
 *
 * watchdog=SECONDS (off by default).  Each CPU has a timer that notes its
 * progress; each also watches the next one, and sends an NMI to one that has
 * stood still for too long, which prints where it is.
 */
#include <xen/init.h>
#include <xen/log.h>
#include <xen/percpu.h>
#include <xen/string.h>
#include <xen/timer.h>
#include <xen/arch/cpu.h>
#include <asm/apic.h>
#include <asm/platform.h>
#include <asm/smp.h>
#include <asm/trap.h>

static unsigned int limit_s; /* 0: off */

static int __init watchdog_param(const char *s)
{
	int b = parse_bool(s, NULL);

	if (b >= 0 && strcmp(s, "1"))
		limit_s = b ? 5 : 0;
	else
		return param_set_uint(s, &limit_s);
	return 0;
}
PARAM_CUSTOM("watchdog", watchdog_param);

static DEFINE_PER_CPU(struct timer, watchdog_timer);
static DEFINE_PER_CPU(s_time_t, watchdog_seen);
static DEFINE_PER_CPU(bool, watchdog_asked);

static void watchdog_tick(void *unused)
{
	unsigned int self = smp_processor_id();
	unsigned int other = cpumask_cycle(self, &cpu_online_map);
	s_time_t now = system_time();
	s_time_t seen = READ_ONCE(per_cpu(watchdog_seen, other));

	this_cpu(watchdog_seen) = now;
	timer_set(&this_cpu(watchdog_timer), now + SECONDS(1));
	if (other == self || !seen)
		return;
	if (now - seen <= SECONDS(limit_s)) {
		per_cpu(watchdog_asked, other) = false;
		return;
	}
	if (per_cpu(watchdog_asked, other))
		return;
	log_err("CPU%u has not run softirqs for %u s\n", other, limit_s);
	per_cpu(watchdog_asked, other) = true;
	apic_send(cpu_apic_id[other], APIC_DM_NMI);
}

void __init watchdog_init(void)
{
	unsigned int cpu;

	if (!limit_s)
		return;
	for_each_cpu(cpu, &cpu_online_map)
	{
		timer_init(&per_cpu(watchdog_timer, cpu), watchdog_tick, NULL,
			   cpu);
		timer_set(&per_cpu(watchdog_timer, cpu), SECONDS(1));
	}
}

bool nmi_watchdog_check(const struct cpu_user_regs *regs)
{
	if (smp_stopping())
		arch_cpu_halt();
	if (!limit_s || !this_cpu(watchdog_asked))
		return false;
	arch_dump_state(regs);
	return true;
}
