/*
 * credit.c: the policy that was Xen's default before credit2.
 *
 * Who runs pays credit, to the nanosecond.  Each accounting period (tslice, 30
 * ms) what was paid is dealt out again to those that wanted to run, by the
 * weight of their domain; nobody gets more than one CPU could give it, what
 * that leaves goes to the rest.  By what it has a vCPU is in one of three
 * classes:
 *
 *	BOOST	it slept and woke with credit left: it goes first, so that
 *		I/O is answered soon, until it has run for a tick (10 ms)
 *	UNDER	has credit
 *	OVER	has used up its share: gets what nobody else wants
 *
 * The lowest class goes first, in turn within a class, each for a time slice;
 * a slice also ends when credit does, or - outside the rate limit - when a
 * vCPU of a better class wakes.  Since what is dealt out is what was paid,
 * debts and savings sum up to nothing: shares follow weights exactly over some
 * periods.  A wake-up storm gains nothing, for who has run more than its share
 * is not boosted.  Who did not want to run for a whole period starts afresh.
 *
 * A capped domain has a budget of CPU time beside, filled each period; when it
 * is used up its vCPUs park.  What it ran over is taken off the next one.
 *
 * Accounting is one timer of the pool, which runs while anyone wants to run:
 * an idle pool has no tick.  Differences to Xen's: time is measured, not
 * sampled by ticks; what is dealt out is the time that was used, not all that
 * the CPUs have, so that weights also hold among vCPUs that may only use some
 * of the CPUs; the queue is one for the pool (globalq.h), not one a CPU, so
 * nothing is to be balanced and vcpu_migr_delay_us has nothing to delay: it is
 * kept for the tools.
 */
#include "globalq.h"

#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <public/sysctl.h>

#define CR_TSLICE_MS	  30
#define CR_TICK		  MILLISECS(10) /* of being boosted */
#define CR_WEIGHT_DEFAULT 256
#define CR_SLICE_MIN	  MICROSECS(500)
#define CR_FRESH	  MILLISECS(1) /* credit after a long sleep */

enum { CR_BOOST, CR_UNDER, CR_OVER };

/* All: lock of the queue. */
struct cr_pool {
	struct globalq q;
	struct list_head vcpus; /* all */
	struct timer timer;	/* accounting */
	bool armed;
	s_time_t accounted; /* when it was done last */
	int64_t paid;	    /* by all, since then */
	s_time_t tslice, ratelimit;
	unsigned int tslice_ms, ratelimit_us, migr_delay_us;
};

struct cr_vcpu {
	struct gq_vcpu g; /* key: its class */
	struct list_head all;
	int64_t credit;	    /* ns */
	s_time_t burned;    /* running: credit is as of then */
	s_time_t begin;	    /* running: since then, or slice began */
	s_time_t slice_end; /* running: its turn is over then */
	s_time_t boosted;   /* has run for this long as BOOST */
	bool wanted;	    /* it was runnable in this period */
	bool parked;	    /* its cap is reached */
	bool yield;
	bool full; /* while credit is dealt out: */
	int64_t share;
};

struct cr_domain {
	struct sched_domain base;
	unsigned int weight;
	unsigned int cap; /* percent of one CPU; 0: none */
	int64_t budget;	  /* ns that it may run for in this period */
	bool filled;	  /* while budgets are filled */
};

static unsigned int tslice_ms = CR_TSLICE_MS;
PARAM_UINT("sched_credit_tslice_ms", tslice_ms);

static struct cr_pool *cr_pool_of(const struct vcpu *v)
{
	return sched_cpu_of(v->processor)->pool->data;
}

static struct cr_vcpu *cr_vcpu(const struct vcpu *v)
{
	return container_of(gq_vcpu(v), struct cr_vcpu, g);
}

static struct cr_domain *cr_domain(const struct domain *d)
{
	return container_of(d->sched, struct cr_domain, base);
}

static struct cr_domain *cr_domain_of(const struct cr_vcpu *cv)
{
	return cr_domain(cv->g.base.vcpu->domain);
}

static struct cr_vcpu *cr_of(struct gq_vcpu *gv)
{
	return gv ? container_of(gv, struct cr_vcpu, g) : NULL;
}

