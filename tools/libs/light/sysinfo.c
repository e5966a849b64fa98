// SPDX-License-Identifier: GPL-2.0-only
/* What machine and what hypervisor this is. */
#include "internal.h"

static char *version_text(libxl_ctx *ctx, int cmd, size_t size)
{
	char *s = libxl__array_alloc(1, size + 1);

	xc_version(ctx->xch, cmd, s);
	return s;
}

const libxl_version_info *libxl_get_version_info(libxl_ctx *ctx)
{
	libxl_version_info *v = &ctx->version;
	xen_platform_parameters_t plat = { 0 };
	xen_compile_info_t ci = { 0 };
	int ver, i;
	union {
		xen_build_id_t id;
		char room[sizeof(xen_build_id_t) + 64];
	} b = { .id = { .len = 64 } };

	if (ctx->have_version)
		return v;
	ver = xc_version(ctx->xch, XENVER_version, NULL);
	if (ver < 0)
		return NULL;
	v->xen_version_major = ver >> 16;
	v->xen_version_minor = ver & 0xffff;
	v->xen_version_extra = version_text(ctx, XENVER_extraversion,
					    sizeof(xen_extraversion_t));
	xc_version(ctx->xch, XENVER_compile_info, &ci);
	v->compiler = libxl__strdup_opt(ci.compiler);
	v->compile_by = libxl__strdup_opt(ci.compile_by);
	v->compile_domain = libxl__strdup_opt(ci.compile_domain);
	v->compile_date = libxl__strdup_opt(ci.compile_date);
	v->capabilities = version_text(ctx, XENVER_capabilities,
				       sizeof(xen_capabilities_info_t));
	v->changeset = version_text(ctx, XENVER_changeset,
				    sizeof(xen_changeset_info_t));
	xc_version(ctx->xch, XENVER_platform_parameters, &plat);
	v->virt_start = plat.virt_start;
	v->pagesize = xc_version(ctx->xch, XENVER_pagesize, NULL);
	v->commandline = version_text(ctx, XENVER_commandline,
				      sizeof(xen_commandline_t));
	ver = xc_version(ctx->xch, XENVER_build_id, &b.id);
	v->build_id = libxl__array_alloc(2 * 64 + 1, 1);
	for (i = 0; i < ver && i < 64; i++)
		sprintf(v->build_id + 2 * i, "%02hhx",
			((unsigned char *)b.id.buf)[i]);
	ctx->have_version = true;
	return v;
}

int libxl_get_physinfo(libxl_ctx *ctx, libxl_physinfo *p)
{
	xc_physinfo_t x;
	unsigned long max_mfn;
	uint32_t c;

	if (xc_physinfo(ctx->xch, &x)) {
		XL_ERRNO(ctx, "cannot get the machine's description");
		return ERROR_FAIL;
	}
	libxl_physinfo_init(p);
	p->threads_per_core = x.threads_per_core;
	p->cores_per_socket = x.cores_per_socket;
	p->max_cpu_id = x.max_cpu_id;
	p->nr_cpus = x.nr_cpus;
	p->cpu_khz = x.cpu_khz;
	p->total_pages = x.total_pages;
	p->free_pages = x.free_pages;
	p->scrub_pages = x.scrub_pages;
	p->outstanding_pages = x.outstanding_pages;
	if (!xc_maximum_ram_page(ctx->xch, &max_mfn))
		p->max_possible_mfn = max_mfn;
	p->nr_nodes = x.nr_nodes;
	memcpy(p->hw_cap, x.hw_cap, sizeof(p->hw_cap));
	c = x.capabilities;
	p->cap_hvm = !!(c & XEN_SYSCTL_PHYSCAP_hvm);
	p->cap_pv = !!(c & XEN_SYSCTL_PHYSCAP_pv);
	p->cap_hvm_directio = !!(c & XEN_SYSCTL_PHYSCAP_directio);
	p->cap_hap = !!(c & XEN_SYSCTL_PHYSCAP_hap);
	p->cap_shadow = !!(c & XEN_SYSCTL_PHYSCAP_shadow);
	p->cap_iommu_hap_pt_share =
		!!(c & XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share);
	p->cap_vmtrace = !!(c & XEN_SYSCTL_PHYSCAP_vmtrace);
	p->cap_vpmu = !!(c & XEN_SYSCTL_PHYSCAP_vpmu);
	p->cap_gnttab_v1 = !!(c & XEN_SYSCTL_PHYSCAP_gnttab_v1);
	p->cap_gnttab_v2 = !!(c & XEN_SYSCTL_PHYSCAP_gnttab_v2);
	return 0;
}

int libxl_get_max_cpus(libxl_ctx *ctx)
{
	int n = xc_get_max_cpus(ctx->xch);

	return n > 0 ? n : ERROR_FAIL;
}

