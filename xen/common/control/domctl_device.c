/*
 * domctl_device.c: permissions for devices.  One gives only what one has.
 */
#include "control.h"

#include <xen/caps.h>
#include <xen/errno.h>
#include <xen/irq.h>
#include <xen/sched.h>

static long change(struct caps *caps, unsigned long first, unsigned long last,
		   bool allow)
{
	return allow ? caps_add(caps, first, last)
		     : caps_remove(caps, first, last);
}

long domctl_irq_permission(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	const struct xen_domctl_irq_permission *p = &op->u.irq_permission;
	struct domain *me = current->domain;

	if (p->pirq >= domain_nr_pirqs(me))
		return -EINVAL;
	if (!caps_contain(me->irq_caps, p->pirq, p->pirq))
		return -EPERM;
	return change(d->irq_caps, p->pirq, p->pirq, p->allow_access);
}

long domctl_iomem_permission(struct domain *d, struct xen_domctl *op,
			     bool *copyback)
{
	const struct xen_domctl_iomem_permission *p = &op->u.iomem_permission;
	unsigned long last = p->first_mfn + p->nr_mfns - 1;

	if (last < p->first_mfn)
		return -EINVAL;
	if (!caps_contain(current->domain->iomem_caps, p->first_mfn, last))
		return -EPERM;
	return change(d->iomem_caps, p->first_mfn, last, p->allow_access);
}
