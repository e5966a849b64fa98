/*
 * domctl_device.c: permissions for devices.  One gives only what one has.
 */
#include "control.h"

#include <xen/errno.h>
#include <xen/irq.h>
#include <xen/sched.h>

static long change(struct domain *d, struct range_set *set, unsigned long first,
		   unsigned long last, bool allow)
{
	long ret;

	spin_lock(&d->lock);
	ret = allow ? range_set_add(set, first, last)
		    : range_set_remove(set, first, last);
	spin_unlock(&d->lock);
	return ret;
}

long domctl_irq_permission(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	const struct xen_domctl_irq_permission *p = &op->u.irq_permission;
	struct domain *me = current->domain;

	if (p->pirq >= domain_nr_pirqs(me))
		return -EINVAL;
	if (!range_set_contains(me->irq_caps, p->pirq, p->pirq))
		return -EPERM;
	return change(d, d->irq_caps, p->pirq, p->pirq, p->allow_access);
}

long domctl_iomem_permission(struct domain *d, struct xen_domctl *op,
			     bool *copyback)
{
	const struct xen_domctl_iomem_permission *p = &op->u.iomem_permission;
	unsigned long last = p->first_mfn + p->nr_mfns - 1;

	if (!p->nr_mfns || last < p->first_mfn || last >> (52 - PAGE_SHIFT))
		return -EINVAL;
	if (!range_set_contains(current->domain->iomem_caps, p->first_mfn,
				last))
		return -EPERM;
	return change(d, d->iomem_caps, p->first_mfn, last, p->allow_access);
}

/* PV guests map device memory themselves. */
long domctl_memory_mapping(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	const struct xen_domctl_memory_mapping *m = &op->u.memory_mapping;
	unsigned long last = m->first_mfn + m->nr_mfns - 1;

	if (!m->nr_mfns || last < m->first_mfn ||
	    m->first_gfn + m->nr_mfns - 1 < m->first_gfn)
		return -EINVAL;
	if (!range_set_contains(current->domain->iomem_caps, m->first_mfn,
				last) ||
	    !range_set_contains(d->iomem_caps, m->first_mfn, last))
		return -EPERM;
	return -EOPNOTSUPP;
}
