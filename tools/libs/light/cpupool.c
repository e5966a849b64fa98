// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU pools: the hypervisor has their CPUs and schedulers by number,
 * /local/pool/NUMBER in xenstore their names and UUIDs.
 */
#include "internal.h"

static void fill_info(libxl_ctx *ctx, libxl_cpupoolinfo *i,
		      const xc_cpupoolinfo_t *x, int map_size)
{
	libxl_cpupoolinfo_init(i);
	i->poolid = x->cpupool_id;
	i->pool_name = libxl_cpupoolid_to_name(ctx, x->cpupool_id);
	i->sched = x->sched_id;
	i->n_dom = x->n_dom;
	libxl_bitmap_alloc(ctx, &i->cpumap, map_size * 8);
	memcpy(i->cpumap.map, x->cpumap, map_size);
}

libxl_cpupoolinfo *libxl_list_cpupool(libxl_ctx *ctx, int *nb_pool_out)
{
	int size = xc_get_cpumap_size(ctx->xch), n = 0;
	libxl_cpupoolinfo *list = NULL, *more;
	xc_cpupoolinfo_t *x;
	uint32_t id = 0;

	while ((x = xc_cpupool_getinfo(ctx->xch, id))) {
		more = realloc(list, (n + 1) * sizeof(*list));
		if (!more)
			abort();
		list = more;
		fill_info(ctx, &list[n], x, size);
		id = x->cpupool_id + 1;
		xc_cpupool_infofree(ctx->xch, x);
		n++;
	}
	*nb_pool_out = n;
	return list;
}

void libxl_cpupoolinfo_list_free(libxl_cpupoolinfo *list, int nb_pool)
{
	int i;

	for (i = 0; i < nb_pool; i++)
		libxl_cpupoolinfo_dispose(&list[i]);
	free(list);
}

char *libxl_cpupoolid_to_name(libxl_ctx *ctx, uint32_t poolid)
{
	GC(gc, ctx);
	char *s = xs_get(&gc, XBT_NULL,
			 gc_sprintf(&gc, "/local/pool/%u/name", poolid));

	if (!s && !poolid)
		s = "Pool-0";
	return libxl__strdup_opt(s);
}

int libxl_name_to_cpupoolid(libxl_ctx *ctx, const char *name, uint32_t *poolid)
{
	libxl_cpupoolinfo *list;
	int i, n, rc = ERROR_INVAL;

	list = libxl_list_cpupool(ctx, &n);
	for (i = 0; i < n && rc; i++)
		if (list[i].pool_name && !strcmp(list[i].pool_name, name)) {
			*poolid = list[i].poolid;
			rc = 0;
		}
	libxl_cpupoolinfo_list_free(list, n);
	return rc;
}

int libxl_cpupool_info(libxl_ctx *ctx, libxl_cpupoolinfo *info, uint32_t poolid)
{
	xc_cpupoolinfo_t *x = xc_cpupool_getinfo(ctx->xch, poolid);
	bool found = x && x->cpupool_id == poolid;

	if (found)
		fill_info(ctx, info, x, xc_get_cpumap_size(ctx->xch));
	if (x)
		xc_cpupool_infofree(ctx->xch, x);
	return found ? 0 : ERROR_FAIL;
}

int libxl_cpupoolid_is_valid(libxl_ctx *ctx, uint32_t poolid)
{
	xc_cpupoolinfo_t *x = xc_cpupool_getinfo(ctx->xch, poolid);
	bool found = x && x->cpupool_id == poolid;

	if (x)
		xc_cpupool_infofree(ctx->xch, x);
	return found;
}

int libxl_cpupool_qualifier_to_cpupoolid(libxl_ctx *ctx, const char *p,
					 uint32_t *poolid_r, int *was_name_r)
{
	char *end;
	unsigned long id = strtoul(p, &end, 10);
	bool name = !*p || *end;

	if (was_name_r)
		*was_name_r = name;
	if (name)
		return libxl_name_to_cpupoolid(ctx, p, poolid_r);
	if (id > UINT32_MAX || !libxl_cpupoolid_is_valid(ctx, id))
		return ERROR_INVAL;
	*poolid_r = id;
	return 0;
}

