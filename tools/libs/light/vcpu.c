// SPDX-License-Identifier: GPL-2.0-only
/* vCPUs: list, affinity, hot-plug; schedulers' parameters. */
#include "internal.h"

libxl_vcpuinfo *libxl_list_vcpu(libxl_ctx *ctx, uint32_t domid, int *nb_vcpu,
				int *nr_cpus_out)
{
	int cpus = libxl_get_max_cpus(ctx), n = 0;
	libxl_vcpuinfo *list;
	libxl_dominfo info;
	xc_vcpuinfo_t x;
	uint32_t i;

	if (cpus < 0 || libxl_domain_info(ctx, &info, domid) ||
	    info.vcpu_max_id == XEN_INVALID_MAX_VCPU_ID)
		return NULL;
	list = libxl__array_alloc(info.vcpu_max_id + 1, sizeof(*list));
	for (i = 0; i <= info.vcpu_max_id; i++) {
		libxl_vcpuinfo *v = &list[n];

		if (xc_vcpu_getinfo(ctx->xch, domid, i, &x))
			continue;
		libxl_bitmap_alloc(ctx, &v->cpumap, cpus);
		libxl_bitmap_alloc(ctx, &v->cpumap_soft, cpus);
		xc_vcpu_getaffinity(
			ctx->xch, domid, i, v->cpumap.map, v->cpumap_soft.map,
			XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT);
		v->vcpuid = i;
		v->cpu = x.cpu;
		v->online = x.online;
		v->blocked = x.blocked;
		v->running = x.running;
		v->vcpu_time = x.cpu_time;
		n++;
	}
	*nb_vcpu = n;
	*nr_cpus_out = cpus;
	return list;
}

void libxl_vcpuinfo_list_free(libxl_vcpuinfo *list, int nr_vcpus)
{
	int i;

	for (i = 0; i < nr_vcpus; i++)
		libxl_vcpuinfo_dispose(&list[i]);
	free(list);
}

static int set_affinity(libxl_ctx *ctx, uint32_t domid, uint32_t vcpuid,
			const libxl_bitmap *hard, const libxl_bitmap *soft,
			uint32_t flags)
{
	libxl_bitmap h = { 0 }, s = { 0 };
	int rc = 0;

	if (hard) {
		libxl_cpu_bitmap_alloc(ctx, &h, 0);
		libxl_bitmap_copy(ctx, &h, hard);
		flags |= XEN_VCPUAFFINITY_HARD;
	}
	if (soft) {
		libxl_cpu_bitmap_alloc(ctx, &s, 0);
		libxl_bitmap_copy(ctx, &s, soft);
		flags |= XEN_VCPUAFFINITY_SOFT;
	}
	if (xc_vcpu_setaffinity(ctx->xch, domid, vcpuid, h.map, s.map, flags)) {
		XL_ERRNO(ctx, "cannot set the affinity of vCPU %u of domain %u",
			 vcpuid, domid);
		rc = ERROR_FAIL;
	}
	libxl_bitmap_dispose(&h);
	libxl_bitmap_dispose(&s);
	return rc;
}

int libxl_set_vcpuaffinity(libxl_ctx *ctx, uint32_t domid, uint32_t vcpuid,
			   const libxl_bitmap *cpumap_hard,
			   const libxl_bitmap *cpumap_soft)
{
	return set_affinity(ctx, domid, vcpuid, cpumap_hard, cpumap_soft, 0);
}

int libxl_set_vcpuaffinity_force(libxl_ctx *ctx, uint32_t domid,
				 uint32_t vcpuid,
				 const libxl_bitmap *cpumap_hard,
				 const libxl_bitmap *cpumap_soft)
{
	return set_affinity(ctx, domid, vcpuid, cpumap_hard, cpumap_soft,
			    XEN_VCPUAFFINITY_FORCE);
}

int libxl_set_vcpuaffinity_all(libxl_ctx *ctx, uint32_t domid,
			       unsigned int max_vcpus,
			       const libxl_bitmap *cpumap_hard,
			       const libxl_bitmap *cpumap_soft)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < max_vcpus; i++)
		if (libxl_set_vcpuaffinity(ctx, domid, i, cpumap_hard,
					   cpumap_soft))
			rc = ERROR_FAIL;
	return rc;
}

int libxl_set_vcpuonline(libxl_ctx *ctx, uint32_t domid, libxl_bitmap *cpumap,
			 const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	libxl_dominfo info;
	uint32_t i;
	int rc = libxl_domain_info(ctx, &info, domid);

	if (!rc && libxl_bitmap_count_set(cpumap) > (int)info.vcpu_max_id + 1) {
		XL_ERROR(ctx, "domain %u has at most %u vCPUs", domid,
			 info.vcpu_max_id + 1);
		rc = ERROR_INVAL;
	}
	for (i = 0; !rc && i <= info.vcpu_max_id; i++)
		rc = xs_put(
			&gc, XBT_NULL,
			gc_sprintf(&gc, "/local/domain/%u/cpu/%u/availability",
				   domid, i),
			"%s",
			libxl_bitmap_test(cpumap, i) ? "online" : "offline");
	return xl_ao_done(ctx, ao_how, rc);
}

/* --- schedulers --- */

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

int libxl_domain_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				  libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit c;
	struct xen_domctl_sched_credit2 c2;
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
	}
	if (rc)
		XL_ERRNO(ctx, "cannot read domain %u's scheduling parameters",
			 domid);
	return rc ? ERROR_FAIL : 0;
}

int libxl_domain_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				  const libxl_domain_sched_params *p)
{
	struct xen_domctl_sched_credit c;
	struct xen_domctl_sched_credit2 c2;
	libxl_domain_sched_params now;
	int rc = libxl_domain_sched_params_get(ctx, domid, &now);

	if (rc)
		return rc;
	if (p->weight >= 0)
		now.weight = p->weight;
	if (p->cap >= 0)
		now.cap = p->cap;
	if (now.weight < 1 || now.weight > 65535) {
		XL_ERROR(ctx, "a weight is a number from 1 to 65535");
		return ERROR_INVAL;
	}
	if (now.sched == LIBXL_SCHEDULER_CREDIT) {
		c.weight = now.weight;
		c.cap = now.cap;
		rc = xc_sched_credit_domain_set(ctx->xch, domid, &c);
	} else if (now.sched == LIBXL_SCHEDULER_CREDIT2) {
		c2.weight = now.weight;
		c2.cap = now.cap;
		rc = xc_sched_credit2_domain_set(ctx->xch, domid, &c2);
	} else {
		XL_ERROR(ctx, "the scheduler %s has no weights",
			 libxl_scheduler_to_string(now.sched));
		return ERROR_INVAL;
	}
	if (rc)
		XL_ERRNO(ctx, "cannot set domain %u's scheduling parameters",
			 domid);
	return rc ? ERROR_FAIL : 0;
}

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
