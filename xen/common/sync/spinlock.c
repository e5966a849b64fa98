/*
 * spinlock.c: ticket locks.
 *
 * A CPU draws a ticket from `next` and waits until `owner` shows it: first
 * come, first served.  The acquire load of `owner` pairs with the release
 * store of spin_unlock(): what was written under the lock is seen by the next
 * holder.  Tickets wrap at 16 bits, far above the number of CPUs.
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/log.h>
#include <xen/smp.h>

/* After locks_bust(): nobody may release it any more, don't wait for ever. */
#define BUSTED_SPINS 1000000u

void spin_lock_init(struct spinlock *l, enum lock_rank rank)
{
	*l = (struct spinlock)SPINLOCK_INIT(rank);
}

bool locks_busted;

void locks_bust(void)
{
	WRITE_ONCE(locks_busted, true);
}

static __noinline void wait_ticket(struct spinlock *l, uint16_t ticket)
{
	bool console = (l->rank & LOCK_RANK_MASK) >= LOCK_CONSOLE;
	unsigned int spins = 0;

	while (load_acquire(&l->owner) != ticket) {
		if (unlikely(READ_ONCE(locks_busted)) &&
		    (console || ++spins > BUSTED_SPINS))
			return;
		arch_cpu_relax();
	}
}

static __always_inline void acquire(struct spinlock *l, bool pair)
{
	uint16_t ticket;

	lock_check(l, pair);
	ticket = __atomic_fetch_add(&l->next, 1, __ATOMIC_SEQ_CST);
	if (unlikely(load_acquire(&l->owner) != ticket))
		wait_ticket(l, ticket);
	lock_note_acquired(l);
	lock_set_holder(l);
}

static __always_inline void release(struct spinlock *l)
{
	lock_note_released(l);
	lock_clear_holder(l);
	/* Only the holder writes it: no atomic addition needed. */
	store_release(&l->owner, (uint16_t)(l->owner + 1));
}

void spin_lock(struct spinlock *l)
{
	acquire(l, false);
}

void spin_unlock(struct spinlock *l)
{
	release(l);
}

bool spin_trylock(struct spinlock *l)
{
	uint16_t ticket = load_acquire(&l->owner);

	/* Who doesn't wait can't deadlock: the order isn't checked. */
	if (!atomic_try_cmpxchg(&l->next, &ticket, (uint16_t)(ticket + 1)))
		return false;
	lock_note_acquired(l);
	lock_set_holder(l);
	return true;
}

void spin_lock_irq(struct spinlock *l)
{
	arch_irq_disable();
	acquire(l, false);
}

void spin_unlock_irq(struct spinlock *l)
{
	release(l);
	arch_irq_enable();
}

unsigned long spin_lock_irqsave(struct spinlock *l)
{
	unsigned long flags = arch_irq_save();

	acquire(l, false);
	return flags;
}

void spin_unlock_irqrestore(struct spinlock *l, unsigned long flags)
{
	release(l);
	arch_irq_restore(flags);
}

void spin_lock_pair(struct spinlock *a, struct spinlock *b)
{
	struct spinlock *first = a < b ? a : b;
	struct spinlock *second = a < b ? b : a;

	acquire(first, false);
	if (first != second)
		acquire(second, true);
}

void spin_unlock_pair(struct spinlock *a, struct spinlock *b)
{
	release(a);
	if (a != b)
		release(b);
}

bool spin_is_locked(const struct spinlock *l)
{
	return READ_ONCE(l->next) != READ_ONCE(l->owner);
}

bool spin_lock_held(const struct spinlock *l)
{
	return lock_holder_is_me(l);
}
