/* domctl_life.c: domains are made, sized, paused and ended by tools. */
#include "control.h"

#include <xen/errno.h>
#include <xen/event.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/time.h>

long domctl_createdomain(struct domain *none, struct xen_domctl *op,
			 bool *copyback)
{
	struct domain *d;
	int id = op->domain, ret;

	/* 0 and numbers that are none: any free one. */
	if (id == 0 || id >= (int)DOMID_FIRST_RESERVED) {
		id = domid_alloc();
		if (id < 0)
			return id;
	}
	ret = domain_create(id, &op->u.createdomain, false, &d);
	if (ret)
		return ret;
	op->domain = d->id;
	*copyback = true;
	domain_put(d);
	return 0;
}

long domctl_destroydomain(struct domain *d, struct xen_domctl *op,
			  bool *copyback)
{
	return domain_kill(d);
}

long domctl_pausedomain(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	return domain_pause_by_tools(d);
}

long domctl_unpausedomain(struct domain *d, struct xen_domctl *op,
			  bool *copyback)
{
	return domain_unpause_by_tools(d);
}

long domctl_resumedomain(struct domain *d, struct xen_domctl *op,
			 bool *copyback)
{
	domain_resume(d);
	return 0;
}

/* All slots of the domain are filled; once, though repeating is harmless. */
long domctl_max_vcpus(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	unsigned int max = op->u.max_vcpus.max;
	int ret = 0;

	if (max != d->max_vcpus)
		return -EINVAL;
	domain_pause(d);
	for (unsigned int i = 0; i < max && !ret; i++)
		if (!d->vcpu[i] && !vcpu_create(d, i))
			ret = -ENOMEM;
	domain_unpause(d);
	return ret;
}

long domctl_max_mem(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	uint64_t pages = op->u.max_mem.max_memkb >> (PAGE_SHIFT - 10);

	spin_lock(&d->page_lock);
	d->max_pages = min(pages, (uint64_t)UINT32_MAX);
	spin_unlock(&d->page_lock);
	return 0;
}

long domctl_setdomainhandle(struct domain *d, struct xen_domctl *op,
			    bool *copyback)
{
	spin_lock(&d->lock);
	memcpy(d->handle, op->u.setdomainhandle.handle, sizeof(d->handle));
	spin_unlock(&d->lock);
	return 0;
}

long domctl_settimeoffset(struct domain *d, struct xen_domctl *op,
			  bool *copyback)
{
	spin_lock(&d->lock);
	d->time_offset_seconds = op->u.settimeoffset.time_offset_seconds;
	spin_unlock(&d->lock);
	domain_wallclock_update(d);
	return 0;
}

/* `d` may act as the device model of another domain, for its whole life. */
long domctl_set_target(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	struct domain *target = domain_get_by_id(op->u.set_target.target);
	long ret = 0;

	if (!target)
		return -ESRCH;
	if (target == d) {
		ret = -EINVAL;
	} else if (!target->is_hvm) {
		ret = -EOPNOTSUPP;
	} else {
		spin_lock(&d->lock);
		if (d->target || d->dying)
			ret = -EINVAL;
		else
			d->target = target;
		spin_unlock(&d->lock);
	}
	if (ret)
		domain_put(target);
	return ret;
}

long domctl_subscribe(struct domain *d, struct xen_domctl *op, bool *copyback)
{
	spin_lock(&d->lock);
	d->suspend_evtchn = op->u.subscribe.port;
	spin_unlock(&d->lock);
	return 0;
}

long domctl_set_virq_handler(struct domain *d, struct xen_domctl *op,
			     bool *copyback)
{
	return evtchn_set_global_virq(d, op->u.set_virq_handler.virq);
}
