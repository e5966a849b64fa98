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

#endif /* XEN_ARCH_SMP_H */
