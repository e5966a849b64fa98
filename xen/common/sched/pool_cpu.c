/*
 * pool_cpu.c: a CPU goes from a pool to none, or back.
 *
 * The CPU does it itself, in a tasklet of its idle vCPU: while one waits there
 * every policy picks the idle vCPU, so that nobody runs on the CPU, nobody's
 * state is on its way out, and schedule() is not at work.  What is left are
 * others that have it as their processor, asleep or in a queue: these are
 * moved.  Who asked can't wait for that - it may be a vCPU on this very CPU -
 * so it comes again (-ERESTART) until it is done.
 */
#include "policy.h"

#include <xen/errno.h>
#include <xen/log.h>

enum { CHANGE_NONE, CHANGE_PENDING, CHANGE_DONE };

/* One at a time [P]. */
static struct {
	unsigned int state, cpu;
	struct cpupool *pool;
	struct spinlock *lock; /* adding: of its queue; else NULL */
	struct tasklet tasklet;
} change;

static void set_sched_cpu(struct sched_cpu *sc, struct spinlock *lock,
			  const struct sched_ops *ops, struct cpupool *pool)
{
	struct spinlock *old = sc->lock;
	unsigned long flags = spin_lock_irqsave(old);

	sc->ops = ops;
	sc->pool = pool;
	/* Who gets it sees the rest. */
	store_release(&sc->lock, lock);
	spin_unlock_irqrestore(old, flags);
}

int pool_cpu_prepare(struct cpupool *pool, unsigned int cpu)
{
	struct spinlock *lock;
	int ret = pool->ops->cpu_init(pool, cpu, &lock);

	if (!ret)
		set_sched_cpu(sched_cpu_of(cpu), lock, pool->ops, pool);
	return ret;
}

static void leave_pool(unsigned int cpu, struct cpupool *pool)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	unsigned long flags = spin_lock_irqsave(sc->lock);
	struct sched_vcpu *sv;

	sc->ops->cpu_stop(cpu);
	spin_unlock_irqrestore(sc->lock, flags);
	list_for_each_entry (sv, &pool->vcpus, pool_link)
		if (sv->vcpu->processor == cpu)
			sched_move_away(sv->vcpu);
	set_sched_cpu(sc, &sc->free_lock, &sched_free_ops, NULL);
	timer_stop(&sc->timer);
}

static void join_pool(unsigned int cpu, struct cpupool *pool)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	unsigned long flags;

	set_sched_cpu(sc, change.lock, pool->ops, pool);
	flags = spin_lock_irqsave(sc->lock);
	atomic_set_bit(cpu, pool->cpus.bits);
	pool->ops->cpu_start(cpu);
	spin_unlock_irqrestore(sc->lock, flags);
	softirq_raise(SCHEDULE_SOFTIRQ);
}

static void change_here(void *unused)
{
	unsigned int cpu = smp_processor_id();

	spin_lock(&cpupool_lock);
	if (change.lock)
		join_pool(cpu, change.pool);
	else
		leave_pool(cpu, change.pool);
	change.state = CHANGE_DONE;
	spin_unlock(&cpupool_lock);
}

static void start_change(unsigned int cpu, struct cpupool *pool,
			 struct spinlock *lock)
{
	change.state = CHANGE_PENDING;
	change.cpu = cpu;
	change.pool = pool;
	change.lock = lock;
	tasklet_init(&change.tasklet, change_here, NULL);
	tasklet_schedule_on(&change.tasklet, cpu);
}

/* -ENOENT: it is not this change that is on its way, or was done last. */
static int change_result(unsigned int cpu, const struct cpupool *pool, bool add)
{
	bool same = change.cpu == cpu && change.pool == pool &&
		    add == (change.lock != NULL);

	if (change.state == CHANGE_PENDING)
		return same ? -ERESTART : -EBUSY;
	if (change.state == CHANGE_NONE || !same)
		return -ENOENT;
	change.state = CHANGE_NONE;
	/* Else nobody came to hear of it, and since then it was undone. */
	return add == (sched_cpu_of(cpu)->pool == pool) ? 0 : -ENOENT;
}

void pool_cpu_forget(unsigned int cpu)
{
	if (change.state == CHANGE_DONE && change.cpu == cpu)
		change.state = CHANGE_NONE;
}

bool pool_cpu_busy(unsigned int cpu)
{
	return change.state == CHANGE_PENDING && change.cpu == cpu;
}

unsigned int pool_cpu_changing(const struct cpupool *pool, bool add)
{
	if (change.state == CHANGE_NONE || change.pool != pool ||
	    add != (change.lock != NULL))
		return NR_CPUS;
	return change.cpu;
}

int pool_cpu_remove(struct cpupool *pool, unsigned int cpu)
{
	int ret = change_result(cpu, pool, false);
	struct sched_vcpu *sv;
	cpumask_t left;

	if (ret != -ENOENT)
		return ret;
	if (!cpumask_test(cpu, &pool->cpus))
		return -EADDRNOTAVAIL;
	/* Pool 0 has one even without domains. */
	if (pool == cpupool0 && cpumask_weight(&pool->cpus) == 1)
		return -EINVAL;
	left = pool->cpus;
	cpumask_clear(cpu, &left);
	if (pool->nr_domains &&
	    (cpumask_empty(&left) || !pool->ops->fits(pool, &left)))
		return -EBUSY;
	list_for_each_entry (sv, &pool->vcpus, pool_link)
		if (sv->pinned && cpumask_test(cpu, &sv->hard))
			return -EADDRINUSE;
	/* Nobody chooses it any more, nor must. */
	atomic_clear_bit(cpu, pool->cpus.bits);
	list_for_each_entry (sv, &pool->vcpus, pool_link)
		sched_fix_affinity(sv->vcpu);
	start_change(cpu, pool, NULL);
	return -ERESTART;
}

int pool_cpu_add(struct cpupool *pool, unsigned int cpu)
{
	int ret = change_result(cpu, pool, true);
	struct spinlock *lock;

	if (ret != -ENOENT)
		return ret;
	if (!cpumask_test(cpu, &sched_cpus) || sched_cpu_of(cpu)->pool)
		return -ENODEV;
	ret = pool->ops->cpu_init(pool, cpu, &lock);
	if (ret)
		return ret;
	start_change(cpu, pool, lock);
	return -ERESTART;
}
