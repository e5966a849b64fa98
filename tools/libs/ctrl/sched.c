// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scheduler parameters, of a domain (domctl) and of a whole pool (sysctl).
 * One macro a scheduler and level: the operations differ in the type only.
 */
#include "private.h"

int xc_sched_id(xc_interface *xch, int *sched_id)
{
	struct xen_sysctl s = { .cmd = XEN_SYSCTL_sched_id };

	if (xc_sysctl(xch, &s))
		return -1;
	*sched_id = s.u.sched_id.sched_id;
	return 0;
}

static int domain_op(xc_interface *xch, uint32_t domid, uint32_t sched,
		     uint32_t cmd, void *param, size_t size)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_scheduler_op,
		.domain = domid,
		.u.scheduler_op = { .sched_id = sched, .cmd = cmd },
	};

	memcpy(&d.u.scheduler_op.u, param, size);
	if (xc_domctl(xch, &d))
		return -1;
	memcpy(param, &d.u.scheduler_op.u, size);
	return 0;
}

static int pool_op(xc_interface *xch, uint32_t pool, uint32_t sched,
		   uint32_t cmd, void *param, size_t size)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_scheduler_op,
		.u.scheduler_op = {
			.cpupool_id = pool,
			.sched_id = sched,
			.cmd = cmd,
		},
	};

	memcpy(&s.u.scheduler_op.u, param, size);
	if (xc_sysctl(xch, &s))
		return -1;
	memcpy(param, &s.u.scheduler_op.u, size);
	return 0;
}

#define DOMAIN_OPS(name, type, id)                                           \
	int xc_sched_##name##_domain_set(xc_interface *xch, uint32_t domid,  \
					 struct type *p)                     \
	{                                                                    \
		return domain_op(xch, domid, id, XEN_DOMCTL_SCHEDOP_putinfo, \
				 p, sizeof(*p));                             \
	}                                                                    \
	int xc_sched_##name##_domain_get(xc_interface *xch, uint32_t domid,  \
					 struct type *p)                     \
	{                                                                    \
		return domain_op(xch, domid, id, XEN_DOMCTL_SCHEDOP_getinfo, \
				 p, sizeof(*p));                             \
	}

#define POOL_OPS(name, type, id)                                             \
	int xc_sched_##name##_params_set(xc_interface *xch, uint32_t pool,   \
					 struct type *p)                     \
	{                                                                    \
		return pool_op(xch, pool, id, XEN_SYSCTL_SCHEDOP_putinfo, p, \
			       sizeof(*p));                                  \
	}                                                                    \
	int xc_sched_##name##_params_get(xc_interface *xch, uint32_t pool,   \
					 struct type *p)                     \
	{                                                                    \
		return pool_op(xch, pool, id, XEN_SYSCTL_SCHEDOP_getinfo, p, \
			       sizeof(*p));                                  \
	}

DOMAIN_OPS(credit, xen_domctl_sched_credit, XEN_SCHEDULER_CREDIT)
DOMAIN_OPS(credit2, xen_domctl_sched_credit2, XEN_SCHEDULER_CREDIT2)
DOMAIN_OPS(rtds, xen_domctl_sched_rtds, XEN_SCHEDULER_RTDS)
POOL_OPS(credit, xen_sysctl_credit_schedule, XEN_SCHEDULER_CREDIT)
POOL_OPS(credit2, xen_sysctl_credit2_schedule, XEN_SCHEDULER_CREDIT2)

/* The hypervisor does as many as it likes and says where to go on. */
static int vcpu_op(xc_interface *xch, uint32_t domid, uint32_t cmd,
		   struct xen_domctl_schedparam_vcpu *vcpus, uint32_t nr)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_scheduler_op,
		.domain = domid,
		.u.scheduler_op = { .sched_id = XEN_SCHEDULER_RTDS,
				    .cmd = cmd },
	};
	xc_hypercall_buffer_t b;
	uint32_t done = 0;
	int ret = 0;

	if (xc_bounce(xch, &b, vcpus, nr * sizeof(*vcpus), XC_BOUNCE_BOTH))
		return -1;
	while (done < nr && !ret) {
		set_xen_guest_handle_raw(
			d.u.scheduler_op.u.v.vcpus,
			(xen_domctl_schedparam_vcpu_t *)b.hbuf + done);
		d.u.scheduler_op.u.v.nr_vcpus = nr - done;
		ret = xc_domctl(xch, &d);
		if (!ret && !d.u.scheduler_op.u.v.nr_vcpus) {
			errno = EIO;
			ret = -1;
		}
		done += d.u.scheduler_op.u.v.nr_vcpus;
	}
	xc_unbounce(xch, &b);
	return ret;
}

int xc_sched_rtds_vcpu_set(xc_interface *xch, uint32_t domid,
			   struct xen_domctl_schedparam_vcpu *vcpus,
			   uint32_t num_vcpus)
{
	return vcpu_op(xch, domid, XEN_DOMCTL_SCHEDOP_putvcpuinfo, vcpus,
		       num_vcpus);
}

int xc_sched_rtds_vcpu_get(xc_interface *xch, uint32_t domid,
			   struct xen_domctl_schedparam_vcpu *vcpus,
			   uint32_t num_vcpus)
{
	return vcpu_op(xch, domid, XEN_DOMCTL_SCHEDOP_getvcpuinfo, vcpus,
		       num_vcpus);
}
