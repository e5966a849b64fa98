/* asm/numa.h: what firmware says about nodes.  Before the heap is filled. */
#ifndef ASM_NUMA_H
#define ASM_NUMA_H

#include <xen/types.h>

/* Frames [start, end) are of `node`; -ENOSPC: too many ranges or nodes. */
int numa_add_range(mfn_t start, mfn_t end, unsigned int node);
/* SLIT: relative, 10 is local. */
void numa_set_distance(unsigned int a, unsigned int b, uint8_t d);

#endif /* ASM_NUMA_H */
