/*
 * globalq.c: see globalq.h.
 */
#include "globalq.h"

void gq_init(struct globalq *q)
{
	spin_lock_init(&q->lock, LOCK_SCHED);
	list_init(&q->queue);
}

void gq_cpu_start(struct globalq *q, unsigned int cpu)
{
	cpumask_set(cpu, &q->cpus);
	cpumask_set(cpu, &q->idle);
}

void gq_cpu_stop(struct globalq *q, unsigned int cpu)
{
	cpumask_clear(cpu, &q->cpus);
	cpumask_clear(cpu, &q->idle);
	cpumask_clear(cpu, &q->tickled);
	cpumask_clear(cpu, &q->alone);
}

/* ---- The queue ---- */

void gq_add(struct globalq *q, struct gq_vcpu *gv)
{
	struct list_head *pos = &q->queue;

	while (pos->prev != &q->queue &&
	       list_entry(pos->prev, struct gq_vcpu, link)->key > gv->key)
		pos = pos->prev;
	list_add_tail(&gv->link, pos);
	atomic_or(&gv->base.flags, SVF_queued);
}

void gq_del(struct gq_vcpu *gv)
{
	if (!(gv->base.flags & SVF_queued))
		return;
	list_del(&gv->link);
	atomic_and(&gv->base.flags, ~SVF_queued);
}

void gq_set_key(struct globalq *q, struct gq_vcpu *gv, uint64_t key)
{
	if (gv->key == key)
		return;
	gv->key = key;
	if (gv->base.flags & SVF_queued) {
		gq_del(gv);
		gq_add(q, gv);
	}
}

/* ---- Who is told ---- */

static void tickle(struct globalq *q, unsigned int cpu)
{
	cpumask_set(cpu, &q->tickled);
	sched_tickle(cpu);
}

/* An idle CPU for it that was not told yet; soft: in its soft affinity. */
static unsigned int idle_cpu(const struct globalq *q, const struct gq_vcpu *gv,
			     bool soft)
{
	unsigned int cpu = gv->base.vcpu->processor;
	cpumask_t mask;

	cpumask_andnot(&mask, &q->idle, &q->tickled);
	cpumask_and(&mask, &mask, &gv->base.hard);
	if (soft)
		cpumask_and(&mask, &mask, &gv->base.soft);
	return cpumask_test(cpu, &mask) ? cpu : cpumask_cycle(cpu, &mask);
}

static uint64_t running_key(unsigned int cpu)
{
	const struct sched_cpu *sc = sched_cpu_of(cpu);

	return sc->curr == sc->idle ? GQ_KEY_NONE : gq_vcpu(sc->curr)->key;
}

/* The CPU that runs the highest key of those above `gv`'s, or NR_CPUS. */
static unsigned int highest(const struct globalq *q, const struct gq_vcpu *gv)
{
	unsigned int cpu, best = NR_CPUS;
	uint64_t most = gv->key;
	cpumask_t mask;

	cpumask_and(&mask, &q->cpus, &gv->base.hard);
	cpumask_andnot(&mask, &mask, &q->tickled);
	cpumask_andnot(&mask, &mask, &q->idle);
	for_each_cpu(cpu, &mask)
	{
		uint64_t key = running_key(cpu);
		bool near = cpu == gv->base.vcpu->processor;

		if (key > most || (key == most && best < NR_CPUS && near)) {
			most = key;
			best = cpu;
		}
	}
	return best;
}

bool gq_tickle(struct globalq *q, const struct gq_vcpu *gv)
{
	unsigned int cpu = NR_CPUS;
	cpumask_t mask;

	if (unlikely(gv->base.has_soft))
		cpu = idle_cpu(q, gv, true);
	if (cpu == NR_CPUS)
		cpu = idle_cpu(q, gv, false);
	if (cpu == NR_CPUS)
		cpu = highest(q, gv);
	if (cpu < NR_CPUS) {
		tickle(q, cpu);
		return true;
	}
	/* It waits: those who thought that nobody does begin a slice. */
	cpumask_and(&mask, &q->alone, &gv->base.hard);
	cpumask_andnot(&mask, &mask, &q->tickled);
	for_each_cpu(cpu, &mask) tickle(q, cpu);
	return false;
}

