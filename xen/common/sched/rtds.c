/*
 * rtds.c: real-time scheduling by deferrable servers.
 *
 * Each vCPU has a period and a budget: in every period it may run for as long
 * as its budget, whenever it has something to do (deferrable: what it does not
 * use at once it keeps until the end of the period).  The end of the period is
 * its deadline; then the budget is full again.  Those with the earliest
 * deadlines run, on all CPUs of the pool (global EDF): if the budgets fit into
 * the CPUs - sum of budget / period at most m - (m - 1) * the largest of them,
 * on m CPUs - every vCPU gets its budget by its deadline.
 *
 * A vCPU whose budget is used up parks until its deadline.  With the flag
 * `extratime` it goes on, with a fresh budget but one priority level lower,
 * below everyone who has budget of a better level: it shares what time is left
 * over, and is back at the top with its next deadline.  One without is held to
 * its budget even on an idle machine.
 *
 * Deadlines are kept in order in a list, with one timer of the pool for the
 * first.  A vCPU that sleeps is in that list for the rest of its period only;
 * when it wakes later its period begins then.  There is no tick and no slice:
 * timers fire at ends of budgets and periods.
 *
 * A key of the queue (globalq.h) is level, then deadline.
 */
#include "globalq.h"

#include <xen/errno.h>
#include <xen/log.h>
#include <public/sysctl.h>

#define RT_PERIOD_DEFAULT MILLISECS(10)
#define RT_BUDGET_DEFAULT MILLISECS(4)
#define RT_MIN		  MICROSECS(10) /* of both */

/* A key: level above, deadline in units of 1024 ns below. */
#define RT_LEVEL_SHIFT 54
#define RT_LEVEL_MAX   255u

/* All: lock of the queue. */
struct rt_pool {
	struct globalq q;
	struct list_head vcpus;	    /* all */
	struct list_head deadlines; /* by deadline, first one first */
	struct timer timer;	    /* the first of them */
};

struct rt_vcpu {
	struct gq_vcpu g;
	struct list_head all;
	struct list_head by_deadline; /* linked, or alone */
	s_time_t period, budget;
	s_time_t left;	   /* of its budget */
	s_time_t deadline; /* end of the present period */
	s_time_t burned;   /* running: `left` is as of then */
	unsigned int level;
	bool extratime;
	bool parked; /* its budget is used up */
};

struct rt_domain {
	struct sched_domain base;
};

static struct rt_pool *rt_pool_of(const struct vcpu *v)
{
	return sched_cpu_of(v->processor)->pool->data;
}

static struct rt_vcpu *rt_vcpu(const struct vcpu *v)
{
	return container_of(gq_vcpu(v), struct rt_vcpu, g);
}

/* ---- Budgets and deadlines ---- */

static void set_key(struct rt_pool *p, struct rt_vcpu *rv)
{
	uint64_t level = min(rv->level, RT_LEVEL_MAX);

	gq_set_key(&p->q, &rv->g,
		   level << RT_LEVEL_SHIFT | (uint64_t)rv->deadline >> 10);
}

/* A new period, the first that ends after `now`: in step with the last one. */
static void renew(struct rt_pool *p, struct rt_vcpu *rv, s_time_t now)
{
	if (now >= rv->deadline)
		rv->deadline +=
			((now - rv->deadline) / rv->period + 1) * rv->period;
	rv->left = rv->budget;
	rv->level = 0;
	set_key(p, rv);
}

static void program(struct rt_pool *p)
{
	const struct rt_vcpu *first = list_first_entry_or_null(
		&p->deadlines, struct rt_vcpu, by_deadline);

	if (first)
		timer_set(&p->timer, first->deadline);
	else
		timer_stop(&p->timer);
}

static void deadline_add(struct rt_pool *p, struct rt_vcpu *rv)
{
	struct list_head *pos = &p->deadlines;

	while (pos->prev != &p->deadlines &&
	       list_entry(pos->prev, struct rt_vcpu, by_deadline)->deadline >
		       rv->deadline)
		pos = pos->prev;
	list_add_tail(&rv->by_deadline, pos);
}

static bool running(const struct rt_vcpu *rv)
{
	const struct vcpu *v = rv->g.base.vcpu;

	return sched_cpu_of(v->processor)->curr == v;
}

static void burn(struct rt_pool *p, struct rt_vcpu *rv, s_time_t now)
{
	s_time_t delta = now - rv->burned;

	if (delta <= 0)
		return;
	rv->burned = now;
	rv->left -= delta;
	if (rv->left > 0 || !rv->extratime)
		return;
	/* It ran over by the timer's delay: that is part of the next. */
	rv->left += rv->budget;
	if (rv->left <= 0)
		rv->left = rv->budget;
	rv->level++;
	set_key(p, rv);
}

