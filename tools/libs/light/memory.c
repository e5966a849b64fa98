// SPDX-License-Identifier: GPL-2.0-only
/* How much memory domains have, want and may have. */
#include "internal.h"

int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *memkb)
{
	xc_physinfo_t x;
	uint64_t pages;

	if (xc_physinfo(ctx->xch, &x)) {
		XL_ERRNO(ctx, "cannot find out how much memory is free");
		return ERROR_FAIL;
	}
	pages = x.free_pages + x.scrub_pages;
	pages -= x.outstanding_pages < pages ? x.outstanding_pages : pages;
	*memkb = pages * 4;
	return 0;
}

int libxl_domain_need_memory(libxl_ctx *ctx, libxl_domain_config *config,
			     uint32_t domid_for_logging, uint64_t *need_memkb)
{
	GC(gc, ctx);
	int rc = xl_config_setdefault(&gc, config);

	if (!rc)
		*need_memkb = xl_need_memkb(&config->b_info);
	return rc;
}

unsigned long libxl_get_required_shadow_memory(unsigned long maxmem_kb,
					       unsigned int smp_cpus)
{
	/* 1 MiB a vCPU, 8 KiB a MiB. */
	return 4 * (256 * smp_cpus + 2 * (maxmem_kb / 1024));
}

int libxl_domain_setmaxmem(libxl_ctx *ctx, uint32_t domid, uint64_t max_memkb)
{
	GC(gc, ctx);
	uint64_t target;
	int rc = libxl_get_memory_target(ctx, domid, &target);

	if (!rc && max_memkb < target) {
		XL_ERROR(ctx,
			 "domain %u's target is %llu KiB: its maximum cannot "
			 "be less",
			 domid, (unsigned long long)target);
		return ERROR_INVAL;
	}
	if (xc_domain_setmaxmem(ctx->xch, domid, max_memkb + 1024)) {
		XL_ERRNO(ctx, "cannot set domain %u's maximum memory", domid);
		return ERROR_FAIL;
	}
	return xs_put(
		&gc, XBT_NULL,
		gc_sprintf(&gc, "/local/domain/%u/memory/static-max", domid),
		"%llu", (unsigned long long)max_memkb);
}

int libxl_get_memory_target(libxl_ctx *ctx, uint32_t domid,
			    uint64_t *out_target)
{
	GC(gc, ctx);
	char *s = xs_get(
		&gc, XBT_NULL,
		gc_sprintf(&gc, "/local/domain/%u/memory/target", domid));
	libxl_dominfo info;
	int rc;

	if (s) {
		*out_target = strtoull(s, NULL, 10);
		return 0;
	}
	/* Dom0, or somebody else's domain: what it has is what it wants. */
	rc = libxl_domain_info(ctx, &info, domid);
	if (!rc)
		*out_target = info.current_memkb;
	return rc;
}

int libxl_set_memory_target(libxl_ctx *ctx, uint32_t domid,
			    int64_t target_memkb, int relative, int enforce)
{
	GC(gc, ctx);
	char *mem = gc_sprintf(&gc, "/local/domain/%u/memory", domid);
	uint64_t now, max;
	int64_t target = target_memkb;
	char *s;
	int rc = libxl_get_memory_target(ctx, domid, &now);

	if (rc)
		return rc;
	if (relative)
		target += now;
	if (target < (domid ? 4096 : 131072)) {
		XL_ERROR(ctx, "domain %u cannot do with %lld KiB", domid,
			 (long long)target);
		return ERROR_INVAL;
	}
	s = xs_get(&gc, XBT_NULL, gc_sprintf(&gc, "%s/static-max", mem));
	max = s ? strtoull(s, NULL, 10) : 0;
	if (max && (uint64_t)target > max) {
		XL_ERROR(ctx,
			 "domain %u may have %llu KiB at most (see 'xl "
			 "mem-max')",
			 domid, (unsigned long long)max);
		return ERROR_INVAL;
	}
	if (enforce && domid &&
	    xc_domain_setmaxmem(ctx->xch, domid, target + 1024)) {
		XL_ERRNO(ctx, "cannot limit domain %u's memory", domid);
		return ERROR_FAIL;
	}
	return xs_put(&gc, XBT_NULL, gc_sprintf(&gc, "%s/target", mem), "%lld",
		      (long long)target);
}

static bool enough(libxl_ctx *ctx, uint64_t want)
{
	uint64_t have;

	return !libxl_get_free_memory(ctx, &have) && have >= want;
}

int libxl_wait_for_free_memory(libxl_ctx *ctx, uint32_t domid,
			       uint64_t memory_kb, int wait_secs)
{
	int i;

	/* The hypervisor tells nobody: ask now and then. */
	for (i = 0; i <= wait_secs * 10; i++) {
		if (enough(ctx, memory_kb))
			return 0;
		usleep(100000);
	}
	return ERROR_NOMEM;
}

int libxl_wait_for_memory_target(libxl_ctx *ctx, uint32_t domid, int wait_secs)
{
	libxl_dominfo info;
	uint64_t target;
	int i, rc;

	for (i = 0; i <= wait_secs * 10; i++) {
		rc = libxl_get_memory_target(ctx, domid, &target);
		if (!rc)
			rc = libxl_domain_info(ctx, &info, domid);
		if (rc)
			return rc;
		if (info.current_memkb <= target + 2048)
			return 0;
		usleep(100000);
	}
	return ERROR_TIMEDOUT;
}
