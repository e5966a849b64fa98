/*
 * lockcheck.c: catches wrong lock order and locks that are not safe against
 * interrupts, before they deadlock once a year.
 *
 * Order: see private.h; each stack of held locks rises in rank, so that only
 * its top is looked at.  Interrupts: a lock that was ever taken with them off
 * and also with them on could be held by the code that a handler interrupts,
 * and then be waited for by the handler.  Early in boot interrupts are off
 * for everything, which is why that check begins with
 * locks_irq_check_start().
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/log.h>
#include <xen/percpu.h>
#include <xen/smp.h>

#define MAX_HELD 16

struct held_locks {
	unsigned int depth[2]; /* by interrupts: off, on */
	struct spinlock *lock[2][MAX_HELD];
};

static DEFINE_PER_CPU(struct held_locks, held_locks);

static bool irq_check;

void locks_irq_check_start(void)
{
	WRITE_ONCE(irq_check, true);
}

static unsigned int rank_of(const struct spinlock *l)
{
	return l->rank & LOCK_RANK_MASK;
}

static void check_irqs(struct spinlock *l, bool irqs_on)
{
	uint16_t use = irqs_on ? LOCK_USED_IRQS_ON : LOCK_USED_IRQS_OFF;
	uint16_t both = LOCK_USED_IRQS_ON | LOCK_USED_IRQS_OFF;

	if (likely(l->rank & use))
		return;
	if (((uint16_t)atomic_or(&l->rank, use) | use) & (both ^ use))
		panic("lock %p of rank %u: taken with interrupts both on and "
		      "off\n",
		      l, rank_of(l));
}

void lock_check(struct spinlock *l, bool pair)
{
	unsigned int rank = rank_of(l);
	bool on = arch_irqs_enabled();
	struct held_locks *h = &this_cpu(held_locks);
	unsigned int depth = h->depth[on];
	unsigned int top;

	if (unlikely(locks_busted))
		return;
	if (READ_ONCE(irq_check))
		check_irqs(l, on);
	if (rank == LOCK_NONE || !depth)
		return;
	top = rank_of(h->lock[on][depth - 1]);
	if (unlikely(top > rank || (top == rank && !pair)))
		panic("lock %p of rank %u taken while holding %p of rank %u\n",
		      l, rank, h->lock[on][depth - 1], top);
}

void lock_note_acquired(struct spinlock *l)
{
	struct held_locks *h = &this_cpu(held_locks);
	bool on = arch_irqs_enabled();

	if (rank_of(l) == LOCK_NONE || unlikely(locks_busted))
		return;
	if (unlikely(h->depth[on] == MAX_HELD))
		panic("too many locks held\n");
	h->lock[on][h->depth[on]++] = l;
}

/* Takes `l` out of one of the stacks; the others keep their order. */
static bool forget(struct held_locks *h, bool on, const struct spinlock *l)
{
	unsigned int i = h->depth[on];

	while (i-- > 0) {
		if (h->lock[on][i] != l)
			continue;
		h->depth[on]--;
		for (; i < h->depth[on]; i++)
			h->lock[on][i] = h->lock[on][i + 1];
		return true;
	}
	return false;
}

void lock_note_released(struct spinlock *l)
{
	struct held_locks *h = &this_cpu(held_locks);
	bool on = arch_irqs_enabled();

	if (rank_of(l) == LOCK_NONE || unlikely(locks_busted))
		return;
	/* Interrupts may have been switched since it was taken. */
	if (!forget(h, on, l) && !forget(h, !on, l))
		panic("lock %p of rank %u released by one who has it not\n", l,
		      rank_of(l));
}
