// SPDX-License-Identifier: GPL-2.0-only
/* Operations on a domain that exists: pause, shut down, rename, destroy. */
#include "internal.h"

#include <glob.h>

static int known(struct gc *gc, uint32_t domid)
{
	int rc = libxl_domain_info(gc->ctx, NULL, domid);

	if (rc)
		XL_ERROR(gc->ctx, "there is no domain %u", domid);
	return rc;
}

int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid,
		       const libxl_asyncop_how *ao_how)
{
	int rc = 0;

	if (xc_domain_pause(ctx->xch, domid)) {
		XL_ERRNO(ctx, "cannot pause domain %u", domid);
		rc = ERROR_FAIL;
	}
	return xl_ao_done(ctx, ao_how, rc);
}

int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc = 0;

	/* From here on it is complete, whatever happens to us. */
	xl_guard_held_plan(&gc, domid, XL_GUARD_UNPAUSE);
	if (xc_domain_unpause(ctx->xch, domid)) {
		XL_ERRNO(ctx, "cannot unpause domain %u", domid);
		rc = ERROR_FAIL;
	}
	xl_guard_held_done(&gc, domid);
	return xl_ao_done(ctx, ao_how, rc);
}

/* The guest acts on it if it has a control interface; we only ask. */
static int control(libxl_ctx *ctx, uint32_t domid, const char *what,
		   const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc = known(&gc, domid);

	if (!rc)
		rc = xs_put(&gc, XBT_NULL,
			    gc_sprintf(&gc, "/local/domain/%u/control/shutdown",
				       domid),
			    "%s", what);
	return xl_ao_done(ctx, ao_how, rc);
}

int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid,
			  const libxl_asyncop_how *ao_how)
{
	return control(ctx, domid, "poweroff", ao_how);
}

int libxl_domain_reboot(libxl_ctx *ctx, uint32_t domid,
			const libxl_asyncop_how *ao_how)
{
	return control(ctx, domid, "reboot", ao_how);
}

int libxl_send_sysrq(libxl_ctx *ctx, uint32_t domid, char sysrq)
{
	GC(gc, ctx);
	int rc = known(&gc, domid);

	if (rc)
		return rc;
	return xs_put(&gc, XBT_NULL,
		      gc_sprintf(&gc, "/local/domain/%u/control/sysrq", domid),
		      "%c", sysrq);
}

int libxl_send_trigger(libxl_ctx *ctx, uint32_t domid, libxl_trigger trigger,
		       uint32_t vcpuid, const libxl_asyncop_how *ao_how)
{
	static const int map[] = {
		[LIBXL_TRIGGER_POWER] = XEN_DOMCTL_SENDTRIGGER_POWER,
		[LIBXL_TRIGGER_SLEEP] = XEN_DOMCTL_SENDTRIGGER_SLEEP,
		[LIBXL_TRIGGER_NMI] = XEN_DOMCTL_SENDTRIGGER_NMI,
		[LIBXL_TRIGGER_INIT] = XEN_DOMCTL_SENDTRIGGER_INIT,
		[LIBXL_TRIGGER_RESET] = XEN_DOMCTL_SENDTRIGGER_RESET,
	};
	int rc = 0;

	if (trigger <= 0 || trigger > LIBXL_TRIGGER_RESET)
		return ERROR_INVAL;
	if (xc_domain_send_trigger(ctx->xch, domid, map[trigger], vcpuid)) {
		XL_ERRNO(ctx, "cannot send trigger %s to domain %u",
			 libxl_trigger_to_string(trigger), domid);
		rc = ERROR_FAIL;
	}
	return xl_ao_done(ctx, ao_how, rc);
}

/* --- names --- */

struct rename {
	uint32_t domid;
	const char *old_name, *new_name;
};

static int do_rename(struct gc *gc, xs_transaction_t t, void *arg)
{
	struct rename *r = arg;
	char *path = gc_sprintf(gc, "/local/domain/%u", r->domid);
	char *name = gc_sprintf(gc, "%s/name", path), *vm, *have;
	int rc;

	have = xs_get(gc, t, name);
	if (r->old_name && (!have || strcmp(have, r->old_name))) {
		XL_ERROR(gc->ctx, "domain %u is called %s, not %s", r->domid,
			 have ? have : "nothing", r->old_name);
		return ERROR_INVAL;
	}
	rc = xs_put(gc, t, name, "%s", r->new_name);
	vm = xs_get(gc, t, gc_sprintf(gc, "%s/vm", path));
	if (!rc && vm)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/name", vm), "%s",
			    r->new_name);
	return rc;
}

int libxl_domain_rename(libxl_ctx *ctx, uint32_t domid, const char *old_name,
			const char *new_name)
{
	GC(gc, ctx);
	struct rename r = { domid, old_name, new_name };
	uint32_t other;

	if (!new_name[0] || new_name[strspn(new_name, "0123456789")] == 0 ||
	    strchr(new_name, '/')) {
		XL_ERROR(ctx,
			 "'%s' cannot be a domain's name: it must be neither "
			 "empty nor a number nor contain '/'",
			 new_name);
		return ERROR_INVAL;
	}
	if (!libxl_name_to_domid(ctx, new_name, &other) && other != domid) {
		XL_ERROR(ctx, "domain %u is already called %s", other,
			 new_name);
		return ERROR_INVAL;
	}
	return xs_transact(&gc, do_rename, &r);
}

