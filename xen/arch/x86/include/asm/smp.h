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

#endif /* ASM_SMP_H */
