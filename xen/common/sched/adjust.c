/*
 * adjust.c: XEN_DOMCTL_scheduler_op and XEN_SYSCTL_scheduler_op.
 */
#include "policy.h"

#include <xen/errno.h>
#include <public/domctl.h>
#include <public/sysctl.h>

long sched_adjust_domain(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	if (op->sched_id != sched_ops->id)
		return -EINVAL;
	switch (op->cmd) {
	case XEN_DOMCTL_SCHEDOP_putinfo:
		return sched_ops->adjust_domain(d, op, true);
	case XEN_DOMCTL_SCHEDOP_getinfo:
		return sched_ops->adjust_domain(d, op, false);
	case XEN_DOMCTL_SCHEDOP_putvcpuinfo:
	case XEN_DOMCTL_SCHEDOP_getvcpuinfo:
		/* Only RTDS has parameters of vCPUs. */
		return -EINVAL;
	default:
		return -EINVAL;
	}
}

long sched_adjust_global(struct xen_sysctl_scheduler_op *op)
{
	if (op->cmd != XEN_SYSCTL_SCHEDOP_putinfo &&
	    op->cmd != XEN_SYSCTL_SCHEDOP_getinfo)
		return -EINVAL;
	if (op->cpupool_id != 0)
		return -ESRCH;
	if (op->sched_id != sched_ops->id)
		return -EINVAL;
	return sched_ops->adjust_global(op,
					op->cmd == XEN_SYSCTL_SCHEDOP_putinfo);
}
