/*
 * hotplug.c: CPUs are taken away and come back.
 *
 * A CPU that goes first leaves its pool like any other that is removed
 * (pool_cpu.c): its vCPUs move, affinities that only named it are broken.
 * Then a tasklet of its idle vCPU makes it unreachable: no call, no flush, no
 * device's interrupt comes any more.  The idle loop, which finds itself
 * offline, gives away what still waits there - timers, tasklets - and stops
 * the CPU.  Who asked comes again (-ERESTART) until it has stopped.
 *
 * What a CPU has of its own (stacks, tables, per-CPU variables, queues of
 * policies) it keeps, for when it comes back: as a member of pool 0.
 *
 * One CPU at a time.
 */
#include "policy.h"

#include <xen/arch/smp.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/log.h>
#include <xen/timer.h>

/* Its state: written by it and by who asks, in turns. */
enum { PLUG_NONE, PLUG_GOING, PLUG_GONE, PLUG_COMING };
static struct {
	unsigned int state, cpu;
	struct tasklet tasklet;
} plug; /* cpupool_lock; GOING -> GONE: by the CPU */

/* On the CPU, as its idle vCPU. */
static void go(void *unused)
{
	arch_cpu_leave();
}

void cpu_stop_here(void)
{
	unsigned int cpu = smp_processor_id();

	softirq_run();
	timer_cpu_fini(cpu);
	tasklet_cpu_fini(cpu);
	arch_irq_disable();
	runstate_change(current, RUNSTATE_offline, NOW());
	this_cpu(softirq_pending) = 0;
	/* The last that it writes. */
	store_release(&plug.state, PLUG_GONE);
	arch_cpu_die();
}

/* Only those of pool 0 and free ones can go, as in Xen.  cpupool_lock held. */
static int begin(unsigned int cpu)
{
	struct cpupool *pool = sched_cpu_of(cpu)->pool;

	if (pool && pool != cpupool0)
		return -ENODEV;
	if (pool)
		return pool_cpu_remove(pool, cpu);
	/* On its way into a pool. */
	if (pool_cpu_busy(cpu))
		return -EBUSY;
	pool_cpu_forget(cpu);
	plug.state = PLUG_GOING;
	plug.cpu = cpu;
	atomic_clear_bit(cpu, sched_cpus.bits);
	tasklet_init(&plug.tasklet, go, NULL);
	tasklet_schedule_on(&plug.tasklet, cpu);
	return -ERESTART;
}

static int down_locked(unsigned int cpu)
{
	unsigned int state = load_acquire(&plug.state);

	if (state == PLUG_GONE && plug.cpu == cpu) {
		plug.state = PLUG_NONE;
		return 0;
	}
	if (state == PLUG_GOING || state == PLUG_COMING)
		return plug.cpu == cpu && state == PLUG_GOING ? -ERESTART
							      : -EBUSY;
	if (!cpumask_test(cpu, &cpu_online_map))
		return -EEXIST;
	return begin(cpu);
}

long cpu_down(unsigned int cpu)
{
	int ret;

	if (cpu == 0 || cpu >= NR_CPUS)
		return -EINVAL;
	spin_lock(&cpupool_lock);
	ret = down_locked(cpu);
	spin_unlock(&cpupool_lock);
	if (ret)
		return ret;
	log_info("CPU %u is offline\n", cpu);
	evtchn_send_global_virq(VIRQ_PCPU_STATE);
	return 0;
}

/* -EBUSY: another one is on its way. */
static int come(unsigned int cpu)
{
	int ret = -EBUSY;

	spin_lock(&cpupool_lock);
	if (plug.state == PLUG_NONE || plug.state == PLUG_GONE) {
		plug.state = PLUG_COMING;
		plug.cpu = cpu;
		ret = 0;
	}
	spin_unlock(&cpupool_lock);
	if (ret)
		return ret;
	ret = sched_cpu_init(cpu);
	if (!ret)
		ret = arch_cpu_up(cpu);
	plug.state = PLUG_NONE;
	return ret;
}

long cpu_up(unsigned int cpu)
{
	int ret;

	if (!cpumask_test(cpu, &cpu_present_map))
		return -EINVAL;
	if (cpumask_test(cpu, &cpu_online_map))
		return -EEXIST;
	ret = come(cpu);
	if (ret)
		return ret;
	log_info("CPU %u is online\n", cpu);
	evtchn_send_global_virq(VIRQ_PCPU_STATE);
	return 0;
}

/* Whether a CPU of a lower number is a thread of the same core. */
static bool second_thread(unsigned int cpu)
{
	unsigned int i;

	for_each_cpu(i, &cpu_present_map) if (i < cpu &&
					      arch_cpu_socket(i) ==
						      arch_cpu_socket(cpu) &&
					      arch_cpu_core(i) ==
						      arch_cpu_core(
							      cpu)) return true;
	return false;
}

long cpu_smt(bool up)
{
	bool any = false;
	unsigned int cpu;
	long ret;

	for_each_cpu(cpu, &cpu_present_map)
	{
		if (!second_thread(cpu))
			continue;
		any = true;
		ret = up ? cpu_up(cpu) : cpu_down(cpu);
		if (ret && ret != -EEXIST)
			return ret;
	}
	return any ? 0 : -EOPNOTSUPP;
}
