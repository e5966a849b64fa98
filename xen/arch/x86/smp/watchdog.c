/*
 * watchdog.c: finds CPUs that hang in the hypervisor.
 *
 * watchdog, watchdog_timeout=SECONDS (off by default).  Each CPU has a timer
 * that notes its progress; each also watches the next one, and sends an NMI to
 * one that has stood still for too long, which prints where it is and ends the
 * machine.  If not even that comes, the watcher ends it.
 *
 * The CPUs' own timers are the only clock: performance counters, which could
 * interrupt a CPU that nobody watches, are not used.  So one CPU alone, or all
 * of them at once, can hang unseen; boot says so.
 */
#include <xen/atomic.h>
#include <xen/boot.h>
#include <xen/console.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/percpu.h>
#include <xen/string.h>
#include <xen/timer.h>
#include <xen/arch/cpu.h>
#include <asm/apic.h>
#include <asm/smp.h>
#include <asm/trap.h>

static unsigned int limit_s = 5; /* 0: off */
static bool opt_watchdog;

/* `force` is for counters that are not believed: no difference here. */
static int __init set_watchdog(const char *s)
{
	int b = !*s || !strcmp(s, "force") ? 1 : parse_bool(s, NULL);

	if (b < 0)
		return -EINVAL;
	opt_watchdog = b;
	return 0;
}
PARAM_CUSTOM("watchdog", set_watchdog);

static int __init set_timeout(const char *s)
{
	int ret = param_set_uint(s, &limit_s);

	if (!ret)
		opt_watchdog = limit_s;
	return ret;
}
PARAM_CUSTOM("watchdog_timeout", set_timeout);

static DEFINE_PER_CPU(struct timer, watchdog_timer);
static DEFINE_PER_CPU(s_time_t, watchdog_seen);
static DEFINE_PER_CPU(s_time_t, watchdog_asked); /* 0: not */

static bool watching; /* since watchdog_init() */

static void watchdog_tick(void *unused)
{
	unsigned int self = smp_processor_id();
	unsigned int other = cpumask_cycle(self, &cpu_online_map);
	s_time_t now = system_time(), asked;

	WRITE_ONCE(this_cpu(watchdog_seen), now);
	timer_set(&this_cpu(watchdog_timer), now + MILLISECS(500));
	/* CPU 0 builds dom0 without a look at its timers. */
	if (!boot_finished)
		WRITE_ONCE(per_cpu(watchdog_seen, other), now);
	if (other == self ||
	    now - READ_ONCE(per_cpu(watchdog_seen, other)) <= SECONDS(limit_s))
		return;
	asked = per_cpu(watchdog_asked, other);
	if (!asked) {
		WRITE_ONCE(per_cpu(watchdog_asked, other), now);
		apic_send(cpu_apic_id[other], APIC_DM_NMI);
	} else if (now - asked > SECONDS(2)) {
		panic("CPU %u is stuck and takes no NMI\n", other);
	}
}

/* Only where a watchdog ends it. */
static void hang(unsigned char key)
{
	arch_irq_disable();
	for (;;)
		arch_cpu_relax();
}

static void start_on(unsigned int cpu)
{
	s_time_t now = system_time();

	per_cpu(watchdog_seen, cpu) = now;
	per_cpu(watchdog_asked, cpu) = 0;
	timer_init(&per_cpu(watchdog_timer, cpu), watchdog_tick, NULL, cpu);
	timer_set(&per_cpu(watchdog_timer, cpu), now + MILLISECS(500));
}

void watchdog_cpu_start(void)
{
	if (watching)
		start_on(smp_processor_id());
}

void watchdog_cpu_stop(void)
{
	if (watching)
		timer_stop(&this_cpu(watchdog_timer));
}

void __init watchdog_init(void)
{
	unsigned int cpu;

	if (!opt_watchdog)
		return;
	if (cpumask_weight(&cpu_online_map) < 2) {
		log_warn("Watchdog: off, there is no other CPU to watch this "
			 "one\n");
		return;
	}
	log_info("Watchdog: CPUs watch each other, %u s\n", limit_s);
	keyhandler_register('W', hang, "hang this CPU, for the watchdog", true);
	for_each_cpu(cpu, &cpu_online_map) start_on(cpu);
	watching = true;
}

void nmi_watchdog_check(const struct cpu_user_regs *regs)
{
	s_time_t asked = READ_ONCE(this_cpu(watchdog_asked));

	if (!asked)
		return;
	console_force_unlock();
	log_err("CPU %u is stuck: no timers for %u s\n", smp_processor_id(),
		limit_s);
	arch_dump_state(regs);
	panic("Watchdog: CPU %u is stuck\n", smp_processor_id());
}