/* ---- Credit ---- */

static bool running(const struct cr_vcpu *cv)
{
	const struct vcpu *v = cv->g.base.vcpu;

	return sched_cpu_of(v->processor)->curr == v;
}

static bool exhausted(const struct cr_vcpu *cv)
{
	const struct cr_domain *dom = cr_domain_of(cv);

	return dom->cap && dom->budget <= 0;
}

/* It runs: pays, and is in the class that this puts it in. */
static void burn(struct cr_pool *p, struct cr_vcpu *cv, s_time_t now)
{
	s_time_t delta = now - cv->burned;

	if (delta <= 0)
		return;
	cv->burned = now;
	cv->credit -= delta;
	p->paid += delta;
	cr_domain_of(cv)->budget -= delta;
	cv->wanted = true;
	if (cv->g.key == CR_BOOST) {
		cv->boosted += delta;
		if (cv->boosted < CR_TICK && cv->credit > 0)
			return;
	}
	gq_set_key(&p->q, &cv->g, cv->credit > 0 ? CR_UNDER : CR_OVER);
}

/* ---- Accounting ---- */

/* Those that sleep have neither debts nor savings. */
static void retire(struct cr_pool *p, struct cr_vcpu *cv)
{
	cv->credit = CR_FRESH;
	gq_set_key(&p->q, &cv->g, CR_UNDER);
}

/* Who takes part: who runs, or wanted to. */
static void find_active(struct cr_pool *p, s_time_t now)
{
	struct cr_vcpu *cv;

	list_for_each_entry (cv, &p->vcpus, all) {
		if (running(cv))
			burn(p, cv, now);
		cv->full = !cv->wanted && !vcpu_runnable(cv->g.base.vcpu);
		cv->wanted = false;
		cv->share = 0;
		cr_domain_of(cv)->filled = false;
		if (cv->full)
			retire(p, cv);
	}
}

/*
 * Deals *left ns out among those that are not full, by weight; who gets more
 * than `most` is full.  false: nobody became so, all is dealt out.
 */
static bool deal(struct cr_pool *p, int64_t *left, int64_t most)
{
	uint64_t weights = 0;
	bool again = false;
	struct cr_vcpu *cv;

	list_for_each_entry (cv, &p->vcpus, all)
		if (!cv->full)
			weights += cr_domain_of(cv)->weight;
	if (!weights)
		return false;
	list_for_each_entry (cv, &p->vcpus, all) {
		if (cv->full)
			continue;
		cv->share = (int64_t)((uint64_t)*left *
				      cr_domain_of(cv)->weight / weights);
		again |= cv->share > most;
	}
	if (!again)
		return false;
	list_for_each_entry (cv, &p->vcpus, all)
		if (!cv->full && cv->share > most) {
			cv->full = true;
			cv->share = most;
			*left -= most;
		}
	return true;
}

static void unpark(struct cr_pool *p, struct cr_vcpu *cv)
{
	cv->parked = false;
	gq_add(&p->q, &cv->g);
}

/* What was dealt out is its own. */
static void collect(struct cr_pool *p, struct cr_vcpu *cv, s_time_t period)
{
	int64_t most = 4 * period;

	cv->credit += cv->share;
	if (cv->credit > most)
		cv->credit = most;
	if (cv->credit < -most)
		cv->credit = -most;
	if (cv->g.key != CR_BOOST || cv->credit <= 0)
		gq_set_key(&p->q, &cv->g, cv->credit > 0 ? CR_UNDER : CR_OVER);
}

static void fill_budget(struct cr_domain *dom, s_time_t period)
{
	int64_t full = period * dom->cap / 100;

	if (dom->filled)
		return;
	dom->filled = true;
	dom->budget = min_t(int64_t, dom->budget + full, full);
}

static void account(struct cr_pool *p, s_time_t now)
{
	s_time_t period = now - p->accounted;
	struct cr_vcpu *cv;

	find_active(p, now);
	while (deal(p, &p->paid, period))
		;
	list_for_each_entry (cv, &p->vcpus, all) {
		collect(p, cv, period);
		fill_budget(cr_domain_of(cv), period);
		if (cv->parked && !exhausted(cv))
			unpark(p, cv);
	}
	p->paid = 0;
	p->accounted = now;
}

