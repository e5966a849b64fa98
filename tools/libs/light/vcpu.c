// SPDX-License-Identifier: GPL-2.0-only
/* vCPUs: list, affinity, hot-plug. */
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

/* --- nodes --- */

int libxl_domain_get_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *nodemap)
{
	/* The hypervisor's map has a size of its own. */
	xc_nodemap_t map = xc_nodemap_alloc(ctx->xch);
	int i, rc = 0;

	if (!map)
		return ERROR_NOMEM;
	if (xc_domain_node_getaffinity(ctx->xch, domid, map)) {
		XL_ERRNO(ctx, "cannot read domain %u's node affinity", domid);
		rc = ERROR_FAIL;
	}
	for (i = 0; !rc && i < xc_get_max_nodes(ctx->xch); i++)
		if (map[i / 8] & 1 << i % 8)
			libxl_bitmap_set(nodemap, i);
	free(map);
	return rc;
}

int libxl_domain_set_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *nodemap)
{
	xc_nodemap_t map = xc_nodemap_alloc(ctx->xch);
	int i, rc = 0;

	if (!map)
		return ERROR_NOMEM;
	for (i = 0; i < xc_get_max_nodes(ctx->xch); i++)
		if (libxl_bitmap_test(nodemap, i))
			map[i / 8] |= 1 << i % 8;
	if (xc_domain_node_setaffinity(ctx->xch, domid, map)) {
		XL_ERRNO(ctx, "cannot set domain %u's node affinity", domid);
		rc = ERROR_FAIL;
	}
	free(map);
	return rc;
}
