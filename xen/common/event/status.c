/* status.c: what a port is connected to. */
#include "private.h"

#include <xen/errno.h>
#include <xen/string.h>

/* [E] */
static void describe(const struct evtchn *chn, struct evtchn_status *op)
{
	memset(&op->u, 0, sizeof(op->u));
	op->vcpu = chn->notify_vcpu;
	switch (chn->state) {
	case ECS_UNBOUND:
		op->status = EVTCHNSTAT_unbound;
		op->u.unbound.dom = chn->u.unbound;
		break;
	case ECS_INTERDOMAIN:
		op->status = EVTCHNSTAT_interdomain;
		op->u.interdomain.dom = chn->u.remote.dom->id;
		op->u.interdomain.port = chn->u.remote.chn->port;
		break;
	case ECS_PIRQ:
		op->status = EVTCHNSTAT_pirq;
		op->u.pirq = chn->u.pirq;
		break;
	case ECS_VIRQ:
		op->status = EVTCHNSTAT_virq;
		op->u.virq = chn->u.virq;
		break;
	case ECS_IPI:
		op->status = EVTCHNSTAT_ipi;
		break;
	default:
		op->status = EVTCHNSTAT_closed;
	}
}

int evtchn_op_status(struct evtchn_status *op)
{
	struct domain *cd = current->domain, *d = domain_get_any(op->dom);
	struct evtchn *chn;
	int ret = 0;

	if (!d)
		return -ESRCH;
	chn = evtchn_lookup(d, op->port);
	if (!chn) {
		ret = -EINVAL;
	} else if (!domain_may_manage(cd, d)) {
		ret = -EPERM;
	} else {
		spin_lock(&d->event_lock);
		describe(chn, op);
		spin_unlock(&d->event_lock);
	}
	domain_put(d);
	return ret;
}
