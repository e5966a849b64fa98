// SPDX-License-Identifier: GPL-2.0-only
/* The context, memory of a call, and the check that xenstored answers. */
#include "internal.h"

#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <xen/io/xs_wire.h>

void gc_release(struct gc *gc)
{
	while (gc->nr)
		free(gc->ptrs[--gc->nr]);
	free(gc->ptrs);
	gc->ptrs = NULL;
	gc->cap = 0;
}

static void out_of_memory(void)
{
	fputs("libxl: out of memory\n", stderr);
	abort();
}

void *gc_keep(struct gc *gc, void *p)
{
	void **grown;

	if (!p)
		return NULL;
	if (gc->nr == gc->cap) {
		gc->cap = gc->cap ? 2 * gc->cap : 32;
		grown = realloc(gc->ptrs, gc->cap * sizeof(*grown));
		if (!grown)
			out_of_memory();
		gc->ptrs = grown;
	}
	gc->ptrs[gc->nr++] = p;
	return p;
}

void *gc_alloc(struct gc *gc, size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		out_of_memory();
	return gc_keep(gc, p);
}

char *gc_strdup(struct gc *gc, const char *s)
{
	return s ? strcpy(gc_alloc(gc, strlen(s) + 1), s) : NULL;
}

char *gc_sprintf(struct gc *gc, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		out_of_memory();
	va_end(ap);
	return gc_keep(gc, s);
}

int xl_ao_done(libxl_ctx *ctx, const libxl_asyncop_how *how, int rc)
{
	if (!how)
		return rc;
	if (how->callback)
		how->callback(ctx, rc, how->u.for_callback);
	return 0;
}

/*
 * One request and its answer, with a time limit: a daemon that hangs would
 * otherwise hang us with no explanation.
 */
#define STORED_TIMEOUT_MS 5000

static int probe_xenstored(int fd)
{
	struct {
		struct xsd_sockmsg h;
		char path[2];
	} req = {
		.h = { .type = XS_DIRECTORY, .len = 2 },
		.path = "/",
	};
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (write(fd, &req, sizeof(req.h) + 2) != sizeof(req.h) + 2)
		return -1;
	return poll(&p, 1, STORED_TIMEOUT_MS) == 1 ? 0 : -1;
}

int xl_check_xenstored(struct gc *gc)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	const char *path = xs_daemon_socket();
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = ERROR_FAIL;

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof(sa)))
		XL_ERROR(gc->ctx,
			 "xenstored does not run (%s: %s): start it, for "
			 "example with /etc/init.d/xencommons start",
			 path, strerror(errno));
	else if (probe_xenstored(fd))
		XL_ERROR(gc->ctx,
			 "xenstored runs but does not answer within %d s: "
			 "restart it",
			 STORED_TIMEOUT_MS / 1000);
	else
		rc = 0;
	if (fd >= 0)
		close(fd);
	return rc;
}

int libxl_ctx_alloc(libxl_ctx **pctx, int version, unsigned int flags,
		    xentoollog_logger *lg)
{
	libxl_ctx *ctx;
	int rc = ERROR_FAIL;

	if (version != LIBXL_VERSION)
		return ERROR_VERSION;
	ctx = calloc(1, sizeof(*ctx));
	if (!ctx)
		return ERROR_NOMEM;
	ctx->lg = lg;
	ctx->guard.fd = -1;
	libxl_version_info_init(&ctx->version);
	if (access("/proc/xen/capabilities", F_OK) &&
	    access("/dev/xen/hypercall", F_OK) &&
	    access("/dev/xen/privcmd", F_OK)) {
		XL_ERROR(ctx, "this machine does not run under Xen: boot the "
			      "hypervisor, with this system as its dom0");
		goto err_free;
	}
	ctx->xch = xc_interface_open(lg, lg, 0);
	if (!ctx->xch) {
		XL_ERRNO(ctx, "cannot open the hypervisor's interface (are you "
			      "root?)");
		goto err_free;
	}
	{
		GC(gc, ctx);

		rc = xl_check_xenstored(&gc);
	}
	if (rc)
		goto err_xc;
	ctx->xsh = xs_open(0);
	if (!ctx->xsh) {
		XL_ERRNO(ctx, "cannot connect to xenstored");
		rc = ERROR_FAIL;
		goto err_xc;
	}
	*pctx = ctx;
	return 0;

err_xc:
	xc_interface_close(ctx->xch);
err_free:
	free(ctx);
	*pctx = NULL;
	return rc;
}

int libxl_ctx_free(libxl_ctx *ctx)
{
	if (!ctx)
		return 0;
	{
		GC(gc, ctx);

		xl_guard_held_done(&gc, ctx->guarded_domid);
	}
	while (ctx->deaths)
		libxl_evdisable_domain_death(ctx, ctx->deaths);
	if (ctx->event_xsh)
		xs_close(ctx->event_xsh);
	libxl_version_info_dispose(&ctx->version);
	xs_close(ctx->xsh);
	xc_interface_close(ctx->xch);
	free(ctx);
	return 0;
}

void libxl_postfork_child_noexec(libxl_ctx *ctx)
{
	/* The parent's connections share their sockets with ours: leave them.
	 */
	ctx->xsh = xs_open(0);
	ctx->event_xsh = NULL;
	ctx->deaths = NULL;
	ctx->xch = xc_interface_open(ctx->lg, ctx->lg, 0);
	if (!ctx->xsh || !ctx->xch) {
		XL_ERRNO(ctx, "cannot connect again after fork");
		_exit(1);
	}
}
