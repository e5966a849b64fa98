/*
 * credit2.c: the default policy: proportional shares by credit.
 *
 * CPUs that share a last-level cache serve one run queue.  A running vCPU
 * burns credit at a rate inverse to its weight; the heaviest of the queue
 * burns one a nanosecond.  The queue is ordered by credit and its first runs
 * next.  When even that one has none left, a reset gives C2_CREDIT_INIT to
 * everyone and cuts what exceeds it: so what counts is the order, those who
 * slept come first, but nobody can save up for a long burst.
 *
 * A slice lasts until the running vCPU's credit would fall below that of the
 * next in the queue, within C2_SLICE_MIN and _MAX; only a much richer vCPU
 * preempts it, and not before the rate limit.  Who runs with nobody waiting
 * has no slice at all, no timer ticks for it; who is queued behind such a
 * vCPU tells its CPU to begin one (c2_rq::alone).  Its credit stops at 0:
 * nobody missed what it used.
 *
 * A vCPU that becomes runnable goes to an idle CPU of its queue, best one of
 * its soft affinity, best the one that it ran on; else to an idle CPU of
 * another queue; else it preempts the poorest (credit2_place.c).  An idle CPU
 * takes from other queues before it sleeps; longer imbalance is levelled at
 * resets by load averages.  CPUs that were tickled and did not look yet count
 * as busy, so that two vCPUs don't wake the same one.
 *
 * A cap gives a domain a budget of CPU time each period; its vCPUs park when
 * it is used up (credit2_cap.c).  A reservation is the opposite: its vCPUs
 * have a bonus on their credit until they got what is theirs
 * (credit2_reserve.c).
 *
 * The factors between time and credit change only with weights, as reciprocals
 * in fixed point: no division on the way of a context switch.
 */
#include "credit2.h"

#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <public/domctl.h>
#include <public/sysctl.h>

struct c2_rq *c2_rqs[NR_CPUS];
unsigned int c2_nr_rqs;

static DEFINE_PER_CPU(struct c2_rq *, c2_rq);

static char runqueue_by[16] __read_mostly = "llc";
PARAM_STRING("credit2_runqueue", runqueue_by);

struct c2_rq *c2_rq_of(unsigned int cpu)
{
	return per_cpu(c2_rq, cpu);
}

/* ---- Credit ---- */

static int64_t scale(int64_t ns, uint64_t mul)
{
	/* Beyond two seconds it is all the same. */
	if (unlikely(ns > INT32_MAX))
		ns = INT32_MAX;
	return (int64_t)((uint64_t)ns * mul >> 16);
}

int64_t c2_credit_now(const struct c2_vcpu *svc, s_time_t now)
{
	if (now <= svc->burned)
		return svc->credit;
	return svc->credit - scale(now - svc->burned, svc->credit_mul);
}

void c2_burn(struct c2_vcpu *svc, unsigned int cpu, s_time_t now)
{
	struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);
	s_time_t delta = now - svc->burned;

	if (delta <= 0)
		return;
	svc->credit -= scale(delta, svc->credit_mul);
	svc->burned = now;
	if (svc->credit < 0 && cpumask_test(cpu, &svc->rq->alone))
		svc->credit = 0;
	if (likely(!dom->metered))
		return;
	if (dom->cap)
		atomic_sub(&dom->budget, delta);
	if (dom->reserve_total)
		c2_reserve_burn(svc, delta);
}

static void set_factors(struct c2_vcpu *svc)
{
	uint64_t max = svc->rq->max_weight;

	svc->credit_mul = (max << 16) / svc->weight;
	svc->time_mul = ((uint64_t)svc->weight << 16) / max;
}

/*
 * The heaviest vCPU of `rq` may have changed.  Credit is its time: what the
 * others have, or owe, is worth more or less of it now.
 */
static void update_max_weight(struct c2_rq *rq)
{
	struct c2_vcpu *svc;
	unsigned int max = 1, old = rq->max_weight;

	list_for_each_entry (svc, &rq->vcpus, all)
		if (svc->weight > max)
			max = svc->weight;
	if (max == rq->max_weight)
		return;
	rq->max_weight = max;
	list_for_each_entry (svc, &rq->vcpus, all) {
		if (c2_own_credit(svc) < 0)
			svc->credit =
				svc->bonus + c2_own_credit(svc) * max / old;
		set_factors(svc);
	}
}

/* A new weight, or a new queue: a debt from before is cut. */
static void cut_debt(struct c2_vcpu *svc)
{
	if (c2_own_credit(svc) < -C2_CREDIT_INIT)
		svc->credit = svc->bonus - C2_CREDIT_INIT;
}

