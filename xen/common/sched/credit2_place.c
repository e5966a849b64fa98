/*
 * credit2_place.c: credit2's choice of CPUs, and the balance of its queues.
 *
 * A queue's load is how many of its vCPUs run or wait, averaged over some
 * time.  Other queues' masks and loads are read without their locks: they
 * are hints; whoever acts on one checks under the lock.  A second queue's
 * lock is only ever tried, since the order would forbid to wait for it.
 */
#include "credit2.h"

#include <xen/errno.h>

void c2_load_update(struct c2_rq *rq, s_time_t now)
{
	unsigned int n = rq->nr_queued + cpumask_weight(&rq->cpus) -
			 cpumask_weight(&rq->idle);
	int64_t load = (int64_t)n * C2_LOAD_ONE;
	s_time_t delta = now - rq->load_time;

	if (unlikely(delta >> C2_LOAD_SHIFT)) {
		if (delta > 0)
			rq->load_avg = load;
	} else {
		rq->load_avg +=
			((load - rq->load_avg) * delta) >> C2_LOAD_SHIFT;
	}
	rq->load_time = now;
}

/* ---- Who shall run a vCPU that was queued ---- */

static void tickle(struct c2_rq *rq, unsigned int cpu)
{
	cpumask_set(cpu, &rq->tickled);
	sched_tickle(cpu);
}

/* A member of `mask`, best the one where it ran; NR_CPUS. */
static unsigned int near(const struct c2_vcpu *svc, const cpumask_t *mask)
{
	unsigned int cpu = svc->base.vcpu->processor;

	return cpumask_test(cpu, mask) ? cpu : cpumask_cycle(cpu, mask);
}

/* An idle CPU of `rq` for it; soft: within its soft affinity only. */
static unsigned int idle_cpu_for(const struct c2_vcpu *svc,
				 const struct c2_rq *rq, bool soft)
{
	cpumask_t idle;

	cpumask_andnot(&idle, &rq->idle, &rq->tickled);
	if (likely(cpumask_empty(&idle)))
		return NR_CPUS;
	cpumask_and(&idle, &idle, &svc->base.hard);
	if (unlikely(soft))
		cpumask_and(&idle, &idle, &svc->base.soft);
	return near(svc, &idle);
}

/* Also looks again: an empty queue may have gone to another pool meanwhile. */
static bool trylock_other(const struct c2_rq *rq, struct c2_rq *to)
{
	if (!spin_trylock(&to->lock))
		return false;
	if (likely(c2_is_other(rq, to)))
		return true;
	spin_unlock(&to->lock);
	return false;
}

/* Moves it, queued, to another queue that has an idle CPU for it. */
static bool push(struct c2_vcpu *svc, bool soft, s_time_t now)
{
	unsigned int i, cpu = NR_CPUS;

	for (i = 0; i < c2_nr_rqs && cpu == NR_CPUS; i++) {
		struct c2_rq *to = c2_rqs[i];

		if (!c2_is_other(svc->rq, to) ||
		    idle_cpu_for(svc, to, soft) == NR_CPUS ||
		    !trylock_other(svc->rq, to))
			continue;
		cpu = idle_cpu_for(svc, to, soft);
		if (cpu < NR_CPUS) {
			c2_queue_del(svc);
			c2_move(svc, to, cpu);
			c2_load_update(to, now);
			c2_queue_add(svc);
			svc->tickled_cpu = cpu;
			tickle(to, cpu);
		}
		spin_unlock(&to->lock);
	}
	return cpu < NR_CPUS;
}

bool c2_idle_soft_cpu(const struct c2_vcpu *svc)
{
	for (unsigned int i = 0; i < c2_nr_rqs; i++)
		if (READ_ONCE(c2_rqs[i]->pool) == svc->rq->pool &&
		    idle_cpu_for(svc, c2_rqs[i], true) < NR_CPUS)
			return true;
	return false;
}

