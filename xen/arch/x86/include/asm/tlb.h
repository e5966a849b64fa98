/*
 * asm/tlb.h: flushing translations, here and on other CPUs.
 *
 * Each full flush of a CPU ticks a 16-bit clock and stamps the CPU with it
 * (arch_tlb_stamp() reads the clock, arch_tlb_flush_since() compares).  Clock
 * value 0 stands for "just wrapped": until all CPUs have been flushed every
 * stamp is taken as stale.
 *
 * Functions with a mask send interrupts and wait: interrupts must be on.
 */
#ifndef ASM_TLB_H
#define ASM_TLB_H

#include <xen/cpumask.h>

/* All translations of this CPU, global ones too. */
void tlb_flush_local(void);
/* Loads cr3 (a machine address), without global translations. */
void tlb_load_cr3(unsigned long cr3);
/* All translations on the CPUs of the mask. */
void tlb_flush_mask(const cpumask_t *mask);
/* Those of the page at `va`, global ones too. */
void tlb_flush_page_mask(const cpumask_t *mask, unsigned long va);
/* This CPU just flushed everything by itself (CR4.PGE toggled, say). */
void tlb_flushed(void);

/* Handler of the flush interrupt. */
void tlb_flush_interrupt(void);
void tlb_init(void);

#endif /* ASM_TLB_H */
