// SPDX-License-Identifier: GPL-2.0-only
/*
 * Split devices: a frontend directory that the guest owns, a backend
 * directory that the backend's domain owns, and a copy of the latter's words
 * below /libxl, where the guest cannot write, to remove it by.
 *
 * The order of a start: write all, wait for the backend to be in InitWait,
 * run the hot-plug script.  The guest connects when it wants to.
 */
#include "internal.h"

enum { ST_INITIALISING = 1, ST_INITWAIT = 2, ST_CLOSING = 5, ST_CLOSED = 6 };

#define CONNECT_MS 10000
#define REMOVE_MS  10000

char *xl_frontend_path(struct gc *gc, const struct xl_device *d)
{
	return gc_sprintf(gc, "/local/domain/%u/device/%s/%d", d->domid,
			  d->kind, d->devid);
}

char *xl_backend_path(struct gc *gc, const struct xl_device *d)
{
	return gc_sprintf(gc, "/local/domain/%u/backend/%s/%u/%d",
			  d->backend_domid, d->kind, d->domid, d->devid);
}

char *xl_device_libxl_path(struct gc *gc, const struct xl_device *d)
{
	return gc_sprintf(gc, "/libxl/%u/device/%s/%d", d->domid, d->kind,
			  d->devid);
}

/* --- writing --- */

struct write_arg {
	const struct xl_device *dev;
	const struct xl_kv *front, *back;
};

static int put_all(struct gc *gc, xs_transaction_t t, const char *dir,
		   const struct xl_kv *kv)
{
	int rc = 0;

	for (; kv->key && !rc; kv++)
		if (kv->value)
			rc = xs_put(gc, t,
				    gc_sprintf(gc, "%s/%s", dir, kv->key), "%s",
				    kv->value);
	return rc;
}

static int write_device(struct gc *gc, xs_transaction_t t, void *arg)
{
	struct write_arg *w = arg;
	const struct xl_device *d = w->dev;
	char *fe = xl_frontend_path(gc, d), *be = xl_backend_path(gc, d);
	char *lx = xl_device_libxl_path(gc, d);
	const struct xl_kv fe_own[] = {
		{ "backend", be },
		{ "backend-id", gc_sprintf(gc, "%u", d->backend_domid) },
		{ "state", "1" },
		{ NULL, NULL },
	}, be_own[] = {
		{ "frontend", fe },
		{ "frontend-id", gc_sprintf(gc, "%u", d->domid) },
		{ "online", "1" },
		{ "state", "1" },
		{ NULL, NULL },
	}, lx_own[] = {
		{ "frontend", fe },
		{ "backend", be },
		{ NULL, NULL },
	};
	unsigned int nr;
	int rc;

	/* What a dead backend left is in the way, what lives is not ours. */
	if (xs_list(gc, t, lx, &nr)) {
		XL_ERROR(gc->ctx, "domain %u already has a %s device %d",
			 d->domid, d->kind, d->devid);
		return ERROR_DEVICE_EXISTS;
	}
	rc = xs_remove(gc, t, fe);
	if (!rc)
		rc = xs_remove(gc, t, be);
	if (!rc)
		rc = xs_make_dir(gc, t, lx, 0, 0);
	if (!rc)
		rc = xs_make_dir(gc, t, fe, d->domid, d->backend_domid);
	if (!rc)
		rc = xs_make_dir(gc, t, be, d->backend_domid, d->domid);
	if (!rc)
		rc = put_all(gc, t, fe, fe_own);
	if (!rc)
		rc = put_all(gc, t, fe, w->front);
	if (!rc)
		rc = put_all(gc, t, be, be_own);
	if (!rc)
		rc = put_all(gc, t, be, w->back);
	if (!rc)
		rc = put_all(gc, t, lx, lx_own);
	if (!rc)
		rc = put_all(gc, t, lx, w->back);
	return rc;
}

int xl_device_write(struct gc *gc, const struct xl_device *dev,
		    const struct xl_kv *front, const struct xl_kv *back)
{
	struct write_arg w = { dev, front, back };

	return xs_transact(gc, write_device, &w);
}

/* --- the script --- */

static int run_script(struct gc *gc, const struct xl_device *d, bool up)
{
	char *be = xl_backend_path(gc, d), *lx = xl_device_libxl_path(gc, d);
	char *script = xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/script", lx));
	bool vif = !strcmp(d->kind, "vif");
	char *ifname =
		vif ? xs_get(gc, XBT_NULL, gc_sprintf(gc, "%s/vifname", lx))
		    : NULL;
	char *why;
	int rc;

	if (!script || !*script)
		return 0;
	if (!ifname)
		ifname = gc_sprintf(gc, "vif%u.%d", d->domid, d->devid);
	{
		char *env[] = {
			gc_sprintf(gc, "script=%s", script),
			gc_sprintf(gc, "XENBUS_TYPE=%s", d->kind),
			gc_sprintf(gc, "XENBUS_PATH=%s", be),
			"XENBUS_BASE_PATH=backend",
			gc_sprintf(gc, "vif=%s", ifname),
			gc_sprintf(gc, "INTERFACE=%s", ifname),
			NULL,
		};

		if (!vif)
			env[4] = NULL;
		rc = xl_hotplug(gc, script,
				vif ? (up ? "online" : "offline")
				    : (up ? "add" : "remove"),
				env);
	}
	if (rc && up) {
		why = xs_get(gc, XBT_NULL,
			     gc_sprintf(gc, "%s/hotplug-error", be));
		XL_ERROR(gc->ctx, "device %s %d: %s: %s", d->kind, d->devid,
			 script, why ? why : "failed without a reason");
	}
	return rc;
}

