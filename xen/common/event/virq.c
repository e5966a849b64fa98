/*
 * virq.c: events that the hypervisor itself sends: VIRQs and physical
 * interrupts.  Any context.
 *
 * A vCPU's virq_port[] is read without a lock: the port table never shrinks,
 * and whether the end still is that VIRQ's is looked at as its reader.
 */
#include "private.h"

#include <xen/errno.h>

/* Who gets a global VIRQ; NULL: the hardware domain.  Each counted. */
static struct domain *handler[NR_VIRQS];
/* Guards handler[]; interrupts off. */
static struct spinlock handler_lock = SPINLOCK_INIT(LOCK_EVENT);

bool evtchn_virq_is_global(unsigned int virq)
{
	switch (virq) {
	case VIRQ_TIMER:
	case VIRQ_DEBUG:
	case VIRQ_XENOPROF:
	case VIRQ_XENPMU:
		return false;
	default:
		return true;
	}
}

void evtchn_send_vcpu_virq(struct vcpu *v, unsigned int virq)
{
	struct domain *d = v->domain;
	unsigned int port = READ_ONCE(v->virq_port[virq]);
	struct evtchn *chn;

	if (!port)
		return;
	chn = evtchn_lookup(d, port);
	if (!chn || !evtchn_read_trylock(chn))
		return;
	if (likely(chn->state == ECS_VIRQ && chn->u.virq == virq))
		evtchn_set_pending(d, chn);
	evtchn_read_unlock(chn);
}

void evtchn_send_domain_virq(struct domain *d, unsigned int virq)
{
	struct vcpu *v = d->max_vcpus ? READ_ONCE(d->vcpu[0]) : NULL;

	if (v)
		evtchn_send_vcpu_virq(v, virq);
}

void evtchn_send_global_virq(unsigned int virq)
{
	unsigned long flags;

	if (likely(!READ_ONCE(handler[virq]))) {
		if (hardware_domain)
			evtchn_send_domain_virq(hardware_domain, virq);
		return;
	}
	flags = spin_lock_irqsave(&handler_lock);
	if (handler[virq])
		evtchn_send_domain_virq(handler[virq], virq);
	spin_unlock_irqrestore(&handler_lock, flags);
}

static struct domain *replace_handler(unsigned int virq, struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(&handler_lock);
	struct domain *old = handler[virq];

	WRITE_ONCE(handler[virq], d);
	spin_unlock_irqrestore(&handler_lock, flags);
	return old;
}

int evtchn_set_global_virq(struct domain *d, unsigned int virq)
{
	struct domain *old;

	if (virq >= NR_VIRQS || !evtchn_virq_is_global(virq))
		return -EINVAL;
	virq = array_index_nospec(virq, NR_VIRQS);
	if (!domain_get(d))
		return -EINVAL;
	old = replace_handler(virq, d);
	if (old)
		domain_put(old);
	return 0;
}

void evtchn_forget_global_virqs(struct domain *d)
{
	for (unsigned int virq = 0; virq < NR_VIRQS; virq++)
		if (READ_ONCE(handler[virq]) == d) {
			replace_handler(virq, NULL);
			domain_put(d);
		}
}

void evtchn_send_pirq(struct domain *d, unsigned int pirq)
{
	const uint32_t *ports = load_acquire(&d->evtchn->pirq_port);
	struct evtchn *chn;
	unsigned int port;

	port = ports ? READ_ONCE(ports[pirq]) : 0;
	if (!port)
		return;
	chn = evtchn_lookup(d, port);
	if (!chn || !evtchn_read_trylock(chn))
		return;
	if (likely(chn->state == ECS_PIRQ && chn->u.pirq == pirq))
		evtchn_set_pending(d, chn);
	evtchn_read_unlock(chn);
}
