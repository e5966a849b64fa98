/*
 * close.c: closing one port or all of them.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/irq.h>

/* How many ports are closed between two looks at what else is to do. */
#define PREEMPT_PORTS 64

static void forget_virq(struct domain *d, const struct evtchn *chn)
{
	unsigned int virq = chn->u.virq;
	struct vcpu *v;

	for_each_vcpu (d, v)
		if (v->virq_port[virq] == chn->port)
			WRITE_ONCE(v->virq_port[virq], 0);
}

/* An end that has no other end. [E] */
static int close_single(struct domain *d, struct evtchn *chn)
{
	switch (chn->state) {
	case ECS_UNBOUND:
	case ECS_IPI:
		break;
	case ECS_VIRQ:
		forget_virq(d, chn);
		break;
	case ECS_PIRQ:
		pirq_guest_unbind(d, chn->u.pirq);
		WRITE_ONCE(d->evtchn->pirq_port[chn->u.pirq], 0);
		break;
	default:
		return -EINVAL;
	}
	evtchn_write_lock(chn);
	evtchn_vacate(d, chn);
	evtchn_write_unlock(chn);
	return 0;
}

/* [E both] The other side can be bound to again. */
static void close_pair(struct domain *d, struct evtchn *chn)
{
	struct evtchn *rchn = chn->u.remote.chn;

	evtchn_write_lock(chn);
	if (rchn != chn)
		evtchn_write_lock(rchn);
	rchn->state = ECS_UNBOUND;
	rchn->u.unbound = d->id;
	if (rchn != chn)
		evtchn_write_unlock(rchn);
	evtchn_vacate(d, chn);
	evtchn_write_unlock(chn);
}

int evtchn_close_port(struct domain *d, unsigned int port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	struct domain *rd;
	int ret;

	if (!chn)
		return -EINVAL;
	spin_lock(&d->event_lock);
	if (chn->state != ECS_INTERDOMAIN) {
		ret = close_single(d, chn);
		spin_unlock(&d->event_lock);
		return ret;
	}
	rd = chn->u.remote.dom;
	if (!domain_get(rd)) {
		/* Can't be: a domain closes its ports before it is freed. */
		spin_unlock(&d->event_lock);
		return -EINVAL;
	}
	spin_unlock(&d->event_lock);

	spin_lock_pair(&d->event_lock, &rd->event_lock);
	ret = -EINVAL;
	if (chn->state == ECS_INTERDOMAIN && chn->u.remote.dom == rd) {
		close_pair(d, chn);
		ret = 0;
	} else if (chn->state != ECS_INTERDOMAIN) {
		/* The other side was quicker: it is unbound, or free. */
		ret = close_single(d, chn);
	}
	spin_unlock_pair(&d->event_lock, &rd->event_lock);
	domain_put(rd);
	return ret;
}

/* The first port of the next part of a reset, or -EBUSY. */
static int reset_begin(struct domain *d, bool resume)
{
	struct evtchn_domain *ed = d->evtchn;
	int ret;

	spin_lock(&d->event_lock);
	/* Only one that was interrupted goes on, and it alone. */
	if (resume != (ed->next_reset != 0)) {
		ret = -EBUSY;
	} else {
		if (!ed->next_reset)
			ed->next_reset = 1;
		ret = (int)ed->next_reset;
	}
	spin_unlock(&d->event_lock);
	return ret;
}

static int reset_end(struct domain *d)
{
	int ret = 0;

	spin_lock(&d->event_lock);
	d->evtchn->next_reset = 0;
	if (d->evtchn->nr_active)
		ret = -EAGAIN; /* somebody bound a port meanwhile */
	else
		evtchn_fifo_leave(d);
	spin_unlock(&d->event_lock);
	return ret;
}

static int reset(struct domain *d, bool resume)
{
	int port = reset_begin(d, resume);

	if (port < 0)
		return port;
	for (; evtchn_port_is_valid(d, (unsigned int)port); port++) {
		(void)evtchn_close_port(d, (unsigned int)port);
		if (port % PREEMPT_PORTS || !hypercall_preempt())
			continue;
		spin_lock(&d->event_lock);
		d->evtchn->next_reset = (unsigned int)port + 1;
		spin_unlock(&d->event_lock);
		return -ERESTART;
	}
	return reset_end(d);
}

int evtchn_op_reset(const struct evtchn_reset *op, bool resume)
{
	struct domain *cd = current->domain, *d = domain_get_any(op->dom);
	int ret;

	if (!d)
		return -ESRCH;
	if (!domain_may_manage(cd, d))
		ret = -EPERM;
	else if (d != cd && !READ_ONCE(d->tools_pause_count))
		ret = -EINVAL;
	else
		ret = reset(d, resume);
	domain_put(d);
	return ret;
}

int evtchn_domain_relinquish(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	struct evtchn *chn;
	unsigned int port;

	if (!ed)
		return 0;
	/* Whoever was about to bind a port before `dying` is through now. */
	spin_lock(&d->event_lock);
	spin_unlock(&d->event_lock);

	for (port = ed->next_close; (chn = evtchn_lookup(d, port)); port++) {
		if (READ_ONCE(chn->state) > ECS_RESERVED)
			(void)evtchn_close_port(d, port);
		if (port % PREEMPT_PORTS == 0 && hypercall_preempt()) {
			ed->next_close = port + 1;
			return -ERESTART;
		}
	}
	ed->next_close = port;
	evtchn_forget_global_virqs(d);
	spin_lock(&d->event_lock);
	evtchn_fifo_leave(d);
	spin_unlock(&d->event_lock);
	return 0;
}
