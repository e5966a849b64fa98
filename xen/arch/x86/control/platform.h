/* platform.h: parts of platform_op. */
#ifndef CONTROL_PLATFORM_H
#define CONTROL_PLATFORM_H

#include <xen/types.h>

struct xen_platform_op;

/*
 * One XENPF_* operation; *copyback: the structure goes back to the caller
 * when the result is 0.
 */
typedef long platform_fn(struct xen_platform_op *op, bool *copyback);

/* platform_cpu.c */
platform_fn platform_get_cpuinfo, platform_get_cpu_version, platform_cpu_online,
	platform_cpu_offline, platform_core_parking, platform_resource_op,
	platform_set_pminfo, platform_getidletime;

#endif /* CONTROL_PLATFORM_H */
