/*
 * adjust.c: XEN_DOMCTL_scheduler_op and XEN_SYSCTL_scheduler_op.
 *
 * Under cpupool_lock: no domain changes its policy meanwhile.  A batch of
 * vCPUs takes it for each one, for guest memory is not touched under it; a
 * domain that left in between has parameters of another kind, and the batch
 * ends there.
 */
#include "policy.h"

#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/init.h>
#include <xen/log.h>
#include <public/sysctl.h>

/* vCPUs of one call; the caller continues from nr_vcpus. */
#define VCPU_BATCH 64u

#define RATELIMIT_DEFAULT_US 1000

static unsigned int ratelimit_us = RATELIMIT_DEFAULT_US;
PARAM_UINT("sched_ratelimit_us", ratelimit_us);

bool sched_ratelimit_valid(unsigned int us)
{
	return !us || (us >= XEN_SYSCTL_SCHED_RATELIMIT_MIN &&
		       us <= XEN_SYSCTL_SCHED_RATELIMIT_MAX);
}

unsigned int sched_ratelimit_default(void)
{
	if (!sched_ratelimit_valid(ratelimit_us)) {
		log_warn("sched_ratelimit_us=%u is out of range\n",
			 ratelimit_us);
		ratelimit_us = RATELIMIT_DEFAULT_US;
	}
	return ratelimit_us;
}

int sched_no_vcpu_params(struct vcpu *v, struct xen_domctl_schedparam_vcpu *p,
			 bool put)
{
	return -EINVAL;
}

int sched_no_reserve(struct domain *d, uint32_t *percent, bool put)
{
	return -EOPNOTSUPP;
}

bool sched_always_fits(const struct cpupool *pool, const cpumask_t *cpus)
{
	return true;
}

static int adjust_vcpu(struct domain *d, unsigned int sched_id,
		       struct xen_domctl_schedparam_vcpu *p, bool put)
{
	struct vcpu *v = domain_vcpu(d, p->vcpuid);
	const struct sched_ops *ops;
	int ret = -EINVAL;

	if (!v)
		return -EINVAL;
	spin_lock(&cpupool_lock);
	ops = d->cpupool->ops;
	if (ops->id == sched_id)
		ret = ops->adjust_vcpu(v, p, put);
	spin_unlock(&cpupool_lock);
	return ret;
}

/* nr_vcpus: how many are in the array, then how many were done. */
static long adjust_vcpus(struct domain *d, struct xen_domctl_scheduler_op *op,
			 bool put)
{
	guest_ptr_t array = guest_ptr(op->u.v.vcpus);
	uint32_t n = min(op->u.v.nr_vcpus, VCPU_BATCH), i;
	struct xen_domctl_schedparam_vcpu p;
	int ret;

	for (i = 0; i < n; i++) {
		if (get_guest_at(&p, array, i))
			return -EFAULT;
		ret = adjust_vcpu(d, op->sched_id, &p, put);
		if (ret)
			return ret;
		if (!put && put_guest_at(array, i, &p))
			return -EFAULT;
	}
	op->u.v.nr_vcpus = n;
	return 0;
}

static long adjust_reserve(struct domain *d, struct xen_domctl_scheduler_op *op,
			   bool put)
{
	const struct sched_ops *ops;
	long ret = -EINVAL;

	spin_lock(&cpupool_lock);
	ops = d->cpupool->ops;
	if (op->sched_id == ops->id)
		ret = ops->adjust_reserve(d, &op->u.reserve.percent, put);
	spin_unlock(&cpupool_lock);
	return ret;
}

static long adjust_domain(struct domain *d, struct xen_domctl_scheduler_op *op,
			  bool put)
{
	const struct sched_ops *ops;
	long ret = -EINVAL;

	spin_lock(&cpupool_lock);
	ops = d->cpupool->ops;
	if (op->sched_id == ops->id)
		ret = ops->adjust_domain(d, op, put);
	spin_unlock(&cpupool_lock);
	return ret;
}

long sched_adjust_domain(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	const struct sched_ops *ops = READ_ONCE(d->cpupool)->ops;

	if (op->sched_id != ops->id)
		return -EINVAL;
	switch (op->cmd) {
	case XEN_DOMCTL_SCHEDOP_putinfo:
		return adjust_domain(d, op, true);
	case XEN_DOMCTL_SCHEDOP_getinfo:
		return adjust_domain(d, op, false);
	case XEN_DOMCTL_SCHEDOP_putreserve:
	case XEN_DOMCTL_SCHEDOP_getreserve:
		return adjust_reserve(d, op,
				      op->cmd == XEN_DOMCTL_SCHEDOP_putreserve);
	case XEN_DOMCTL_SCHEDOP_putvcpuinfo:
	case XEN_DOMCTL_SCHEDOP_getvcpuinfo:
		if (ops->adjust_vcpu == sched_no_vcpu_params)
			return -EINVAL;
		return adjust_vcpus(d, op,
				    op->cmd == XEN_DOMCTL_SCHEDOP_putvcpuinfo);
	default:
		return -EINVAL;
	}
}

long sched_adjust_global(struct xen_sysctl_scheduler_op *op)
{
	bool put = op->cmd == XEN_SYSCTL_SCHEDOP_putinfo;
	struct cpupool *pool;
	long ret;

	if (!put && op->cmd != XEN_SYSCTL_SCHEDOP_getinfo)
		return -EINVAL;
	spin_lock(&cpupool_lock);
	pool = cpupool_by_id(op->cpupool_id);
	if (!pool)
		ret = -ESRCH;
	else if (op->sched_id != pool->ops->id)
		ret = -EINVAL;
	else
		ret = pool->ops->adjust_global(pool, op, put);
	spin_unlock(&cpupool_lock);
	return ret;
}
