/* asm/numa.h: what firmware says about nodes.  Before the heap is filled. */
#ifndef ASM_NUMA_H
#define ASM_NUMA_H

#include <xen/types.h>

/* Frames [start, end) are of `node`; -ENOSPC: too many ranges or nodes. */
int numa_add_range(mfn_t start, mfn_t end, unsigned int node);
/* SLIT: relative, 10 is local. */
void numa_set_distance(unsigned int a, unsigned int b, uint8_t d);

/*
 * Tells the above what SRAT and SLIT say, unless numa=off: after acpi_init(),
 * before the heap is filled.  Without SRAT there is one node.
 */
void numa_init(void);
/* Node of a proximity domain, NR_NODES: none of ours. */
unsigned int numa_pxm_node(uint32_t pxm);
/* Node of the CPU with this APIC id. */
unsigned int numa_apic_node(uint32_t apic_id);

#endif /* ASM_NUMA_H */
