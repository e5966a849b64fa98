/*
 * send.c: from an event to a vCPU that notices it: the hot path.
 *
 * Nothing here takes the event_lock; see private.h for why a reader count is
 * enough.
 */
#include "private.h"

#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/perfc.h>

int evtchn_send(struct domain *ld, unsigned int port)
{
	struct evtchn *chn = evtchn_lookup(ld, port);
	int ret = 0;

	if (unlikely(!chn))
		return -EINVAL;
	perfc_inc(evtchn_sends);
	evtchn_read_lock(chn);
	switch (chn->state) {
	case ECS_INTERDOMAIN:
		evtchn_set_pending(chn->u.remote.dom, chn->u.remote.chn);
		break;
	case ECS_IPI:
		evtchn_set_pending(ld, chn);
		break;
	case ECS_UNBOUND:
		/* Nobody hears it. */
		break;
	default:
		ret = -EINVAL;
	}
	evtchn_read_unlock(chn);
	return ret;
}

int evtchn_op_unmask(const struct evtchn_unmask *op)
{
	struct domain *d = current->domain;
	struct evtchn *chn = evtchn_lookup(d, op->port);

	if (unlikely(!chn))
		return -EINVAL;
	evtchn_read_lock(chn);
	if (likely(evtchn_in_use(chn)))
		READ_ONCE(d->evtchn->ops)->unmask(d, chn);
	evtchn_read_unlock(chn);
	return 0;
}

void evtchn_vcpu_mark_pending(struct vcpu *v)
{
	struct vcpu_info *vi = READ_ONCE(v->vcpu_info);

	/*
	 * A full barrier: either we see that it blocked, or it sees this
	 * after it has set VPF_blocked.
	 */
	if (atomic_xchg(&vi->evtchn_upcall_pending, 1))
		return;
	if (READ_ONCE(v->pause_flags) & BIT(VPF_blocked))
		vcpu_unblock(v);
	else
		vcpu_kick(v);
}

bool evtchn_vcpu_pending(const struct vcpu *v)
{
	const struct vcpu_info *vi = READ_ONCE(v->vcpu_info);

	return READ_ONCE(vi->evtchn_upcall_pending) &&
	       !READ_ONCE(vi->evtchn_upcall_mask);
}

void evtchn_vcpu_info_moved(struct vcpu *v)
{
	struct vcpu_info *vi = v->vcpu_info;

	/*
	 * Bits set in the old place after it was copied are lost: let the
	 * guest look at all of them once.
	 */
	atomic_or(&vi->evtchn_pending_sel, ~(xen_ulong_t)0);
	evtchn_vcpu_mark_pending(v);
}

/* ---- SCHEDOP_poll ---- */

void evtchn_wake_pollers(struct domain *d, unsigned int port)
{
	unsigned long mask = READ_ONCE(d->poll_mask);

	while (mask) {
		unsigned int id = lowest_bit(mask);
		struct vcpu *v = d->vcpu[id];
		int poll = READ_ONCE(v->poll_evtchn);

		mask &= mask - 1;
		if (poll == 0 || poll == (int)port)
			vcpu_unblock(v);
	}
}

bool evtchn_port_is_valid(struct domain *d, unsigned int port)
{
	return evtchn_lookup(d, port) != NULL;
}

bool evtchn_port_is_pending(struct domain *d, unsigned int port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	bool pending;

	if (!chn || !evtchn_read_trylock(chn))
		return false;
	pending = evtchn_in_use(chn) &&
		  READ_ONCE(d->evtchn->ops)->is_pending(d, chn);
	evtchn_read_unlock(chn);
	return pending;
}