void c2_set_weight(struct c2_vcpu *svc, unsigned int weight)
{
	svc->weight = weight;
	cut_debt(svc);
	update_max_weight(svc->rq);
	set_factors(svc);
}

static void rq_attach(struct c2_vcpu *svc, struct c2_rq *rq)
{
	svc->rq = rq;
	cut_debt(svc);
	list_add_tail(&svc->all, &rq->vcpus);
	rq->nr_vcpus++;
	if (svc->weight > rq->max_weight)
		update_max_weight(rq);
	set_factors(svc);
}

static void rq_detach(struct c2_vcpu *svc)
{
	list_del(&svc->all);
	svc->rq->nr_vcpus--;
	if (svc->weight == svc->rq->max_weight)
		update_max_weight(svc->rq);
}

/* Nobody in the queue has credit; `next` has the most, and needs some. */
static void reset(struct c2_rq *rq, const struct c2_vcpu *next, s_time_t now)
{
	int64_t add = C2_CREDIT_INIT;
	struct c2_vcpu *svc;

	/* A light vCPU can be far below: one reset shall do. */
	if (next->credit <= -C2_CREDIT_INIT)
		add *= 1 - next->credit / C2_CREDIT_INIT;
	list_for_each_entry (svc, &rq->vcpus, all) {
		unsigned int cpu = svc->base.vcpu->processor;

		if (sched_cpu_of(cpu)->curr == svc->base.vcpu)
			c2_burn(svc, cpu, now);
		svc->credit =
			svc->bonus + min_t(int64_t, c2_own_credit(svc) + add,
					   C2_CREDIT_INIT);
	}
}

/* ---- The queue ---- */

void c2_queue_add(struct c2_vcpu *svc)
{
	struct c2_rq *rq = svc->rq;
	struct list_head *pos = &rq->queue;

	/* Behind its equals. */
	while (pos->prev != &rq->queue &&
	       list_entry(pos->prev, struct c2_vcpu, queue)->credit <
		       svc->credit)
		pos = pos->prev;
	list_add_tail(&svc->queue, pos);
	rq->nr_queued++;
	atomic_or(&svc->base.flags, SVF_queued);
}

void c2_queue_del(struct c2_vcpu *svc)
{
	list_del(&svc->queue);
	svc->rq->nr_queued--;
	svc->tickled_cpu = NR_CPUS;
	atomic_and(&svc->base.flags, ~SVF_queued);
}

void c2_move(struct c2_vcpu *svc, struct c2_rq *rq, unsigned int cpu)
{
	svc->base.vcpu->processor = cpu;
	if (svc->rq == rq)
		return;
	rq_detach(svc);
	rq_attach(svc, rq);
}

/* Until its domain's budget is refilled. */
static void park(struct c2_vcpu *svc, s_time_t now)
{
	svc->parked = true;
	c2_cap_arm(c2_domain(svc->base.vcpu->domain), now);
}

/* Its domain has a cap or a reservation; whether it may run. */
static bool metered_may_run(struct c2_vcpu *svc, s_time_t now)
{
	struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);

	if (dom->reserve_total) {
		c2_reserve_arm(dom, now);
		c2_reserve_look(svc);
	}
	if (!c2_exhausted(svc))
		return true;
	park(svc, now);
	return false;
}

static void c2_enqueue(struct vcpu *v, s_time_t now, bool woken)
{
	struct c2_vcpu *svc = c2_vcpu(v);

	if (unlikely(c2_domain(v->domain)->metered) &&
	    !metered_may_run(svc, now))
		return;
	svc->parked = false;
	c2_load_update(svc->rq, now);
	c2_queue_add(svc);
	c2_tickle(svc, now);
}

static void c2_dequeue(struct vcpu *v)
{
	struct c2_vcpu *svc = c2_vcpu(v);

	svc->parked = false;
	if (svc->base.flags & SVF_queued)
		c2_queue_del(svc);
}

static void c2_yield(struct vcpu *v)
{
	c2_vcpu(v)->yield = true;
}

/* ---- The decision ---- */

/* Another CPU was told to take it, and will. */
static bool is_promised(const struct c2_rq *rq, const struct c2_vcpu *svc,
			unsigned int cpu)
{
	return svc->tickled_cpu != cpu &&
	       cpumask_test(svc->tickled_cpu, &rq->tickled);
}

/*
 * The first in the queue that this CPU may and should run rather than `cur`
 * (NULL: anyone will do), or NULL.
 */
