/*
 * time.c (host): time is what the test says, or libc's monotonic clock.
 */
#include <xen/arch/time.h>

#include <time.h>
#include <xen/domain.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <asm/host.h>

s_time_t host_now;
bool host_clock_real;
s_time_t host_timer_deadline[NR_CPUS];

static uint64_t wall_sec;
static uint32_t wall_nsec;

HOST_WEAK s_time_t system_time(void)
{
	struct timespec ts;

	if (!host_clock_real)
		return host_now;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return SECONDS(ts.tv_sec) + ts.tv_nsec;
}

HOST_WEAK bool arch_timer_set(s_time_t deadline)
{
	if (deadline <= system_time()) {
		/* As a one-shot timer that refused: nothing will come. */
		host_timer_deadline[host_cpu] = STIME_MAX;
		return false;
	}
	host_timer_deadline[host_cpu] = deadline;
	return true;
}

static unsigned int first_cpu(void)
{
	unsigned int cpu, best = cpumask_first(&cpu_online_map);

	for_each_cpu(cpu, &cpu_online_map) if (host_timer_deadline[cpu] <
					       host_timer_deadline[best]) best =
		cpu;
	return best;
}

void host_time_run(s_time_t until)
{
	struct vcpu *v = host_current;
	unsigned int self = host_cpu, cpu;

	for (;;) {
		s_time_t next;

		for_each_cpu(cpu, &cpu_online_map)
		{
			host_cpu = cpu;
			softirq_run();
		}
		cpu = first_cpu();
		next = host_timer_deadline[cpu];
		if (next > until)
			break;
		if (next > host_now)
			host_now = next;
		host_timer_deadline[cpu] = STIME_MAX;
		host_cpu = cpu;
		softirq_raise(TIMER_SOFTIRQ);
	}
	host_now = until;
	host_cpu = self;
	host_current = v;
}

HOST_WEAK void udelay(unsigned int usecs)
{
	host_now += MICROSECS(usecs);
}

HOST_WEAK void mdelay(unsigned int msecs)
{
	host_now += MILLISECS(msecs);
}

HOST_WEAK void wallclock_get(uint64_t *sec, uint32_t *nsec)
{
	*sec = wall_sec;
	*nsec = wall_nsec;
}

HOST_WEAK void wallclock_set(uint64_t sec, uint32_t nsec, s_time_t at)
{
	wall_sec = sec - (uint64_t)(at / SECONDS(1));
	wall_nsec = nsec;
}

HOST_WEAK void vcpu_time_update(struct vcpu *v)
{
}

HOST_WEAK void domain_wallclock_update(struct domain *d)
{
}
