/*
 * asm/platform.h: the seam between the boot code of x86 and its platform
 * code (ACPI, interrupts, time, other CPUs).
 */
#ifndef ASM_PLATFORM_H
#define ASM_PLATFORM_H

#include <xen/time.h>
#include <xen/types.h>
#include <asm/current.h>

/* ---- What boot/ and cpu/ give ---- */

/* A free page below 640 KiB that APs start in; 0: none. */
extern paddr_t boot_trampoline_pa;
/* The hypervisor's own top page table. */
extern paddr_t idle_pg_table_pa;
/* A copy of the RSDP in 64 bytes, or NULL. */
extern const void *boot_rsdp;

/*
 * Of asm/cpu.h, used here: cpu_area_create(), cpu_stack_top() and
 * cpu_start_secondary(), the C entry of an AP on its own stack, in
 * idle_pg_table, which loads GDT, TSS, IDT and CR4, calls
 * smp_secondary_init() and goes idle.
 */

/* ---- What the platform code gives ---- */

/*
 * A copy of the RSDP (20 or 36 bytes) from the boot loader, or its machine
 * address: before acpi_init().  Without, the BIOS areas are searched.
 */
void acpi_set_rsdp(const void *rsdp, size_t len);
void acpi_set_rsdp_address(paddr_t pa); /* PVH, say */
/* Finds and reads all tables; needs the direct map of the first 4 GiB. */
void acpi_init(void);

/*
 * arch_boot_platform() (smp/boot.c) runs these in this order, and
 * arch_boot_smp() starts the APs.
 */
void apic_bsp_init(void);
void irq_init(void);
void time_init(void);

/* On an AP: local APIC, timer, clock, idle vCPU; marks it online. */
void smp_secondary_init(void);

/*
 * Interrupt entry for vectors 0x20-0xff; interrupts off.  Acknowledges.
 */
struct cpu_user_regs;
void irq_dispatch(unsigned int vector, struct cpu_user_regs *regs);

/*
 * XENPF_enter_acpi_sleep: S5 with the values for PM1 control registers (or,
 * `extended`, the sleep types of the sleep control register).  -ENODEV,
 * -EOPNOTSUPP; does not return where it works.
 */
int acpi_enter_sleep(unsigned int state, uint16_t val_a, uint16_t val_b,
		     bool extended);

/*
 * VCPUOP_register_vcpu_time_memory_area: `addr` 0 ends it.
 */
struct vcpu;
int vcpu_time_register(struct vcpu *v, uint64_t addr);

/*
 * The TSC of domain `d`, now and at a system time (only if it is emulated);
 * how it is made, as XEN_DOMCTL_settscinfo and _gettscinfo say it.  To set it
 * no vCPU may run nor be loaded; -EINVAL.
 */
struct domain;
uint64_t domain_tsc(struct domain *d);
uint64_t domain_vtsc_at(const struct domain *d, s_time_t ns);
int domain_tsc_set(struct domain *d, uint32_t mode, uint64_t elapsed,
		   uint32_t khz, uint32_t incarnation);
void domain_tsc_get(const struct domain *d, uint32_t *mode, uint64_t *elapsed,
		    uint32_t *khz, uint32_t *incarnation);

#endif /* ASM_PLATFORM_H */
