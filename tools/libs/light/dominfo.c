// SPDX-License-Identifier: GPL-2.0-only
/* What domains there are, their names and numbers. */
#include "internal.h"

#define MAX_DOMAINS 1024

static void fill(libxl_dominfo *d, const xc_domaininfo_t *x)
{
	libxl_dominfo_init(d);
	memcpy(d->uuid.uuid, x->handle, sizeof(d->uuid.uuid));
	d->domid = x->domain;
	d->ssidref = x->ssidref;
	d->dying = !!(x->flags & XEN_DOMINF_dying);
	d->shutdown = !!(x->flags & XEN_DOMINF_shutdown);
	d->paused = !!(x->flags & XEN_DOMINF_paused);
	d->blocked = !!(x->flags & XEN_DOMINF_blocked);
	d->running = !!(x->flags & XEN_DOMINF_running);
	d->shutdown_reason =
		d->shutdown
			? (libxl_shutdown_reason)(x->flags >>
							  XEN_DOMINF_shutdownshift &
						  XEN_DOMINF_shutdownmask)
			: LIBXL_SHUTDOWN_REASON_UNKNOWN;
	d->outstanding_memkb = x->outstanding_pages * 4;
	d->current_memkb = x->tot_pages * 4;
	d->shared_memkb = x->shr_pages * 4;
	d->paged_memkb = x->paged_pages * 4;
	d->max_memkb = x->max_pages * 4;
	d->cpu_time = x->cpu_time;
	d->vcpu_max_id = x->max_vcpu_id;
	d->vcpu_online = x->nr_online_vcpus;
	d->cpupool = x->cpupool;
	d->gpaddr_bits = x->gpaddr_bits;
	if (!(x->flags & XEN_DOMINF_hvm_guest))
		d->domain_type = LIBXL_DOMAIN_TYPE_PV;
	else if (x->arch_config.emulation_flags & XEN_X86_EMU_PIT)
		d->domain_type = LIBXL_DOMAIN_TYPE_HVM;
	else
		d->domain_type = LIBXL_DOMAIN_TYPE_PVH;
}

int libxl_domain_info(libxl_ctx *ctx, libxl_dominfo *info_r, uint32_t domid)
{
	xc_domaininfo_t x;

	if (xc_domain_getinfo_single(ctx->xch, domid, &x))
		return errno == ESRCH || errno == EINVAL ? ERROR_DOMAIN_NOTFOUND
							 : ERROR_FAIL;
	if (info_r)
		fill(info_r, &x);
	return 0;
}

static int get_all(libxl_ctx *ctx, xc_domaininfo_t **list)
{
	int n;

	*list = calloc(MAX_DOMAINS, sizeof(**list));
	if (!*list)
		return -1;
	n = xc_domain_getinfolist(ctx->xch, 0, MAX_DOMAINS, *list);
	if (n < 0) {
		XL_ERRNO(ctx, "cannot get the list of domains");
		free(*list);
	}
	return n;
}

libxl_dominfo *libxl_list_domain(libxl_ctx *ctx, int *nb_domain_out)
{
	xc_domaininfo_t *x;
	libxl_dominfo *list;
	int i, n = get_all(ctx, &x);

	if (n < 0)
		return NULL;
	list = libxl__array_alloc(n, sizeof(*list));
	for (i = 0; i < n; i++)
		fill(&list[i], &x[i]);
	free(x);
	*nb_domain_out = n;
	return list;
}

void libxl_dominfo_list_free(libxl_dominfo *list, int nb_domain)
{
	int i;

	for (i = 0; i < nb_domain; i++)
		libxl_dominfo_dispose(&list[i]);
	free(list);
}

libxl_vminfo *libxl_list_vm(libxl_ctx *ctx, int *nb_vm_out)
{
	xc_domaininfo_t *x;
	libxl_vminfo *list;
	int i, n = get_all(ctx, &x);

	if (n < 0)
		return NULL;
	list = libxl__array_alloc(n, sizeof(*list));
	for (i = 0; i < n; i++) {
		memcpy(list[i].uuid.uuid, x[i].handle, 16);
		list[i].domid = x[i].domain;
	}
	free(x);
	*nb_vm_out = n;
	return list;
}

void libxl_vminfo_list_free(libxl_vminfo *list, int nb_vm)
{
	free(list);
}

int libxl_domid_valid_guest(uint32_t domid)
{
	return domid > 0 && domid < DOMID_FIRST_RESERVED;
}

char *xl_domain_uuid(struct gc *gc, uint32_t domid)
{
	libxl_dominfo info;

	if (libxl_domain_info(gc->ctx, &info, domid))
		return NULL;
	return gc_sprintf(gc, LIBXL_UUID_FMT, LIBXL_UUID_BYTES(info.uuid));
}

/* --- names --- */

char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid)
{
	GC(gc, ctx);

	return xs_read(ctx->xsh, XBT_NULL,
		       gc_sprintf(&gc, "/local/domain/%u/name", domid), NULL);
}

int libxl_name_to_domid(libxl_ctx *ctx, const char *name, uint32_t *domid)
{
	GC(gc, ctx);
	xc_domaininfo_t *x;
	int i, n = get_all(ctx, &x);
	char *have;

	for (i = 0; i < n; i++) {
		have = gc_keep(&gc, libxl_domid_to_name(ctx, x[i].domain));
		if (have && !strcmp(have, name)) {
			*domid = x[i].domain;
			free(x);
			return 0;
		}
	}
	if (n >= 0)
		free(x);
	return ERROR_INVAL;
}

int libxl_domain_qualifier_to_domid(libxl_ctx *ctx, const char *name,
				    uint32_t *domid)
{
	char *end;
	unsigned long n;

	if (name[0] && name[strspn(name, "0123456789")] == 0) {
		n = strtoul(name, &end, 10);
		if (n >= DOMID_FIRST_RESERVED)
			return ERROR_INVAL;
		*domid = n;
		return libxl_domain_info(ctx, NULL, n);
	}
	return libxl_name_to_domid(ctx, name, domid);
}

uint32_t libxl_vm_get_start_time(libxl_ctx *ctx, uint32_t domid)
{
	GC(gc, ctx);
	char *vm = xs_get(&gc, XBT_NULL,
			  gc_sprintf(&gc, "/local/domain/%u/vm", domid));
	char *start =
		vm ? xs_get(&gc, XBT_NULL, gc_sprintf(&gc, "%s/start_time", vm))
		   : NULL;

	return start ? strtoul(start, NULL, 10) : (uint32_t)-1;
}
