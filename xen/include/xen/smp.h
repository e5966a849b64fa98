/*
 * smp.h: other CPUs.
 *
 * Interrupts must be on while one waits for others (smp_call with wait), or
 * two CPUs that call each other would wait for ever.
 */
#ifndef XEN_SMP_H
#define XEN_SMP_H

#include <xen/cpumask.h>
#include <asm/current.h>

extern cpumask_t cpu_possible_map, cpu_present_map, cpu_online_map;

/* Number of this CPU, 0 ... NR_CPUS - 1. */
#define smp_processor_id() arch_processor_id()

/*
 * Runs fn(data) on each online CPU of `mask`, in interrupt context with
 * interrupts off; on this one too if it is in the mask.  `wait`: return after
 * all have run it (else after all have picked it up).
 */
void smp_call(const cpumask_t *mask, void (*fn)(void *), void *data, bool wait);
#define smp_call_all(fn, data, wait) \
	smp_call(&cpu_online_map, (fn), (data), (wait))

/* The handler of the arch's call interrupt. */
void smp_call_interrupt(void);

/* Makes `cpu` notice its softirqs or a new vCPU state. */
void smp_send_event_check(unsigned int cpu);

#endif /* XEN_SMP_H */
