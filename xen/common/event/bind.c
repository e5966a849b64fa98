/*
 * bind.c: making channels and moving them to a vCPU.
 *
 * All under the event_lock of the domains concerned; what can fail comes
 * before the port changes its state.
 */
#include "private.h"

#include <xen/caps.h>
#include <xen/errno.h>
#include <xen/irq.h>
#include <xen/range.h>

/* ---- Unbound and interdomain ---- */

int evtchn_alloc_unbound(struct domain *ld, domid_t remote)
{
	struct evtchn *chn;
	int port;

	spin_lock(&ld->event_lock);
	port = evtchn_find_free(ld);
	if (port >= 0) {
		chn = evtchn_lookup(ld, (unsigned int)port);
		evtchn_write_lock(chn);
		chn->u.unbound = remote;
		evtchn_occupy(ld, chn, ECS_UNBOUND, 0);
		evtchn_write_unlock(chn);
	}
	spin_unlock(&ld->event_lock);
	return port;
}

int evtchn_op_alloc_unbound(struct evtchn_alloc_unbound *op)
{
	struct domain *cd = current->domain, *d = domain_get_any(op->dom);
	domid_t remote = op->remote_dom == DOMID_SELF ? cd->id : op->remote_dom;
	int port = -EPERM;

	if (!d)
		return -ESRCH;
	if (domain_may_manage(cd, d))
		port = evtchn_alloc_unbound(d, remote);
	domain_put(d);
	if (port < 0)
		return port;
	op->port = (evtchn_port_t)port;
	return 0;
}

static void write_lock_both(struct evtchn *a, struct evtchn *b)
{
	/* The order does not matter: other writers wait for an event_lock. */
	evtchn_write_lock(a);
	if (a != b)
		evtchn_write_lock(b);
}

static void write_unlock_both(struct evtchn *a, struct evtchn *b)
{
	evtchn_write_unlock(a);
	if (a != b)
		evtchn_write_unlock(b);
}

/* A new port of ld, connected with unbound port `rport` of rd. [E both] */
static int connect(struct domain *ld, struct domain *rd, unsigned int rport)
{
	int port = evtchn_find_free(ld);
	struct evtchn *lchn, *rchn;

	if (port < 0)
		return port;
	rchn = evtchn_lookup(rd, rport);
	if (!rchn || rchn->state != ECS_UNBOUND || rchn->u.unbound != ld->id)
		return -EINVAL;
	lchn = evtchn_lookup(ld, (unsigned int)port);

	write_lock_both(lchn, rchn);
	lchn->u.remote.dom = rd;
	lchn->u.remote.chn = rchn;
	evtchn_occupy(ld, lchn, ECS_INTERDOMAIN, 0);
	rchn->u.remote.dom = ld;
	rchn->u.remote.chn = lchn;
	rchn->state = ECS_INTERDOMAIN;
	/* The other side may have sent before anyone listened. */
	evtchn_set_pending(ld, lchn);
	write_unlock_both(lchn, rchn);
	return port;
}

int evtchn_op_bind_interdomain(struct evtchn_bind_interdomain *op)
{
	struct domain *ld = current->domain, *rd;
	int port;

	rd = domain_get_any(op->remote_dom);
	if (!rd)
		return -ESRCH;
	spin_lock_pair(&ld->event_lock, &rd->event_lock);
	port = connect(ld, rd, op->remote_port);
	spin_unlock_pair(&ld->event_lock, &rd->event_lock);
	domain_put(rd);
	if (port < 0)
		return port;
	op->local_port = (evtchn_port_t)port;
	return 0;
}

/* ---- VIRQ, IPI ---- */

int evtchn_op_bind_virq(struct evtchn_bind_virq *op)
{
	struct domain *d = current->domain;
	unsigned int virq = op->virq;
	struct evtchn *chn;
	struct vcpu *v;
	int port;

	if (virq >= NR_VIRQS)
		return -EINVAL;
	virq = array_index_nospec(virq, NR_VIRQS);
	if (evtchn_virq_is_global(virq) && op->vcpu != 0)
		return -EINVAL;
	v = domain_vcpu(d, op->vcpu);
	if (!v)
		return -ENOENT;

	spin_lock(&d->event_lock);
	port = v->virq_port[virq] ? -EEXIST : evtchn_find_free(d);
	if (port >= 0) {
		chn = evtchn_lookup(d, (unsigned int)port);
		evtchn_write_lock(chn);
		chn->u.virq = virq;
		evtchn_occupy(d, chn, ECS_VIRQ, v->id);
		evtchn_write_unlock(chn);
		WRITE_ONCE(v->virq_port[virq], (uint32_t)port);
		op->port = (evtchn_port_t)port;
	}
	spin_unlock(&d->event_lock);
	return port < 0 ? port : 0;
}

