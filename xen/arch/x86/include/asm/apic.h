/*
 * asm/apic.h: this CPU's local APIC, by MMIO (xAPIC) or MSRs (x2APIC).
 * SDM vol. 3A chapter 11.
 */
#ifndef ASM_APIC_H
#define ASM_APIC_H

#include <xen/cpumask.h>
#include <asm/insn.h>
#include <asm/regs.h>

#define APIC_ID	     0x020
#define APIC_VERSION 0x030
#define APIC_TPR     0x080
#define APIC_EOI     0x0b0
#define APIC_LDR     0x0d0
#define APIC_DFR     0x0e0
#define APIC_SVR     0x0f0
#define APIC_ISR     0x100
#define APIC_IRR     0x200
#define APIC_ESR     0x280
#define APIC_ICR     0x300
#define APIC_ICR2    0x310
#define APIC_LVTT    0x320
#define APIC_LVTTHMR 0x330
#define APIC_LVTPC   0x340
#define APIC_LVT0    0x350
#define APIC_LVT1    0x360
#define APIC_LVTERR  0x370
#define APIC_TMICT   0x380
#define APIC_TMCCT   0x390
#define APIC_TDCR    0x3e0

#define APIC_SVR_ENABLE	   0x100
#define APIC_LVT_MASKED	   0x10000
#define APIC_LVT_LEVEL	   0x8000
#define APIC_LVT_LOW	   0x2000
#define APIC_LVT_NMI	   0x400
#define APIC_LVTT_DEADLINE 0x40000
#define APIC_ICR_BUSY	   0x1000
#define APIC_ICR_ASSERT	   0x4000
#define APIC_ICR_LEVEL	   0x8000
#define APIC_DM_FIXED	   0x000
#define APIC_DM_NMI	   0x400
#define APIC_DM_INIT	   0x500
#define APIC_DM_STARTUP	   0x600

/*
 * Vectors.  The APIC's own are the highest: they come first.  Devices get
 * the rest but those of guests' INT instructions.
 */
#define VECTOR_FIRST_DYNAMIC  0x30 /* 0x20-0x2f: strays of the 8259s */
#define VECTOR_LAST_DYNAMIC   0xef
#define VECTOR_LEGACY_SYSCALL 0x80
#define VECTOR_HYPERCALL      0x82
#define VECTOR_TIMER	      0xfa
#define VECTOR_CALL	      0xfb
#define VECTOR_EVENT_CHECK    0xfc
#define VECTOR_TLB	      0xfd
#define VECTOR_ERROR	      0xfe
#define VECTOR_SPURIOUS	      0xff

extern bool x2apic_enabled;
extern volatile uint8_t *apic_base; /* xAPIC's page */

static inline uint32_t apic_read(unsigned int reg)
{
	if (x2apic_enabled)
		return (uint32_t)rdmsr(MSR_X2APIC_BASE + (reg >> 4));
	return *(volatile uint32_t *)(apic_base + reg);
}

static inline void apic_write(unsigned int reg, uint32_t v)
{
	if (x2apic_enabled)
		wrmsr(MSR_X2APIC_BASE + (reg >> 4), v);
	else
		*(volatile uint32_t *)(apic_base + reg) = v;
}

static inline void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

/* This CPU's APIC id, as the APIC has it. */
uint32_t apic_id(void);
/* APIC id of each CPU (set by enumeration). */
extern uint32_t cpu_apic_id[NR_CPUS];
/* The MADT's processor id of it (smp/topology.c); ~0: not there. */
uint32_t cpu_acpi_id(unsigned int cpu);

/* Puts this CPU's APIC into its working state. */
void apic_cpu_init(void);
/* This CPU's, before another kernel begins. */
void apic_quiesce(void);
/* Logs how many CPUs' APICs are in which mode, once all have started. */
void apic_report(void);
/* Writes the interrupt command register; interrupts in any state. */
void apic_send(uint32_t dest_apic_id, uint32_t command);
/* A fixed-vector interrupt to each CPU of the mask but this one. */
void apic_send_mask(const cpumask_t *mask, unsigned int vector);
void apic_error_interrupt(void);

#endif /* ASM_APIC_H */
