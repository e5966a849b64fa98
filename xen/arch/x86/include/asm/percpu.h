/*
 * asm/percpu.h: per-CPU variables live in .bss.percpu, a template of which
 * every CPU has a copy; __per_cpu_offset[cpu] leads from one to the other.
 */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

#include <xen/cpumask.h>

#include <asm/current.h>

extern unsigned long __per_cpu_offset[NR_CPUS];

#define PERCPU_ATTR		__section(".bss.percpu")
#define PERCPU_TYPE(type, name) __typeof__(type) per_cpu__##name
#define percpu_reloc(p, off)	((__typeof__(p))((unsigned long)(p) + (off)))
#define per_cpu(name, cpu) \
	(*percpu_reloc(&per_cpu__##name, __per_cpu_offset[cpu]))
#define this_cpu(name) \
	(*percpu_reloc(&per_cpu__##name, get_cpu_info()->per_cpu_offset))

#endif /* ASM_PERCPU_H */