/* --- connecting --- */

static int backend_ready(struct gc *gc, void *arg)
{
	int state = xs_get_int(gc, arg, 0);

	if (state >= ST_CLOSING)
		return ERROR_FAIL;
	return state >= ST_INITWAIT;
}

int xl_device_connect(struct gc *gc, const struct xl_device *d)
{
	char *state = gc_sprintf(gc, "%s/state", xl_backend_path(gc, d));
	struct xl_wait w = {
		.paths = { state },
		.timeout_ms = CONNECT_MS,
		.done = backend_ready,
		.arg = state,
	};
	int rc = xl_wait(gc, &w);

	if (rc == ERROR_TIMEDOUT)
		XL_ERROR(gc->ctx,
			 "no backend took up device %s %d within %d s: is the "
			 "driver loaded in domain %u (modprobe xen-%s)?",
			 d->kind, d->devid, CONNECT_MS / 1000, d->backend_domid,
			 strcmp(d->kind, "vif") ? "blkback" : "netback");
	else if (rc)
		XL_ERROR(gc->ctx, "the backend refuses device %s %d", d->kind,
			 d->devid);
	if (!rc)
		rc = run_script(gc, d, true);
	if (rc)
		xl_device_remove(gc, d, true);
	return rc;
}

/* --- removing --- */

struct close_arg {
	char *fe, *be;
	bool force;
};

static int start_close(struct gc *gc, xs_transaction_t t, void *arg)
{
	struct close_arg *c = arg;
	char *state = xs_get(gc, t, gc_sprintf(gc, "%s/state", c->be));
	int rc = 0;

	if (c->force)
		rc = xs_remove(gc, t, c->fe);
	if (rc || !state)
		return rc;
	/* From here on the hot-plug script writes nothing more. */
	rc = xs_put(gc, t, gc_sprintf(gc, "%s/online", c->be), "0");
	if (!rc && atoi(state) != ST_CLOSED)
		rc = xs_put(gc, t, gc_sprintf(gc, "%s/state", c->be), "%d",
			    ST_CLOSING);
	return rc;
}

static int backend_closed(struct gc *gc, void *arg)
{
	char *s = xs_get(gc, XBT_NULL, arg);

	return !s || atoi(s) == ST_CLOSED || atoi(s) == ST_INITIALISING;
}

int xl_device_remove(struct gc *gc, const struct xl_device *d, bool force)
{
	struct close_arg c = {
		xl_frontend_path(gc, d),
		xl_backend_path(gc, d),
		force,
	};
	char *state = gc_sprintf(gc, "%s/state", c.be);
	/* A backend that no driver has looked at has nothing to close. */
	bool started = xs_get_int(gc, state, 0) >= ST_INITWAIT;
	struct xl_wait w = {
		.paths = { state },
		.timeout_ms = REMOVE_MS,
		.done = backend_closed,
		.arg = state,
	};
	int rc = xs_transact(gc, start_close, &c);

	if (!rc && started)
		rc = xl_wait(gc, &w);
	if (rc == ERROR_TIMEDOUT && !force) {
		XL_ERROR(gc->ctx, "the guest does not let go of device %s %d",
			 d->kind, d->devid);
		return rc;
	}
	if (rc)
		XL_LOG(gc->ctx, WARN,
		       "the backend of device %s %d of domain %u does not "
		       "close, going on",
		       d->kind, d->devid, d->domid);
	run_script(gc, d, false);
	xs_remove(gc, XBT_NULL, c.fe);
	xs_remove_up(gc, c.be);
	xs_remove_up(gc, xl_device_libxl_path(gc, d));
	return 0;
}

int xl_device_ids(struct gc *gc, uint32_t domid, const char *kind, int **ids,
		  unsigned int *nr)
{
	char **l =
		xs_list(gc, XBT_NULL,
			gc_sprintf(gc, "/libxl/%u/device/%s", domid, kind), nr);
	unsigned int i;

	*ids = gc_alloc(gc, *nr * sizeof(int));
	for (i = 0; i < *nr; i++)
		(*ids)[i] = atoi(l[i]);
	return 0;
}

void xl_devices_destroy(struct gc *gc, uint32_t domid)
{
	char *base = gc_sprintf(gc, "/libxl/%u/device", domid), **kinds;
	struct xl_device d = { .domid = domid };
	unsigned int nk, n, i, j;
	char *be;
	int *ids;

	kinds = xs_list(gc, XBT_NULL, base, &nk);
	for (i = 0; i < nk; i++) {
		d.kind = kinds[i];
		xl_device_ids(gc, domid, kinds[i], &ids, &n);
		for (j = 0; j < n; j++) {
			d.devid = ids[j];
			d.backend_domid = 0;
			be = xs_get(gc, XBT_NULL,
				    gc_sprintf(gc, "%s/backend",
					       xl_device_libxl_path(gc, &d)));
			if (be)
				sscanf(be, "/local/domain/%u/",
				       &d.backend_domid);
			xl_device_remove(gc, &d, true);
		}
	}
}