int libxl_get_online_cpus(libxl_ctx *ctx)
{
	int n = xc_get_online_cpus(ctx->xch);

	return n > 0 ? n : ERROR_FAIL;
}

int libxl_get_max_nodes(libxl_ctx *ctx)
{
	int n = xc_get_max_nodes(ctx->xch);

	return n > 0 ? n : ERROR_FAIL;
}

libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *ctx, int *nb_cpu_out)
{
	unsigned int i, n = 0;
	libxl_cputopology *list;
	xc_cputopo_t *x;

	if (xc_cputopoinfo(ctx->xch, &n, NULL) || !n)
		return NULL;
	x = libxl__array_alloc(n, sizeof(*x));
	if (xc_cputopoinfo(ctx->xch, &n, x)) {
		free(x);
		return NULL;
	}
	list = libxl__array_alloc(n, sizeof(*list));
	for (i = 0; i < n; i++) {
		list[i].core = x[i].core;
		list[i].socket = x[i].socket;
		list[i].node = x[i].node;
	}
	free(x);
	*nb_cpu_out = n;
	return list;
}

void libxl_cputopology_list_free(libxl_cputopology *list, int nb_cpu)
{
	free(list);
}

libxl_numainfo *libxl_get_numainfo(libxl_ctx *ctx, int *nr)
{
	unsigned int i, j, n = 0;
	libxl_numainfo *list;
	xc_meminfo_t *mem;
	uint32_t *dist;

	if (xc_numainfo(ctx->xch, &n, NULL, NULL) || !n)
		return NULL;
	mem = libxl__array_alloc(n, sizeof(*mem));
	dist = libxl__array_alloc(n * n, sizeof(*dist));
	list = libxl__array_alloc(n, sizeof(*list));
	if (xc_numainfo(ctx->xch, &n, mem, dist)) {
		free(list);
		list = NULL;
		n = 0;
	}
	for (i = 0; i < n; i++) {
		list[i].size = mem[i].memsize;
		list[i].free = mem[i].memfree;
		list[i].num_dists = n;
		list[i].dists = libxl__array_alloc(n, sizeof(uint32_t));
		for (j = 0; j < n; j++)
			list[i].dists[j] = dist[i * n + j];
	}
	free(mem);
	free(dist);
	*nr = n;
	return list;
}

void libxl_numainfo_list_free(libxl_numainfo *list, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		libxl_numainfo_dispose(&list[i]);
	free(list);
}

int libxl_cpu_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *cpumap, int max_cpus)
{
	if (!max_cpus)
		max_cpus = libxl_get_max_cpus(ctx);
	return max_cpus < 0 ? max_cpus
			    : libxl_bitmap_alloc(ctx, cpumap, max_cpus);
}

int libxl_node_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *nodemap,
			    int max_nodes)
{
	if (!max_nodes)
		max_nodes = libxl_get_max_nodes(ctx);
	return max_nodes < 0 ? max_nodes
			     : libxl_bitmap_alloc(ctx, nodemap, max_nodes);
}

/* --- parameters and security module --- */

/* One word of a command line: "name=value", "name" or "no-name". */
static int set_parameter(struct gc *gc, char *word)
{
	char *eq = strchr(word, '='), *path;
	const char *value = eq ? eq + 1 : "1";

	if (eq)
		*eq = 0;
	else if (!strncmp(word, "no-", 3)) {
		word += 3;
		value = "0";
	}
	path = gc_sprintf(gc, "/params/%s", word);
	if (!xc_hypfs_write(gc->ctx->xch, path, value))
		return 0;
	if (errno == ENOSYS)
		XL_ERROR(gc->ctx,
			 "this hypervisor has no parameters that can be "
			 "changed while it runs: set '%s' on its command line",
			 word);
	else if (errno == ENOENT)
		XL_ERROR(gc->ctx, "the hypervisor has no parameter '%s'", word);
	else
		XL_ERRNO(gc->ctx, "parameter '%s' does not take '%s'", word,
			 value);
	return ERROR_FAIL;
}

int libxl_set_parameters(libxl_ctx *ctx, char *params)
{
	GC(gc, ctx);
	char *copy = gc_strdup(&gc, params), *word;
	int rc = 0;

	while (!rc && (word = strsep(&copy, " ")))
		if (*word)
			rc = set_parameter(&gc, word);
	return rc;
}

int libxl_flask_getenforce(libxl_ctx *ctx)
{
	return xc_flask_getenforce(ctx->xch);
}

int libxl_flask_setenforce(libxl_ctx *ctx, int mode)
{
	return xc_flask_setenforce(ctx->xch, mode);
}

int libxl_flask_loadpolicy(libxl_ctx *ctx, void *policy, uint32_t size)
{
	return xc_flask_load(ctx->xch, policy, size);
}
