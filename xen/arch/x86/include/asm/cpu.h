/*
 * asm/cpu.h: each CPU's own memory, its descriptor tables, and what the CPUs
 * of this machine can do.
 */
#ifndef ASM_CPU_H
#define ASM_CPU_H

#include <xen/percpu.h>
#include <asm/insn.h>
#include <asm/layout.h>
#include <asm/regs.h>

struct tss64 {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7]; /* ist[0] is IST1 */
	uint64_t reserved2;
	uint16_t reserved3, iomap_base;
} __packed;

#define IST_NMI 1
#define IST_DF	2
#define IST_MC	3
#define IST_DB	4

/* A page of the GDT that every vCPU sees at selector 0xe000. */
struct gdt_page {
	uint64_t entry[512];
};

DECLARE_PER_CPU(struct gdt_page *, gdt_page);
DECLARE_PER_CPU(mfn_t, gdt_page_mfn);
DECLARE_PER_CPU(struct tss64, tss);

/*
 * Memory of CPU `cpu`: per-CPU variables, stack with guards, GDT page, TSS,
 * syscall stub.  -ENOMEM.  Once for each CPU, before it starts.
 */
int cpu_area_create(unsigned int cpu);
/* Lowest address above the CPU's struct cpu_info. */
unsigned long cpu_stack_top(unsigned int cpu);

/* Loads GDT, IDT, TSS and the syscall MSRs; sets CR0/CR4.  On the CPU itself.
 */
void cpu_tables_load(void);
/* The hypervisor's own GDT window (no vCPU's). */
void cpu_gdt_load_idle(void);

/* Its platform part (smp/boot.c): local APIC, clock; marks it online. */
void smp_secondary_init(void);

/* C entry of an AP, on its own stack (called by the SMP trampoline). */
void cpu_start_secondary(void) __noreturn;

/* Leaves the present stack for a new one. */
void leave_to(void *sp, void (*fn)(void)) __noreturn;

/* The stack pointer at which cpu_info begins on this CPU. */
static inline void *stack_bottom(void)
{
	return get_cpu_info();
}

/* ---- Features (cpu/features.c) ---- */

enum x86_vendor { VENDOR_OTHER, VENDOR_INTEL, VENDOR_AMD };

struct cpu_features {
	enum x86_vendor vendor;
	char vendor_id[13], brand[49];
	unsigned int family, model, stepping;
	unsigned int phys_bits, linear_bits;
	uint32_t max_leaf, max_ext_leaf;
	bool smep_hvm, smap_hvm; /* HVM guests may use them */
	bool nx, smep, smap, umip, fsgsbase, xsave, xsaveopt, pge, gbpages;
	bool pcid, invpcid, x2apic, tsc_deadline, invariant_tsc, rdtscp, pku;
	bool mtrr, pat, mca, monitor, hypervisor, sysenter_compat;
	uint64_t xcr0_mask;  /* XSAVE features that the hypervisor uses */
	uint32_t xsave_size; /* bytes for xcr0_mask; 512 without XSAVE */
};
extern struct cpu_features cpu_features; /* of the boot CPU */

/* Boot CPU: finds them; panics with a clear message where one is missing. */
void cpu_features_init(void);
/* Bits that this hypervisor runs with. */
unsigned long cpu_cr4(void);

/* PV guests' CR4 bits that reach the CPU. */

#endif /* ASM_CPU_H */
