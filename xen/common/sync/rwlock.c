/*
 * rwlock.c: reader-writer locks.
 *
 * Readers add themselves to the count; if a writer is in or waiting they go
 * back out and wait.  A writer first takes the `writer` spinlock, so that
 * there is one at a time, then shows its flag and waits for the readers that
 * are in to leave.
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/atomic.h>

#define WRITER (1u << 31)

void rwlock_init(struct rwlock *l, enum lock_rank rank)
{
	*l = (struct rwlock)RWLOCK_INIT(rank);
}

void read_lock(struct rwlock *l)
{
	lock_check(&l->writer, false);
	while (unlikely(atomic_inc(&l->readers) & WRITER)) {
		atomic_dec(&l->readers);
		while (READ_ONCE(l->readers) & WRITER) {
			if (unlikely(READ_ONCE(locks_busted)))
				break;
			arch_cpu_relax();
		}
		if (unlikely(READ_ONCE(locks_busted))) {
			atomic_inc(&l->readers);
			break;
		}
	}
	lock_note_acquired(&l->writer);
}

void read_unlock(struct rwlock *l)
{
	lock_note_released(&l->writer);
	atomic_dec(&l->readers);
}

void write_lock(struct rwlock *l)
{
	spin_lock(&l->writer);
	atomic_or(&l->readers, WRITER);
	while (load_acquire(&l->readers) != WRITER) {
		if (unlikely(READ_ONCE(locks_busted)))
			break;
		arch_cpu_relax();
	}
}

void write_unlock(struct rwlock *l)
{
	atomic_and(&l->readers, ~WRITER);
	spin_unlock(&l->writer);
}
