/*
 * private.h: the debug bookkeeping of locks, shared by the kinds of lock.
 *
 * A CPU remembers the locks that it holds in two stacks: those taken with
 * interrupts on and those taken with them off.  An interrupt handler may
 * start while locks of the first kind are held, whatever their rank, and
 * takes only the second kind; since no lock may be of both kinds (the IRQ
 * check sees to that), the order within each stack is all that matters.
 */
#ifndef SYNC_PRIVATE_H
#define SYNC_PRIVATE_H

#include <xen/spinlock.h>

/* In struct spinlock::rank above the rank itself: kinds of use seen. */
#define LOCK_RANK_MASK	   0x3fff
#define LOCK_USED_IRQS_ON  0x4000
#define LOCK_USED_IRQS_OFF 0x8000

/* Set by locks_bust() (spinlock.c). */
extern bool locks_busted;

/*
 * Before waiting for `l`: panics if it must not be taken here.  pair: `l` is
 * the second of a pair, one lock of the same rank may be held.
 */
void lock_check(struct spinlock *l, bool pair);
/* `l` was acquired, is about to be released, by this CPU. */
void lock_note_acquired(struct spinlock *l);
void lock_note_released(struct spinlock *l);

/*
 * A spinlock's holder is this CPU, nobody; whether it is this CPU (without
 * checks: whether anyone holds it).
 */
#ifdef CONFIG_DEBUG
#define lock_set_holder(l)   ((void)((l)->cpu = smp_processor_id() + 1))
#define lock_clear_holder(l) ((void)((l)->cpu = 0))
#define lock_holder_is_me(l) (READ_ONCE((l)->cpu) == smp_processor_id() + 1)
#else
#define lock_check(l, pair)   ((void)(l))
#define lock_note_acquired(l) ((void)(l))
#define lock_note_released(l) ((void)(l))
#define lock_set_holder(l)    ((void)(l))
#define lock_clear_holder(l)  ((void)(l))
#define lock_holder_is_me(l)  spin_is_locked(l)
#endif

#endif /* SYNC_PRIVATE_H */
