/*
 * private.h: the port table of a domain and the seam to the two ABIs.
 *
 * A channel's end is a struct evtchn, found by its port in a directory of
 * buckets of one page each.  Buckets only come, until the domain is freed, so
 * that finding one needs no lock.
 *
 * Locks: struct domain::event_lock (both domains' for an interdomain channel)
 * serialises all that binds and closes.  Who only sends, unmasks or asks
 * holds the end's reader count instead; who changes `state` or `u` has the
 * event_lock and the end as writer, and thereby knows that no sender is
 * between its look at the state and the end of its delivery.  A reader that
 * may be in an interrupt never waits: what it would have delivered is dropped,
 * as if it had come before the change.
 *
 * What protects each field:
 *	I	set at creation, never changed
 *	E	struct domain::event_lock
 *	W	changed with E and as the end's writer; read with either, or
 *		as a reader
 *	Q	locks of the FIFO queues, struct evtchn_vcpu::lock
 *	a	atomic
 */
#ifndef EVENT_PRIVATE_H
#define EVENT_PRIVATE_H

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/event.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <public/event_channel.h>

enum evtchn_state {
	ECS_FREE,
	ECS_RESERVED, /* port 0 */
	ECS_UNBOUND,
	ECS_INTERDOMAIN,
	ECS_PIRQ,
	ECS_VIRQ,
	ECS_IPI,
};

struct evtchn {
	uint32_t lock;		 /* [a] readers; EVTCHN_WRITER */
	uint32_t port;		 /* [I] */
	uint8_t state;		 /* [W] enum evtchn_state */
	uint8_t priority;	 /* [a] FIFO: queue of the next event */
	uint16_t notify_vcpu;	 /* [E] read freely */
	uint16_t last;		 /* [Q] FIFO: vCPU << 4 | queue it was put in */
	uint8_t pending;	 /* [a] FIFO: came before its word existed */
	union {			 /* [W] */
		domid_t unbound; /* who may bind to it */
		struct {
			struct domain *dom; /* while this end is open */
			struct evtchn *chn; /* its end */
		} remote;
		unsigned int pirq;
		unsigned int virq;
		uint32_t next_busy; /* [E] free, but still busy; 0: last */
	} u;
};
static_assert(sizeof(struct evtchn) <= 32, "a channel's end grew");

#define MAX_EVENT_VCPUS 4096 /* what evtchn::last has room for */

#define EVTCHN_WRITER 0x80000000u

#define EVTCHNS_PER_BUCKET 128u
#define NR_BUCKETS_2L	   (EVTCHN_2L_NR_CHANNELS / EVTCHNS_PER_BUCKET)
#define NR_BUCKETS_FIFO	   (EVTCHN_FIFO_NR_CHANNELS / EVTCHNS_PER_BUCKET)

#define EVENT_WORDS_PER_PAGE (PAGE_SIZE / sizeof(event_word_t))
#define MAX_EVENT_PAGES	     (EVTCHN_FIFO_NR_CHANNELS / EVENT_WORDS_PER_PAGE)

/* The event array of a domain: pages of the guest, hostile. */
struct evtchn_fifo {
	unsigned int nr_ports; /* [E] those that have words; read freely */
	event_word_t *page[MAX_EVENT_PAGES]; /* [E] set once; read freely */
};

/* FIFO queues of one vCPU. */
struct evtchn_vcpu {
	struct spinlock lock; /* LOCK_EVENT_CHN, interrupts off */
	/* In a page of the guest, or NULL. [E], read freely */
	struct evtchn_fifo_control_block *control;
	/* Last port of each queue, 0: none known. [Q] */
	uint32_t tail[EVTCHN_FIFO_MAX_QUEUES];
};

struct evtchn_domain;

/* What an ABI does with one port; all with the end's reader count or E. */
struct evtchn_ops {
	const char *name;
	unsigned int nr_ports;
	void (*set_pending)(struct domain *d, struct evtchn *chn);
	void (*clear_pending)(struct domain *d, struct evtchn *chn);
	void (*unmask)(struct domain *d, struct evtchn *chn);
	bool (*is_pending)(const struct domain *d, const struct evtchn *chn);
	bool (*is_masked)(const struct domain *d, const struct evtchn *chn);
	/* A closed port that can't be used again yet: the guest ends that. */
	bool (*is_busy)(const struct domain *d, const struct evtchn *chn);
	/* -EINVAL; -ENOSYS: it has no priorities. */
	int (*set_priority)(struct evtchn *chn, unsigned int priority);
};
extern const struct evtchn_ops evtchn_ops_2l, evtchn_ops_fifo;

struct evtchn_domain {
	const struct evtchn_ops *ops; /* [E] read freely */
	struct evtchn **bucket;	      /* [E] read freely; only grows */
	unsigned int nr_ports;	      /* [E] ports that have buckets; grows */
	unsigned int max_port;	      /* [I] highest that is allowed */
	unsigned long *free;	      /* [E] a bit for each that can be taken */
	unsigned int free_hint;	      /* [E] words of it below are empty */
	uint32_t busy_head, busy_tail; /* [E] closed, not to be taken yet */
	unsigned int nr_active;	       /* [E] neither free nor reserved */
	unsigned int next_reset;       /* [E] 0: no reset goes on */
	unsigned int next_close;       /* relinquish: those below are closed */
	struct evtchn_fifo *fifo;      /* [E] read freely; NULL: two-level */
	uint32_t *pirq_port;	       /* [E] by pirq; NULL: none was bound */
	struct evtchn *first[NR_BUCKETS_2L]; /* bucket, before FIFO */
	unsigned long first_free[EVTCHN_2L_NR_CHANNELS / BITS_PER_LONG];
};

