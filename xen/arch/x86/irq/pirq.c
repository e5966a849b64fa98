/*
 * pirq.c: the machine's interrupts as domains see them.
 *
 * A pirq is a number of the domain's own.  Mapped (PHYSDEVOP_map_pirq) it
 * stands for an irq; bound (EVTCHNOP_bind_pirq) it delivers events.  Only
 * level-triggered interrupts need the guest's EOI: their pin is masked from
 * arrival until then.
 *
 * Locks: struct domain::event_lock for the table; struct irq_desc::lock for
 * who has an interrupt.  Guest pointers in an irq_guests live until unbound,
 * which waits for handlers that still use them.
 */
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/arch/cpu.h>
#include <asm/irq.h>
#include <asm/pirq.h>

#define EXTRA_HARDWARE_PIRQS 256u
#define EXTRA_PIRQS	     32u

unsigned int domain_nr_pirqs(const struct domain *d)
{
	return d->arch.pirqs ? d->arch.pirqs->nr : 0;
}

int pirq_domain_init(struct domain *d)
{
	unsigned int nr =
		nr_irqs_gsi +
		(is_hardware_domain(d) ? EXTRA_HARDWARE_PIRQS : EXTRA_PIRQS);
	struct pirq_domain *p = slab_alloc(sizeof(*p) + nr * sizeof(p->pirq[0]),
					   __alignof__(*p));
	unsigned int i;

	if (!p)
		return -ENOMEM;
	p->nr = nr;
	for (i = 0; i < nr; i++)
		p->pirq[i].irq = PIRQ_FREE;
	/* ISA interrupts are what they always were; the timer's is ours. */
	if (is_hardware_domain(d))
		for (i = 1; i < 16; i++)
			p->pirq[i].irq = i;
	d->arch.pirqs = p;
	return 0;
}

static struct pirq *lookup(const struct domain *d, unsigned int pirq)
{
	struct pirq_domain *p = d->arch.pirqs;

	if (!p || pirq >= p->nr)
		return NULL;
	return &p->pirq[array_index_nospec(pirq, p->nr)];
}

static struct irq_desc *lookup_desc(const struct domain *d, unsigned int pirq)
{
	const struct pirq *p = lookup(d, pirq);

	return p && p->irq >= 0 ? irq_to_desc(p->irq) : NULL;
}

/* ---- Mapping ---- */

int pirq_of_irq(const struct domain *d, unsigned int irq)
{
	const struct pirq_domain *p = d->arch.pirqs;
	unsigned int i;

	for (i = 0; i < p->nr; i++)
		if (p->pirq[i].irq == (int)irq)
			return i;
	return -1;
}

static bool run_is_free(const struct pirq_domain *p, unsigned int first,
			unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (p->pirq[first + i].irq != PIRQ_FREE)
			return false;
	return true;
}

int pirq_find_free(struct domain *d, bool msi, unsigned int count)
{
	const struct pirq_domain *p = d->arch.pirqs;
	unsigned int i;

	if (!msi) {
		for (i = 16; i < nr_irqs_gsi; i++)
			if (run_is_free(p, i, count))
				return i;
		return -ENOSPC;
	}
	for (i = p->nr - count; i >= nr_irqs_gsi; i--)
		if (run_is_free(p, i, count))
			return i;
	return -ENOSPC;
}

int pirq_map(struct domain *d, unsigned int pirq, unsigned int irq)
{
	struct pirq *p = lookup(d, pirq);
	int other;

	if (!p)
		return -EINVAL;
	if (p->irq == (int)irq)
		return 0;
	other = pirq_of_irq(d, irq);
	if (p->irq >= 0 || other >= 0)
		return -EEXIST;
	p->irq = irq;
	return 0;
}

int pirq_unmap(struct domain *d, unsigned int pirq)
{
	struct pirq *p = lookup(d, pirq);
	int irq;

	if (!p || p->irq == PIRQ_FREE)
		return -EINVAL;
	if (p->bound)
		pirq_guest_unbind(d, pirq);
	irq = p->irq;
	p->irq = PIRQ_FREE;
	return irq;
}

void pirq_domain_fini(struct domain *d)
{
	struct pirq_domain *p = d->arch.pirqs;
	unsigned int i;
	int irq;

	if (!p)
		return;
	for (i = 0; i < p->nr; i++) {
		irq = pirq_unmap(d, i);
		if (irq >= (int)nr_irqs_gsi)
			msi_destroy(irq);
	}
	d->arch.pirqs = NULL;
	xfree(p);
}

/* ---- Binding ---- */

