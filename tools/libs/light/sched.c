// SPDX-License-Identifier: GPL-2.0-only
/* Schedulers' parameters, of domains, vCPUs and CPU pools. */
#include "internal.h"

int libxl_get_scheduler(libxl_ctx *ctx)
{
	int id;

	if (xc_sched_id(ctx->xch, &id)) {
		XL_ERRNO(ctx, "cannot find out the scheduler");
		return ERROR_FAIL;
	}
	return id;
}

static int sched_of(libxl_ctx *ctx, uint32_t domid)
{
	libxl_dominfo info;
	xc_cpupoolinfo_t *pool;
	int id;

	if (libxl_domain_info(ctx, &info, domid))
		return ERROR_DOMAIN_NOTFOUND;
	pool = xc_cpupool_getinfo(ctx->xch, info.cpupool);
	if (!pool)
		return libxl_get_scheduler(ctx);
	id = pool->sched_id;
	xc_cpupool_infofree(ctx->xch, pool);
	return id;
}

/* --- domains --- */

int libxl_domain_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				  libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit c;
	struct xen_domctl_sched_credit2 c2;
	struct xen_domctl_sched_rtds rt = { 0 };
	int rc = 0, id = sched_of(ctx, domid);

	libxl_domain_sched_params_init(p);
	if (id < 0)
		return id;
	p->sched = id;
	if (id == LIBXL_SCHEDULER_CREDIT) {
		rc = xc_sched_credit_domain_get(ctx->xch, domid, &c);
		p->weight = c.weight;
		p->cap = c.cap;
	} else if (id == LIBXL_SCHEDULER_CREDIT2) {
		rc = xc_sched_credit2_domain_get(ctx->xch, domid, &c2);
		p->weight = c2.weight;
		p->cap = c2.cap;
	} else if (id == LIBXL_SCHEDULER_RTDS) {
		rc = xc_sched_rtds_domain_get(ctx->xch, domid, &rt);
		p->period = rt.period;
		p->budget = rt.budget;
		p->extratime = !!(rt.flags & XEN_DOMCTL_SCHEDRT_extra);
	}
	if (rc)
		XL_ERRNO(ctx, "cannot read domain %u's scheduling parameters",
			 domid);
	return rc ? ERROR_FAIL : 0;
}

static bool weight_ok(libxl_ctx *ctx, int weight)
{
	if (weight >= 1 && weight <= 65535)
		return true;
	XL_ERROR(ctx, "a weight is a number from 1 to 65535, not %d", weight);
	return false;
}

static bool rtds_ok(libxl_ctx *ctx, int period, int budget)
{
	if (period < 1 || budget < 1 || budget > period) {
		XL_ERROR(ctx,
			 "period (%d us) and budget (%d us) must be above 0, "
			 "and the budget not above the period",
			 period, budget);
		return false;
	}
	return true;
}

static uint32_t rtds_flags(int extratime)
{
	return extratime > 0 ? XEN_DOMCTL_SCHEDRT_extra : 0;
}

int libxl_domain_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				  const libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit c;
	struct xen_domctl_sched_credit2 c2;
	struct xen_domctl_sched_rtds rt;
	libxl_domain_sched_params now;
	int rc = libxl_domain_sched_params_get(ctx, domid, &now);

	if (rc)
		return rc;
	if (p->sched && p->sched != now.sched) {
		XL_ERROR(ctx, "domain %u is scheduled by %s, not by %s", domid,
			 libxl_scheduler_to_string(now.sched),
			 libxl_scheduler_to_string(p->sched));
		return ERROR_INVAL;
	}
	if (p->weight >= 0)
		now.weight = p->weight;
	if (p->cap >= 0)
		now.cap = p->cap;
	if (p->period >= 0)
		now.period = p->period;
	if (p->budget >= 0)
		now.budget = p->budget;
	if (p->extratime >= 0)
		now.extratime = p->extratime;
	switch (now.sched) {
	case LIBXL_SCHEDULER_CREDIT:
		if (!weight_ok(ctx, now.weight))
			return ERROR_INVAL;
		c.weight = now.weight;
		c.cap = now.cap;
		rc = xc_sched_credit_domain_set(ctx->xch, domid, &c);
		break;
	case LIBXL_SCHEDULER_CREDIT2:
		if (!weight_ok(ctx, now.weight))
			return ERROR_INVAL;
		c2.weight = now.weight;
		c2.cap = now.cap;
		rc = xc_sched_credit2_domain_set(ctx->xch, domid, &c2);
		break;
	case LIBXL_SCHEDULER_RTDS:
		if (!rtds_ok(ctx, now.period, now.budget))
			return ERROR_INVAL;
		rt = (struct xen_domctl_sched_rtds){
			.period = now.period,
			.budget = now.budget,
			.flags = rtds_flags(now.extratime),
		};
		rc = xc_sched_rtds_domain_set(ctx->xch, domid, &rt);
		break;
	default:
		XL_ERROR(ctx, "the scheduler %s has no parameters for domains",
			 libxl_scheduler_to_string(now.sched));
		return ERROR_INVAL;
	}
	if (rc)
		XL_ERRNO(ctx, "cannot set domain %u's scheduling parameters",
			 domid);
	return rc ? ERROR_FAIL : 0;
}

