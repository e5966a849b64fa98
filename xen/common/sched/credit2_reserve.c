/*
 * credit2_reserve.c: a share of CPU time that holds under overload.
 *
 * Weights say what part of the rest a domain gets; a reservation says what it
 * gets whatever others do: so many percent of a CPU, for its vCPUs together,
 * when they want it.  Xen has nothing like it.
 *
 * Each C2_RESERVE_PERIOD a domain gets its percentage of the period as an
 * entitlement; what it did not get in the last one although it wanted it is
 * added, once.  While any is left its vCPUs have a bonus (c2_vcpu::bonus),
 * which puts them before all others in every queue, those with most left
 * first; they preempt outside the rate limit only, and one that finds its
 * queue full of such goes to another queue.  What runs under a reservation
 * burns credit like anything else: it counts to what the domain gets by its
 * weight, so a domain gets the greater of the two.
 *
 * Admission: of a pool at most C2_RESERVE_LIMIT percent of its CPUs' time can
 * be reserved, of a domain no more than its vCPUs can use and its cap lets
 * them; and for the CPUs that any reserved domain may use, what is reserved
 * by all that may use no others must fit.  No CPU leaves a pool that could
 * not keep its word without it.  Affinities that are set later are the
 * administrator's: they can make a reservation impossible.
 *
 * The timer runs while the domain has something to do.  Domains without a
 * reservation have a bonus of 0 and no timer: nothing here touches them.
 */
#include "credit2.h"

#include <xen/errno.h>
#include <public/domctl.h>

#define PERIOD	 C2_RESERVE_PERIOD
#define DEBT_MAX (8 * C2_CREDIT_INIT)

/* Above C2_BONUS the nanoseconds that are left. */
#define LEFT_SHIFT 24

/* ---- Who has a bonus; lock of the vCPU's queue held ---- */

void c2_reserve_look(struct c2_vcpu *svc)
{
	const struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);
	int64_t left = READ_ONCE(dom->reserve_left), bonus = 0;

	if (left > 0)
		bonus = C2_BONUS + (left << LEFT_SHIFT);
	svc->credit += bonus - svc->bonus;
	svc->bonus = bonus;
}

void c2_reserve_burn(struct c2_vcpu *svc, s_time_t delta)
{
	struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);

	atomic_sub(&dom->reserve_left, delta);
	/* Without end its debt would outlive the reservation. */
	svc->credit = max_t(int64_t, svc->credit, svc->bonus - DEBT_MAX);
	c2_reserve_look(svc);
}

bool c2_reserve_used_up(const struct c2_vcpu *svc)
{
	const struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);

	return READ_ONCE(dom->reserve_left) <= 0;
}

s_time_t c2_reserve_slice(const struct c2_vcpu *svc)
{
	const struct c2_domain *dom = c2_domain(svc->base.vcpu->domain);

	return max_t(s_time_t, READ_ONCE(dom->reserve_left), C2_SLICE_MIN);
}

void c2_reserve_arm(struct c2_domain *dom, s_time_t now)
{
	if (READ_ONCE(dom->reserve_armed) ||
	    atomic_xchg(&dom->reserve_armed, 1))
		return;
	WRITE_ONCE(dom->reserve_left, dom->reserve_total);
	timer_set(&dom->reserve_timer, now + PERIOD);
}

/* ---- Each period ---- */

/* Its place in the queue is by the new entitlement; or it looks again. */
static void renew(struct vcpu *v)
{
	struct c2_vcpu *svc = c2_vcpu(v);
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);
	s_time_t now = NOW();

	if (svc->base.flags & SVF_queued) {
		c2_queue_del(svc);
		c2_reserve_look(svc);
		c2_queue_add(svc);
		c2_tickle(svc, now);
	} else if (sched_cpu_of(v->processor)->curr == v) {
		c2_reserve_look(svc);
		/* Its slice ends at another time. */
		sched_tickle(v->processor);
	} else {
		c2_reserve_look(svc);
	}
	spin_unlock_irqrestore(lock, flags);
}

/* What a running vCPU used so far was of the period that ends. */
static void settle(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v) {
		unsigned long flags;
		struct spinlock *lock = sched_lock_vcpu(v, &flags);

		if (sched_cpu_of(v->processor)->curr == v)
			c2_burn(c2_vcpu(v), v->processor, NOW());
		spin_unlock_irqrestore(lock, flags);
	}
}

static bool any_waits(const struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		if (READ_ONCE(v->sched->flags) & SVF_queued)
			return true;
	return false;
}

static bool any_runnable(const struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		if (vcpu_runnable(v))
			return true;
	return false;
}

/* The rest of a period stays, once, if it was wanted; what was overdrawn too.
 */
