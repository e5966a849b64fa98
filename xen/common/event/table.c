/*
 * table.c: a domain's ports: finding a free one, taking it, giving it back.
 *
 * The directory starts inside struct evtchn_domain with room for all ports of
 * the two-level ABI; a domain that goes over to FIFO gets a larger one.
 * The old one stays valid for those who still look into it: all that it names
 * is in the new one as well.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/irq.h>

static int add_bucket(struct evtchn_domain *ed)
{
	unsigned int port = ed->nr_ports;
	struct evtchn *bucket = xnew_array(struct evtchn, EVTCHNS_PER_BUCKET);

	if (!bucket)
		return -ENOMEM;
	for (unsigned int i = 0; i < EVTCHNS_PER_BUCKET; i++) {
		bucket[i].port = port + i;
		bucket[i].priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
	}
	ed->bucket[port / EVTCHNS_PER_BUCKET] = bucket;
	/* Pairs with evtchn_lookup(). */
	store_release(&ed->nr_ports, port + EVTCHNS_PER_BUCKET);
	return 0;
}

int evtchn_grow_directory(struct evtchn_domain *ed)
{
	struct evtchn **bigger;

	if (ed->bucket != ed->first)
		return 0;
	bigger = xnew_array(struct evtchn *, NR_BUCKETS_FIFO);
	if (!bigger)
		return -ENOMEM;
	for (unsigned int i = 0; i < NR_BUCKETS_2L; i++)
		bigger[i] = ed->first[i];
	store_release(&ed->bucket, bigger);
	return 0;
}

int evtchn_find_free(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	unsigned int port = ed->free_hint, end = ed->ops->nr_ports;
	bool busy = false;
	int ret;

	if (d->dying != DOMDYING_alive)
		return -EINVAL;
	if (end - 1 > ed->max_port)
		end = ed->max_port + 1;
	for (; port < end; port++) {
		struct evtchn *chn;

		if (port >= ed->nr_ports) {
			ret = add_bucket(ed);
			if (ret)
				return ret;
		}
		chn = evtchn_lookup(d, port);
		if (chn->state == ECS_FREE) {
			if (!ed->ops->is_busy(d, chn))
				return (int)port;
			busy = true;
		}
		/* A busy one comes free without a word: stay before it. */
		if (!busy)
			ed->free_hint = port + 1;
	}
	return -ENOSPC;
}

void evtchn_occupy(struct domain *d, struct evtchn *chn,
		   enum evtchn_state state, unsigned int vcpu)
{
	d->evtchn->nr_active++;
	WRITE_ONCE(chn->notify_vcpu, (uint16_t)vcpu);
	chn->state = (uint8_t)state;
}

void evtchn_vacate(struct domain *d, struct evtchn *chn)
{
	struct evtchn_domain *ed = d->evtchn;

	ed->nr_active--;
	ed->ops->clear_pending(d, chn);
	chn->state = ECS_FREE;
	chn->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
	WRITE_ONCE(chn->notify_vcpu, 0);
	if (chn->port < ed->free_hint)
		ed->free_hint = chn->port;
}

int evtchn_domain_init(struct domain *d, unsigned int max_port)
{
	struct evtchn_domain *ed = xnew(struct evtchn_domain);
	int ret;

	if (!ed)
		return -ENOMEM;
	ed->ops = &evtchn_ops_2l;
	ed->bucket = ed->first;
	ed->max_port = min(max_port, (unsigned int)INT_MAX);
	ret = add_bucket(ed);
	if (ret) {
		xfree(ed);
		return ret;
	}
	ed->bucket[0][0].state = ECS_RESERVED;
	ed->free_hint = 1;
	ed->next_close = 1;
	spin_lock_init(&d->event_lock, LOCK_EVENT);
	d->evtchn = ed;
	return 0;
}

void evtchn_domain_fini(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;

	if (!ed)
		return;
	for (unsigned int i = 0; i < ed->nr_ports / EVTCHNS_PER_BUCKET; i++)
		xfree(ed->bucket[i]);
	if (ed->bucket != ed->first)
		xfree(ed->bucket);
	xfree(ed->pirq_port);
	xfree(ed);
	d->evtchn = NULL;
}

int evtchn_vcpu_init(struct vcpu *v)
{
	struct evtchn_vcpu *ev;

	if (v->id >= MAX_EVENT_VCPUS)
		return -EINVAL;
	ev = xnew(struct evtchn_vcpu);
	if (!ev)
		return -ENOMEM;
	spin_lock_init(&ev->lock, LOCK_EVENT_CHN);
	v->evtchn = ev;
	return 0;
}

void evtchn_vcpu_fini(struct vcpu *v)
{
	xfree(v->evtchn);
	v->evtchn = NULL;
}