/* Whether anyone runs, waits or is parked. */
static bool busy(const struct cr_pool *p)
{
	const struct cr_vcpu *cv;

	list_for_each_entry (cv, &p->vcpus, all)
		if (vcpu_runnable(cv->g.base.vcpu))
			return true;
	return false;
}

static void accounting(void *data)
{
	struct cr_pool *p = data;
	unsigned long flags = spin_lock_irqsave(&p->q.lock);
	s_time_t now = NOW();

	account(p, now);
	if (busy(p))
		timer_set(&p->timer, now + p->tslice);
	else
		p->armed = false;
	gq_tickle_all(&p->q);
	spin_unlock_irqrestore(&p->q.lock, flags);
}

/* Somebody wants to run. */
static void arm(struct cr_pool *p, s_time_t now)
{
	if (likely(p->armed))
		return;
	p->armed = true;
	p->accounted = now;
	timer_set(&p->timer, now + p->tslice);
}

/* ---- The queue ---- */

static void cr_enqueue(struct vcpu *v, s_time_t now, bool woken)
{
	struct cr_pool *p = cr_pool_of(v);
	struct cr_vcpu *cv = cr_vcpu(v);

	arm(p, now);
	cv->wanted = true;
	if (exhausted(cv)) {
		cv->parked = true;
		return;
	}
	cv->parked = false;
	if (woken && cv->credit > 0 && cv->g.key == CR_UNDER) {
		cv->g.key = CR_BOOST;
		cv->boosted = 0;
	}
	gq_add(&p->q, &cv->g);
	(void)gq_tickle(&p->q, &cv->g);
}

static void cr_dequeue(struct vcpu *v)
{
	cr_vcpu(v)->parked = false;
	gq_del(gq_vcpu(v));
}

static void cr_yield(struct vcpu *v)
{
	cr_vcpu(v)->yield = true;
}

/* ---- The decision ---- */

/* preempts: another one is about to be queued. */
static s_time_t slice_end(struct cr_pool *p, struct cr_vcpu *cv,
			  unsigned int cpu, bool preempts, s_time_t now)
{
	bool capped = cr_domain_of(cv)->cap;
	s_time_t slice = p->tslice, least;

	if (likely(!capped) && gq_alone(&p->q, &cv->g, cpu, preempts)) {
		cv->slice_end = now + slice;
		return STIME_MAX;
	}
	least = max_t(s_time_t, CR_SLICE_MIN, cv->begin + p->ratelimit - now);
	if (cv->credit > 0)
		slice = min_t(s_time_t, slice, cv->credit);
	if (cv->g.key == CR_BOOST)
		slice = min_t(s_time_t, slice, CR_TICK - cv->boosted);
	cv->slice_end = now + max_t(s_time_t, slice, least);
	if (capped)
		return min_t(s_time_t, cv->slice_end,
			     now + max_t(s_time_t, cr_domain_of(cv)->budget,
					 MICROSECS(100)));
	return cv->slice_end;
}

static struct vcpu *cr_pick(unsigned int cpu, s_time_t now, bool tasklet,
			    s_time_t *until)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	struct cr_pool *p = sc->pool->data;
	struct cr_vcpu *cur = NULL, *next;
	uint64_t limit = GQ_KEY_NONE;
	bool turn = false, held = false;

	gq_looks(&p->q, cpu);
	if (sc->curr != sc->idle) {
		cur = cr_vcpu(sc->curr);
		burn(p, cur, now);
		turn = cur->yield || now >= cur->slice_end;
		cur->yield = false;
		if (!vcpu_runnable(sc->curr) || exhausted(cur) ||
		    gq_better_elsewhere(&p->q, &cur->g, cpu))
			cur = NULL;
	}
	if (unlikely(tasklet))
		goto idle;
	if (cur) {
		/* When its turn is over its equals come. */
		limit = cur->g.key + (turn ? 1 : 0);
		if (!turn && now - cur->begin < p->ratelimit) {
			held = gq_best(&p->q, cpu, limit) != NULL;
			limit = 0;
		}
	}
	next = cr_of(gq_best(&p->q, cpu, limit));
	if (!next)
		next = cur;
	if (!next)
		goto idle;
	if (next != cur || turn)
		next->begin = now;
	next->burned = now;
	gq_taken(&p->q, cpu, &next->g);
	*until = slice_end(p, next, cpu, cur && next != cur, now);
	if (held)
		*until = min_t(s_time_t, *until, cur->begin + p->ratelimit);
	return next->g.base.vcpu;
