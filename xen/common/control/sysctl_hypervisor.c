/* sysctl_hypervisor.c: the hypervisor's log, counters, scheduler, domains. */
#include "control.h"

#include <xen/console.h>
#include <xen/coverage.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/keyhandler.h>
#include <xen/perfc.h>
#include <xen/sched.h>
#include <xen/trace.h>

long sysctl_readconsole(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return console_read_ring(&op->u.readconsole);
}

long sysctl_sched_id(struct xen_sysctl *op, bool *copyback)
{
	op->u.sched_id.sched_id = sched_id();
	*copyback = true;
	return 0;
}

long sysctl_scheduler_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return sched_adjust_global(&op->u.scheduler_op);
}

long sysctl_cpupool_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return sched_cpupool_op(&op->u.cpupool_op);
}

long sysctl_getdomaininfolist(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_getdomaininfolist *l = &op->u.getdomaininfolist;
	struct xen_domctl_getdomaininfo info;
	int id = (int)l->first_domain - 1;
	struct domain *d;
	uint32_t n = 0;
	int ret;

	while (n < l->max_domains && (d = domain_next(id))) {
		id = d->id;
		domain_info(d, &info);
		domain_put(d);
		ret = put_guest_at(guest_ptr(l->buffer), n, &info);
		if (ret)
			return ret;
		n++;
	}
	l->num_domains = n;
	*copyback = true;
	return 0;
}

long sysctl_debug_keys(struct xen_sysctl *op, bool *copyback)
{
	const struct xen_sysctl_debug_keys *k = &op->u.debug_keys;
	unsigned char key;

	if (k->nr_keys > 256)
		return -E2BIG;
	for (uint32_t i = 0; i < k->nr_keys; i++) {
		if (get_guest_at(&key, guest_ptr(k->keys), i))
			return -EFAULT;
		keyhandler_key(key);
	}
	return 0;
}

long sysctl_perfc_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return perfc_control(&op->u.perfc_op);
}

long sysctl_tbuf_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return trace_control(&op->u.tbuf_op);
}

long sysctl_coverage_op(struct xen_sysctl *op, bool *copyback)
{
	*copyback = true;
	return coverage_control(&op->u.coverage_op);
}

/* ---- What this build lacks ---- */

long sysctl_livepatch_op(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_livepatch_op *l = &op->u.livepatch;

	if (l->pad)
		return -EINVAL;
	if (l->cmd != XEN_SYSCTL_LIVEPATCH_LIST)
		return -EOPNOTSUPP;
	l->u.list.nr = l->u.list.version = 0;
	l->u.list.name_total_size = l->u.list.metadata_total_size = 0;
	*copyback = true;
	return 0;
}
