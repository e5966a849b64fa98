/*
 * policy.h: between the framework (core.c and friends) and a policy.
 *
 * The framework knows whether a vCPU may run, stops and starts it, switches
 * contexts and keeps the books; the policy decides who runs where and for how
 * long.  For a policy each vCPU is in one of three states:
 *
 *	running	it is sched_cpu::curr of its CPU, or its state is still being
 *		saved after it was that (SVF_on_cpu)
 *	queued	the policy has it in a queue
 *	neither	it can't run, or the policy parked it
 *
 * A run queue is served by one or several CPUs and has one lock (LOCK_SCHED,
 * interrupts off), to which sched_cpu::lock of each of them points.  It
 * protects the queue, vcpu::processor, the policy's data of its vCPUs and
 * their runstate.  A vCPU's lock is that of its processor: sched_lock_vcpu().
 *
 * A policy embeds struct sched_vcpu / sched_domain at the start of its own
 * structures and says how large those are.
 */
#ifndef SCHED_POLICY_H
#define SCHED_POLICY_H

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/percpu.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/trace.h>
#include <public/domctl.h>

/* sched_vcpu::flags [a] */
#define SVF_on_cpu  1u /* running, or its state is being saved */
#define SVF_delayed 2u /* queue it when its state is saved */
#define SVF_queued  4u /* the policy has it in a queue [S] */

/*
 * A domain can go to a pool with another policy, so the memory of these is
 * large enough for every policy: what follows the base is zeroed, then
 * attach() and domain_init() of the new one make it theirs.
 */
struct sched_vcpu {
	struct vcpu *vcpu;
	const struct sched_ops *ops; /* [S] */
	unsigned int flags;
	bool has_soft;	      /* soft affinity excludes CPUs that hard allows */
	bool pinned;	      /* SCHEDOP_pin_override is in effect */
	cpumask_t hard, soft; /* soft: as it was set, may miss hard */
	cpumask_t hard_saved; /* while pinned */
	struct list_head pool_link; /* cpupool::vcpus */
};

struct sched_domain {
	struct domain *domain;
};

/*
 * Lock, ops and pool change together, by the CPU itself and with the old lock
 * held (pool_cpu.c): who locks by `lock` looks at it again afterwards, unless
 * it is this CPU.
 */
struct sched_cpu {
	struct spinlock *lock;	     /* of its run queue */
	const struct sched_ops *ops; /* of its pool */
	struct vcpu *curr;	     /* [S] who runs, or is being switched to */
	struct vcpu *idle;	     /* [I] */
	struct timer timer;	     /* end of the time slice */
	struct cpupool *pool;	     /* NULL: in none */
	struct spinlock free_lock;   /* its lock while it is in no pool */
};
DECLARE_PER_CPU(struct sched_cpu, sched_cpu);

/*
 * A set of CPUs with a policy for its domains.
 *
 * What protects each field:
 *	I	set when it is made
 *	P	cpupool_lock; read freely, for the memory of a pool that was
 *		destroyed is only used for another one
 */
struct cpupool {
	unsigned int id;	     /* [I] */
	const struct sched_ops *ops; /* [I] */
	cpumask_t cpus;		     /* [P] that may take its vCPUs */
	unsigned int nr_domains;     /* [P] */
	struct list_head vcpus;	     /* [P] sched_vcpu::pool_link */
	void *data;		     /* [I] the policy's */
	struct list_head list;	     /* [P] by id */
};

/* Pools, which CPU and which vCPU is in which; affinity.  LOCK_CPUPOOL. */
extern struct spinlock cpupool_lock;
extern struct cpupool *cpupool0;

struct sched_ops {
	const char *name; /* for sched= */
	unsigned int id;  /* XEN_SCHEDULER_* */
	size_t vcpu_size, domain_size;

	/* pool->data; -ENOMEM.  fini: it has no CPU and no vCPU. */
	int (*pool_init)(struct cpupool *pool);
	void (*pool_fini)(struct cpupool *pool);