/* --- vCPUs, of rtds only --- */

static int nr_vcpus(libxl_ctx *ctx, uint32_t domid)
{
	libxl_dominfo info;
	int id = sched_of(ctx, domid);

	if (id != LIBXL_SCHEDULER_RTDS) {
		XL_ERROR(ctx,
			 "domain %u is scheduled by %s: only rtds has "
			 "parameters for vCPUs",
			 domid,
			 id < 0 ? "nobody" : libxl_scheduler_to_string(id));
		return ERROR_INVAL;
	}
	if (libxl_domain_info(ctx, &info, domid))
		return ERROR_DOMAIN_NOTFOUND;
	return info.vcpu_max_id + 1;
}

static int get_vcpus(libxl_ctx *ctx, uint32_t domid, libxl_vcpu_sched_params *p,
		     int max)
{
	struct xen_domctl_schedparam_vcpu *x;
	int i, rc;

	for (i = 0; i < p->num_vcpus; i++)
		if (p->vcpus[i].vcpuid < 0 || p->vcpus[i].vcpuid >= max) {
			XL_ERROR(ctx, "domain %u has no vCPU %d", domid,
				 p->vcpus[i].vcpuid);
			return ERROR_INVAL;
		}
	x = libxl__array_alloc(p->num_vcpus, sizeof(*x));
	for (i = 0; i < p->num_vcpus; i++)
		x[i].vcpuid = p->vcpus[i].vcpuid;
	rc = xc_sched_rtds_vcpu_get(ctx->xch, domid, x, p->num_vcpus);
	if (rc)
		XL_ERRNO(ctx, "cannot read the parameters of domain %u's vCPUs",
			 domid);
	for (i = 0; !rc && i < p->num_vcpus; i++) {
		p->vcpus[i].period = x[i].u.rtds.period;
		p->vcpus[i].budget = x[i].u.rtds.budget;
		p->vcpus[i].extratime =
			!!(x[i].u.rtds.flags & XEN_DOMCTL_SCHEDRT_extra);
	}
	free(x);
	p->sched = LIBXL_SCHEDULER_RTDS;
	return rc ? ERROR_FAIL : 0;
}

int libxl_vcpu_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				libxl_vcpu_sched_params *params)
{
	int max = nr_vcpus(ctx, domid);

	return max < 0 ? max : get_vcpus(ctx, domid, params, max);
}

int libxl_vcpu_sched_params_get_all(libxl_ctx *ctx, uint32_t domid,
				    libxl_vcpu_sched_params *params)
{
	int i, max = nr_vcpus(ctx, domid);

	if (max < 0)
		return max;
	params->vcpus = libxl__array_alloc(max, sizeof(*params->vcpus));
	params->num_vcpus = max;
	for (i = 0; i < max; i++) {
		libxl_sched_params_init(&params->vcpus[i]);
		params->vcpus[i].vcpuid = i;
	}
	return get_vcpus(ctx, domid, params, max);
}