/* The CPU whose vCPU is the poorest, if poorer than `svc`; else NR_CPUS. */
static unsigned int poorest(const struct c2_vcpu *svc, const cpumask_t *mask,
			    s_time_t now)
{
	int64_t least = svc->credit;
	unsigned int cpu, best = NR_CPUS;

	for_each_cpu(cpu, mask)
	{
		const struct sched_cpu *sc = sched_cpu_of(cpu);
		int64_t credit;

		if (sc->curr == sc->idle)
			continue;
		credit = c2_credit_now(c2_vcpu(sc->curr), now);
		if (credit < 0 && cpumask_test(cpu, &svc->rq->alone))
			credit = 0;
		if (cpu != svc->base.vcpu->processor)
			credit += C2_MIGRATE_RESIST;
		/* Rather one that it likes. */
		if (svc->base.has_soft && !cpumask_test(cpu, &svc->base.soft))
			credit += C2_MIGRATE_RESIST;
		if (credit < least) {
			least = credit;
			best = cpu;
		}
	}
	return best;
}

/* It has a reservation: to a queue where one runs who has none, or less. */
static bool push_over(struct c2_vcpu *svc, s_time_t now)
{
	struct c2_rq *rq = svc->rq;

	for (unsigned int i = 0; i < c2_nr_rqs; i++) {
		struct c2_rq *to = c2_rqs[i];
		unsigned int cpu;
		cpumask_t mask;

		if (!c2_is_other(rq, to) || !trylock_other(rq, to))
			continue;
		cpumask_and(&mask, &svc->base.hard, &to->cpus);
		cpumask_andnot(&mask, &mask, &to->tickled);
		cpu = poorest(svc, &mask, now);
		if (cpu < NR_CPUS) {
			c2_queue_del(svc);
			c2_move(svc, to, cpu);
			c2_load_update(to, now);
			c2_queue_add(svc);
			svc->tickled_cpu = cpu;
			tickle(to, cpu);
		}
		spin_unlock(&to->lock);
		if (cpu < NR_CPUS)
			return true;
	}
	return false;
}

/*
 * In this order: an idle CPU that it likes, here or elsewhere; any idle one,
 * here or elsewhere; the CPU of the poorest.
 */
void c2_tickle(struct c2_vcpu *svc, s_time_t now)
{
	struct c2_rq *rq = svc->rq;
	unsigned int cpu;
	cpumask_t mask;

	if (unlikely(svc->base.has_soft)) {
		cpu = idle_cpu_for(svc, rq, true);
		if (cpu < NR_CPUS)
			goto found;
		if (c2_nr_rqs > 1 && push(svc, true, now))
			return;
	}
	cpu = idle_cpu_for(svc, rq, false);
	if (cpu < NR_CPUS)
		goto found;
	if (c2_nr_rqs > 1 && push(svc, false, now))
		return;

	cpumask_and(&mask, &svc->base.hard, &rq->cpus);
	cpumask_andnot(&mask, &mask, &rq->tickled);
	cpu = poorest(svc, &mask, now);
	if (cpu < NR_CPUS)
		goto found;

	if (unlikely(c2_is_reserved(svc)) && c2_nr_rqs > 1 &&
	    push_over(svc, now))
		return;
	/* It waits: those who thought that nobody does begin a slice. */
	cpumask_and(&mask, &mask, &rq->alone);
	for_each_cpu(cpu, &mask) tickle(rq, cpu);
	return;

found:
	svc->tickled_cpu = cpu;
	tickle(rq, cpu);
}

/* ---- Between queues ---- */

static bool likes(const struct c2_vcpu *svc, const cpumask_t *cpus)
{
	return !svc->base.has_soft || cpumask_intersects(&svc->base.soft, cpus);
}

/* A queued vCPU that may run on some of `cpus`; its queue's lock held. */
static struct c2_vcpu *candidate(struct c2_rq *from, const cpumask_t *cpus,
				 bool soft)
{
	struct c2_vcpu *svc;

	/* From the end: those that would wait longest. */
	list_for_each_entry_reverse(
		svc, &from->queue,
		queue) if (cpumask_intersects(&svc->base.hard, cpus) &&
			   (!soft || likes(svc, cpus)) &&
			   !cpumask_test(svc->tickled_cpu, &from->tickled) &&
			   !c2_exhausted(svc)) return svc;
	return NULL;
}

