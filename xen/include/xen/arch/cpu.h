/* arch/cpu.h: the CPU that one runs on. */
#ifndef XEN_ARCH_CPU_H
#define XEN_ARCH_CPU_H

#include <xen/types.h>

/* Interrupt state of this CPU: saves it and turns interrupts off; restores. */
unsigned long arch_irq_save(void);
void arch_irq_restore(unsigned long flags);
void arch_irq_enable(void);
void arch_irq_disable(void);
bool arch_irqs_enabled(void);

/* In a busy-wait loop. */
void arch_cpu_relax(void);

/*
 * Idle: halts until the next interrupt.  Called with interrupts off after
 * the caller saw that nothing is pending; returns with them on.
 */
void arch_cpu_idle(void);

/* Stops this CPU for ever. */
void arch_cpu_halt(void) __noreturn;

/* Prints this CPU's registers (regs NULL: here) and a symbolised backtrace. */
struct cpu_user_regs;
void arch_dump_state(const struct cpu_user_regs *regs);

/* Runs on a fresh idle stack: the idle loop of this CPU. */
void arch_idle_loop(void) __noreturn;

/* Restarts, or powers off, the machine. */
void arch_machine_restart(unsigned int delay_ms) __noreturn;
void arch_machine_poweroff(void) __noreturn;

/* CPU topology for the scheduler: CPUs that share a last-level cache. */
unsigned int arch_cpu_llc_id(unsigned int cpu);
unsigned int arch_cpu_socket(unsigned int cpu);
unsigned int arch_cpu_core(unsigned int cpu);
unsigned int arch_cpu_node(unsigned int cpu);
/* This CPU's TSC/timebase, and its frequency in kHz. */
uint64_t arch_cycles(void);
unsigned int arch_cpu_khz(void);

#endif /* XEN_ARCH_CPU_H */
