/*
 * irq.c: interrupt descriptors: dispatch, the hypervisor's own handlers, and
 * moving an interrupt to another CPU.
 *
 * Edge-triggered interrupts and messages are acknowledged at once.  Level-
 * triggered ones that guests have are masked at the IOAPIC, acknowledged, and
 * unmasked when the last guest has said EOI (pirq.c), so that no guest can
 * hold up a local APIC.
 */
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/perfc.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/trace.h>
#include <xen/arch/cpu.h>
#include <asm/irq.h>
#include <asm/platform.h>
#include <asm/smp.h>
#include <asm/time.h>
#include <asm/tlb.h>

unsigned int nr_irqs;
static struct irq_desc *descs;

struct irq_desc *irq_to_desc(unsigned int irq)
{
	return irq < nr_irqs ? &descs[irq] : NULL;
}

int irq_assign_vector(struct irq_desc *desc, unsigned int cpu)
{
	int v;

	if (desc->vector)
		return 0;
	v = vector_alloc(cpu, desc->irq, 0);
	if (v < 0)
		return v;
	desc->vector = v;
	desc->cpu = cpu;
	return 0;
}

void irq_release_vector(struct irq_desc *desc)
{
	vector_free_old(desc);
	if (desc->vector)
		vector_free(desc->cpu, desc->vector);
	desc->vector = 0;
	desc->move_pending = false;
}

static void irq_move_now(struct irq_desc *desc)
{
	unsigned int cpu = desc->move_cpu;
	int v;

	desc->move_pending = false;
	if (cpu == desc->cpu || !cpumask_test(cpu, &cpu_online_map))
		return;
	/* An earlier move may still have an interrupt on its way. */
	if (desc->old_vector) {
		if (system_time() < desc->old_expires)
			return;
		vector_free_old(desc);
	}
	v = vector_alloc(cpu, desc->irq, 0);
	if (v < 0)
		return; /* it stays where it is: only a wish */
	vector_retire(desc, cpu, v);
	desc->chip->program(desc);
}

void irq_move(struct irq_desc *desc, unsigned int cpu)
{
	if (!desc->vector || cpu == desc->cpu || desc->chip->fixed)
		return;
	desc->move_cpu = cpu;
	desc->move_pending = true;
	/*
	 * A level-triggered one only moves while it is masked between its
	 * arrival and its EOI; else an EOI could miss the IOAPIC.
	 */
	if (!desc->level || (desc->guests && desc->guests->in_flight))
		irq_move_now(desc);
}

/* ---- A CPU goes away ---- */

static bool in_flight(const struct irq_desc *desc)
{
	return desc->level && desc->guests && desc->guests->in_flight;
}

/*
 * A level-triggered one must not move between its arrival and its EOI: it is
 * masked, and what had arrived is dealt with before irq_evict().
 */
static void hold_level(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);

	if (desc->vector && desc->cpu == smp_processor_id() && desc->level &&
	    !in_flight(desc))
		desc->chip->mask(desc);
	spin_unlock_irqrestore(&desc->lock, flags);
}

/* To the first CPU that has a vector for it. [D] */
static void evict(struct irq_desc *desc)
{
	unsigned int cpu;

	/* Nothing is on its way to where it was before: see the waits. */
	vector_free_old(desc);
	desc->move_pending = true;
	for_each_cpu(cpu, &cpu_online_map)
	{
		desc->move_cpu = cpu;
		irq_move_now(desc);
		if (desc->cpu == cpu)
			return;
	}
	log_err("IRQ %u: no CPU has a vector left for it\n", desc->irq);
}

static void evict_from_here(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);

	if (desc->vector && desc->cpu == smp_processor_id()) {
		evict(desc);
		if (desc->level && !in_flight(desc) &&
		    (desc->fn || desc->guests))
			desc->chip->unmask(desc);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
}

void irq_leave_cpu(void)
{
	unsigned int irq;

	for (irq = 0; irq < nr_irqs; irq++)
		hold_level(&descs[irq]);
	/* Messages and pins are far quicker than that. */
	mdelay(1);
	for (irq = 0; irq < nr_irqs; irq++)
		evict_from_here(&descs[irq]);
	/* What was sent here before still comes to its old vector. */
	mdelay(1);
}

void irq_quiet(struct irq_desc *desc)
{
	if (desc->move_pending)
		irq_move_now(desc);
	desc->chip->unmask(desc);
}

/* ---- The hypervisor's own ---- */

int irq_request(unsigned int irq, irq_handler_fn *fn, const char *name,
		void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;
	int ret = -EBUSY;

	if (!desc || !desc->chip)
		return -EINVAL;
	flags = spin_lock_irqsave(&desc->lock);
	if (!desc->fn && !desc->guests)
		ret = irq_assign_vector(desc, 0);
	if (!ret) {
		desc->fn = fn;
		desc->data = data;
		desc->name = name;
		desc->chip->program(desc);
		desc->chip->unmask(desc);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	return ret;
}

void irq_release(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc || !desc->fn)
		return;
	flags = spin_lock_irqsave(&desc->lock);
	desc->chip->mask(desc);
	desc->fn = NULL;
	spin_unlock_irqrestore(&desc->lock, flags);
	while (READ_ONCE(desc->in_progress))
		cpu_relax();
	flags = spin_lock_irqsave(&desc->lock);
	if (!desc->msi)
		irq_release_vector(desc);
	spin_unlock_irqrestore(&desc->lock, flags);
}

