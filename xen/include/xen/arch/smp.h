/* arch/smp.h: interrupts between CPUs. */
#ifndef XEN_ARCH_SMP_H
#define XEN_ARCH_SMP_H

#include <xen/cpumask.h>

/* Each other CPU of the mask runs smp_call_interrupt(). */
void arch_smp_send_call(const cpumask_t *mask);
/* Each CPU of the mask takes an interrupt that does nothing but return
 * through the softirq check. */
void arch_smp_send_event_check(const cpumask_t *mask);
/* All other CPUs stop for ever (panic, restart). */
void arch_smp_stop_others(void);

/* ---- CPUs that go and come back (common/sched/hotplug.c) ---- */

/*
 * This CPU, whose idle vCPU runs, goes offline: nobody's state is left on it,
 * calls and flushes of others pass it by, devices' interrupts go elsewhere.
 * Interrupts on; no locks.
 */
void arch_cpu_leave(void);
/* ... and stops, until arch_cpu_up(). Interrupts off. */
void arch_cpu_die(void) __noreturn;
/*
 * Starts a CPU that is present and not online, sched_cpu_init() done; returns
 * when it is online.  -EIO: it does not come.
 */
int arch_cpu_up(unsigned int cpu);

#endif /* XEN_ARCH_SMP_H */
