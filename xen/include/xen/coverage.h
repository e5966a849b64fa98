/*
 * coverage.h: which lines of the hypervisor ran: a build with COVERAGE=y counts
 * them as gcc's -fprofile-arcs does, and `xencov` reads the counts.
 */
#ifndef XEN_COVERAGE_H
#define XEN_COVERAGE_H

#include <xen/types.h>

struct xen_sysctl_coverage_op;

/* XEN_SYSCTL_coverage_op: 0; -EFAULT, -ENOBUFS; -EOPNOTSUPP: not built so. */
int coverage_control(struct xen_sysctl_coverage_op *op);

/* Collects what the compiler left behind in each object; needs nothing. */
void coverage_init(void);

#endif /* XEN_COVERAGE_H */
