/* domctl_vcpu.c: contexts of vCPUs, and where they and memory may be. */
#include "control.h"

#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <xen/errno.h>
#include <xen/sched.h>

/* ---- Contexts ---- */

long domctl_setvcpucontext(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	guest_ptr_t src = guest_ptr(op->u.vcpucontext.ctxt);
	struct vcpu *v = domain_vcpu(d, op->u.vcpucontext.vcpu);
	struct vcpu_guest_context *c;
	long ret;

	if (op->u.vcpucontext.vcpu >= d->max_vcpus)
		return -EINVAL;
	if (!v)
		return -ENOENT;
	if (guest_ptr_null(src)) {
		domain_pause(d);
		ret = arch_vcpu_reset(v);
		domain_unpause(d);
		return ret;
	}
	c = xnew(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	ret = get_guest(c, src);
	if (!ret) {
		domain_pause(d);
		arch_vcpu_sync_state(v);
		ret = arch_vcpu_set_context(v, c);
		domain_unpause(d);
	}
	xfree(c);
	return ret;
}

long domctl_getvcpucontext(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	struct vcpu *v = domain_vcpu(d, op->u.vcpucontext.vcpu);
	struct vcpu_guest_context *c;
	long ret;

	if (op->u.vcpucontext.vcpu >= d->max_vcpus)
		return -EINVAL;
	if (!v)
		return -ESRCH;
	if (!v->initialised)
		return -ENODATA;
	c = xnew(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	vcpu_pause(v);
	arch_vcpu_sync_state(v);
	arch_vcpu_get_context(v, c);
	vcpu_unpause(v);
	ret = put_guest(guest_ptr(op->u.vcpucontext.ctxt), c);
	xfree(c);
	*copyback = true;
	return ret;
}

/* ---- Affinity ---- */

static long set_hard(struct vcpu *v, struct xen_domctl_vcpuaffinity *a)
{
	cpumask_t mask;
	long ret = cpumask_from_guest(&mask, &a->cpumap_hard);

	if (ret)
		return ret;
	ret = vcpu_set_hard_affinity(v, &mask);
	if (ret)
		return ret;
	/* What is left of it. */
	cpumask_and(&mask, &mask, domain_cpus(v->domain));
	return cpumask_to_guest(&a->cpumap_hard, &mask);
}

static long set_soft(struct vcpu *v, struct xen_domctl_vcpuaffinity *a)
{
	cpumask_t mask;
	long ret = cpumask_from_guest(&mask, &a->cpumap_soft);

	if (ret)
		return ret;
	ret = vcpu_set_soft_affinity(v, &mask);
	if (ret)
		return ret;
	cpumask_and(&mask, &mask, domain_cpus(v->domain));
	cpumask_and(&mask, &mask, vcpu_hard_affinity(v));
	return cpumask_to_guest(&a->cpumap_soft, &mask);
}

static long affinity_vcpu(struct domain *d,
			  const struct xen_domctl_vcpuaffinity *a,
			  struct vcpu **v)
{
	if (a->vcpu >= d->max_vcpus)
		return -EINVAL;
	*v = domain_vcpu(d, a->vcpu);
	if (!*v)
		return -ESRCH;
	return a->flags ? 0 : -EINVAL;
}

long domctl_setvcpuaffinity(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
	struct vcpu *v;
	long ret = affinity_vcpu(d, a, &v);

	if (ret)
		return ret;
	/* Not pinned is as good. */
	if (a->flags & XEN_VCPUAFFINITY_FORCE)
		(void)vcpu_pin_override(v, -1);
	if (a->flags & XEN_VCPUAFFINITY_HARD)
		ret = set_hard(v, a);
	if (!ret && (a->flags & XEN_VCPUAFFINITY_SOFT))
		ret = set_soft(v, a);
	domain_update_node_affinity(d);
	return ret;
}

long domctl_getvcpuaffinity(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
	struct vcpu *v;
	long ret = affinity_vcpu(d, a, &v);

	if (ret)
		return ret;
	if (a->flags & XEN_VCPUAFFINITY_HARD)
		ret = cpumask_to_guest(&a->cpumap_hard, vcpu_hard_affinity(v));
	if (!ret && (a->flags & XEN_VCPUAFFINITY_SOFT))
		ret = cpumask_to_guest(&a->cpumap_soft, vcpu_soft_affinity(v));
	return ret;
}

static nodemask_t online_nodes(void)
{
	nodemask_t nodes = NODEMASK_NONE;

	for (unsigned int i = 0; i < nr_nodes; i++)
		nodemask_set(i, &nodes);
	return nodes;
}

long domctl_setnodeaffinity(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	nodemask_t mask, online = online_nodes();
	int ret = nodemask_from_guest(&mask, &op->u.nodeaffinity.nodemap);

	if (ret)
		return ret;
	if (!nodemask_intersects(&mask, &online))
		return -EINVAL;
	spin_lock(&d->lock);
	d->auto_node_affinity = nodemask_equal(&mask, &NODEMASK_ALL);
	d->node_affinity = mask;
	spin_unlock(&d->lock);
	domain_update_node_affinity(d);
	return 0;
}

long domctl_getnodeaffinity(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	return nodemask_to_guest(&op->u.nodeaffinity.nodemap,
				 &d->node_affinity);
}

long domctl_scheduler_op(struct domain *d, struct xen_domctl *op,
			 bool *copyback)
{
	*copyback = true;
	return sched_adjust_domain(d, &op->u.scheduler_op);
}

/* ---- A debugger's pauses ---- */

long domctl_gdbsx_pausevcpu(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	struct vcpu *v = domain_vcpu(d, op->u.gdbsx_pauseunp_vcpu.vcpu);

	if (!d->tools_pause_count)
		return -EBUSY;
	if (!v)
		return -EINVAL;
	vcpu_pause(v);
	return 0;
}

long domctl_gdbsx_unpausevcpu(struct domain *d, struct xen_domctl *op,
			      bool *copyback)
{
	struct vcpu *v = domain_vcpu(d, op->u.gdbsx_pauseunp_vcpu.vcpu);

	if (!d->tools_pause_count)
		return -EBUSY;
	if (!v || !READ_ONCE(v->pause_count))
		return -EINVAL;
	vcpu_unpause(v);
	return 0;
}

long domctl_gdbsx_domstatus(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	op->u.gdbsx_domstatus.vcpu_id = ~0u;
	op->u.gdbsx_domstatus.vcpu_ev = 0;
	op->u.gdbsx_domstatus.paused = d->tools_pause_count > 0;
	*copyback = true;
	return 0;
}
