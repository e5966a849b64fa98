/*
 * fifo_control.c: a domain's way into the FIFO ABI and back: control blocks
 * and pages of the event array, which are pages of the guest.
 *
 * Such a page is kept by a reference and a writable type reference: as long
 * as the hypervisor writes to it, it can't become a page table.
 */
#include "private.h"

#include <xen/arch/mm.h>
#include <xen/errno.h>

/* Page `gfn` of d, to be written to. */
static int map_page(struct domain *d, uint64_t gfn, void **va)
{
	struct page_info *pg = arch_get_page_from_gfn(d, _gfn(gfn), true);

	if (!pg)
		return -EINVAL;
	if (!arch_page_get_writable(pg)) {
		page_put(pg);
		return -EINVAL;
	}
	*va = mfn_to_virt(page_to_mfn(pg));
	return 0;
}

static void unmap_page(void *va)
{
	struct page_info *pg = virt_to_page(va);

	arch_page_put_writable(pg);
	page_put(pg);
}

static int map_control(struct vcpu *v, uint64_t gfn, unsigned int offset)
{
	void *page;
	int ret;

	if (v->evtchn->control)
		return -EINVAL;
	ret = map_page(v->domain, gfn, &page);
	if (ret)
		return ret;
	store_release(
		&v->evtchn->control,
		(struct evtchn_fifo_control_block *)((char *)page + offset));
	return 0;
}

/*
 * From now on events go by FIFO.  What is pending in shared_info follows: as
 * writer of each end in turn we know that no sender still uses the old way.
 */
static void switch_ports(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	unsigned int end =
		min(ed->nr_ports, (unsigned int)EVTCHN_2L_NR_CHANNELS);

	store_release(&ed->ops, &evtchn_ops_fifo);
	for (unsigned int port = 1; port < end; port++) {
		struct evtchn *chn = evtchn_lookup(d, port);

		evtchn_write_lock(chn);
		if (evtchn_ops_2l.is_pending(d, chn))
			chn->pending = 1;
		chn->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
		evtchn_write_unlock(chn);
	}
}

/* The first control block: an empty event array. [E] */
static int enter_fifo(struct vcpu *v, uint64_t gfn, unsigned int offset)
{
	struct evtchn_domain *ed = v->domain->evtchn;
	struct evtchn_fifo *fifo;
	int ret = evtchn_grow_directory(ed);

	if (ret)
		return ret;
	fifo = xnew(struct evtchn_fifo);
	if (!fifo)
		return -ENOMEM;
	ret = map_control(v, gfn, offset);
	if (ret) {
		xfree(fifo);
		return ret;
	}
	store_release(&ed->fifo, fifo);
	switch_ports(v->domain);
	return 0;
}

int evtchn_op_init_control(struct evtchn_init_control *op)
{
	struct domain *d = current->domain;
	struct vcpu *v = domain_vcpu(d, op->vcpu);
	unsigned int offset = op->offset;
	int ret;

	if (!v)
		return -ENOENT;
	op->link_bits = EVTCHN_FIFO_LINK_BITS;
	if (offset > PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) ||
	    offset % 8)
		return -EINVAL;
	offset = array_index_nospec(
		offset,
		PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) + 1);

	spin_lock(&d->event_lock);
	if (d->evtchn->fifo)
		ret = map_control(v, op->control_gfn, offset);
	else
		ret = enter_fifo(v, op->control_gfn, offset);
	spin_unlock(&d->event_lock);
	return ret;
}

/* Events that came before there was a word for them come now. [E] */
static void raise_pending(struct domain *d, unsigned int start,
			  unsigned int end)
{
	for (unsigned int port = start; port < end; port++) {
		struct evtchn *chn = evtchn_lookup(d, port);

		if (!chn)
			break;
		if (!READ_ONCE(chn->pending))
			continue;
		WRITE_ONCE(chn->pending, 0);
		if (evtchn_in_use(chn))
			evtchn_set_pending(d, chn);
	}
}

int evtchn_op_expand_array(const struct evtchn_expand_array *op)
{
	struct domain *d = current->domain;
	struct evtchn_fifo *fifo;
	unsigned int start;
	void *page;
	int ret;

	spin_lock(&d->event_lock);
	fifo = d->evtchn->fifo;
	ret = -EOPNOTSUPP;
	if (!fifo)
		goto out;
	ret = -ENOSPC;
	start = fifo->nr_ports;
	if (start >= EVTCHN_FIFO_NR_CHANNELS)
		goto out;
	ret = map_page(d, op->array_gfn, &page);
	if (ret)
		goto out;
	fifo->page[start / EVENT_WORDS_PER_PAGE] = page;
	/*
	 * Pairs with word_of(); a full barrier, so that a sender who did not
	 * see the page has noted its event in `pending` for us to see.
	 */
	atomic_add(&fifo->nr_ports, (unsigned int)EVENT_WORDS_PER_PAGE);
	raise_pending(d, start, fifo->nr_ports);
out:
	spin_unlock(&d->event_lock);
	return ret;
}

int evtchn_op_set_priority(const struct evtchn_set_priority *op)
{
	struct domain *d = current->domain;
	struct evtchn *chn = evtchn_lookup(d, op->port);
	int ret;

	if (!chn)
		return -EINVAL;
	evtchn_read_lock(chn);
	ret = READ_ONCE(d->evtchn->ops)->set_priority(chn, op->priority);
	evtchn_read_unlock(chn);
	return ret;
}

/* The whole page that a control block lies in. */
static void unmap_control(struct evtchn_vcpu *ev)
{
	if (!ev)
		return;
	if (ev->control)
		unmap_page((void *)((uintptr_t)ev->control & PAGE_MASK));
	ev->control = NULL;
	for (unsigned int i = 0; i < EVTCHN_FIFO_MAX_QUEUES; i++)
		ev->tail[i] = 0;
}

void evtchn_for_each_page(struct domain *d,
			  void (*fn)(const struct page_info *pg))
{
	struct evtchn_fifo *fifo;
	struct vcpu *v;

	spin_lock(&d->event_lock);
	fifo = d->evtchn->fifo;
	if (fifo) {
		for_each_vcpu (d, v)
			if (v->evtchn->control)
				fn(virt_to_page(v->evtchn->control));
		for (unsigned int i = 0;
		     i < fifo->nr_ports / EVENT_WORDS_PER_PAGE; i++)
			fn(virt_to_page(fifo->page[i]));
	}
	spin_unlock(&d->event_lock);
}

void evtchn_fifo_leave(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	struct evtchn_fifo *fifo = ed->fifo;
	struct vcpu *v;

	if (!fifo)
		return;
	ed->ops = &evtchn_ops_2l;
	ed->fifo = NULL;
	/*
	 * Which queue a port was in last is of no interest when no queue has a
	 * tail; that it was pending went when it was closed.
	 */
	evtchn_forget_busy(ed);
	for_each_vcpu (d, v)
		unmap_control(v->evtchn);
	for (unsigned int i = 0; i < fifo->nr_ports / EVENT_WORDS_PER_PAGE; i++)
		unmap_page(fifo->page[i]);
	xfree(fifo);
}