idle:
	gq_idle(&p->q, cpu, tasklet);
	return sc->idle;
}

/* ---- Pools, CPUs, domains, vCPUs ---- */

static int cr_pool_init(struct cpupool *pool)
{
	struct cr_pool *p = xnew(struct cr_pool);

	if (!p)
		return -ENOMEM;
	if (tslice_ms < XEN_SYSCTL_CSCHED_TSLICE_MIN ||
	    tslice_ms > XEN_SYSCTL_CSCHED_TSLICE_MAX) {
		log_warn("sched_credit_tslice_ms=%u is out of range\n",
			 tslice_ms);
		tslice_ms = CR_TSLICE_MS;
	}
	gq_init(&p->q);
	list_init(&p->vcpus);
	timer_init(&p->timer, accounting, p, smp_processor_id());
	p->tslice_ms = tslice_ms;
	p->tslice = MILLISECS(tslice_ms);
	p->ratelimit_us = sched_ratelimit_default();
	p->ratelimit = MICROSECS(p->ratelimit_us);
	pool->data = p;
	return 0;
}

static void cr_pool_fini(struct cpupool *pool)
{
	struct cr_pool *p = pool->data;

	timer_kill(&p->timer);
	xfree(p);
}

static int cr_cpu_init(struct cpupool *pool, unsigned int cpu,
		       struct spinlock **lock)
{
	struct cr_pool *p = pool->data;

	*lock = &p->q.lock;
	return 0;
}

static void cr_cpu_start(unsigned int cpu)
{
	struct cr_pool *p = sched_cpu_of(cpu)->pool->data;

	gq_cpu_start(&p->q, cpu);
}

static void cr_cpu_stop(unsigned int cpu)
{
	struct cr_pool *p = sched_cpu_of(cpu)->pool->data;

	gq_cpu_stop(&p->q, cpu);
}

static void cr_domain_init(struct domain *d)
{
	cr_domain(d)->weight = CR_WEIGHT_DEFAULT;
}

static void cr_domain_fini(struct domain *d)
{
}

static void cr_attach(struct vcpu *v)
{
	struct cr_vcpu *cv = cr_vcpu(v);

	gq_vcpu_init(&cv->g);
	cv->credit = CR_FRESH;
	cv->g.key = CR_UNDER;
	list_add_tail(&cv->all, &cr_pool_of(v)->vcpus);
}

static void cr_detach(struct vcpu *v)
{
	list_del(&cr_vcpu(v)->all);
}

static void cr_migrate(struct vcpu *v, unsigned int cpu)
{
	v->processor = cpu;
}

/* ---- Parameters ---- */

/* What ran so far was under the old cap. */
static void set_cap(struct cr_pool *p, struct domain *d, unsigned int cap)
{
	struct cr_domain *dom = cr_domain(d);
	s_time_t now = NOW();
	struct cr_vcpu *cv;

	list_for_each_entry (cv, &p->vcpus, all) {
		if (cv->g.base.vcpu->domain != d)
			continue;
		if (running(cv)) {
			burn(p, cv, now);
			/* Its slice depends on the cap. */
			sched_tickle(cv->g.base.vcpu->processor);
		}
		if (cv->parked) {
			unpark(p, cv);
			(void)gq_tickle(&p->q, &cv->g);
		}
	}
	dom->cap = cap;
	dom->budget = p->tslice * cap / 100;
}

static int cr_adjust_domain(struct domain *d,
			    struct xen_domctl_scheduler_op *op, bool put)
{
	struct cr_pool *p = d->cpupool->data;
	struct cr_domain *dom = cr_domain(d);
	unsigned long flags;

