/*
 * affinity.c: where a vCPU may run, and moving it there.
 *
 * A move needs the vCPU off its CPU and out of its queue: VPF_migrating takes
 * it there like any other reason not to run; whoever finds it there - the one
 * who asked, or sched_context_saved() - chooses a CPU, moves and wakes it.
 *
 * Hard affinity always has a CPU of the domain's pool (or there would be none
 * to choose): who changes one of them holds cpupool_lock.
 */
#include "policy.h"

#include <xen/errno.h>
#include <xen/log.h>

const cpumask_t *vcpu_hard_affinity(const struct vcpu *v)
{
	return &v->sched->hard;
}

const cpumask_t *vcpu_soft_affinity(const struct vcpu *v)
{
	return &v->sched->soft;
}

/* Locks its queue and that of `cpu`; interrupts off. */
static void lock_both(const struct vcpu *v, unsigned int cpu,
		      struct spinlock **a, struct spinlock **b)
{
	for (;;) {
		*a = READ_ONCE(sched_cpu_of(READ_ONCE(v->processor))->lock);
		*b = READ_ONCE(sched_cpu_of(cpu)->lock);
		spin_lock_pair(*a, *b);
		if (likely(*a == sched_cpu_of(v->processor)->lock &&
			   *b == sched_cpu_of(cpu)->lock))
			return;
		spin_unlock_pair(*a, *b);
	}
}

/* Both locks held. */
static bool may_go(const struct vcpu *v, unsigned int cpu)
{
	const struct cpupool *pool = v->domain->cpupool;

	return cpumask_test(cpu, &v->sched->hard) &&
	       cpumask_test(cpu, &pool->cpus) &&
	       sched_cpu_of(v->processor)->pool == pool &&
	       sched_cpu_of(cpu)->pool == pool;
}

void sched_migrate_finish(struct vcpu *v)
{
	struct spinlock *a, *b;
	unsigned long flags;

	for (;;) {
		unsigned int cpu = v->domain->cpupool->ops->choose_cpu(v);
		bool mine, fits;

		flags = arch_irq_save();
		lock_both(v, cpu, &a, &b);
		/* Affinity, or pools, may have changed since the choice. */
		fits = may_go(v, cpu);
		mine = fits && !v->is_running &&
		       !(v->sched->flags & SVF_on_cpu) &&
		       atomic_test_and_clear_bit(VPF_migrating,
						 &v->pause_flags);
		if (mine) {
			v->sched->ops->dequeue(v);
			v->sched->ops->migrate(v, cpu);
		}
		spin_unlock_pair(a, b);
		arch_irq_restore(flags);
		if (fits) {
			if (mine)
				vcpu_wake(v);
			return;
		}
	}
}

/* Its lock held. */
static void update_soft(struct sched_vcpu *sv)
{
	cpumask_t both;

	cpumask_and(&both, &sv->hard, &sv->soft);
	/* A soft affinity that the hard one rules out, or contains, is none. */
	sv->has_soft =
		!cpumask_empty(&both) && !cpumask_equal(&both, &sv->hard);
}

static bool usable(const struct vcpu *v, const cpumask_t *mask)
{
	return cpumask_intersects(mask, domain_cpus(v->domain));
}

/* Its lock held; whether it has to move. */
static bool set_hard(struct vcpu *v, const cpumask_t *mask)
{
	v->sched->hard = *mask;
	update_soft(v->sched);
	if (cpumask_test(v->processor, mask))
		return false;
	atomic_set_bit(VPF_migrating, &v->pause_flags);
	return true;
}

static void move_away(struct vcpu *v)
{
	vcpu_sleep_nosync(v);
	sched_migrate_finish(v);
}

void sched_move_away(struct vcpu *v)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	atomic_set_bit(VPF_migrating, &v->pause_flags);
	spin_unlock_irqrestore(lock, flags);
	move_away(v);
}

void sched_fix_affinity(struct vcpu *v)
{
	cpumask_t all = CPUMASK_ALL;
	unsigned long flags;
	struct spinlock *lock;

	if (usable(v, &v->sched->hard))
		return;
	log_info("d%uv%u: no CPU of its affinity is left in its pool, it may "
		 "run on all now\n",
		 v->domain->id, v->id);
	lock = sched_lock_vcpu(v, &flags);
	v->sched->pinned = false;
	set_hard(v, &all);
	spin_unlock_irqrestore(lock, flags);
}

