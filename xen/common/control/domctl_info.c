/* domctl_info.c: what tools read of domains and vCPUs. */
#include "control.h"

#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/string.h>

static bool vcpu_flag(const struct vcpu *v, unsigned int flag)
{
	return READ_ONCE(v->pause_flags) >> flag & 1;
}

static uint32_t vcpus_info(struct domain *d,
			   struct xen_domctl_getdomaininfo *info)
{
	uint32_t flags = XEN_DOMINF_blocked;
	struct vcpu *v;

	info->max_vcpu_id = XEN_INVALID_MAX_VCPU_ID;
	for_each_vcpu (d, v) {
		info->max_vcpu_id = v->id;
		if (vcpu_flag(v, VPF_down))
			continue;
		info->nr_online_vcpus++;
		if (!vcpu_flag(v, VPF_blocked))
			flags &= ~XEN_DOMINF_blocked;
		if (v->is_running)
			flags |= XEN_DOMINF_running;
	}
	return info->nr_online_vcpus ? flags : 0;
}

void domain_info(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	memset(info, 0, sizeof(*info));
	info->domain = d->id;
	info->flags = vcpus_info(d, info);
	if (d->dying == DOMDYING_dead)
		info->flags |= XEN_DOMINF_dying;
	if (d->shut_down)
		info->flags |= XEN_DOMINF_shutdown;
	if (d->tools_pause_count)
		info->flags |= XEN_DOMINF_paused;
	if (READ_ONCE(d->debugged))
		info->flags |= XEN_DOMINF_debugged;
	if (d->is_hvm)
		info->flags |= XEN_DOMINF_hvm_guest;
	if (d->create_flags & XEN_DOMCTL_CDF_xs_domain)
		info->flags |= XEN_DOMINF_xs_domain;
	if (d->create_flags & XEN_DOMCTL_CDF_hap)
		info->flags |= XEN_DOMINF_hap;
	/* All ones while there is no reason. */
	info->flags |= d->shutdown_code << XEN_DOMINF_shutdownshift;
	info->tot_pages = d->tot_pages;
	info->max_pages = d->max_pages;
	info->outstanding_pages = d->claimed_pages;
	info->shared_info_frame = mfn_x(virt_to_mfn(d->shared_info));
	info->cpu_time = domain_cpu_time(d);
	info->ssidref = d->ssidref;
	info->cpupool = domain_pool_id(d);
	memcpy(info->handle, d->handle, sizeof(info->handle));
	arch_domain_info(d, info);
}

/* The first domain from the given number on. */
long domctl_getdomaininfo(struct domain *none, struct xen_domctl *op,
			  bool *copyback)
{
	struct domain *d;

	if (op->domain >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	d = domain_next((int)op->domain - 1);
	if (!d)
		return -ESRCH;
	domain_info(d, &op->u.getdomaininfo);
	op->domain = d->id;
	domain_put(d);
	*copyback = true;
	return 0;
}

long domctl_getvcpuinfo(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	struct xen_domctl_getvcpuinfo *info = &op->u.getvcpuinfo;
	struct vcpu_runstate_info rs;
	struct vcpu *v;

	if (info->vcpu >= d->max_vcpus)
		return -EINVAL;
	v = domain_vcpu(d, info->vcpu);
	if (!v)
		return -ESRCH;
	vcpu_runstate_get(v, &rs);
	info->online = !vcpu_flag(v, VPF_down);
	info->blocked = vcpu_flag(v, VPF_blocked);
	info->running = v->is_running;
	info->cpu_time = rs.time[RUNSTATE_running];
	info->cpu = v->processor;
	*copyback = true;
	return 0;
}