/* ---- Finding and locking an end ---- */

/* The end at a port that has been used at any time, or NULL. */
static inline struct evtchn *evtchn_lookup(const struct domain *d,
					   unsigned int port)
{
	const struct evtchn_domain *ed = d->evtchn;
	unsigned int nr = load_acquire(&ed->nr_ports);

	if (unlikely(port >= nr))
		return NULL;
	port = array_index_nospec(port, nr);
	return &READ_ONCE(ed->bucket)[port / EVTCHNS_PER_BUCKET]
				     [port % EVTCHNS_PER_BUCKET];
}

static inline void evtchn_read_unlock(struct evtchn *chn)
{
	atomic_dec(&chn->lock);
}

/* Any context. */
static inline bool evtchn_read_trylock(struct evtchn *chn)
{
	if (likely(!(atomic_inc(&chn->lock) & EVTCHN_WRITER)))
		return true;
	evtchn_read_unlock(chn);
	return false;
}

/* Not in interrupts, and not by one who holds an event_lock. */
static inline void evtchn_read_lock(struct evtchn *chn)
{
	while (unlikely(!evtchn_read_trylock(chn)))
		arch_cpu_relax();
}

/* Holding the event_lock, which makes writers take turns. */
static inline void evtchn_write_lock(struct evtchn *chn)
{
	atomic_or(&chn->lock, EVTCHN_WRITER);
	while (load_acquire(&chn->lock) != EVTCHN_WRITER)
		arch_cpu_relax();
}

static inline void evtchn_write_unlock(struct evtchn *chn)
{
	atomic_and(&chn->lock, ~EVTCHN_WRITER);
}

static inline bool evtchn_in_use(const struct evtchn *chn)
{
	return chn->state > ECS_RESERVED;
}

/* ---- table.c: [E] ---- */

/* A free port, or -ENOSPC, -ENOMEM, -EINVAL (dying). It stays free. */
int evtchn_find_free(struct domain *d);
/* A free end becomes `state`, u as given; notifies vCPU `vcpu`. */
void evtchn_occupy(struct domain *d, struct evtchn *chn,
		   enum evtchn_state state, unsigned int vcpu);
/* An end, held as writer, becomes free. */
void evtchn_vacate(struct domain *d, struct evtchn *chn);
/* The directory becomes large enough for all FIFO ports; -ENOMEM. */
int evtchn_grow_directory(struct evtchn_domain *ed);
/* All ports are closed, and none of them is busy any more. */
void evtchn_forget_busy(struct evtchn_domain *ed);

/* ---- send.c ---- */

/* chn is pending for d; its reader count or E held. */
static inline void evtchn_set_pending(struct domain *d, struct evtchn *chn)
{
	READ_ONCE(d->evtchn->ops)->set_pending(d, chn);
}
/* Wakes vCPUs in SCHEDOP_poll that `port` may interest. */
void evtchn_wake_pollers(struct domain *d, unsigned int port);

static inline void evtchn_check_pollers(struct domain *d, unsigned int port)
{
	if (unlikely(READ_ONCE(d->poll_mask)))
		evtchn_wake_pollers(d, port);
}

/* ---- bind.c, close.c, fifo_control.c: EVTCHNOP_* of the current domain ----
 */

int evtchn_op_alloc_unbound(struct evtchn_alloc_unbound *op);
int evtchn_op_bind_interdomain(struct evtchn_bind_interdomain *op);
int evtchn_op_bind_virq(struct evtchn_bind_virq *op);
int evtchn_op_bind_ipi(struct evtchn_bind_ipi *op);
int evtchn_op_bind_pirq(struct evtchn_bind_pirq *op);
int evtchn_op_bind_vcpu(const struct evtchn_bind_vcpu *op);
int evtchn_op_status(struct evtchn_status *op);
int evtchn_op_unmask(const struct evtchn_unmask *op);
/* `resume`: it goes on after -ERESTART. */
int evtchn_op_reset(const struct evtchn_reset *op, bool resume);
int evtchn_op_init_control(struct evtchn_init_control *op);
int evtchn_op_expand_array(const struct evtchn_expand_array *op);
int evtchn_op_set_priority(const struct evtchn_set_priority *op);

/* Closes a port; -EINVAL if it is not open. No locks held. */
int evtchn_close_port(struct domain *d, unsigned int port);

/* All ports are closed: gives the guest's pages back, two-level again. [E] */
void evtchn_fifo_leave(struct domain *d);

bool evtchn_virq_is_global(unsigned int virq);
/* The domain gets no global VIRQ any more. */
void evtchn_forget_global_virqs(struct domain *d);

#endif /* EVENT_PRIVATE_H */