void gq_tickle_all(struct globalq *q)
{
	struct gq_vcpu *gv;
	cpumask_t left;

	list_for_each_entry (gv, &q->queue, link) {
		cpumask_andnot(&left, &q->cpus, &q->tickled);
		if (cpumask_empty(&left))
			break;
		(void)gq_tickle(q, gv);
	}
}

/* ---- Picking ---- */

void gq_looks(struct globalq *q, unsigned int cpu)
{
	cpumask_clear(cpu, &q->tickled);
	cpumask_clear(cpu, &q->alone);
}

/* An idle CPU that it likes was told, and will come for it. */
static bool awaited(const struct globalq *q, const struct gq_vcpu *gv)
{
	cpumask_t mask;

	if (likely(!gv->base.has_soft))
		return false;
	cpumask_and(&mask, &q->idle, &q->tickled);
	cpumask_and(&mask, &mask, &gv->base.hard);
	return cpumask_intersects(&mask, &gv->base.soft);
}

struct gq_vcpu *gq_best(struct globalq *q, unsigned int cpu, uint64_t limit)
{
	struct gq_vcpu *gv;

	list_for_each_entry (gv, &q->queue, link) {
		if (gv->key >= limit)
			return NULL;
		if (cpumask_test(cpu, &gv->base.hard) &&
		    (cpumask_test(cpu, &gv->base.soft) || !awaited(q, gv)))
			return gv;
	}
	return NULL;
}

/* Who was told may have come for another one than was meant. */
static void tell_idle(struct globalq *q)
{
	struct gq_vcpu *gv;
	cpumask_t left;

	list_for_each_entry (gv, &q->queue, link) {
		cpumask_andnot(&left, &q->idle, &q->tickled);
		if (cpumask_empty(&left))
			break;
		if (!awaited(q, gv) && idle_cpu(q, gv, false) < NR_CPUS)
			(void)gq_tickle(q, gv);
	}
}

void gq_taken(struct globalq *q, unsigned int cpu, struct gq_vcpu *gv)
{
	gq_del(gv);
	gv->base.vcpu->processor = cpu;
	cpumask_clear(cpu, &q->idle);
	tell_idle(q);
}

void gq_idle(struct globalq *q, unsigned int cpu, bool tasklet)
{
	cpumask_set(cpu, &q->idle);
	/* It looks again when the tasklet is done. */
	if (tasklet)
		cpumask_set(cpu, &q->tickled);
	tell_idle(q);
}

bool gq_better_elsewhere(const struct globalq *q, const struct gq_vcpu *gv,
			 unsigned int cpu)
{
	return unlikely(gv->base.has_soft) &&
	       !cpumask_test(cpu, &gv->base.soft) &&
	       idle_cpu(q, gv, true) < NR_CPUS;
}

bool gq_alone(struct globalq *q, const struct gq_vcpu *gv, unsigned int cpu,
	      bool preempts)
{
	if (preempts || !list_empty(&q->queue) ||
	    (gv->base.has_soft && !cpumask_test(cpu, &gv->base.soft)))
		return false;
	cpumask_set(cpu, &q->alone);
	return true;
}

unsigned int gq_choose_cpu(struct vcpu *v)
{
	unsigned int cpu = v->processor;
	cpumask_t mask, soft;

	cpumask_and(&mask, &v->sched->hard, domain_cpus(v->domain));
	if (cpumask_empty(&mask))
		mask = *domain_cpus(v->domain);
	cpumask_and(&soft, &mask, &v->sched->soft);
	if (v->sched->has_soft && !cpumask_empty(&soft))
		mask = soft;
	return cpumask_test(cpu, &mask) ? cpu : cpumask_cycle(cpu, &mask);
}
