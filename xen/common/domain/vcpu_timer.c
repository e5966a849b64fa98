/*
 * vcpu_timer.c: the timers that a guest sets on its vCPU.
 *
 *	periodic	VIRQ_TIMER each period while the vCPU runs; what it
 *			missed is made up by one when it runs again
 *	singleshot	VIRQ_TIMER once
 *	poll		the end of a SCHEDOP_poll
 */
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/event.h>
#include <xen/sched.h>

static void singleshot_expired(void *data)
{
	evtchn_send_vcpu_virq(data, VIRQ_TIMER);
}

static void poll_expired(void *data)
{
	struct vcpu *v = data;

	/* Not if it was woken just now, and polls again or not. */
	if (v->poll_evtchn >= 0)
		vcpu_unblock(v);
}

/* Sends what is due, and sets the timer for the next. */
static void periodic_work(struct vcpu *v)
{
	s_time_t now = NOW(), period = READ_ONCE(v->periodic_period);

	if (!period)
		return;
	if (now - v->periodic_last >= period) {
		evtchn_send_vcpu_virq(v, VIRQ_TIMER);
		/* In phase, unless periods were missed. */
		v->periodic_last += period;
		if (now - v->periodic_last >= period)
			v->periodic_last = now;
	}
	timer_set(&v->periodic_timer, v->periodic_last + period);
}

static void periodic_expired(void *data)
{
	struct vcpu *v = data;

	if (READ_ONCE(v->is_running))
		periodic_work(v);
}

void vcpu_periodic_timer_resume(struct vcpu *v)
{
	timer_migrate(&v->periodic_timer, v->processor);
	periodic_work(v);
}

void vcpu_timers_init(struct vcpu *v)
{
	unsigned int cpu = v->processor;

	timer_init(&v->periodic_timer, periodic_expired, v, cpu);
	timer_init(&v->singleshot_timer, singleshot_expired, v, cpu);
	timer_init(&v->poll_timer, poll_expired, v, cpu);
}

void vcpu_timers_migrate(struct vcpu *v)
{
	timer_migrate(&v->periodic_timer, v->processor);
	timer_migrate(&v->singleshot_timer, v->processor);
	timer_migrate(&v->poll_timer, v->processor);
}

void vcpu_timers_stop(struct vcpu *v)
{
	v->periodic_period = 0;
	timer_stop(&v->periodic_timer);
	timer_stop(&v->singleshot_timer);
	timer_stop(&v->poll_timer);
}

void vcpu_timers_kill(struct vcpu *v)
{
	timer_kill(&v->periodic_timer);
	timer_kill(&v->singleshot_timer);
	timer_kill(&v->poll_timer);
}