static void entitle(struct domain *d)
{
	struct c2_domain *dom = c2_domain(d);
	int64_t total = dom->reserve_total;
	int64_t left = READ_ONCE(dom->reserve_left);
	int64_t most = any_waits(d) ? total : 0;
	int64_t kept = left > most ? most : max_t(int64_t, left, -total);

	atomic_add(&dom->reserve_left, kept + total - left);
}

static void period_over(void *data)
{
	struct domain *d = data;
	struct c2_domain *dom = c2_domain(d);
	struct vcpu *v;

	if (!READ_ONCE(dom->reserve_total))
		return;
	settle(d);
	entitle(d);
	for_each_vcpu (d, v)
		renew(v);
	if (any_runnable(d)) {
		timer_set(&dom->reserve_timer,
			  max_t(s_time_t, NOW(),
				dom->reserve_timer.expires + PERIOD));
		return;
	}
	/* Who wakes looks at it after it can run: one of both sees the other.*/
	atomic_xchg(&dom->reserve_armed, 0);
	if (any_runnable(d))
		c2_reserve_arm(dom, NOW());
}

/* ---- Admission; cpupool_lock held ---- */

/* CPUs of its pool that any of its vCPUs may use. */
static cpumask_t cpus_of(const struct domain *d)
{
	cpumask_t mask = CPUMASK_NONE;
	struct vcpu *v;

	for_each_vcpu (d, v)
		cpumask_or(&mask, &mask, &v->sched->hard);
	return mask;
}

/* Reserved by all of the pool that may use nothing outside of `mask`. */
static unsigned int reserved_within(const struct cpupool *pool,
				    const cpumask_t *mask,
				    const cpumask_t *cpus)
{
	const struct sched_vcpu *sv;
	unsigned int sum = 0;

	/* Its first vCPU stands for a domain. */
	list_for_each_entry (sv, &pool->vcpus, pool_link) {
		const struct domain *d = sv->vcpu->domain;
		cpumask_t its;

		if (sv->vcpu->id || !c2_domain(d)->reserve)
			continue;
		its = cpus_of(d);
		cpumask_and(&its, &its, cpus);
		if (cpumask_subset(&its, mask))
			sum += c2_domain(d)->reserve;
	}
	return sum;
}

static bool fits(const struct cpupool *pool, const cpumask_t *mask,
		 const cpumask_t *cpus)
{
	return reserved_within(pool, mask, cpus) <=
	       cpumask_weight(mask) * C2_RESERVE_LIMIT;
}

bool c2_reserve_fits(const struct cpupool *pool, const cpumask_t *cpus)
{
	const struct sched_vcpu *sv;

	if (!fits(pool, cpus, cpus))
		return false;
	list_for_each_entry (sv, &pool->vcpus, pool_link) {
		const struct domain *d = sv->vcpu->domain;
		cpumask_t its;

		if (sv->vcpu->id || !c2_domain(d)->reserve)
			continue;
		its = cpus_of(d);
		cpumask_and(&its, &its, cpus);
		if (!fits(pool, &its, cpus))
			return false;
	}
	return true;
}

static unsigned int nr_vcpus(const struct domain *d)
{
	unsigned int n = 0;
	struct vcpu *v;

	for_each_vcpu (d, v)
		n++;
	return n;
}

/* ---- Setting it; cpupool_lock held ---- */

static void apply(struct domain *d, unsigned int percent)
{
	struct c2_domain *dom = c2_domain(d);
	struct vcpu *v;

	settle(d);
	timer_stop(&dom->reserve_timer);
	WRITE_ONCE(dom->reserve_total, PERIOD / 100 * percent);
	WRITE_ONCE(dom->reserve_left, dom->reserve_total);
	c2_set_metered(dom);
	/* The first period begins now, wanted or not. */
	WRITE_ONCE(dom->reserve_armed, percent != 0);
	for_each_vcpu (d, v)
		renew(v);
	if (percent)
		timer_set(&dom->reserve_timer, NOW() + PERIOD);
}

int c2_adjust_reserve(struct domain *d, uint32_t *value, bool put)
{
	struct c2_domain *dom = c2_domain(d);
	unsigned int old = dom->reserve, percent = *value;

	if (!put) {
		*value = old;
		return 0;
	}
	if (percent > 100 * nr_vcpus(d) || (dom->cap && percent > dom->cap))
		return -EINVAL;
	dom->reserve = percent;
	if (percent > old && !c2_reserve_fits(d->cpupool, &d->cpupool->cpus)) {
		dom->reserve = old;
		return -ENOSPC;
	}
	if (percent != old)
		apply(d, percent);
	return 0;
}

void c2_reserve_init(struct domain *d)
{
	timer_init(&c2_domain(d)->reserve_timer, period_over, d,
		   smp_processor_id());
}

void c2_reserve_fini(struct domain *d)
{
	c2_domain(d)->reserve_total = 0;
	timer_kill(&c2_domain(d)->reserve_timer);
}
