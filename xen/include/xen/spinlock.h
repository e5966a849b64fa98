/*
 * spinlock.h: ticket locks and reader-writer locks, with ranks.
 *
 * Each lock has a rank; a CPU may only take a lock of a higher rank than all
 * that it holds (in debug builds checked on every acquire, in this order).
 * Two locks of one rank are taken by spin_lock_pair(), lower address first.
 * docs/hypervisor/locking.md gives the reason of the order.
 *
 * A lock that an interrupt handler takes is always taken with the _irqsave
 * or _irq form; the others never are taken with interrupts off.
 */
#ifndef XEN_SPINLOCK_H
#define XEN_SPINLOCK_H

#include <xen/types.h>

enum lock_rank {
	LOCK_NONE,    /* not checked */
	LOCK_DOMCTL,  /* one domctl/sysctl of the global kind at a time */
	LOCK_DOMLIST, /* the list of domains */
	LOCK_CPUPOOL,
	LOCK_DOMAIN,	  /* struct domain::lock */
	LOCK_PV_MMU,	  /* struct arch_domain::pv.mmu_lock: page tables */
	LOCK_GRANT,	  /* a grant table (rwlock) */
	LOCK_GRANT_ENTRY, /* an active grant entry, maptrack */
	LOCK_EVENT,	  /* struct domain::event_lock: binding ports */
	LOCK_EVENT_CHN,	  /* one channel, FIFO queue */
	LOCK_P2M,
	LOCK_PAGE_ALLOC, /* struct domain::page_lock: a domain's page list */
	LOCK_CAPS,	 /* what a domain may use */
	LOCK_HEAP,	 /* the buddy heap */
	LOCK_SLAB,
	LOCK_IRQ_DESC,	   /* struct irq_desc::lock */
	LOCK_SCHED_GLOBAL, /* scheduler's private global data */
	LOCK_SCHED,	   /* a run queue */
	LOCK_TIMER,	   /* a CPU's timer queue */
	LOCK_PV_LOG,	   /* struct arch_domain::pv.log_lock: dirty pages */
	LOCK_TASKLET,
	LOCK_IRQ_CHIP, /* IOAPIC, vectors, MSI */
	LOCK_CALL,     /* smp_call, TLB flush */
	LOCK_LEAF,     /* takes nothing below it but the console */
	LOCK_CONSOLE,
	LOCK_SERIAL,
	NR_LOCK_RANKS
};

struct spinlock {
	uint16_t next, owner; /* tickets */
	uint16_t cpu;	      /* holder + 1, debug builds */
	uint16_t rank;
};
#define SPINLOCK_INIT(rank_)    \
	{                       \
		.rank = (rank_) \
	}

/* Writers wait for readers; a waiting writer holds new readers back. */
struct rwlock {
	uint32_t readers;	/* count; bit 31: a writer is in or waiting */
	struct spinlock writer; /* held by the writer */
};
#define RWLOCK_INIT(rank_)                     \
	{                                      \
		.writer = SPINLOCK_INIT(rank_) \
	}

void spin_lock_init(struct spinlock *l, enum lock_rank rank);
void spin_lock(struct spinlock *l);
bool spin_trylock(struct spinlock *l);
void spin_unlock(struct spinlock *l);
void spin_lock_irq(struct spinlock *l);
void spin_unlock_irq(struct spinlock *l);
/* Returns the interrupt state to give to spin_unlock_irqrestore(). */
unsigned long spin_lock_irqsave(struct spinlock *l);
void spin_unlock_irqrestore(struct spinlock *l, unsigned long flags);

/* Both locks of one rank; a == b takes it once. */
void spin_lock_pair(struct spinlock *a, struct spinlock *b);
void spin_unlock_pair(struct spinlock *a, struct spinlock *b);

bool spin_is_locked(const struct spinlock *l);
/* Debug builds: whether this CPU holds it.  Else: whether anyone does. */
bool spin_lock_held(const struct spinlock *l);

void rwlock_init(struct rwlock *l, enum lock_rank rank);
void read_lock(struct rwlock *l);
void read_unlock(struct rwlock *l);
void write_lock(struct rwlock *l);
void write_unlock(struct rwlock *l);

/*
 * Panic path: from here on no lock of the console waits or is checked, so
 * that the last words get out.
 */
void locks_bust(void);

/*
 * Debug builds: from here on a lock that is taken both with interrupts on and
 * off is a bug.  Called once, when boot has interrupts on for good.
 */
void locks_irq_check_start(void);

#endif /* XEN_SPINLOCK_H */
