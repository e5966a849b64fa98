/*
 * vector.c: which interrupt each vector of each CPU stands for.
 *
 * A moved interrupt leaves its old vector reserved for a second, as one may
 * be on its way there; vector_alloc() takes it back after that.
 */
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/percpu.h>
#include <asm/irq.h>

/* irq + 1; 0: free.  Written under vector_lock. */
static DEFINE_PER_CPU(uint16_t, vector_irq[256]);
static struct spinlock vector_lock = SPINLOCK_INIT(LOCK_IRQ_CHIP);

int vector_to_irq(unsigned int vector)
{
	return (int)this_cpu(vector_irq)[vector] - 1;
}

/* Whether the vector is, or by now has become, free. */
static bool vector_usable(unsigned int cpu, unsigned int vector)
{
	uint16_t *slot = &per_cpu(vector_irq, cpu)[vector];
	struct irq_desc *desc;

	if (vector == VECTOR_LEGACY_SYSCALL || vector == VECTOR_HYPERCALL)
		return false;
	if (!*slot)
		return true;
	desc = irq_to_desc(*slot - 1u);
	/* Read without desc's lock; old_vector changes under ours only. */
	if (READ_ONCE(desc->old_vector) != vector ||
	    READ_ONCE(desc->old_cpu) != cpu ||
	    (desc->cpu == cpu && desc->vector == vector) ||
	    system_time() < READ_ONCE(desc->old_expires))
		return false;
	WRITE_ONCE(desc->old_vector, 0);
	*slot = 0;
	return true;
}

static bool block_usable(unsigned int cpu, unsigned int v, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!vector_usable(cpu, v + i))
			return false;
	return true;
}

/* Single vectors go over the priority classes (16 vectors each) in turn. */
static unsigned int next_single(unsigned int v)
{
	v += 16;
	return v <= VECTOR_LAST_DYNAMIC ? v
					: VECTOR_FIRST_DYNAMIC + ((v + 1) & 15);
}

int vector_alloc(unsigned int cpu, unsigned int irq, unsigned int order)
{
	static unsigned int start = VECTOR_FIRST_DYNAMIC;
	unsigned int n = 1u << order, v, i, tries;
	unsigned long flags;
	int ret = -ENOSPC;

	flags = spin_lock_irqsave(&vector_lock);
	v = n == 1 ? start : ROUNDUP(0u + VECTOR_FIRST_DYNAMIC, n);
	for (tries = VECTOR_LAST_DYNAMIC - VECTOR_FIRST_DYNAMIC + 1; tries;
	     tries--, v = n == 1 ? next_single(v) : v + n) {
		if (v + n - 1 > VECTOR_LAST_DYNAMIC)
			break;
		if (!block_usable(cpu, v, n))
			continue;
		for (i = 0; i < n; i++)
			per_cpu(vector_irq, cpu)[v + i] = irq + i + 1;
		if (n == 1)
			start = next_single(v);
		ret = v;
		break;
	}
	spin_unlock_irqrestore(&vector_lock, flags);
	return ret;
}

void vector_free(unsigned int cpu, unsigned int vector)
{
	unsigned long flags = spin_lock_irqsave(&vector_lock);

	per_cpu(vector_irq, cpu)[vector] = 0;
	spin_unlock_irqrestore(&vector_lock, flags);
}

void vector_free_old(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&vector_lock);

	if (desc->old_vector) {
		per_cpu(vector_irq, desc->old_cpu)[desc->old_vector] = 0;
		WRITE_ONCE(desc->old_vector, 0);
	}
	spin_unlock_irqrestore(&vector_lock, flags);
}

void vector_retire(struct irq_desc *desc, unsigned int cpu, unsigned int vector)
{
	unsigned long flags = spin_lock_irqsave(&vector_lock);

	desc->old_expires = system_time() + SECONDS(1);
	desc->old_cpu = desc->cpu;
	WRITE_ONCE(desc->old_vector, desc->vector);
	desc->cpu = cpu;
	desc->vector = vector;
	spin_unlock_irqrestore(&vector_lock, flags);
}
