/*
 * perfc.h: event counters, one row each in perfc_list.h, read by `xenperf`.
 *
 * They are in a build with PERFC=y (the default of a debug build).  Without it
 * perfc_inc() is nothing and XEN_SYSCTL_perfc_op is unknown, as in a Xen
 * without CONFIG_PERF_COUNTERS.
 */
#ifndef XEN_PERFC_H
#define XEN_PERFC_H

#include <xen/percpu.h>

enum perfc {
#define PERFC(name, text) PERFC_##name,
#include <xen/perfc_list.h>
#undef PERFC
	NR_PERFC
};

struct perfc_cpu {
	uint32_t count[NR_PERFC];
};
DECLARE_PER_CPU(struct perfc_cpu, perfc_counters);

/* A constant condition: no code of it is left in a build without counters. */
#define perfc_add(name, n)                                                   \
	do {                                                                 \
		if (CONFIG_PERFC)                                            \
			this_cpu(perfc_counters).count[PERFC_##name] += (n); \
	} while (0)
#define perfc_inc(name) perfc_add(name, 1)

/* XEN_SYSCTL_perfc_op: 0; -EFAULT, -EINVAL; -ENOSYS: not in this build. */
struct xen_sysctl_perfc_op;
int perfc_control(struct xen_sysctl_perfc_op *op);

#endif /* XEN_PERFC_H */