	/*
	 * A CPU is about to serve the pool: what needs memory; *lock is the
	 * one of its queue.  cpupool_lock held.
	 */
	int (*cpu_init)(struct cpupool *pool, unsigned int cpu,
			struct spinlock **lock);
	/* It idles, and may get vCPUs.  Lock held. */
	void (*cpu_start)(unsigned int cpu);
	/* It idles, and gets none any more; others' processor may still be
	 * this one, until they are moved.  Lock held. */
	void (*cpu_stop)(unsigned int cpu);

	/* Default parameters.  fini: none of its vCPUs can run. */
	void (*domain_init)(struct domain *d);
	void (*domain_fini)(struct domain *d);
	/*
	 * A vCPU that does not run, with processor and affinity set, comes or
	 * goes; its domain is this policy's meanwhile.  Lock held.
	 */
	void (*attach)(struct vcpu *v);
	void (*detach)(struct vcpu *v);

	/*
	 * `v` can run and is neither running nor queued: queue it, and see to
	 * it that a CPU notices.  woken: it was blocked or paused, else it
	 * was preempted.  Lock held.
	 */
	void (*enqueue)(struct vcpu *v, s_time_t now, bool woken);
	/* A queued or parked one can't run any more.  Lock held. */
	void (*dequeue)(struct vcpu *v);
	/* The current one gives way at the next pick().  Lock held. */
	void (*yield)(struct vcpu *v);

	/*
	 * Who runs next on this CPU: takes it out of the queue, sets its
	 * processor.  sched_cpu::curr (still) is who ran; if it can run it
	 * may stay, else the framework calls enqueue() for it later.
	 * tasklet: it must be the idle one.  *until: end of its slice or
	 * STIME_MAX.  Lock held.
	 */
	struct vcpu *(*pick)(unsigned int cpu, s_time_t now, bool tasklet,
			     s_time_t *until);

	/*
	 * A CPU of its pool within its hard affinity, in a good queue; any if
	 * there is none.  No lock needed; `v` may not be attached.
	 */
	unsigned int (*choose_cpu)(struct vcpu *v);
	/* Neither running nor queued: to `cpu`; both locks held. */
	void (*migrate)(struct vcpu *v, unsigned int cpu);

	/* The payload of the domctl / sysctl; put: change, else tell. */
	int (*adjust_domain)(struct domain *d,
			     struct xen_domctl_scheduler_op *op, bool put);
	/* Of one vCPU: u of `p`; sched_no_vcpu_params() where there are none.
	 */
	int (*adjust_vcpu)(struct vcpu *v, struct xen_domctl_schedparam_vcpu *p,
			   bool put);
	/* A domain's reservation in percent of a CPU; cpupool_lock held. */
	int (*adjust_reserve)(struct domain *d, uint32_t *percent, bool put);
	/* Whether `cpus` are enough for what was reserved in the pool. */
	bool (*fits)(const struct cpupool *pool, const cpumask_t *cpus);
	int (*adjust_global)(struct cpupool *pool,
			     struct xen_sysctl_scheduler_op *op, bool put);

	void (*dump)(const struct cpupool *pool);
};

extern const struct sched_ops sched_credit_ops, sched_credit2_ops,
	sched_rtds_ops, sched_null_ops;
/* Of CPUs in no pool: they idle. */
extern const struct sched_ops sched_free_ops;

/* By XEN_SCHEDULER_*, by name; NULL. */
const struct sched_ops *sched_ops_by_id(unsigned int id);
const struct sched_ops *sched_ops_by_name(const char *name);

/* adjust.c: -EINVAL; -EOPNOTSUPP; true. */
int sched_no_vcpu_params(struct vcpu *v, struct xen_domctl_schedparam_vcpu *p,
			 bool put);
int sched_no_reserve(struct domain *d, uint32_t *percent, bool put);
bool sched_always_fits(const struct cpupool *pool, const cpumask_t *cpus);

/* A rate limit (us, 0: none) that the ABI allows; sched_ratelimit_us=. */
bool sched_ratelimit_valid(unsigned int us);
unsigned int sched_ratelimit_default(void);