/* ---- Dispatch ---- */

static void dispatch_own(struct irq_desc *desc)
{
	irq_handler_fn *fn = desc->fn;
	void *data = desc->data;

	spin_unlock(&desc->lock);
	fn(desc->irq, data);
	spin_lock(&desc->lock);
}

static void dispatch_guests(struct irq_desc *desc)
{
	struct irq_guests *g = desc->guests;
	struct {
		struct domain *d;
		unsigned int pirq;
	} to[MAX_IRQ_SHARE];
	unsigned int i, n = g->nr;

	for (i = 0; i < n; i++) {
		to[i].d = g->guest[i].d;
		to[i].pirq = g->guest[i].pirq;
		if (!desc->level)
			continue;
		if (!g->guest[i].needs_eoi)
			g->in_flight++;
		g->guest[i].needs_eoi = true;
	}
	/* in_progress keeps the domains: an unbind waits for it. */
	spin_unlock(&desc->lock);
	for (i = 0; i < n; i++)
		evtchn_send_pirq(to[i].d, to[i].pirq);
	spin_lock(&desc->lock);
}

static void stray(unsigned int vector)
{
	/* One of an 8259 needs no EOI. */
	if (vector >= VECTOR_FIRST_DYNAMIC)
		apic_eoi();
	TRACE(TRC_HW_IRQ_UNMAPPED_VECTOR, vector);
	log_debug("CPU%u: stray interrupt %#x\n", smp_processor_id(), vector);
}

static void irq_device(unsigned int vector)
{
	int irq = vector_to_irq(vector);
	struct irq_desc *desc;
	uint32_t from; /* 32 bits of the clock are all that a record has */
	bool late_eoi;

	if (irq < 0) {
		stray(vector);
		return;
	}
	from = unlikely(trace_on) ? arch_cycles() : 0;
	desc = &descs[irq];
	spin_lock(&desc->lock);
	desc->count++;
	/* Masked until EOI; also if by now it is nobody's. */
	if (desc->level && !desc->fn && desc->chip)
		desc->chip->mask(desc);
	/*
	 * A level-triggered one of our own is still asserted: its EOI comes
	 * after its handler.
	 */
	late_eoi = desc->level && desc->fn;
	if (!late_eoi)
		apic_eoi();
	desc->pending = true;
	/* It moved and came again while handlers run where it was before. */
	if (desc->in_progress)
		goto out;
	desc->in_progress = true;
	while (desc->pending) {
		desc->pending = false;
		if (desc->fn)
			dispatch_own(desc);
		else if (desc->guests)
			dispatch_guests(desc);
	}
	WRITE_ONCE(desc->in_progress, false);
	TRACE(TRC_HW_IRQ_HANDLED, irq, from, arch_cycles());
out:
	if (late_eoi)
		apic_eoi();
	spin_unlock(&desc->lock);
}

void irq_dispatch(unsigned int vector, struct cpu_user_regs *regs)
{
	perfc_inc(irqs);
	if (vector < VECTOR_TIMER) {
		irq_device(vector);
		return;
	}
	if (vector == VECTOR_SPURIOUS)
		return;
	apic_eoi();
	if (vector == VECTOR_TIMER)
		softirq_raise(TIMER_SOFTIRQ);
	else if (vector == VECTOR_CALL)
		smp_call_interrupt();
	else if (vector == VECTOR_TLB)
		tlb_flush_interrupt();
	else if (vector == VECTOR_ERROR)
		apic_error_interrupt();
	/* VECTOR_EVENT_CHECK: the way out looks at the softirqs. */
}

/* ---- Start and debug key ---- */

static void irq_dump(unsigned char key)
{
	unsigned int irq;

	for (irq = 0; irq < nr_irqs; irq++) {
		const struct irq_desc *d = &descs[irq];

		if (!d->chip || !d->vector)
			continue;
		log_info("IRQ %3u %-6s %s vec %02x CPU %u count %lu %s%s "
			 "guests %u in flight %u\n",
			 irq, d->chip->name, d->level ? "level" : "edge ",
			 d->vector, d->cpu, d->count, d->fn ? "Xen: " : "",
			 d->fn ? d->name : "", d->guests ? d->guests->nr : 0,
			 d->guests ? d->guests->in_flight : 0);
	}
}

void __init irq_init(void)
{
	unsigned int i;

	ioapic_probe();
	nr_irqs = nr_irqs_gsi + NR_MSI_IRQS;
	descs = xheap_alloc(order_from_bytes(nr_irqs * sizeof(*descs)));
	if (!descs)
		panic("no memory for interrupt descriptors\n");
	for (i = 0; i < nr_irqs; i++) {
		descs[i].irq = i;
		spin_lock_init(&descs[i].lock, LOCK_IRQ_DESC);
	}
	ioapic_init();
	keyhandler_register('i', irq_dump, "dump interrupts", false);
}