	if (!put) {
		op->u.credit.weight = (uint16_t)dom->weight;
		op->u.credit.cap = (uint16_t)dom->cap;
		return 0;
	}
	flags = spin_lock_irqsave(&p->q.lock);
	if (op->u.credit.weight)
		dom->weight = op->u.credit.weight;
	/* All ones: leave it. */
	if (op->u.credit.cap != UINT16_MAX && op->u.credit.cap != dom->cap)
		set_cap(p, d, op->u.credit.cap);
	spin_unlock_irqrestore(&p->q.lock, flags);
	return 0;
}

static bool params_valid(const struct xen_sysctl_credit_schedule *c)
{
	return c->tslice_ms >= XEN_SYSCTL_CSCHED_TSLICE_MIN &&
	       c->tslice_ms <= XEN_SYSCTL_CSCHED_TSLICE_MAX &&
	       sched_ratelimit_valid(c->ratelimit_us) &&
	       /* Not more than a slice. */
	       MICROSECS(c->ratelimit_us) <= MILLISECS(c->tslice_ms) &&
	       c->vcpu_migr_delay_us <= XEN_SYSCTL_CSCHED_MGR_DLY_MAX_US;
}

static int cr_adjust_global(struct cpupool *pool,
			    struct xen_sysctl_scheduler_op *op, bool put)
{
	struct xen_sysctl_credit_schedule *c = &op->u.sched_credit;
	struct cr_pool *p = pool->data;
	unsigned long flags;

	if (put) {
		if (!params_valid(c))
			return -EINVAL;
		flags = spin_lock_irqsave(&p->q.lock);
		p->tslice_ms = c->tslice_ms;
		p->tslice = MILLISECS(c->tslice_ms);
		p->ratelimit_us = c->ratelimit_us;
		p->ratelimit = MICROSECS(c->ratelimit_us);
		p->migr_delay_us = c->vcpu_migr_delay_us;
		spin_unlock_irqrestore(&p->q.lock, flags);
	}
	c->tslice_ms = p->tslice_ms;
	c->ratelimit_us = p->ratelimit_us;
	c->vcpu_migr_delay_us = p->migr_delay_us;
	return 0;
}

static void cr_dump(const struct cpupool *pool)
{
	static const char *const classes[] = { "boost", "under", "over" };
	struct cr_pool *p = pool->data;
	unsigned long flags = spin_lock_irqsave(&p->q.lock);
	const struct cr_vcpu *cv;

	log_info("  idle %#lx tickled %#lx, slice %u ms\n", p->q.idle.bits[0],
		 p->q.tickled.bits[0], p->tslice_ms);
	list_for_each_entry (cv, &p->vcpus, all)
		log_info("    d%uv%u: weight %u credit %lld %s%s%s\n",
			 cv->g.base.vcpu->domain->id, cv->g.base.vcpu->id,
			 cr_domain_of(cv)->weight, (long long)cv->credit,
			 classes[cv->g.key],
			 cv->g.base.flags & SVF_queued ? " queued" : "",
			 cv->parked ? " parked" : "");
	spin_unlock_irqrestore(&p->q.lock, flags);
}

const struct sched_ops sched_credit_ops = {
	.name = "credit",
	.id = XEN_SCHEDULER_CREDIT,
	.vcpu_size = sizeof(struct cr_vcpu),
	.domain_size = sizeof(struct cr_domain),
	.pool_init = cr_pool_init,
	.pool_fini = cr_pool_fini,
	.cpu_init = cr_cpu_init,
	.cpu_start = cr_cpu_start,
	.cpu_stop = cr_cpu_stop,
	.domain_init = cr_domain_init,
	.domain_fini = cr_domain_fini,
	.attach = cr_attach,
	.detach = cr_detach,
	.enqueue = cr_enqueue,
	.dequeue = cr_dequeue,
	.yield = cr_yield,
	.pick = cr_pick,
	.choose_cpu = gq_choose_cpu,
	.migrate = cr_migrate,
	.adjust_domain = cr_adjust_domain,
	.adjust_vcpu = sched_no_vcpu_params,
	.adjust_reserve = sched_no_reserve,
	.fits = sched_always_fits,
	.adjust_global = cr_adjust_global,
	.dump = cr_dump,
};