static struct c2_vcpu *find_next(struct c2_rq *rq, unsigned int cpu,
				 const struct c2_vcpu *cur, s_time_t now)
{
	struct c2_vcpu *svc, *tmp;

	list_for_each_entry_safe(svc, tmp, &rq->queue, queue)
	{
		int64_t resist;

		if (!c2_may_run(svc, cpu) || is_promised(rq, svc, cpu))
			continue;
		resist = svc->base.vcpu->processor != cpu ? C2_MIGRATE_RESIST
							  : 0;
		if (cur && svc->credit <= cur->credit + resist) {
			if (svc->credit <= cur->credit)
				return NULL;
			continue;
		}
		if (c2_exhausted(svc)) {
			c2_queue_del(svc);
			park(svc, now);
			continue;
		}
		if (unlikely(c2_is_reserved(svc)) && c2_reserve_used_up(svc)) {
			/* By others of its domain: to its place. */
			c2_queue_del(svc);
			c2_reserve_look(svc);
			c2_queue_add(svc);
			continue;
		}
		return svc;
	}
	return NULL;
}

/* It runs outside its soft affinity while a CPU inside has nothing to do. */
static bool better_elsewhere(const struct c2_vcpu *svc, unsigned int cpu)
{
	return unlikely(svc->base.has_soft) &&
	       !cpumask_test(cpu, &svc->base.soft) && c2_idle_soft_cpu(svc);
}

/*
 * When `svc`, about to run or to go on, is to be looked at again.  `prev`: who
 * was preempted by it and is about to be queued, or NULL.
 */
static s_time_t slice_end(struct c2_rq *rq, struct c2_vcpu *svc,
			  const struct c2_vcpu *prev, unsigned int cpu,
			  s_time_t now)
{
	const struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);
	s_time_t least =
		max_t(s_time_t, C2_SLICE_MIN, svc->begin + rq->ratelimit - now);
	bool outside =
		svc->base.has_soft && !cpumask_test(cpu, &svc->base.soft);
	s_time_t slice = C2_SLICE_MAX;
	const struct c2_vcpu *other = prev;

	if (likely(!rq->nr_queued) && !prev && likely(!dom->cap) &&
	    likely(!outside)) {
		cpumask_set(cpu, &rq->alone);
		return STIME_MAX;
	}
	if (rq->nr_queued) {
		other = list_first_entry(&rq->queue, struct c2_vcpu, queue);
		if (prev && prev->credit > other->credit)
			other = prev;
	}
	if (other) {
		int64_t lead = svc->credit;

		if (other->credit > 0)
			lead -= other->credit;
		slice = lead > 0 ? min_t(s_time_t, slice,
					 scale(lead, svc->time_mul))
				 : 0;
	}
	if (unlikely(c2_is_reserved(svc)))
		slice = min_t(s_time_t, slice, c2_reserve_slice(svc));
	slice = max_t(s_time_t, slice, least);
	if (unlikely(dom->cap))
		slice = min_t(s_time_t, slice,
			      max_t(s_time_t, READ_ONCE(dom->budget),
				    MICROSECS(100)));
	return now + slice;
}

static struct vcpu *c2_pick(unsigned int cpu, s_time_t now, bool tasklet,
			    s_time_t *until)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	struct c2_rq *rq = c2_rq_of(cpu);
	struct c2_vcpu *cur = NULL, *next = NULL;
	bool yield = false;

	c2_load_update(rq, now);
	if (sc->curr != sc->idle) {
		cur = c2_vcpu(sc->curr);
		c2_burn(cur, cpu, now);
		yield = cur->yield;
		cur->yield = false;
		if (!vcpu_runnable(sc->curr) || c2_exhausted(cur))
			cur = NULL;
	}
	cpumask_clear(cpu, &rq->tickled);
	cpumask_clear(cpu, &rq->alone);

	if (unlikely(tasklet))
		goto idle;
	if (cur && !yield && now - cur->begin < rq->ratelimit)
		goto stay;
	if (cur && !better_elsewhere(cur, cpu)) {
		next = find_next(rq, cpu, yield ? NULL : cur, now);
		if (!next)
			goto stay;
	} else {
		/* It may have been promised to one that did not come yet. */
		next = find_next(rq, cpu, NULL, now);
		if (!next && !cur && c2_nr_rqs > 1) {
			next = c2_steal(rq, cpu);
			if (next)
				goto run;
		}
		if (!next)
			goto idle;
	}
	c2_queue_del(next);
run:
	if (next->credit <= 0) {
		reset(rq, next, now);
		if (c2_nr_rqs > 1)
			c2_balance(rq, now);
	}
	next->begin = now;
	next->burned = now;
	next->base.vcpu->processor = cpu;
	goto out;
