/*
 * credit2.h: what the files of credit2 share.  The algorithm: credit2.c.
 */
#ifndef SCHED_CREDIT2_H
#define SCHED_CREDIT2_H

#include "policy.h"

#define C2_CREDIT_INIT	  MILLISECS(10) /* credit after a reset */
#define C2_SLICE_MIN	  MICROSECS(500)
#define C2_SLICE_MAX	  MILLISECS(10)
#define C2_MIGRATE_RESIST MICROSECS(500) /* credit; a cold cache */
#define C2_CAP_PERIOD	  MILLISECS(10)
#define C2_WEIGHT_DEFAULT 256
#define C2_RESERVE_PERIOD MILLISECS(10)
#define C2_RESERVE_LIMIT  90	      /* percent of each CPU, at most */
#define C2_BONUS	  (1LL << 56) /* of reservations; beyond all credit */
#define C2_LOAD_SHIFT	  27	      /* load averages over about 134 ms */
#define C2_LOAD_ONE	  (1 << 10)   /* one busy vCPU */

struct c2_rq {
	struct spinlock lock; /* LOCK_SCHED */
	unsigned int id;      /* what its CPUs share, see group_of() */
	struct cpupool *pool; /* changes while it is empty */
	s_time_t ratelimit;
	cpumask_t cpus;		/* started */
	cpumask_t idle;		/* run their idle vCPU */
	cpumask_t tickled;	/* were told to look, did not yet */
	cpumask_t alone;	/* run without end of slice */
	struct list_head queue; /* by credit, highest first */
	unsigned int nr_queued; /* read freely */
	struct list_head vcpus; /* all that belong here */
	unsigned int nr_vcpus;
	unsigned int max_weight; /* of its vCPUs */
	int64_t load_avg;	 /* C2_LOAD_ONE units; read freely */
	s_time_t load_time;
};

struct c2_vcpu {
	struct sched_vcpu base;
	struct c2_rq *rq;	  /* that of base.vcpu->processor */
	struct list_head queue;	  /* while SVF_queued */
	struct list_head all;	  /* c2_rq::vcpus */
	int64_t credit;		  /* with the bonus */
	int64_t bonus;		  /* 0, or C2_BONUS and more */
	s_time_t burned;	  /* running: credit is as of then */
	s_time_t begin;		  /* running: since then */
	uint64_t credit_mul;	  /* ns to credit, 16 bits of fraction */
	uint64_t time_mul;	  /* credit to ns, likewise */
	unsigned int weight;	  /* as in the two above */
	unsigned int tickled_cpu; /* told to run it, or NR_CPUS */
	bool yield;
	bool parked; /* its domain's budget is used up */
};

struct c2_domain {
	struct sched_domain base;
	unsigned int weight;
	bool metered;	    /* cap or reserve are there */
	unsigned int cap;   /* percent of one CPU; 0: none */
	int64_t budget;	    /* [a] ns left in this period */
	int64_t total;	    /* ns each period */
	unsigned int armed; /* [a] the timer will come */
	struct timer timer;
	/* credit2_reserve.c */
	unsigned int reserve;	    /* percent of one CPU */
	int64_t reserve_left;	    /* [a] ns of this period */
	int64_t reserve_total;	    /* ns each period */
	unsigned int reserve_armed; /* [a] its timer will come */
	struct timer reserve_timer;
};

extern struct c2_rq *c2_rqs[NR_CPUS];
extern unsigned int c2_nr_rqs;

static inline struct c2_vcpu *c2_vcpu(const struct vcpu *v)
{
	return container_of(v->sched, struct c2_vcpu, base);
}

static inline struct c2_domain *c2_domain(const struct domain *d)
{
	return container_of(d->sched, struct c2_domain, base);
}

struct c2_rq *c2_rq_of(unsigned int cpu);

/* Another queue of the same pool? */
static inline bool c2_is_other(const struct c2_rq *rq, const struct c2_rq *to)
{
	return to != rq && READ_ONCE(to->pool) == rq->pool;
}

static inline bool c2_may_run(const struct c2_vcpu *svc, unsigned int cpu)
{
	return cpumask_test(cpu, &svc->base.hard);
}

/* ---- credit2.c ---- */

void c2_queue_add(struct c2_vcpu *svc);
void c2_queue_del(struct c2_vcpu *svc);
/* Moves one that neither runs nor is queued; both locks held. */
void c2_move(struct c2_vcpu *svc, struct c2_rq *rq, unsigned int cpu);
/* Credit that it has now if it runs. */
int64_t c2_credit_now(const struct c2_vcpu *svc, s_time_t now);
void c2_set_weight(struct c2_vcpu *svc, unsigned int weight);
/* It runs on `cpu`: pays for the time since it last did.  Lock held. */
void c2_burn(struct c2_vcpu *svc, unsigned int cpu, s_time_t now);

/* ---- credit2_place.c: which CPU ---- */

void c2_load_update(struct c2_rq *rq, s_time_t now);
/* `svc` was queued: tells the CPU that should run it. */
void c2_tickle(struct c2_vcpu *svc, s_time_t now);
/* Whether any CPU of its soft affinity idles. */
bool c2_idle_soft_cpu(const struct c2_vcpu *svc);
/* Takes a queued vCPU of another queue for `cpu`, or NULL. */
struct c2_vcpu *c2_steal(struct c2_rq *rq, unsigned int cpu);
/* Gives a queued vCPU away if this queue is the longer one. */
void c2_balance(struct c2_rq *rq, s_time_t now);
unsigned int c2_choose_cpu(struct vcpu *v);

/* ---- credit2_cap.c ---- */

/* No budget is left. */
static inline bool c2_exhausted(const struct c2_vcpu *svc)
{
	const struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);

	return unlikely(dom->cap) && READ_ONCE(dom->budget) <= 0;
}

/* cap or reserve have changed. */
static inline void c2_set_metered(struct c2_domain *dom)
{
	WRITE_ONCE(dom->metered, dom->cap || dom->reserve_total);
}

/* One of its vCPUs is about to run, or parks: the budget will be refilled. */
void c2_cap_arm(struct c2_domain *dom, s_time_t now);
void c2_cap_set(struct domain *d, unsigned int cap);
void c2_cap_init(struct domain *d);
void c2_cap_fini(struct domain *d);

/* ---- credit2_reserve.c; lock of the vCPU's queue held ---- */

static inline bool c2_is_reserved(const struct c2_vcpu *svc)
{
	return svc->credit > C2_BONUS / 2;
}

/* What it owes, or has, without the bonus. */
static inline int64_t c2_own_credit(const struct c2_vcpu *svc)
{
	return svc->credit - svc->bonus;
}

/* Its domain has a reservation: the bonus is as it should be now. */
void c2_reserve_look(struct c2_vcpu *svc);
/* ... and ran for `delta`. */
void c2_reserve_burn(struct c2_vcpu *svc, s_time_t delta);
/* Nothing is left of this period's; for how long it may run on it. */
bool c2_reserve_used_up(const struct c2_vcpu *svc);
s_time_t c2_reserve_slice(const struct c2_vcpu *svc);
/* One of its vCPUs is about to be queued: a period begins if none is on. */
void c2_reserve_arm(struct c2_domain *dom, s_time_t now);

/* These: cpupool_lock held.  With `cpus` the pool could keep its word. */
bool c2_reserve_fits(const struct cpupool *pool, const cpumask_t *cpus);
int c2_adjust_reserve(struct domain *d, uint32_t *percent, bool put);
void c2_reserve_init(struct domain *d);
void c2_reserve_fini(struct domain *d);

#endif /* SCHED_CREDIT2_H */