/* Adds the guest; `fresh` is taken (and set NULL) if it's the first. [D] */
static int guests_add(struct irq_desc *desc, struct irq_guests **fresh,
		      struct vcpu *v, unsigned int pirq, bool share)
{
	struct irq_guests *g = desc->guests;
	int ret;

	if (!desc->chip)
		return -EINVAL;
	if (desc->fn)
		return -EBUSY;
	if (!g) {
		ret = irq_assign_vector(desc, v->processor);
		if (ret)
			return ret;
		g = desc->guests = *fresh;
		*fresh = NULL;
		g->share = share;
	} else if (!share || !g->share || g->nr == MAX_IRQ_SHARE) {
		return -EBUSY;
	}
	g->guest[g->nr].d = v->domain;
	g->guest[g->nr].pirq = pirq;
	g->guest[g->nr].needs_eoi = false;
	if (g->nr++ == 0) {
		if (!desc->msi)
			desc->chip->program(desc);
		irq_move(desc, v->processor);
		desc->chip->unmask(desc);
	}
	return 0;
}

int pirq_guest_bind(struct vcpu *v, unsigned int pirq, bool share)
{
	struct pirq *p = lookup(v->domain, pirq);
	struct irq_desc *desc = lookup_desc(v->domain, pirq);
	struct irq_guests *fresh;
	unsigned long flags;
	int ret;

	if (!desc)
		return -EINVAL;
	if (p->bound)
		return -EBUSY;
	fresh = xnew(struct irq_guests);
	if (!fresh)
		return -ENOMEM;
	flags = spin_lock_irqsave(&desc->lock);
	ret = guests_add(desc, &fresh, v, pirq, share);
	spin_unlock_irqrestore(&desc->lock, flags);
	xfree(fresh);
	if (!ret) {
		p->bound = true;
		p->share = share;
	}
	return ret;
}

/* One EOI less is waited for. [D] */
static void guests_eoi(struct irq_desc *desc, unsigned int i)
{
	struct irq_guests *g = desc->guests;

	if (!g->guest[i].needs_eoi)
		return;
	g->guest[i].needs_eoi = false;
	if (--g->in_flight == 0)
		irq_quiet(desc);
}

static int guests_find(const struct irq_desc *desc, const struct domain *d)
{
	unsigned int i;

	for (i = 0; desc->guests && i < desc->guests->nr; i++)
		if (desc->guests->guest[i].d == d)
			return i;
	return -1;
}

void pirq_guest_unbind(struct domain *d, unsigned int pirq)
{
	struct pirq *p = lookup(d, pirq);
	struct irq_desc *desc = lookup_desc(d, pirq);
	struct irq_guests *g, *empty = NULL;
	unsigned long flags;
	int i;

	if (!desc || !p->bound)
		return;
	p->bound = false;
	flags = spin_lock_irqsave(&desc->lock);
	g = desc->guests;
	i = guests_find(desc, d);
	if (i >= 0) {
		if (g->nr == 1)
			desc->chip->mask(desc);
		else
			guests_eoi(desc, i);
		g->guest[i] = g->guest[--g->nr];
		if (!g->nr) {
			empty = g;
			desc->guests = NULL;
		}
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	/* A handler may have copied d from the list. */
	while (READ_ONCE(desc->in_progress))
		arch_cpu_relax();
	if (!empty)
		return;
	if (!desc->msi) {
		flags = spin_lock_irqsave(&desc->lock);
		if (!desc->guests && !desc->fn)
			irq_release_vector(desc);
		spin_unlock_irqrestore(&desc->lock, flags);
	}
	xfree(empty);
}

int pirq_guest_eoi(struct domain *d, unsigned int pirq)
{
	struct irq_desc *desc = lookup_desc(d, pirq);
	unsigned long flags;
	int i;

	if (!desc)
		return -EINVAL;
	if (!desc->level)
		return 0;
	flags = spin_lock_irqsave(&desc->lock);
	i = guests_find(desc, d);
	if (i >= 0)
		guests_eoi(desc, i);
	spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}

bool pirq_needs_eoi(const struct domain *d, unsigned int pirq)
{
	const struct irq_desc *desc = lookup_desc(d, pirq);

	return desc && desc->level;
}

void pirq_set_affinity(struct domain *d, unsigned int pirq, struct vcpu *v)
{
	struct irq_desc *desc = lookup_desc(d, pirq);
	unsigned long flags;

	if (!desc)
		return;
	flags = spin_lock_irqsave(&desc->lock);
	if (desc->guests && desc->guests->nr == 1)
		irq_move(desc, v->processor);
	spin_unlock_irqrestore(&desc->lock, flags);
}