/* CPUs that the scheduler has, in a pool or not. */
extern cpumask_t sched_cpus;

/* ---- cpupool.c ---- */

/* Pool 0, with this policy.  Boot. */
int cpupool_init(const struct sched_ops *ops);
/* NULL: none.  cpupool_lock held. */
struct cpupool *cpupool_by_id(unsigned int id);
/* A new domain.  -ESRCH: no such pool; -ENODEV: it has no CPU. */
int cpupool_add_domain(struct domain *d, unsigned int id);
void cpupool_remove_domain(struct domain *d);
/* `v` is new, affinity set: it gets a processor; `v` goes away. */
void cpupool_add_vcpu(struct vcpu *v);
void cpupool_remove_vcpu(struct vcpu *v);

/* Each pool and what its policy tells: debug key. */
void sched_dump_pools(void);

/* Memory for sched_vcpu and sched_domain under any policy. */
size_t sched_vcpu_size(void);
size_t sched_domain_size(void);

/* ---- pool_cpu.c: cpupool_lock held ---- */

/* The sched_cpu of a CPU that does not run yet is the one of `pool`. */
int pool_cpu_prepare(struct cpupool *pool, unsigned int cpu);
/*
 * Begins to take a CPU out of its pool / into `pool`; the CPU itself does it,
 * soon: -ERESTART until it has, then 0.  One CPU at a time: -EBUSY.
 */
int pool_cpu_remove(struct cpupool *pool, unsigned int cpu);
int pool_cpu_add(struct cpupool *pool, unsigned int cpu);
/* Nobody will ask for the result of its last change. */
void pool_cpu_forget(unsigned int cpu);
/* It is on its way into a pool or out of one. */
bool pool_cpu_busy(unsigned int cpu);
/* The CPU of the change that is on its way, or was done last; NR_CPUS. */
unsigned int pool_cpu_changing(const struct cpupool *pool, bool add);

static inline struct sched_cpu *sched_cpu_of(unsigned int cpu)
{
	return &per_cpu(sched_cpu, cpu);
}

/* Locks the run queue of `v`, which then can't change; interrupts off. */
static inline struct spinlock *sched_lock_vcpu(const struct vcpu *v,
					       unsigned long *flags)
{
	*flags = arch_irq_save();
	for (;;) {
		unsigned int cpu = READ_ONCE(v->processor);
		struct spinlock *lock = sched_cpu_of(cpu)->lock;

		spin_lock(lock);
		if (likely(lock == sched_cpu_of(v->processor)->lock))
			return lock;
		spin_unlock(lock);
	}
}

/* Makes `cpu` go through schedule(). */
static inline void sched_tickle(unsigned int cpu)
{
	softirq_raise_cpu(SCHEDULE_SOFTIRQ, cpu);
}

/* trace.c */
void sched_trace_runstate(const struct vcpu *v, int state) __cold;
void sched_trace_continue(const struct vcpu *v, s_time_t now,
			  s_time_t until) __cold;
void sched_trace_switch(const struct vcpu *prev, const struct vcpu *next,
			s_time_t now, s_time_t until) __cold;

/* runstate.c; lock of `v` held. */
static inline void runstate_change(struct vcpu *v, int state, s_time_t now)
{
	struct vcpu_runstate_info *r = &v->runstate;

	if (unlikely(trace_on))
		sched_trace_runstate(v, state);
	r->time[r->state] += (uint64_t)now - r->state_entry_time;
	r->state_entry_time = (uint64_t)now;
	r->state = state;
}

/* affinity.c: VPF_migrating is set and it does not run: to a new home. */
void sched_migrate_finish(struct vcpu *v);
/* It has to leave the CPU that it is on; returns when it is told. */
void sched_move_away(struct vcpu *v);
/* Hard affinity that has no CPU in its pool becomes all.  cpupool_lock held. */
void sched_fix_affinity(struct vcpu *v);

#endif /* SCHED_POLICY_H */
