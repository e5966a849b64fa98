/*
 * smp.c (host): other CPUs are this thread under another number.
 */
#include <xen/smp.h>

#include <stdlib.h>
#include <xen/arch/smp.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <asm/host.h>

HOST_WEAK cpumask_t cpu_possible_map = { { 1 } };
HOST_WEAK cpumask_t cpu_present_map = { { 1 } };
HOST_WEAK cpumask_t cpu_online_map = { { 1 } };

cpumask_t host_kicked;

HOST_WEAK void smp_call(const cpumask_t *mask, void (*fn)(void *), void *data,
			bool wait)
{
	unsigned int self = host_cpu, cpu;

	for_each_cpu(cpu, mask)
	{
		if (!cpumask_test(cpu, &cpu_online_map))
			continue;
		host_cpu = cpu;
		fn(data);
	}
	host_cpu = self;
}

HOST_WEAK void smp_call_interrupt(void)
{
}

HOST_WEAK void smp_send_event_check(unsigned int cpu)
{
	atomic_set_bit(cpu, host_kicked.bits);
}

HOST_WEAK void arch_smp_send_call(const cpumask_t *mask)
{
}

HOST_WEAK void arch_smp_send_event_check(const cpumask_t *mask)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask) smp_send_event_check(cpu);
}

HOST_WEAK void arch_cpu_leave(void)
{
	atomic_clear_bit(host_cpu, cpu_online_map.bits);
}

/* It is as good as gone: who plays the CPUs lets it run no more. */
HOST_WEAK void arch_cpu_die(void)
{
	abort();
}

HOST_WEAK int arch_cpu_up(unsigned int cpu)
{
	return -EIO;
}

HOST_WEAK void arch_smp_stop_others(void)
{
}