int evtchn_op_bind_ipi(struct evtchn_bind_ipi *op)
{
	struct domain *d = current->domain;
	struct vcpu *v = domain_vcpu(d, op->vcpu);
	struct evtchn *chn;
	int port;

	if (!v)
		return -ENOENT;
	spin_lock(&d->event_lock);
	port = evtchn_find_free(d);
	if (port >= 0) {
		chn = evtchn_lookup(d, (unsigned int)port);
		evtchn_write_lock(chn);
		evtchn_occupy(d, chn, ECS_IPI, v->id);
		evtchn_write_unlock(chn);
		op->port = (evtchn_port_t)port;
	}
	spin_unlock(&d->event_lock);
	return port < 0 ? port : 0;
}

/* ---- Physical interrupts ---- */

/* [E] The port is set up first: an interrupt may come at once. */
static int bind_pirq(struct domain *d, unsigned int pirq, bool share)
{
	struct evtchn_domain *ed = d->evtchn;
	struct evtchn *chn;
	int port, ret;

	if (!ed->pirq_port) {
		uint32_t *ports = xnew_array(uint32_t, domain_nr_pirqs(d));

		if (!ports)
			return -ENOMEM;
		store_release(&ed->pirq_port, ports);
	}
	if (ed->pirq_port[pirq])
		return -EEXIST;
	port = evtchn_find_free(d);
	if (port < 0)
		return port;
	chn = evtchn_lookup(d, (unsigned int)port);

	evtchn_write_lock(chn);
	chn->u.pirq = pirq;
	evtchn_occupy(d, chn, ECS_PIRQ, 0);
	evtchn_write_unlock(chn);
	WRITE_ONCE(ed->pirq_port[pirq], (uint32_t)port);
	ret = pirq_guest_bind(d->vcpu[0], pirq, share);
	if (!ret)
		return port;

	WRITE_ONCE(ed->pirq_port[pirq], 0);
	evtchn_write_lock(chn);
	evtchn_vacate(d, chn);
	evtchn_write_unlock(chn);
	return ret;
}

int evtchn_op_bind_pirq(struct evtchn_bind_pirq *op)
{
	struct domain *d = current->domain;
	unsigned int pirq = op->pirq, nr = domain_nr_pirqs(d);
	int port;

	if (pirq >= nr)
		return -EINVAL;
	pirq = array_index_nospec(pirq, nr);
	if (!caps_contain(d->irq_caps, pirq, pirq))
		return -EPERM;
	spin_lock(&d->event_lock);
	port = bind_pirq(d, pirq, op->flags & BIND_PIRQ__WILL_SHARE);
	spin_unlock(&d->event_lock);
	if (port < 0)
		return port;
	op->port = (evtchn_port_t)port;
	return 0;
}

/* ---- Moving ---- */

int evtchn_op_bind_vcpu(const struct evtchn_bind_vcpu *op)
{
	struct domain *d = current->domain;
	struct vcpu *v = domain_vcpu(d, op->vcpu);
	struct evtchn *chn;
	int ret = 0;

	if (!v)
		return -ENOENT;
	chn = evtchn_lookup(d, op->port);
	if (!chn)
		return -EINVAL;
	spin_lock(&d->event_lock);
	switch (chn->state) {
	case ECS_VIRQ:
		if (!evtchn_virq_is_global(chn->u.virq)) {
			ret = -EINVAL;
			break;
		}
		fallthrough;
	case ECS_UNBOUND:
	case ECS_INTERDOMAIN:
		WRITE_ONCE(chn->notify_vcpu, (uint16_t)v->id);
		break;
	case ECS_PIRQ:
		if (chn->notify_vcpu == v->id)
			break;
		WRITE_ONCE(chn->notify_vcpu, (uint16_t)v->id);
		pirq_set_affinity(d, chn->u.pirq, v);
		break;
	default:
		ret = -EINVAL;
	}
	spin_unlock(&d->event_lock);
	return ret;
}
