/*
 * credit2_cap.c: a domain's upper limit of CPU time.
 *
 * Each C2_CAP_PERIOD a capped domain gets cap % of the period as budget, from
 * which its running vCPUs pay as they burn credit.  Who would run with none
 * left is parked.  The budget may go below zero, by vCPUs that run at the
 * same time and by the granularity of slices: the debt is taken off the next
 * period, so that the average is exact.  What is left over is lost.
 *
 * The timer stops when a whole period went by unused, and starts again with
 * the next vCPU that runs.
 */
#include "credit2.h"

#include <xen/errno.h>

void c2_cap_arm(struct c2_domain *dom, s_time_t now)
{
	if (READ_ONCE(dom->armed) || atomic_xchg(&dom->armed, 1))
		return;
	timer_set(&dom->timer, now + C2_CAP_PERIOD);
}

/* Those of its vCPUs that were parked queue again. */
static void unpark(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v) {
		unsigned long flags;
		struct spinlock *lock;
		struct c2_vcpu *svc = c2_vcpu(v);

		if (!READ_ONCE(svc->parked))
			continue;
		lock = sched_lock_vcpu(v, &flags);
		if (svc->parked) {
			svc->parked = false;
			svc->base.ops->enqueue(v, NOW(), true);
		}
		spin_unlock_irqrestore(lock, flags);
	}
}

static void refill(void *data)
{
	struct domain *d = data;
	struct c2_domain *dom = c2_domain(d);
	int64_t total = READ_ONCE(dom->total), over;

	if (!READ_ONCE(dom->cap))
		return;
	if (READ_ONCE(dom->budget) >= total) {
		/* Who parks looks at `armed` after the budget was taken. */
		atomic_xchg(&dom->armed, 0);
		if (READ_ONCE(dom->budget) >= total ||
		    atomic_xchg(&dom->armed, 1))
			return;
	}
	over = atomic_add(&dom->budget, total) - total;
	if (over > 0)
		atomic_sub(&dom->budget, over);
	/* Without drift; catching up if this comes very late. */
	timer_set(&dom->timer,
		  max_t(s_time_t, NOW(), dom->timer.expires + C2_CAP_PERIOD));
	unpark(d);
}

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

/* The end of their slices depends on the cap. */
static void tickle_running(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		if (READ_ONCE(v->is_running))
			sched_tickle(READ_ONCE(v->processor));
}

void c2_cap_set(struct domain *d, unsigned int cap)
{
	struct c2_domain *dom = c2_domain(d);

	if (cap == dom->cap)
		return;
	/* What ran so far was not under this cap. */
	settle(d);
	timer_stop(&dom->timer);
	dom->total = C2_CAP_PERIOD / 100 * cap;
	WRITE_ONCE(dom->budget, dom->total);
	WRITE_ONCE(dom->cap, cap);
	WRITE_ONCE(dom->armed, cap != 0);
	c2_set_metered(dom);
	if (cap)
		timer_set(&dom->timer, NOW() + C2_CAP_PERIOD);
	unpark(d);
	tickle_running(d);
}

void c2_cap_init(struct domain *d)
{
	timer_init(&c2_domain(d)->timer, refill, d, smp_processor_id());
}

void c2_cap_fini(struct domain *d)
{
	timer_kill(&c2_domain(d)->timer);
}
