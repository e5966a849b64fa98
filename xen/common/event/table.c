/*
 * table.c: a domain's ports: finding a free one, taking it, giving it back.
 *
 * The directory starts inside struct evtchn_domain with room for all ports of
 * the two-level ABI; a domain that goes over to FIFO gets a larger one.
 * The old one stays valid for those who still look into it: all that it names
 * is in the new one as well.
 */
#include "private.h"

#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/irq.h>
#include <xen/string.h>

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
	for (unsigned int i = 0; i < EVTCHNS_PER_BUCKET; i += BITS_PER_LONG)
		ed->free[(port + i) / BITS_PER_LONG] = ~0UL;
	/* Pairs with evtchn_lookup(). */
	store_release(&ed->nr_ports, port + EVTCHNS_PER_BUCKET);
	return 0;
}

int evtchn_grow_directory(struct evtchn_domain *ed)
{
	struct evtchn **bigger;
	unsigned long *free;

	if (ed->bucket != ed->first)
		return 0;
	bigger = xnew_array(struct evtchn *, NR_BUCKETS_FIFO);
	free = xnew_array(unsigned long,
			  EVTCHN_FIFO_NR_CHANNELS / BITS_PER_LONG);
	if (!bigger || !free) {
		xfree(bigger);
		xfree(free);
		return -ENOMEM;
	}
	for (unsigned int i = 0; i < NR_BUCKETS_2L; i++)
		bigger[i] = ed->first[i];
	memcpy(free, ed->first_free, sizeof(ed->first_free));
	ed->free = free;
	store_release(&ed->bucket, bigger);
	return 0;
}

/* ---- Ports that can be taken ---- */

/*
 * A port that was closed is free at once, or, while the guest has it linked in
 * a queue, busy: then it waits in a list.  Neither the ports in use nor the
 * busy ones, of which a guest can make many, are gone through to find one.
 */

/* How many busy ports are looked at for each that is wanted. */
#define BUSY_TRIES 16

static void set_free(struct evtchn_domain *ed, unsigned int port)
{
	ed->free[port / BITS_PER_LONG] |= 1UL << (port % BITS_PER_LONG);
	ed->free_hint =
		min(ed->free_hint, (unsigned int)(port / BITS_PER_LONG));
}

static void add_busy(struct domain *d, struct evtchn *chn)
{
	struct evtchn_domain *ed = d->evtchn;

	chn->u.next_busy = 0;
	if (ed->busy_tail)
		evtchn_lookup(d, ed->busy_tail)->u.next_busy = chn->port;
	else
		ed->busy_head = chn->port;
	ed->busy_tail = chn->port;
}

static struct evtchn *take_busy(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	struct evtchn *chn = evtchn_lookup(d, ed->busy_head);

	ed->busy_head = chn->u.next_busy;
	if (!ed->busy_head)
		ed->busy_tail = 0;
	return chn;
}

/* Some of the busy ports, in turn, may be free by now. */
static void look_at_busy(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;

	for (unsigned int i = 0; ed->busy_head && i < BUSY_TRIES; i++) {
		struct evtchn *chn = take_busy(d);

		if (ed->ops->is_busy(d, chn))
			add_busy(d, chn);
		else
			set_free(ed, chn->port);
	}
}

void evtchn_forget_busy(struct evtchn_domain *ed)
{
	unsigned int words = ed->nr_ports / BITS_PER_LONG;

	ed->busy_head = ed->busy_tail = 0;
	for (unsigned int i = 0; i < words; i++)
		ed->free[i] = ~0UL;
	ed->free[0] &= ~1UL;
	ed->free_hint = 0;
}

/* The lowest of those that have buckets; nr_ports: none. */
static unsigned int lowest_free(struct evtchn_domain *ed)
{
	unsigned int words = ed->nr_ports / BITS_PER_LONG;

	for (; ed->free_hint < words; ed->free_hint++)
		if (ed->free[ed->free_hint])
			return ed->free_hint * BITS_PER_LONG +
			       lowest_bit(ed->free[ed->free_hint]);
	return ed->nr_ports;
}

int evtchn_find_free(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	unsigned int port, end = ed->ops->nr_ports;
	int ret;

	if (d->dying != DOMDYING_alive)
		return -EINVAL;
	if (end - 1 > ed->max_port)
		end = ed->max_port + 1;
	look_at_busy(d);
	port = lowest_free(ed);
	if (port >= end)
		return -ENOSPC;
	if (port == ed->nr_ports) {
		ret = add_bucket(ed);
		if (ret)
			return ret;
	}
	return (int)port;
}

void evtchn_occupy(struct domain *d, struct evtchn *chn,
		   enum evtchn_state state, unsigned int vcpu)
{
	struct evtchn_domain *ed = d->evtchn;

	ed->nr_active++;
	ed->free[chn->port / BITS_PER_LONG] &=
		~(1UL << (chn->port % BITS_PER_LONG));
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
	if (ed->ops->is_busy(d, chn))
		add_busy(d, chn);
	else
		set_free(ed, chn->port);
}

int evtchn_domain_init(struct domain *d, unsigned int max_port)
{
	struct evtchn_domain *ed = xnew(struct evtchn_domain);
	int ret;

	if (!ed)
		return -ENOMEM;
	ed->ops = &evtchn_ops_2l;
	ed->bucket = ed->first;
	ed->free = ed->first_free;
	ed->max_port = min(max_port, (unsigned int)INT_MAX);
	ret = add_bucket(ed);
	if (ret) {
		xfree(ed);
		return ret;
	}
	ed->bucket[0][0].state = ECS_RESERVED;
	ed->free[0] &= ~1UL;
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
	if (ed->bucket != ed->first) {
		xfree(ed->bucket);
		xfree(ed->free);
	}
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