int libxl_get_freecpus(libxl_ctx *ctx, libxl_bitmap *cpumap)
{
	xc_cpumap_t map = xc_cpupool_freeinfo(ctx->xch);

	if (!map) {
		XL_ERRNO(ctx, "cannot find out which CPUs are in no pool");
		return ERROR_FAIL;
	}
	cpumap->map = map;
	cpumap->size = xc_get_cpumap_size(ctx->xch);
	return 0;
}

/* --- changes --- */

static char *pool_path(struct gc *gc, uint32_t poolid, const char *what)
{
	return gc_sprintf(gc, "/local/pool/%u%s%s", poolid, *what ? "/" : "",
			  what);
}

struct pool {
	uint32_t id;
	const char *name;
	const libxl_uuid *uuid;
};

static int write_pool(struct gc *gc, xs_transaction_t t, void *arg)
{
	struct pool *p = arg;
	int rc = xs_put(gc, t, pool_path(gc, p->id, "uuid"), LIBXL_UUID_FMT,
			LIBXL_UUID_BYTES(*p->uuid));

	return rc ? rc
		  : xs_put(gc, t, pool_path(gc, p->id, "name"), "%s", p->name);
}

static bool name_ok(libxl_ctx *ctx, const char *name)
{
	uint32_t other;

	if (!*name || !name[strspn(name, "0123456789")] || strchr(name, '/')) {
		XL_ERROR(ctx,
			 "'%s' cannot be a CPU pool's name: it must be neither "
			 "empty nor a number nor contain '/'",
			 name);
		return false;
	}
	if (!libxl_name_to_cpupoolid(ctx, name, &other)) {
		XL_ERROR(ctx, "CPU pool %u is already called %s", other, name);
		return false;
	}
	return true;
}

static int add_cpu(libxl_ctx *ctx, uint32_t poolid, int cpu)
{
	if (!xc_cpupool_addcpu(ctx->xch, poolid, cpu))
		return 0;
	XL_ERROR(ctx, "cannot add CPU %d to CPU pool %u: %s", cpu, poolid,
		 errno == EBUSY ? "it is in another pool (see 'xl cpupool-list "
				  "-c'): take it out of that first"
				: strerror(errno));
	return ERROR_FAIL;
}

static int remove_cpu(libxl_ctx *ctx, uint32_t poolid, int cpu)
{
	if (!xc_cpupool_removecpu(ctx->xch, poolid, cpu))
		return 0;
	XL_ERROR(ctx, "cannot take CPU %d out of CPU pool %u: %s", cpu, poolid,
		 errno == EBUSY ? "it is the pool's last one, and domains are "
				  "in the pool"
				: strerror(errno));
	return ERROR_FAIL;
}

int libxl_cpupool_create(libxl_ctx *ctx, const char *name,
			 libxl_scheduler sched, libxl_bitmap cpumap,
			 libxl_uuid *uuid, uint32_t *poolid)
{
	GC(gc, ctx);
	struct pool p = { .name = name, .uuid = uuid };
	int i, rc = 0;

	if (!name_ok(ctx, name))
		return ERROR_INVAL;
	if (xc_cpupool_create(ctx->xch, poolid, sched)) {
		XL_ERRNO(ctx, "cannot make a CPU pool with the scheduler %s",
			 libxl_scheduler_to_string(sched));
		return ERROR_FAIL;
	}
	libxl_for_each_set_bit (i, cpumap)
		if (!rc)
			rc = add_cpu(ctx, *poolid, i);
	p.id = *poolid;
	if (!rc)
		rc = xs_transact(&gc, write_pool, &p);
	if (rc)
		libxl_cpupool_destroy(ctx, *poolid);
	return rc;
}