stay:
	next = cur;
	if (next->credit <= 0)
		reset(rq, next, now);
out:
	cpumask_clear(cpu, &rq->idle);
	if (unlikely(c2_domain(next->base.vcpu->domain)->cap))
		c2_cap_arm(c2_domain(next->base.vcpu->domain), now);
	*until = slice_end(rq, next, cur != next ? cur : NULL, cpu, now);
	return next->base.vcpu;
idle:
	cpumask_set(cpu, &rq->idle);
	return sc->idle;
}

/* ---- CPUs, domains, vCPUs ---- */

static unsigned int group_of(unsigned int cpu)
{
	if (!strcmp(runqueue_by, "cpu"))
		return cpu;
	if (!strcmp(runqueue_by, "core"))
		return arch_cpu_socket(cpu) << 16 | arch_cpu_core(cpu);
	if (!strcmp(runqueue_by, "socket"))
		return arch_cpu_socket(cpu);
	if (!strcmp(runqueue_by, "node"))
		return arch_cpu_node(cpu);
	if (!strcmp(runqueue_by, "all"))
		return 0;
	return arch_cpu_llc_id(cpu);
}

struct c2_pool {
	unsigned int ratelimit_us;
};

static int c2_pool_init(struct cpupool *pool)
{
	struct c2_pool *p = xnew(struct c2_pool);

	if (!p)
		return -ENOMEM;
	p->ratelimit_us = sched_ratelimit_default();
	pool->data = p;
	return 0;
}

static void c2_pool_fini(struct cpupool *pool)
{
	xfree(pool->data);
}

/* Queues are never freed: an empty one serves the next CPUs that want one. */
static bool rq_unused(const struct c2_rq *rq)
{
	return cpumask_empty(&rq->cpus) && !rq->nr_vcpus;
}

static struct c2_rq *rq_find(const struct cpupool *pool, unsigned int id)
{
	for (unsigned int i = 0; i < c2_nr_rqs; i++)
		if (c2_rqs[i]->pool == pool && c2_rqs[i]->id == id &&
		    !rq_unused(c2_rqs[i]))
			return c2_rqs[i];
	return NULL;
}

/* There are never more in use than CPUs. */
static struct c2_rq *rq_create(void)
{
	struct c2_rq *rq;

	for (unsigned int i = 0; i < c2_nr_rqs; i++)
		if (rq_unused(c2_rqs[i]))
			return c2_rqs[i];
	rq = xnew(struct c2_rq);
	if (!rq)
		return NULL;
	spin_lock_init(&rq->lock, LOCK_SCHED);
	list_init(&rq->queue);
	list_init(&rq->vcpus);
	c2_rqs[c2_nr_rqs] = rq;
	/* Others read the table without a lock. */
	store_release(&c2_nr_rqs, c2_nr_rqs + 1);
	return rq;
}

static void rq_init(struct c2_rq *rq, struct cpupool *pool, unsigned int id)
{
	const struct c2_pool *p = pool->data;
	unsigned long flags = spin_lock_irqsave(&rq->lock);

	rq->id = id;
	rq->pool = pool;
	rq->max_weight = 1;
	rq->ratelimit = MICROSECS(p->ratelimit_us);
	rq->load_avg = 0;
	spin_unlock_irqrestore(&rq->lock, flags);
}

static int c2_cpu_init(struct cpupool *pool, unsigned int cpu,
		       struct spinlock **lock)
{
	unsigned int id = group_of(cpu);
	struct c2_rq *rq = rq_find(pool, id);

	if (!rq) {
		rq = rq_create();
		if (!rq)
			return -ENOMEM;
		rq_init(rq, pool, id);
	}
	per_cpu(c2_rq, cpu) = rq;
	*lock = &rq->lock;
	return 0;
}

static void c2_cpu_start(unsigned int cpu)
{
	struct c2_rq *rq = c2_rq_of(cpu);

	cpumask_set(cpu, &rq->cpus);
	cpumask_set(cpu, &rq->idle);
}

static void c2_cpu_stop(unsigned int cpu)
{
	struct c2_rq *rq = c2_rq_of(cpu);

	cpumask_clear(cpu, &rq->cpus);
	cpumask_clear(cpu, &rq->idle);
	cpumask_clear(cpu, &rq->tickled);
	cpumask_clear(cpu, &rq->alone);
}

static void c2_domain_init(struct domain *d)
{
	c2_domain(d)->weight = C2_WEIGHT_DEFAULT;
	c2_cap_init(d);
	c2_reserve_init(d);
}

static void c2_domain_fini(struct domain *d)
{
	c2_cap_fini(d);
	c2_reserve_fini(d);
}

