/*
 * asm/xen_map.h: changes to the hypervisor's own page tables.
 *
 * The L4 entries of the hypervisor's slots never change after boot (guests'
 * tables hold copies): their L3 tables exist from the start.
 */
#ifndef ASM_XEN_MAP_H
#define ASM_XEN_MAP_H

#include <xen/types.h>
#include <asm/regs.h>

/* Rights of mappings; all but executable ones are NX. */
#define XEN_RX (PTE_P | PTE_A | PTE_G)
#define XEN_RO (PTE_P | PTE_A | PTE_NX | PTE_G)
#define XEN_RW (PTE_P | PTE_RW | PTE_A | PTE_D | PTE_NX | PTE_G)

/*
 * Maps `nr` frames from `mfn` at `va` with PTE bits `flags`, by the largest
 * pages that fit, replacing what was there; splits larger pages.  -ENOMEM.
 * The caller flushes if something else was mapped there.
 */
int xen_map(unsigned long va, mfn_t mfn, unsigned long nr, uint64_t flags);
/* Removes `nr` pages and flushes them on all CPUs. */
void xen_unmap(unsigned long va, unsigned long nr);
/* The entry that translates `va` in the hypervisor's tables and its level
 * (1-3); 0: not mapped. */
uint64_t xen_lookup(unsigned long va, unsigned int *level);

/*
 * Panics if a frame that can be executed can be written as well, at the same
 * or another address, or if a CPU's guard page is mapped (mm/xen_map_check.c).
 * After boot, on one CPU.
 */
void xen_map_check(void);

/* The hypervisor's L4 table, of which guests' L4s take slots 256-271. */
extern uint64_t *idle_l4;

#endif /* ASM_XEN_MAP_H */
