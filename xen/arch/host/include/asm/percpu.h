/* asm/percpu.h (host): per-CPU variables are arrays by CPU number. */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

#include <xen/cpumask.h>
#include <asm/current.h>

#define PERCPU_ATTR
#define PERCPU_TYPE(type, name) __typeof__(type) per_cpu__##name[NR_CPUS]
#define per_cpu(name, cpu)	(per_cpu__##name[cpu])
#define this_cpu(name)		(per_cpu__##name[arch_processor_id()])

#endif /* ASM_PERCPU_H */