/* Its deadline has come. */
static void deadline_passed(struct rt_pool *p, struct rt_vcpu *rv, s_time_t now)
{
	struct vcpu *v = rv->g.base.vcpu;
	bool runs = running(rv);

	if (runs)
		burn(p, rv, now);
	renew(p, rv, now);
	/* Asleep: it has no deadlines until it wakes. */
	if (!runs && !vcpu_runnable(v))
		return;
	deadline_add(p, rv);
	if (rv->parked) {
		rv->parked = false;
		gq_add(&p->q, &rv->g);
	}
	/* Its budget ends at another time. */
	if (runs)
		sched_tickle(v->processor);
}

static void deadlines(void *data)
{
	struct rt_pool *p = data;
	unsigned long flags = spin_lock_irqsave(&p->q.lock);
	s_time_t now = NOW();
	struct rt_vcpu *rv;

	while ((rv = list_first_entry_or_null(&p->deadlines, struct rt_vcpu,
					      by_deadline)) != NULL &&
	       rv->deadline <= now) {
		list_del_init(&rv->by_deadline);
		deadline_passed(p, rv, now);
	}
	program(p);
	gq_tickle_all(&p->q);
	spin_unlock_irqrestore(&p->q.lock, flags);
}

/* ---- The queue ---- */

static void rt_enqueue(struct vcpu *v, s_time_t now, bool woken)
{
	struct rt_pool *p = rt_pool_of(v);
	struct rt_vcpu *rv = rt_vcpu(v);

	if (list_empty(&rv->by_deadline)) {
		/* It slept for a while: its period begins now. */
		if (now >= rv->deadline) {
			rv->deadline = now;
			renew(p, rv, now);
		}
		deadline_add(p, rv);
		program(p);
	}
	if (rv->left <= 0) {
		rv->parked = true;
		return;
	}
	rv->parked = false;
	gq_add(&p->q, &rv->g);
	(void)gq_tickle(&p->q, &rv->g);
}

static void rt_dequeue(struct vcpu *v)
{
	rt_vcpu(v)->parked = false;
	gq_del(gq_vcpu(v));
}

/* The order is that of deadlines, whatever a vCPU wishes. */
static void rt_yield(struct vcpu *v)
{
}

/* ---- The decision ---- */

static struct vcpu *rt_pick(unsigned int cpu, s_time_t now, bool tasklet,
			    s_time_t *until)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	struct rt_pool *p = sc->pool->data;
	struct rt_vcpu *cur = NULL, *next;
	struct gq_vcpu *best;

	gq_looks(&p->q, cpu);
	if (sc->curr != sc->idle) {
		cur = rt_vcpu(sc->curr);
		burn(p, cur, now);
		if (!vcpu_runnable(sc->curr) || cur->left <= 0 ||
		    gq_better_elsewhere(&p->q, &cur->g, cpu))
			cur = NULL;
	}
	if (unlikely(tasklet))
		goto idle;
	best = gq_best(&p->q, cpu, cur ? cur->g.key : GQ_KEY_NONE);
	next = best ? container_of(best, struct rt_vcpu, g) : cur;
	if (!next)
		goto idle;
	next->burned = now;
	gq_taken(&p->q, cpu, &next->g);
	*until = now + next->left;
	return next->g.base.vcpu;
idle:
	gq_idle(&p->q, cpu, tasklet);
	return sc->idle;
}

/* ---- Pools, CPUs, domains, vCPUs ---- */

static int rt_pool_init(struct cpupool *pool)
{
	struct rt_pool *p = xnew(struct rt_pool);

	if (!p)
		return -ENOMEM;
	gq_init(&p->q);
	list_init(&p->vcpus);
	list_init(&p->deadlines);
	timer_init(&p->timer, deadlines, p, smp_processor_id());
	pool->data = p;
	return 0;
}

static void rt_pool_fini(struct cpupool *pool)
{
	struct rt_pool *p = pool->data;

	timer_kill(&p->timer);
	xfree(p);
}

static int rt_cpu_init(struct cpupool *pool, unsigned int cpu,
		       struct spinlock **lock)
{
	struct rt_pool *p = pool->data;

	*lock = &p->q.lock;
	return 0;
}

static void rt_cpu_start(unsigned int cpu)
{
	struct rt_pool *p = sched_cpu_of(cpu)->pool->data;

	gq_cpu_start(&p->q, cpu);
}

static void rt_cpu_stop(unsigned int cpu)
{
	struct rt_pool *p = sched_cpu_of(cpu)->pool->data;

	gq_cpu_stop(&p->q, cpu);
}

static void rt_domain_init(struct domain *d)
{
}

static void rt_domain_fini(struct domain *d)
{
}

