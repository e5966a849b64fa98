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

/* sched_vcpu::flags [a] */
#define SVF_on_cpu  1u /* running, or its state is being saved */
#define SVF_delayed 2u /* queue it when its state is saved */
#define SVF_queued  4u /* the policy has it in a queue [S] */

struct sched_vcpu {
	struct vcpu *vcpu;
	unsigned int flags;
	bool has_soft;	      /* soft affinity excludes CPUs that hard allows */
	bool pinned;	      /* SCHEDOP_pin_override is in effect */
	cpumask_t hard, soft; /* soft: as it was set, may miss hard */
	cpumask_t hard_saved; /* while pinned */
};

struct sched_domain {
	struct domain *domain;
};

struct sched_cpu {
	struct spinlock *lock; /* [I] of its run queue */
	struct vcpu *curr;     /* [S] who runs, or is being switched to */
	struct vcpu *idle;     /* [I] */
	struct timer timer;    /* end of the time slice */
};
DECLARE_PER_CPU(struct sched_cpu, sched_cpu);

struct sched_ops {
	const char *name; /* for sched= */
	unsigned int id;  /* XEN_SCHEDULER_* */
	size_t vcpu_size, domain_size;

	void (*init)(void);
	/* sched_cpu::lock is to be set; the CPU does not run yet. */
	int (*cpu_init)(unsigned int cpu);
	/* It runs: may get vCPUs.  Lock held. */
	void (*cpu_start)(unsigned int cpu);

	int (*domain_init)(struct domain *d);
	void (*domain_fini)(struct domain *d);
	/* A new vCPU, affinity set: insert() chooses its processor. No lock. */
	void (*insert)(struct vcpu *v);
	void (*remove)(struct vcpu *v);

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

	/* A CPU within its hard affinity, in a good queue.  No lock needed. */
	unsigned int (*choose_cpu)(struct vcpu *v);
	/* Neither running nor queued: to `cpu`; both locks held. */
	void (*migrate)(struct vcpu *v, unsigned int cpu);

	/* The payload of the domctl / sysctl; put: change, else tell. */
	int (*adjust_domain)(struct domain *d,
			     struct xen_domctl_scheduler_op *op, bool put);
	int (*adjust_global)(struct xen_sysctl_scheduler_op *op, bool put);

	void (*dump)(void);
};

extern const struct sched_ops sched_credit2_ops, sched_null_ops;
extern const struct sched_ops *sched_ops;

/* All CPUs that run vCPUs (pool 0). */
extern cpumask_t sched_cpus;

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

/* runstate.c; lock of `v` held. */
static inline void runstate_change(struct vcpu *v, int state, s_time_t now)
{
	struct vcpu_runstate_info *r = &v->runstate;

	r->time[r->state] += (uint64_t)now - r->state_entry_time;
	r->state_entry_time = (uint64_t)now;
	r->state = state;
}

/* affinity.c: VPF_migrating is set and it does not run: to a new home. */
void sched_migrate_finish(struct vcpu *v);

#endif /* SCHED_POLICY_H */