struct c2_vcpu *c2_steal(struct c2_rq *rq, unsigned int cpu)
{
	cpumask_t here = cpumask_of(cpu);
	struct c2_vcpu *svc = NULL;
	unsigned int i;

	for (i = 0; i < c2_nr_rqs && !svc; i++) {
		struct c2_rq *from = c2_rqs[i];

		if (!c2_is_other(rq, from) || !READ_ONCE(from->nr_queued))
			continue;
		if (!trylock_other(rq, from)) {
			/* Idle as it is, it can look again. */
			softirq_raise(SCHEDULE_SOFTIRQ);
			continue;
		}
		svc = candidate(from, &here, true);
		if (!svc)
			svc = candidate(from, &here, false);
		if (svc) {
			c2_queue_del(svc);
			c2_move(svc, rq, cpu);
		}
		spin_unlock(&from->lock);
	}
	return svc;
}

/* Whether `to` has the lower load for each CPU even with one vCPU more. */
static bool lighter(const struct c2_rq *to, const struct c2_rq *from)
{
	int64_t nr_to = cpumask_weight(&to->cpus);
	int64_t nr_from = cpumask_weight(&from->cpus);

	return (READ_ONCE(to->load_avg) + C2_LOAD_ONE) * nr_from <=
	       (READ_ONCE(from->load_avg) - C2_LOAD_ONE / 2) * nr_to;
}

void c2_balance(struct c2_rq *rq, s_time_t now)
{
	unsigned int i;

	for (i = 0; i < c2_nr_rqs && rq->nr_queued; i++) {
		struct c2_rq *to = c2_rqs[i];
		struct c2_vcpu *svc;
		cpumask_t mask;

		if (!c2_is_other(rq, to) || cpumask_empty(&to->cpus) ||
		    !lighter(to, rq) || !trylock_other(rq, to))
			continue;
		svc = candidate(rq, &to->cpus, true);
		if (svc) {
			c2_queue_del(svc);
			cpumask_and(&mask, &svc->base.hard, &to->cpus);
			c2_move(svc, to, near(svc, &mask));
			c2_load_update(to, now);
			c2_queue_add(svc);
			c2_tickle(svc, now);
		}
		spin_unlock(&to->lock);
		if (svc)
			return;
	}
}

/* ---- A home ---- */

/* How attractive: the load for each CPU; vCPUs that sleep count a little. */
static int64_t cost(const struct c2_rq *rq)
{
	int64_t load = READ_ONCE(rq->load_avg) * 16 +
		       (int64_t)READ_ONCE(rq->nr_vcpus) * C2_LOAD_ONE;

	return load / (int64_t)max(cpumask_weight(&rq->cpus), 1u);
}

/* The queue with the least load of those with CPUs in `mask`, or NULL. */
static struct c2_rq *best_rq(const cpumask_t *mask)
{
	struct c2_rq *best = NULL;
	unsigned int i;

	for (i = 0; i < c2_nr_rqs; i++)
		if (cpumask_intersects(&c2_rqs[i]->cpus, mask) &&
		    (!best || cost(c2_rqs[i]) < cost(best)))
			best = c2_rqs[i];
	return best;
}

unsigned int c2_choose_cpu(struct vcpu *v)
{
	const struct c2_vcpu *svc = c2_vcpu(v);
	cpumask_t mask, soft, idle;
	struct c2_rq *rq;

	cpumask_and(&mask, &svc->base.hard, domain_cpus(v->domain));
	if (cpumask_empty(&mask))
		mask = *domain_cpus(v->domain);
	cpumask_and(&soft, &mask, &svc->base.soft);
	if (svc->base.has_soft && !cpumask_empty(&soft))
		mask = soft;
	rq = best_rq(&mask);
	if (!rq)
		return cpumask_first(&mask);
	cpumask_and(&mask, &mask, &rq->cpus);
	cpumask_and(&idle, &mask, &rq->idle);
	return near(svc, cpumask_empty(&idle) ? &mask : &idle);
}