int libxl_domain_preserve(libxl_ctx *ctx, uint32_t domid,
			  libxl_domain_create_info *info,
			  const char *name_suffix, libxl_uuid new_uuid)
{
	GC(gc, ctx);
	char *path = xl_dompath(&gc, domid), *old_vm, *new_vm;
	xen_domain_handle_t handle;
	int rc;

	rc = libxl_domain_rename(
		ctx, domid, info->name,
		gc_sprintf(&gc, "%s%s", info->name, name_suffix));
	if (rc)
		return rc;
	/* Its old UUID is wanted for its successor. */
	memcpy(handle, new_uuid.uuid, sizeof(handle));
	if (xc_domain_sethandle(ctx->xch, domid, handle)) {
		XL_ERRNO(ctx, "cannot change the UUID of domain %u", domid);
		return ERROR_FAIL;
	}
	old_vm = xs_get(&gc, XBT_NULL, gc_sprintf(&gc, "%s/vm", path));
	new_vm = gc_sprintf(&gc, "/vm/" LIBXL_UUID_FMT,
			    LIBXL_UUID_BYTES(new_uuid));
	rc = xs_put(&gc, XBT_NULL, gc_sprintf(&gc, "%s/name", new_vm), "%s%s",
		    info->name, name_suffix);
	if (!rc)
		rc = xs_put(&gc, XBT_NULL, gc_sprintf(&gc, "%s/vm", path), "%s",
			    new_vm);
	if (!rc && old_vm)
		rc = xs_remove(&gc, XBT_NULL, old_vm);
	return rc;
}

/* --- the end of a domain --- */

static void remove_userdata(struct gc *gc, uint32_t domid)
{
	glob_t g;
	size_t i;
	char *pattern = gc_sprintf(gc, XL_LIB_DIR "/userdata-?.%u.*", domid);

	if (glob(pattern, 0, NULL, &g))
		return;
	for (i = 0; i < g.gl_pathc; i++)
		unlink(g.gl_pathv[i]);
	globfree(&g);
}

/* While a guest moves within this host, two domains have its /vm directory. */
static bool vm_is_shared(struct gc *gc, uint32_t domid, const char *vm)
{
	unsigned int i, nr;
	char **ids = xs_list(gc, XBT_NULL, "/local/domain", &nr), *other;

	for (i = 0; i < nr; i++) {
		if ((uint32_t)atoi(ids[i]) == domid)
			continue;
		other = xs_get(gc, XBT_NULL,
			       gc_sprintf(gc, "/local/domain/%s/vm", ids[i]));
		if (other && !strcmp(other, vm))
			return true;
	}
	return false;
}

void xl_domain_forget(struct gc *gc, uint32_t domid, const char *uuid)
{
	char *path = xl_dompath(gc, domid);
	char *vm = xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/vm", path));

	if (!vm && uuid)
		vm = gc_sprintf(gc, "/vm/%s", uuid);
	if (vm && !strncmp(vm, "/vm/", 4) && !vm_is_shared(gc, domid, vm))
		xs_remove(gc, XBT_NULL, vm);
	xs_remove(gc, XBT_NULL, path);
	xs_remove(gc, XBT_NULL, xl_libxl_path(gc, domid));
	xs_remove_up(gc, gc_sprintf(gc, "/local/domain/0/backend/console/%u",
				    domid));
	remove_userdata(gc, domid);
}

int xl_domain_teardown(struct gc *gc, uint32_t domid)
{
	libxl_ctx *ctx = gc->ctx;
	char *uuid = xl_domain_uuid(gc, domid);
	int rc = 0;

	if (xc_domain_pause(ctx->xch, domid) && errno != EINVAL)
		XL_LOG(ctx, WARN, "cannot pause domain %u before its end: %s",
		       domid, strerror(errno));
	/* Backends first: as long as they map its pages it stays a zombie. */
	xl_devices_destroy(gc, domid);
	xl_domain_forget(gc, domid, uuid);
	if (xc_domain_destroy(ctx->xch, domid) && errno != ESRCH) {
		XL_ERRNO(ctx, "cannot destroy domain %u", domid);
		rc = ERROR_FAIL;
	}
	xs_release_domain(ctx->xsh, domid);
	return rc;
}

int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc;

	if (!libxl_domid_valid_guest(domid)) {
		XL_ERROR(ctx, "domain %u cannot be destroyed", domid);
		return ERROR_INVAL;
	}
	rc = known(&gc, domid);
	if (!rc) {
		xl_guard_held_plan(&gc, domid, XL_GUARD_DESTROY);
		rc = xl_domain_teardown(&gc, domid);
		xl_guard_held_done(&gc, domid);
	}
	return xl_ao_done(ctx, ao_how, rc);
}
