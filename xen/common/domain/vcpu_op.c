/*
 * vcpu_op.c: the hypercall by which a guest runs its vCPUs.
 */
#include <xen/domain.h>

#include <xen/arch/domain.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/sched.h>
#include <public/sched.h>

#define MIN_PERIOD MILLISECS(1)
#define MAX_PERIOD SECONDS(3600)

static long op_initialise(struct vcpu *v, guest_ptr_t arg)
{
	struct domain *d = v->domain;
	long ret;

	/* A vCPU that can't be told anything is of no use. */
	if (v->vcpu_info == &dummy_vcpu_info)
		return -EINVAL;
	/* One at a time: frames of the context get type references. */
	spin_lock(&d->lock);
	ret = arch_vcpu_initialise(v, arg);
	if (!ret)
		v->initialised = true;
	spin_unlock(&d->lock);
	return ret;
}

static long op_up(struct vcpu *v)
{
	struct domain *d = v->domain;
	bool wake = false;
	long ret = 0;

	spin_lock(&d->lock);
	if (!v->initialised)
		ret = -EINVAL;
	else
		wake = atomic_test_and_clear_bit(VPF_down, &v->pause_flags);
	spin_unlock(&d->lock);
	if (wake)
		vcpu_wake(v);
	return ret;
}

static long op_down(struct vcpu *v)
{
	struct domain *d = v->domain;
	bool last = true;
	struct vcpu *other;

	spin_lock(&d->lock);
	for_each_vcpu (d, other)
		if (other != v && !(other->pause_flags & BIT(VPF_down)))
			last = false;
	if (!last)
		atomic_set_bit(VPF_down, &v->pause_flags);
	spin_unlock(&d->lock);
	if (last)
		domain_shutdown(d, SHUTDOWN_poweroff);
	else
		vcpu_sleep_nosync(v);
	return 0;
}

static long op_get_runstate(struct vcpu *v, guest_ptr_t arg)
{
	struct vcpu_runstate_info info;

	vcpu_runstate_get(v, &info);
	return put_guest(arg, &info);
}

static long op_register_runstate(struct vcpu *v, guest_ptr_t arg)
{
	struct vcpu_register_runstate_memory_area area;
	struct vcpu_runstate_info info;

	if (get_guest(&area, arg))
		return -EFAULT;
	v->runstate_guest = area.addr.p;
	if (!v->runstate_guest)
		return 0;
	/* Another vCPU's area is written here, in the caller's space. */
	if (v == current) {
		vcpu_runstate_publish(v);
	} else {
		vcpu_runstate_get(v, &info);
		/* If it can't be now, it will be when the vCPU runs. */
		(void)!put_guest((guest_ptr_t){ area.addr.p }, &info);
	}
	return 0;
}

static long op_set_periodic(struct vcpu *v, guest_ptr_t arg)
{
	struct vcpu_set_periodic_timer set;

	if (get_guest(&set, arg))
		return -EFAULT;
	if (set.period_ns < MIN_PERIOD || set.period_ns > MAX_PERIOD)
		return -EINVAL;
	v->periodic_last = NOW();
	WRITE_ONCE(v->periodic_period, (s_time_t)set.period_ns);
	if (READ_ONCE(v->is_running))
		vcpu_periodic_timer_resume(v);
	return 0;
}

static long op_stop_periodic(struct vcpu *v)
{
	WRITE_ONCE(v->periodic_period, 0);
	timer_stop(&v->periodic_timer);
	return 0;
}

static long op_set_singleshot(struct vcpu *v, guest_ptr_t arg)
{
	struct vcpu_set_singleshot_timer set;
	s_time_t timeout;

	if (v != current)
		return -EINVAL;
	if (get_guest(&set, arg))
		return -EFAULT;
	/* Later than time can say is never. */
	timeout = (s_time_t)min(set.timeout_abs_ns, (uint64_t)STIME_MAX);
	timer_migrate(&v->singleshot_timer, v->processor);
	timer_set(&v->singleshot_timer, timeout);
	return 0;
}

static long op_stop_singleshot(struct vcpu *v)
{
	if (v != current)
		return -EINVAL;
	timer_stop(&v->singleshot_timer);
	return 0;
}

static long op_register_info(struct vcpu *v, guest_ptr_t arg)
{
	struct vcpu_register_vcpu_info reg;
	struct domain *d = v->domain;
	long ret;

	if (get_guest(&reg, arg))
		return -EFAULT;
	spin_lock(&d->lock);
	ret = vcpu_info_map(v, reg.mfn, reg.offset);
	spin_unlock(&d->lock);
	return ret;
}

/* vcpu_op(cmd, vcpu id, arg) on a vCPU of the caller's own domain. */
long hc_vcpu_op(struct vcpu *caller, struct hypercall_args *args)
{
	unsigned int cmd = (unsigned int)args->a[0];
	unsigned int id = (unsigned int)args->a[1];
	guest_ptr_t arg = guest_ptr_reg(args->a[2]);
	struct vcpu *v = domain_vcpu(caller->domain, id);

	if (!v)
		return -ENOENT;
	switch (cmd) {
	case VCPUOP_initialise:
		return op_initialise(v, arg);
	case VCPUOP_up:
		return op_up(v);
	case VCPUOP_down:
		return op_down(v);
	case VCPUOP_is_up:
		return !(READ_ONCE(v->pause_flags) & BIT(VPF_down));
	case VCPUOP_get_runstate_info:
		return op_get_runstate(v, arg);
	case VCPUOP_register_runstate_memory_area:
		return op_register_runstate(v, arg);
	case VCPUOP_set_periodic_timer:
		return op_set_periodic(v, arg);
	case VCPUOP_stop_periodic_timer:
		return op_stop_periodic(v);
	case VCPUOP_set_singleshot_timer:
		return op_set_singleshot(v, arg);
	case VCPUOP_stop_singleshot_timer:
		return op_stop_singleshot(v);
	case VCPUOP_register_vcpu_info:
		return op_register_info(v, arg);
	default:
		/* send_nmi, get_physid, register_vcpu_time_memory_area */
		return arch_vcpu_op(v, cmd, arg);
	}
}