static int set_hard_affinity(struct vcpu *v, const cpumask_t *mask)
{
	unsigned long flags;
	struct spinlock *lock;
	bool move = false;
	int ret = 0;

	if (!usable(v, mask))
		return -EINVAL;
	lock = sched_lock_vcpu(v, &flags);
	if (v->sched->pinned)
		ret = -EBUSY;
	else
		move = set_hard(v, mask);
	spin_unlock_irqrestore(lock, flags);
	if (move)
		move_away(v);
	return ret;
}

int vcpu_set_hard_affinity(struct vcpu *v, const cpumask_t *mask)
{
	int ret;

	spin_lock(&cpupool_lock);
	ret = set_hard_affinity(v, mask);
	spin_unlock(&cpupool_lock);
	return ret;
}

int vcpu_set_soft_affinity(struct vcpu *v, const cpumask_t *mask)
{
	unsigned long flags;
	struct spinlock *lock;

	/* One that names no CPU is none: update_soft(). */
	lock = sched_lock_vcpu(v, &flags);
	v->sched->soft = *mask;
	update_soft(v->sched);
	spin_unlock_irqrestore(lock, flags);
	return 0;
}

static int pin_override(struct vcpu *v, int cpu)
{
	unsigned long flags;
	struct spinlock *lock;
	cpumask_t mask;
	bool move = false;
	int ret = 0;

	lock = sched_lock_vcpu(v, &flags);
	if (cpu < 0) {
		if (v->sched->pinned) {
			v->sched->pinned = false;
			mask = v->sched->hard_saved;
			/* Its CPUs may have left the pool meanwhile. */
			if (!usable(v, &mask))
				mask = CPUMASK_ALL;
			move = set_hard(v, &mask);
		} else {
			ret = -EINVAL;
		}
	} else if (!cpumask_test((unsigned int)cpu, domain_cpus(v->domain))) {
		ret = -EINVAL;
	} else if (v->sched->pinned) {
		ret = -EBUSY;
	} else {
		v->sched->pinned = true;
		v->sched->hard_saved = v->sched->hard;
		mask = cpumask_of((unsigned int)cpu);
		move = set_hard(v, &mask);
	}
	spin_unlock_irqrestore(lock, flags);
	if (move)
		move_away(v);
	return ret;
}

int vcpu_pin_override(struct vcpu *v, int cpu)
{
	int ret;

	if (cpu >= (int)NR_CPUS)
		return -EINVAL;
	spin_lock(&cpupool_lock);
	ret = pin_override(v, cpu);
	spin_unlock(&cpupool_lock);
	return ret;
}

static void add_affinity(struct vcpu *v, cpumask_t *sum)
{
	cpumask_t mask;
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	mask = v->sched->hard;
	if (v->sched->has_soft)
		cpumask_and(&mask, &mask, &v->sched->soft);
	spin_unlock_irqrestore(lock, flags);
	cpumask_or(sum, sum, &mask);
}

void domain_update_node_affinity(struct domain *d)
{
	cpumask_t sum = CPUMASK_NONE;
	nodemask_t nodes = NODEMASK_NONE;
	unsigned int cpu;

	spin_lock(&d->lock);
	if (!d->auto_node_affinity) {
		spin_unlock(&d->lock);
		return;
	}
	for (unsigned int i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i])
			add_affinity(d->vcpu[i], &sum);
	for_each_cpu(cpu, &cpu_online_map) if (cpumask_test(cpu, &sum) &&
					       arch_cpu_node(cpu) < NR_NODES)
		nodemask_set(arch_cpu_node(cpu), &nodes);
	/* Where it may run everywhere, nodes without CPUs are as good. */
	if (nodemask_empty(&nodes) || cpumask_subset(&cpu_online_map, &sum))
		nodes = NODEMASK_ALL;
	d->node_affinity = nodes;
	spin_unlock(&d->lock);
}