int libxl_cpupool_destroy(libxl_ctx *ctx, uint32_t poolid)
{
	GC(gc, ctx);
	libxl_cpupoolinfo info;
	int i, rc = libxl_cpupool_info(ctx, &info, poolid);

	if (rc)
		return ERROR_INVAL;
	if (!poolid || info.n_dom) {
		XL_ERROR(ctx, "CPU pool %u cannot go: %s", poolid,
			 info.n_dom ? "domains are in it (see 'xl list -c'): "
				      "move them with 'xl cpupool-migrate'"
				    : "it is domain 0's");
		rc = ERROR_INVAL;
	}
	libxl_for_each_set_bit (i, info.cpumap)
		if (!rc)
			rc = remove_cpu(ctx, poolid, i);
	if (!rc && xc_cpupool_destroy(ctx->xch, poolid)) {
		XL_ERRNO(ctx, "cannot remove CPU pool %u", poolid);
		rc = ERROR_FAIL;
	}
	if (!rc)
		xs_remove(&gc, XBT_NULL, pool_path(&gc, poolid, ""));
	libxl_cpupoolinfo_dispose(&info);
	return rc;
}

int libxl_cpupool_rename(libxl_ctx *ctx, const char *name, uint32_t poolid)
{
	GC(gc, ctx);

	if (!libxl_cpupoolid_is_valid(ctx, poolid) || !name_ok(ctx, name))
		return ERROR_INVAL;
	return xs_put(&gc, XBT_NULL, pool_path(&gc, poolid, "name"), "%s",
		      name);
}

int libxl_cpupool_cpuadd(libxl_ctx *ctx, uint32_t poolid, int cpu)
{
	return add_cpu(ctx, poolid, cpu);
}

int libxl_cpupool_cpuremove(libxl_ctx *ctx, uint32_t poolid, int cpu)
{
	return remove_cpu(ctx, poolid, cpu);
}

int libxl_cpupool_cpuadd_cpumap(libxl_ctx *ctx, uint32_t poolid,
				const libxl_bitmap *cpumap)
{
	int i, rc = 0;

	libxl_for_each_set_bit (i, *cpumap)
		if (add_cpu(ctx, poolid, i))
			rc = ERROR_FAIL;
	return rc;
}

int libxl_cpupool_cpuremove_cpumap(libxl_ctx *ctx, uint32_t poolid,
				   const libxl_bitmap *cpumap)
{
	int i, rc = 0;

	libxl_for_each_set_bit (i, *cpumap)
		if (remove_cpu(ctx, poolid, i))
			rc = ERROR_FAIL;
	return rc;
}

/* Of a node's CPUs those in `from`, each through op; how many it did. */
static int each_of_node(libxl_ctx *ctx, uint32_t poolid, int node,
			const libxl_bitmap *from,
			int (*op)(libxl_ctx *, uint32_t, int), int *cpus)
{
	libxl_cputopology *topo;
	int i, nr, rc = 0;

	*cpus = 0;
	topo = libxl_get_cpu_topology(ctx, &nr);
	if (!topo)
		return ERROR_FAIL;
	for (i = 0; i < nr; i++) {
		if (topo[i].node != (uint32_t)node ||
		    !libxl_bitmap_test(from, i))
			continue;
		if (op(ctx, poolid, i))
			rc = ERROR_FAIL;
		else
			++*cpus;
	}
	libxl_cputopology_list_free(topo, nr);
	return rc;
}

int libxl_cpupool_cpuadd_node(libxl_ctx *ctx, uint32_t poolid, int node,
			      int *cpus)
{
	libxl_bitmap freemap = { 0 };
	int rc = libxl_get_freecpus(ctx, &freemap);

	if (!rc)
		rc = each_of_node(ctx, poolid, node, &freemap, add_cpu, cpus);
	libxl_bitmap_dispose(&freemap);
	return rc;
}

int libxl_cpupool_cpuremove_node(libxl_ctx *ctx, uint32_t poolid, int node,
				 int *cpus)
{
	libxl_cpupoolinfo info;
	int rc = libxl_cpupool_info(ctx, &info, poolid);

	if (rc)
		return rc;
	rc = each_of_node(ctx, poolid, node, &info.cpumap, remove_cpu, cpus);
	libxl_cpupoolinfo_dispose(&info);
	return rc;
}

int libxl_cpupool_movedomain(libxl_ctx *ctx, uint32_t poolid, uint32_t domid)
{
	if (!xc_cpupool_movedomain(ctx->xch, poolid, domid))
		return 0;
	XL_ERRNO(ctx, "cannot move domain %u to CPU pool %u", domid, poolid);
	return ERROR_FAIL;
}
