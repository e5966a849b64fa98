/*
 * cpu.c (host): interrupts are a flag of each thread; halting ends the test.
 */
#include <xen/arch/cpu.h>

#include <sched.h>
#include <stdlib.h>
#include <xen/smp.h>
#include <asm/host.h>

_Thread_local unsigned int host_cpu;
_Thread_local struct vcpu *host_current;

static _Thread_local bool irqs_on = true;
static unsigned int cpus_per_llc = 1;

int host_machine_end = -1;

void host_cpus_init(unsigned int nr, unsigned int per_llc)
{
	cpus_per_llc = per_llc;
	cpumask_zero(&cpu_online_map);
	while (nr-- > 0)
		cpumask_set(nr, &cpu_online_map);
	cpu_possible_map = cpu_online_map;
	cpu_present_map = cpu_online_map;
	host_cpu = 0;
	host_current = NULL;
	irqs_on = true;
}

void host_become(unsigned int cpu, struct vcpu *v)
{
	host_cpu = cpu;
	host_current = v;
}

HOST_WEAK unsigned long arch_irq_save(void)
{
	unsigned long flags = irqs_on;

	irqs_on = false;
	return flags;
}

HOST_WEAK void arch_irq_restore(unsigned long flags)
{
	irqs_on = flags != 0;
}

HOST_WEAK void arch_irq_enable(void)
{
	irqs_on = true;
}

HOST_WEAK void arch_irq_disable(void)
{
	irqs_on = false;
}

HOST_WEAK bool arch_irqs_enabled(void)
{
	return irqs_on;
}

HOST_WEAK void arch_cpu_relax(void)
{
	sched_yield();
}

HOST_WEAK void arch_cpu_idle(void)
{
	irqs_on = true;
}

HOST_WEAK void arch_cpu_halt(void)
{
	abort();
}

HOST_WEAK void arch_idle_loop(void)
{
	abort();
}

HOST_WEAK void arch_dump_state(const struct cpu_user_regs *regs)
{
}

static void machine_end(int how)
{
	host_machine_end = how;
	if (host_panic_env)
		longjmp(*host_panic_env, 1);
}

HOST_WEAK void arch_machine_restart(unsigned int delay_ms)
{
	machine_end(0);
	abort();
}

HOST_WEAK void arch_machine_poweroff(void)
{
	machine_end(1);
	abort();
}

HOST_WEAK unsigned int arch_cpu_llc_id(unsigned int cpu)
{
	return cpu / cpus_per_llc;
}

HOST_WEAK unsigned int arch_cpu_socket(unsigned int cpu)
{
	return cpu / cpus_per_llc;
}

HOST_WEAK unsigned int arch_cpu_core(unsigned int cpu)
{
	return cpu;
}

HOST_WEAK unsigned int arch_cpu_node(unsigned int cpu)
{
	return 0;
}

HOST_WEAK uint64_t arch_cycles(void)
{
	return system_time();
}

HOST_WEAK unsigned int arch_cpu_khz(void)
{
	return 1000000;
}
