/*
 * domctl_translated.c: commands about guests whose memory the hypervisor
 * translates, and about what else this build does not have.  The answers are
 * those for a PV guest, or of a build without the part.
 */
#include "control.h"

#include <xen/errno.h>
#include <xen/sched.h>
#include <public/vm_event.h>

/* Who wants to know the version gets it: there is no ring of either kind. */
long domctl_vm_event_op(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	if (op->u.vm_event_op.op != XEN_VM_EVENT_GET_VERSION)
		return d == current->domain ? -EINVAL : -ENOSYS;
	op->u.vm_event_op.u.version = VM_EVENT_INTERFACE_VERSION;
	*copyback = true;
	return 0;
}

/* Nothing of a PV guest asks a listener for access. */
long domctl_set_access_required(struct domain *d, struct xen_domctl *op,
				bool *copyback)
{
	return d == current->domain ? -EPERM : 0;
}

long domctl_monitor_op(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	if (d == current->domain)
		return -EPERM;
	return op->u.monitor_op.op == XEN_DOMCTL_MONITOR_OP_EMULATE_EACH_REP
		       ? -EINVAL
		       : -EOPNOTSUPP;
}

/* A debugger says that it is there; it acts by other commands. */
long domctl_setdebugging(struct domain *d, struct xen_domctl *op,
			 bool *copyback)
{
	WRITE_ONCE(d->debugged, op->u.setdebugging.enable != 0);
	return 0;
}

long domctl_setvnumainfo(struct domain *d, struct xen_domctl *op,
			 bool *copyback)
{
	const struct xen_domctl_vnuma *n = &op->u.vnuma;

	if (n->nr_vnodes == 0 || n->nr_vcpus != d->max_vcpus || n->pad)
		return -EINVAL;
	return -EOPNOTSUPP;
}
