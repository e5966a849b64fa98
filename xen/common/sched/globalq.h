/*
 * globalq.h: one ordered queue for all CPUs of a pool, for policies whose
 * rules are about the pool as a whole (credit, rtds).
 *
 * Each vCPU has a key; the lowest key of those that may run on a CPU runs
 * there.  The queue knows which CPUs idle, which were told to look and which
 * run without an end of slice, and tells the right one when a vCPU comes.
 * One lock (LOCK_SCHED) is over it all, so that the decision is exact; it is
 * the price that credit2, whose queues are those of caches, does not pay.
 *
 * All functions: lock held.
 */
#ifndef SCHED_GLOBALQ_H
#define SCHED_GLOBALQ_H

#include "policy.h"

struct globalq {
	struct spinlock lock;	/* LOCK_SCHED */
	cpumask_t cpus;		/* of the pool */
	cpumask_t idle;		/* run their idle vCPU */
	cpumask_t tickled;	/* were told to look, did not yet */
	cpumask_t alone;	/* run without end of slice */
	struct list_head queue; /* by key, lowest first */
};

#define GQ_KEY_NONE UINT64_MAX /* beyond every vCPU's */

struct gq_vcpu {
	struct sched_vcpu base;
	struct list_head link; /* while SVF_queued */
	uint64_t key;	       /* below GQ_KEY_NONE */
};

static inline struct gq_vcpu *gq_vcpu(const struct vcpu *v)
{
	return container_of(v->sched, struct gq_vcpu, base);
}

void gq_init(struct globalq *q);
void gq_cpu_start(struct globalq *q, unsigned int cpu);
void gq_cpu_stop(struct globalq *q, unsigned int cpu);

static inline void gq_vcpu_init(struct gq_vcpu *gv)
{
	list_init(&gv->link);
}

/* Queues it behind its equals; takes it out, if it is queued. */
void gq_add(struct globalq *q, struct gq_vcpu *gv);
void gq_del(struct gq_vcpu *gv);
/* Its key changes; in its new place if it is queued. */
void gq_set_key(struct globalq *q, struct gq_vcpu *gv, uint64_t key);

/*
 * `gv` was queued: tells the CPU that should run it: an idle one, best in its
 * soft affinity, best where it was; else the one with the highest key if that
 * is above `gv`'s.  false: it has to wait.
 */
bool gq_tickle(struct globalq *q, const struct gq_vcpu *gv);
/* Keys have changed: tells as many CPUs as are concerned. */
void gq_tickle_all(struct globalq *q);

/*
 * Of a pick: `cpu` has come to look.  gq_best() is the first in the queue that
 * it should run, with a key below `limit`, or NULL; gq_taken() is to be called
 * with who was chosen (NULL: idle).
 */
void gq_looks(struct globalq *q, unsigned int cpu);
struct gq_vcpu *gq_best(struct globalq *q, unsigned int cpu, uint64_t limit);
void gq_taken(struct globalq *q, unsigned int cpu, struct gq_vcpu *gv);
void gq_idle(struct globalq *q, unsigned int cpu, bool tasklet);
/* It runs outside its soft affinity while a CPU inside has nothing to do. */
bool gq_better_elsewhere(const struct globalq *q, const struct gq_vcpu *gv,
			 unsigned int cpu);
/*
 * Whether it may go on until something happens: nobody waits that would run
 * here, and it is where it likes to be.  Then those who come behind it will
 * tell `cpu`.
 */
bool gq_alone(struct globalq *q, const struct gq_vcpu *gv, unsigned int cpu,
	      bool preempts);

/* sched_ops::choose_cpu */
unsigned int gq_choose_cpu(struct vcpu *v);

#endif /* SCHED_GLOBALQ_H */
