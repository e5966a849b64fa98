// SPDX-License-Identifier: GPL-2.0-only
/* xenstore for the rest of libxl, and the one way of waiting. */
#include "internal.h"

#include <poll.h>
#include <stdarg.h>
#include <time.h>

char *xl_dompath(struct gc *gc, uint32_t domid)
{
	return gc_sprintf(gc, "/local/domain/%u", domid);
}

char *xl_libxl_path(struct gc *gc, uint32_t domid)
{
	return gc_sprintf(gc, "/libxl/%u", domid);
}

char *xs_get(struct gc *gc, xs_transaction_t t, const char *path)
{
	return gc_keep(gc, xs_read(gc->ctx->xsh, t, path, NULL));
}

int xs_get_int(struct gc *gc, const char *path, int fallback)
{
	char *s = xs_get(gc, XBT_NULL, path);

	return s && *s ? atoi(s) : fallback;
}

char **xs_list(struct gc *gc, xs_transaction_t t, const char *path,
	       unsigned int *nr)
{
	char **l = xs_directory(gc->ctx->xsh, t, path, nr);

	if (!l)
		*nr = 0;
	return gc_keep(gc, l);
}

int xs_put(struct gc *gc, xs_transaction_t t, const char *path, const char *fmt,
	   ...)
{
	va_list ap;
	char *s;
	int len, rc = 0;

	va_start(ap, fmt);
	len = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (len < 0)
		return ERROR_NOMEM;
	if (!xs_write(gc->ctx->xsh, t, path, s, len)) {
		XL_ERRNO(gc->ctx, "cannot write %s to xenstore", path);
		rc = ERROR_FAIL;
	}
	free(s);
	return rc;
}

int xs_make_dir(struct gc *gc, xs_transaction_t t, const char *path,
		uint32_t owner, uint32_t reader)
{
	struct xs_permissions perms[2] = {
		{ .id = owner, .perms = XS_PERM_NONE },
		{ .id = reader, .perms = XS_PERM_READ },
	};

	if (!xs_mkdir(gc->ctx->xsh, t, path) ||
	    !xs_set_permissions(gc->ctx->xsh, t, path, perms,
				owner == reader ? 1 : 2)) {
		XL_ERRNO(gc->ctx, "cannot make %s in xenstore", path);
		return ERROR_FAIL;
	}
	return 0;
}

int xs_remove(struct gc *gc, xs_transaction_t t, const char *path)
{
	if (xs_rm(gc->ctx->xsh, t, path) || errno == ENOENT)
		return 0;
	XL_ERRNO(gc->ctx, "cannot remove %s from xenstore", path);
	return ERROR_FAIL;
}

int xs_remove_up(struct gc *gc, const char *path)
{
	char *p = gc_strdup(gc, path), *slash;
	unsigned int nr;
	int rc = xs_remove(gc, XBT_NULL, p);

	while (!rc && (slash = strrchr(p, '/')) && slash > p) {
		*slash = 0;
		if (!xs_list(gc, XBT_NULL, p, &nr) || nr)
			break;
		rc = xs_remove(gc, XBT_NULL, p);
	}
	return rc;
}

int xs_transact(struct gc *gc,
		int (*fn)(struct gc *gc, xs_transaction_t t, void *arg),
		void *arg)
{
	xs_transaction_t t;
	int rc;

	for (;;) {
		t = xs_transaction_start(gc->ctx->xsh);
		if (!t) {
			XL_ERRNO(gc->ctx,
				 "cannot start a xenstore transaction");
			return ERROR_FAIL;
		}
		rc = fn(gc, t, arg);
		if (rc) {
			xs_transaction_end(gc->ctx->xsh, t, true);
			return rc;
		}
		if (xs_transaction_end(gc->ctx->xsh, t, false))
			return 0;
		if (errno != EAGAIN) {
			XL_ERRNO(gc->ctx,
				 "cannot commit a xenstore transaction");
			return ERROR_FAIL;
		}
	}
}

/* --- waiting --- */

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000L + ts.tv_nsec / 1000000;
}

static void drain(struct xs_handle *xsh)
{
	char **e;

	while ((e = xs_check_watch(xsh)))
		free(e);
}

int xl_wait(struct gc *gc, const struct xl_wait *w)
{
	long end = now_ms() + w->timeout_ms, left;
	struct pollfd p[2] = { { .fd = -1 }, { .fd = -1 } };
	struct xs_handle *xsh = NULL;
	unsigned int i;
	int rc, n;

	/* A connection of its own: nobody else's watches are swallowed. */
	if (w->paths[0]) {
		xsh = xs_open(0);
		if (!xsh) {
			XL_ERRNO(gc->ctx, "cannot connect to xenstored");
			return ERROR_FAIL;
		}
		for (i = 0; i < 2 && w->paths[i]; i++)
			xs_watch(xsh, w->paths[i], "w");
		p[0] = (struct pollfd){ xs_fileno(xsh), POLLIN, 0 };
	}
	if (w->use_fd)
		p[1] = (struct pollfd){ w->fd, POLLIN, 0 };
	for (;;) {
		rc = w->done(gc, w->arg);
		if (rc)
			break;
		left = w->timeout_ms < 0 ? -1 : end - now_ms();
		if (w->timeout_ms >= 0 && left <= 0) {
			rc = ERROR_TIMEDOUT;
			break;
		}
		n = poll(p, 2, left);
		if (n < 0 && errno != EINTR) {
			rc = ERROR_FAIL;
			break;
		}
		if (n > 0 && xsh && p[0].revents)
			drain(xsh);
	}
	if (xsh)
		xs_close(xsh);
	return rc > 0 ? 0 : rc;
}
