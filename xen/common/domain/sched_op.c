/*
 * sched_op.c: the hypercalls by which a guest gives up its CPU, and stops.
 */
#include "private.h"

#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <xen/trace.h>
#include <public/sched.h>

#define MAX_POLL_PORTS 128

/* Unmasks upcalls, then blocks unless there is one. */
static void block(struct vcpu *v)
{
	WRITE_ONCE(v->vcpu_info->evtchn_upcall_mask, 0);
	vcpu_block();
}

/* ---- Poll ---- */

/* Whether one of the ports is pending: 1, 0 or an error; *only: if one. */
static int look_at_ports(struct vcpu *v, const struct sched_poll *poll,
			 evtchn_port_t *only)
{
	evtchn_port_t port = 0;
	unsigned int i;

	for (i = 0; i < poll->nr_ports; i++) {
		if (get_guest_at(&port, guest_ptr(poll->ports), i))
			return -EFAULT;
		if (!evtchn_port_is_valid(v->domain, port))
			return -EINVAL;
		if (evtchn_port_is_pending(v->domain, port))
			return 1;
	}
	*only = poll->nr_ports == 1 ? port : 0;
	return 0;
}

static void poll_cancel(struct vcpu *v)
{
	v->poll_evtchn = -1;
	atomic_clear_bit(v->id, &v->domain->poll_mask);
	atomic_clear_bit(VPF_blocked, &v->pause_flags);
}

static long do_poll(struct vcpu *v, guest_ptr_t arg)
{
	struct sched_poll poll;
	evtchn_port_t only = 0;
	int ret;

	if (get_guest(&poll, arg))
		return -EFAULT;
	if (poll.nr_ports > MAX_POLL_PORTS)
		return -EINVAL;
	/* No bit in the mask for it: it looks again and again instead. */
	if (v->id >= BITS_PER_LONG) {
		ret = look_at_ports(v, &poll, &only);
		if (!ret)
			vcpu_yield();
		return ret < 0 ? ret : 0;
	}

	/*
	 * First be wakeable by any event, then look: who makes a port pending
	 * looks at the mask after that.  Atomic operations are full barriers.
	 */
	atomic_set_bit(VPF_blocked, &v->pause_flags);
	v->poll_evtchn = 0;
	atomic_set_bit(v->id, &v->domain->poll_mask);

	ret = 0;
	if (evtchn_vcpu_pending(v))
		goto out_cancel;
	ret = look_at_ports(v, &poll, &only);
	if (ret)
		goto out_cancel;
	if (only)
		v->poll_evtchn = (int)only;
	if (poll.timeout) {
		timer_migrate(&v->poll_timer, v->processor);
		timer_set(&v->poll_timer,
			  (s_time_t)min_t(uint64_t, poll.timeout, STIME_MAX));
	}
	softirq_raise(SCHEDULE_SOFTIRQ);
	return 0;

out_cancel:
	poll_cancel(v);
	return ret < 0 ? ret : 0;
}

/* ---- Stop ---- */

static long do_shutdown(struct domain *d, guest_ptr_t arg)
{
	struct sched_shutdown s;

	if (get_guest(&s, arg))
		return -EFAULT;
	TRACE(TRC_SCHED_SHUTDOWN, d->id, current->id, (uint8_t)s.reason);
	domain_shutdown(d, (uint8_t)s.reason);
	return 0;
}

static long do_shutdown_code(struct domain *d, guest_ptr_t arg)
{
	struct sched_shutdown s;

	if (get_guest(&s, arg))
		return -EFAULT;
	spin_lock(&d->lock);
	TRACE(TRC_SCHED_SHUTDOWN_CODE, d->id, current->id, (uint8_t)s.reason);
	d->shutdown_code = (uint8_t)s.reason;
	spin_unlock(&d->lock);
	return 0;
}

static long do_remote_shutdown(struct domain *caller, guest_ptr_t arg)
{
	struct sched_remote_shutdown s;
	struct domain *d;
	long ret = -EPERM;

	if (get_guest(&s, arg))
		return -EFAULT;
	d = domain_get_by_id(s.domain_id);
	if (!d)
		return -ESRCH;
	if (d != caller && domain_may_manage(caller, d)) {
		domain_shutdown(d, (uint8_t)s.reason);
		ret = 0;
	}
	domain_put(d);
	return ret;
}

static long do_watchdog(struct domain *d, guest_ptr_t arg)
{
	struct sched_watchdog w;

	if (get_guest(&w, arg))
		return -EFAULT;
	return domain_watchdog(d, w.id, w.timeout);
}

static long do_pin_override(struct vcpu *v, guest_ptr_t arg)
{
	struct sched_pin_override pin;

	if (!is_hardware_domain(v->domain))
		return -EPERM;
	if (get_guest(&pin, arg))
		return -EFAULT;
	return vcpu_pin_override(v, pin.pcpu);
}

/* sched_op(cmd, arg) */
long hc_sched_op(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);

	switch ((unsigned int)args->a[0]) {
	case SCHEDOP_yield:
		vcpu_yield();
		return 0;
	case SCHEDOP_block:
		block(v);
		return 0;
	case SCHEDOP_shutdown:
		return do_shutdown(v->domain, arg);
	case SCHEDOP_poll:
		return do_poll(v, arg);
	case SCHEDOP_remote_shutdown:
		return do_remote_shutdown(v->domain, arg);
	case SCHEDOP_shutdown_code:
		return do_shutdown_code(v->domain, arg);
	case SCHEDOP_watchdog:
		return do_watchdog(v->domain, arg);
	case SCHEDOP_pin_override:
		return do_pin_override(v, arg);
	default:
		return -ENOSYS;
	}
}

/* The old form: the argument is the reason itself. */
long hc_sched_op_compat(struct vcpu *v, struct hypercall_args *args)
{
	switch ((unsigned int)args->a[0]) {
	case SCHEDOP_yield:
		vcpu_yield();
		return 0;
	case SCHEDOP_block:
		block(v);
		return 0;
	case SCHEDOP_shutdown:
		domain_shutdown(v->domain, (uint8_t)args->a[1]);
		return 0;
	default:
		return -ENOSYS;
	}
}

/* set_timer_op(absolute time): the vCPU's one-shot timer; 0 stops it. */
long hc_set_timer_op(struct vcpu *v, struct hypercall_args *args)
{
	s_time_t timeout = (s_time_t)args->a[0];

	if (timeout == 0) {
		timer_stop(&v->singleshot_timer);
		return 0;
	}
	/*
	 * Some Linux versions compute nonsense from jiffies that overflowed:
	 * negative, or weeks away.  They mean "soon".
	 */
	if (timeout < 0 || (timeout - NOW()) >> 50 > 0)
		timeout = NOW() + MILLISECS(100);
	timer_migrate(&v->singleshot_timer, v->processor);
	timer_set(&v->singleshot_timer, timeout);
	return 0;
}
