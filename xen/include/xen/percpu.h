/*
 * percpu.h: one instance of a variable for each CPU.
 *
 *	DEFINE_PER_CPU(type, name)	in one .c file, zero at start
 *	DECLARE_PER_CPU(type, name)	in a header
 *	per_cpu(name, cpu)		an lvalue
 *	this_cpu(name)			an lvalue; the caller can't migrate
 *					(the hypervisor is not preemptible)
 */
#ifndef XEN_PERCPU_H
#define XEN_PERCPU_H

#include <xen/cpumask.h>
#include <asm/percpu.h>

#define DECLARE_PER_CPU(type, name) extern PERCPU_ATTR PERCPU_TYPE(type, name)
#define DEFINE_PER_CPU(type, name)  PERCPU_ATTR PERCPU_TYPE(type, name)

#endif /* XEN_PERCPU_H */
