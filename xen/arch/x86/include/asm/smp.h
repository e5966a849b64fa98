/* asm/smp.h: CPUs of the machine, inside the platform code. */
#ifndef ASM_SMP_H
#define ASM_SMP_H

#include <xen/smp.h>

/* Numbers the CPUs of the MADT, this one first; cpu_possible_map. */
void smp_enumerate(void);
/* This CPU's topology from CPUID. */
void topology_cpu_init(unsigned int cpu);
/* TSC comparison with CPU 0 while an AP starts; both call it. */
void tsc_sync_source(void);
void tsc_sync_target(void);
/* The machine stops or restarts: NMIs say "halt". */
bool smp_stopping(void);
/* Starts the watch over CPUs that hang. */
void watchdog_init(void);
/* This CPU comes or goes later. */
void watchdog_cpu_start(void);
void watchdog_cpu_stop(void);

/* ---- This CPU has left cpu_online_map (hotplug.c) ---- */

/* Returns when nobody waits for its answer any more. */
void smp_call_settle(void);
void tlb_settle(void);
/* Interrupts of devices go elsewhere. */
void irq_leave_cpu(void);
/* The idle vCPU runs: nobody's state is left in registers (context.c). */
void vcpu_state_unload(void);
/* Its own interrupts are off; it still takes INIT. */
void apic_cpu_fini(void);

#endif /* ASM_SMP_H */
