/* asm/trap.h: entries, exceptions, fault fixups, backtraces. */
#ifndef ASM_TRAP_H
#define ASM_TRAP_H

#include <xen/types.h>
#include <public/xen.h>
#include <asm/regs.h>

struct cpu_user_regs;
struct vcpu;

/* entry.S: labels */
extern char trap_stubs[], syscall_entry[], syscall32_entry[], sysenter_entry[];
extern char guest_iret[], guest_iret_again[];

/* ---- IDT (idt.c) ---- */

/* The boot CPU's, while it runs on the boot GDT. */
void idt_early_init(void);
/* For the CPUs' own descriptor tables; every CPU loads it. */
void idt_init(void);
void idt_load(void);

/* ---- Faults of the hypervisor itself (extable.c) ---- */

/* Sorts the table at boot, while it is writable. */
void extable_sort(void);
/* Where to go on after a fault at `ip`; 0: nowhere. */
unsigned long extable_search(unsigned long ip);

/*
 * A table row: the instruction at label `from` may fault, then execution
 * goes on at `to`.
 */
#define EX_TABLE(from, to)                \
	".pushsection .ex_table, \"a\"\n" \
	".quad " #from ", " #to "\n"      \
	".popsection\n"

/* ---- Exceptions (exception.c), from entry.S ---- */

void guest_exception(struct cpu_user_regs *regs);
void xen_exception(struct cpu_user_regs *regs);
void ist_exception_c(struct cpu_user_regs *regs);
/* The APIC interrupts (arch/x86/irq). */
void irq_dispatch(unsigned int vector, struct cpu_user_regs *regs);

static inline bool regs_from_guest(const struct cpu_user_regs *regs)
{
	return regs->cs & 3;
}

/* Whether the CPU pushes an error code with it. */
bool trap_has_error_code(unsigned int vector);
/* Ends the machine if the watchdog asked where this CPU is (arch/x86/smp). */
void nmi_watchdog_check(const struct cpu_user_regs *regs);
/* An NMI; in its context, where no lock may be taken. */
void nmi_handle(const struct cpu_user_regs *regs);
/* In an NMI: waits while gdb has the machine; false: it has not. */
bool gdb_hold_cpu(void);
void nmi_init(void);
void guest_dump_init(void);
/* A machine check: returns if the interrupted guest may go on. */
void machine_check(const struct cpu_user_regs *regs);
/* This CPU's error banks are emptied and enabled. */
void machine_check_cpu_init(void);
/* Dom0's handler runs soon; from any context. */
void machine_check_tell_dom0(void);

/* ---- PV (arch/x86/pv) ---- */

/* Delivers exception `vector` to the current guest's kernel. */
void pv_inject(struct vcpu *v, unsigned int vector, uint32_t error_code);
/* A software interrupt of it: no vector has an error code then. */
void pv_inject_int(struct vcpu *v, unsigned int vector);
void pv_inject_page_fault(struct vcpu *v, unsigned long addr, uint32_t error);
/* A #GP from the guest: emulates the instruction if the guest may do it. */
bool pv_emulate_privileged(struct vcpu *v, struct cpu_user_regs *regs);
/* Forced-emulation CPUID: ud2; .ascii "xen"; cpuid. */
bool pv_emulate_forced(struct vcpu *v, struct cpu_user_regs *regs);
/* From entry.S. */
void pv_hypercall(struct cpu_user_regs *regs);
void pv_guest_syscall(struct vcpu *v);
void pv_guest_syscall32(struct vcpu *v);
void pv_guest_sysenter(struct vcpu *v);
void pv_deliver_upcall(struct vcpu *v);
bool pv_attention(struct vcpu *v);
/* The guest's failsafe callback: selectors of v->arch.regs are not loaded. */
void pv_failsafe(struct vcpu *v);
/*
 * The IRET to the guest faulted: with its vector and error code in `regs`, the
 * address in CR2, interrupts off.
 */
void pv_iret_fault(struct cpu_user_regs *regs);

/* arch/x86/pv/mm: true if the fault was the hypervisor's to resolve. */
int pv_ptwr_fault(struct vcpu *v, unsigned long addr,
		  struct cpu_user_regs *regs);
bool pv_ldt_fault(struct vcpu *v, unsigned int offset);

/* Prints "addr name+off/size". */
void print_symbol(unsigned long addr);
/* The registers that a frame holds. */
void dump_guest_regs(const struct cpu_user_regs *r);

#endif /* ASM_TRAP_H */