static void c2_attach(struct vcpu *v)
{
	struct c2_vcpu *svc = c2_vcpu(v);

	list_init(&svc->queue);
	svc->weight = c2_domain(v->domain)->weight;
	svc->tickled_cpu = NR_CPUS;
	svc->credit = C2_CREDIT_INIT;
	rq_attach(svc, c2_rq_of(v->processor));
}

static void c2_detach(struct vcpu *v)
{
	rq_detach(c2_vcpu(v));
}

static void c2_migrate(struct vcpu *v, unsigned int cpu)
{
	c2_move(c2_vcpu(v), c2_rq_of(cpu), cpu);
}

/* ---- Parameters ---- */

static void set_domain_weight(struct domain *d, unsigned int weight)
{
	struct vcpu *v;

	c2_domain(d)->weight = weight;
	for_each_vcpu (d, v) {
		unsigned long flags;
		struct spinlock *lock = sched_lock_vcpu(v, &flags);

		c2_set_weight(c2_vcpu(v), weight);
		spin_unlock_irqrestore(lock, flags);
	}
}

static int c2_adjust_domain(struct domain *d,
			    struct xen_domctl_scheduler_op *op, bool put)
{
	struct c2_domain *dom = c2_domain(d);

	if (put) {
		if (op->u.credit2.cap && op->u.credit2.cap < dom->reserve)
			return -EINVAL;
		if (op->u.credit2.weight)
			set_domain_weight(d, op->u.credit2.weight);
		c2_cap_set(d, op->u.credit2.cap);
	} else {
		op->u.credit2.weight = (uint16_t)dom->weight;
		op->u.credit2.cap = (uint16_t)dom->cap;
	}
	return 0;
}

static int c2_adjust_global(struct cpupool *pool,
			    struct xen_sysctl_scheduler_op *op, bool put)
{
	uint32_t us = op->u.sched_credit2.ratelimit_us;
	struct c2_pool *p = pool->data;

	if (put) {
		if (!sched_ratelimit_valid(us))
			return -EINVAL;
		p->ratelimit_us = us;
		for (unsigned int i = 0; i < c2_nr_rqs; i++)
			if (c2_rqs[i]->pool == pool)
				WRITE_ONCE(c2_rqs[i]->ratelimit, MICROSECS(us));
	}
	op->u.sched_credit2.ratelimit_us = p->ratelimit_us;
	return 0;
}

static void dump_rq(struct c2_rq *rq)
{
	const struct c2_vcpu *svc;
	unsigned long flags = spin_lock_irqsave(&rq->lock);

	log_info("  queue %u: cpus %#lx idle %#lx tickled %#lx load %lld/%u\n",
		 rq->id, rq->cpus.bits[0], rq->idle.bits[0],
		 rq->tickled.bits[0], (long long)rq->load_avg, C2_LOAD_ONE);
	list_for_each_entry (svc, &rq->vcpus, all)
		log_info("    d%uv%u: weight %u credit %lld%s%s\n",
			 svc->base.vcpu->domain->id, svc->base.vcpu->id,
			 svc->weight, (long long)svc->credit,
			 svc->base.flags & SVF_queued ? " queued" : "",
			 svc->parked ? " parked" : "");
	spin_unlock_irqrestore(&rq->lock, flags);
}

static void c2_dump(const struct cpupool *pool)
{
	for (unsigned int i = 0; i < c2_nr_rqs; i++)
		if (c2_rqs[i]->pool == pool)
			dump_rq(c2_rqs[i]);
}

const struct sched_ops sched_credit2_ops = {
	.name = "credit2",
	.id = XEN_SCHEDULER_CREDIT2,
	.vcpu_size = sizeof(struct c2_vcpu),
	.domain_size = sizeof(struct c2_domain),
	.pool_init = c2_pool_init,
	.pool_fini = c2_pool_fini,
	.cpu_init = c2_cpu_init,
	.cpu_start = c2_cpu_start,
	.cpu_stop = c2_cpu_stop,
	.domain_init = c2_domain_init,
	.domain_fini = c2_domain_fini,
	.attach = c2_attach,
	.detach = c2_detach,
	.enqueue = c2_enqueue,
	.dequeue = c2_dequeue,
	.yield = c2_yield,
	.pick = c2_pick,
	.choose_cpu = c2_choose_cpu,
	.migrate = c2_migrate,
	.adjust_domain = c2_adjust_domain,
	.adjust_vcpu = sched_no_vcpu_params,
	.adjust_reserve = c2_adjust_reserve,
	.fits = c2_reserve_fits,
	.adjust_global = c2_adjust_global,
	.dump = c2_dump,
};