static void rt_attach(struct vcpu *v)
{
	struct rt_pool *p = rt_pool_of(v);
	struct rt_vcpu *rv = rt_vcpu(v);

	gq_vcpu_init(&rv->g);
	list_init(&rv->by_deadline);
	rv->period = RT_PERIOD_DEFAULT;
	rv->budget = RT_BUDGET_DEFAULT;
	rv->extratime = true;
	list_add_tail(&rv->all, &p->vcpus);
}

static void rt_detach(struct vcpu *v)
{
	struct rt_pool *p = rt_pool_of(v);
	struct rt_vcpu *rv = rt_vcpu(v);

	list_del(&rv->all);
	list_del_init(&rv->by_deadline);
	program(p);
}

static void rt_migrate(struct vcpu *v, unsigned int cpu)
{
	v->processor = cpu;
}

/* ---- Parameters ---- */

/* They hold from the next period on, the flag at once. */
static void set_params(struct vcpu *v, s_time_t period, s_time_t budget)
{
	struct rt_vcpu *rv = rt_vcpu(v);
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	rv->period = period;
	rv->budget = budget;
	spin_unlock_irqrestore(lock, flags);
}

/* There are no parameters of domains: told is what a new vCPU gets. */
static int rt_adjust_domain(struct domain *d,
			    struct xen_domctl_scheduler_op *op, bool put)
{
	struct vcpu *v;

	if (!put) {
		op->u.rtds.period = RT_PERIOD_DEFAULT / MICROSECS(1);
		op->u.rtds.budget = RT_BUDGET_DEFAULT / MICROSECS(1);
		return 0;
	}
	if (!op->u.rtds.period || !op->u.rtds.budget)
		return -EINVAL;
	for_each_vcpu (d, v)
		set_params(v, MICROSECS(op->u.rtds.period),
			   MICROSECS(op->u.rtds.budget));
	return 0;
}

static int rt_adjust_vcpu(struct vcpu *v, struct xen_domctl_schedparam_vcpu *p,
			  bool put)
{
	struct rt_vcpu *rv = rt_vcpu(v);
	s_time_t period, budget;

	if (!put) {
		p->u.rtds.period = (uint32_t)(rv->period / MICROSECS(1));
		p->u.rtds.budget = (uint32_t)(rv->budget / MICROSECS(1));
		p->u.rtds.flags = rv->extratime ? XEN_DOMCTL_SCHEDRT_extra : 0;
		return 0;
	}
	period = MICROSECS(p->u.rtds.period);
	budget = MICROSECS(p->u.rtds.budget);
	if (period < RT_MIN || budget < RT_MIN || budget > period)
		return -EINVAL;
	set_params(v, period, budget);
	WRITE_ONCE(rv->extratime, p->u.rtds.flags & XEN_DOMCTL_SCHEDRT_extra);
	return 0;
}

static int rt_adjust_global(struct cpupool *pool,
			    struct xen_sysctl_scheduler_op *op, bool put)
{
	return 0;
}

static void rt_dump(const struct cpupool *pool)
{
	struct rt_pool *p = pool->data;
	unsigned long flags = spin_lock_irqsave(&p->q.lock);
	const struct rt_vcpu *rv;

	list_for_each_entry (rv, &p->vcpus, all)
		log_info("    d%uv%u: %lld of %lld us each %lld us, deadline "
			 "%lld, level %u%s%s%s\n",
			 rv->g.base.vcpu->domain->id, rv->g.base.vcpu->id,
			 (long long)(rv->left / MICROSECS(1)),
			 (long long)(rv->budget / MICROSECS(1)),
			 (long long)(rv->period / MICROSECS(1)),
			 (long long)rv->deadline, rv->level,
			 rv->extratime ? " extratime" : "",
			 rv->g.base.flags & SVF_queued ? " queued" : "",
			 rv->parked ? " parked" : "");
	spin_unlock_irqrestore(&p->q.lock, flags);
}

const struct sched_ops sched_rtds_ops = {
	.name = "rtds",
	.id = XEN_SCHEDULER_RTDS,
	.vcpu_size = sizeof(struct rt_vcpu),
	.domain_size = sizeof(struct rt_domain),
	.pool_init = rt_pool_init,
	.pool_fini = rt_pool_fini,
	.cpu_init = rt_cpu_init,
	.cpu_start = rt_cpu_start,
	.cpu_stop = rt_cpu_stop,
	.domain_init = rt_domain_init,
	.domain_fini = rt_domain_fini,
	.attach = rt_attach,
	.detach = rt_detach,
	.enqueue = rt_enqueue,
	.dequeue = rt_dequeue,
	.yield = rt_yield,
	.pick = rt_pick,
	.choose_cpu = gq_choose_cpu,
	.migrate = rt_migrate,
	.adjust_domain = rt_adjust_domain,
	.adjust_vcpu = rt_adjust_vcpu,
	.adjust_reserve = sched_no_reserve,
	.fits = sched_always_fits,
	.adjust_global = rt_adjust_global,
	.dump = rt_dump,
};