int libxl_vcpu_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				const libxl_vcpu_sched_params *params)
{
	struct xen_domctl_schedparam_vcpu *x;
	int i, rc = 0, max = nr_vcpus(ctx, domid);

	if (max < 0)
		return max;
	x = libxl__array_alloc(params->num_vcpus, sizeof(*x));
	for (i = 0; i < params->num_vcpus && !rc; i++) {
		const libxl_sched_params *v = &params->vcpus[i];

		if (v->vcpuid < 0 || v->vcpuid >= max) {
			XL_ERROR(ctx, "domain %u has no vCPU %d", domid,
				 v->vcpuid);
			rc = ERROR_INVAL;
		} else if (!rtds_ok(ctx, v->period, v->budget)) {
			rc = ERROR_INVAL;
		}
		x[i].vcpuid = v->vcpuid;
		x[i].u.rtds = (struct xen_domctl_sched_rtds){
			.period = v->period,
			.budget = v->budget,
			.flags = rtds_flags(v->extratime),
		};
	}
	if (!rc &&
	    xc_sched_rtds_vcpu_set(ctx->xch, domid, x, params->num_vcpus)) {
		XL_ERRNO(ctx, "cannot set the parameters of domain %u's vCPUs",
			 domid);
		rc = ERROR_FAIL;
	}
	free(x);
	return rc;
}

int libxl_vcpu_sched_params_set_all(libxl_ctx *ctx, uint32_t domid,
				    const libxl_vcpu_sched_params *params)
{
	libxl_vcpu_sched_params all = { .sched = LIBXL_SCHEDULER_RTDS };
	int i, rc, max = nr_vcpus(ctx, domid);

	if (max < 0)
		return max;
	if (params->num_vcpus != 1)
		return ERROR_INVAL;
	all.num_vcpus = max;
	all.vcpus = libxl__array_alloc(max, sizeof(*all.vcpus));
	for (i = 0; i < max; i++) {
		all.vcpus[i] = params->vcpus[0];
		all.vcpus[i].vcpuid = i;
	}
	rc = libxl_vcpu_sched_params_set(ctx, domid, &all);
	free(all.vcpus);
	return rc;
}

/* --- pools --- */

int libxl_sched_credit_params_get(libxl_ctx *ctx, uint32_t poolid,
				  libxl_sched_credit_params *s)
{
	struct xen_sysctl_credit_schedule x;

	if (xc_sched_credit_params_get(ctx->xch, poolid, &x)) {
		XL_ERRNO(ctx, "cannot read the credit scheduler's parameters");
		return ERROR_FAIL;
	}
	s->tslice_ms = x.tslice_ms;
	s->ratelimit_us = x.ratelimit_us;
	s->vcpu_migr_delay_us = x.vcpu_migr_delay_us;
	return 0;
}

int libxl_sched_credit_params_set(libxl_ctx *ctx, uint32_t poolid,
				  libxl_sched_credit_params *s)
{
	struct xen_sysctl_credit_schedule x = {
		.tslice_ms = s->tslice_ms,
		.ratelimit_us = s->ratelimit_us,
		.vcpu_migr_delay_us = s->vcpu_migr_delay_us,
	};

	if (xc_sched_credit_params_set(ctx->xch, poolid, &x)) {
		XL_ERRNO(ctx, "cannot set the credit scheduler's parameters");
		return ERROR_FAIL;
	}
	return 0;
}

int libxl_sched_credit2_params_get(libxl_ctx *ctx, uint32_t poolid,
				   libxl_sched_credit2_params *s)
{
	struct xen_sysctl_credit2_schedule x;

	if (xc_sched_credit2_params_get(ctx->xch, poolid, &x)) {
		XL_ERRNO(ctx, "cannot read the credit2 scheduler's parameters");
		return ERROR_FAIL;
	}
	s->ratelimit_us = x.ratelimit_us;
	return 0;
}

int libxl_sched_credit2_params_set(libxl_ctx *ctx, uint32_t poolid,
				   libxl_sched_credit2_params *s)
{
	struct xen_sysctl_credit2_schedule x = {
		.ratelimit_us = s->ratelimit_us,
	};

	if (xc_sched_credit2_params_set(ctx->xch, poolid, &x)) {
		XL_ERRNO(ctx, "cannot set the credit2 scheduler's parameters");
		return ERROR_FAIL;
	}
	return 0;
}
