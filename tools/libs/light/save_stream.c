// SPDX-License-Identifier: GPL-2.0-only
/* Writing a domain to a stream. */
#include "internal.h"
#include "stream.h"

#include <endian.h>
#include <signal.h>
#include <time.h>

struct saving {
	struct gc *gc;
	uint32_t domid;
	uint64_t suspended_at; /* ms; 0: it runs */
};

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

static int write_all(struct gc *gc, int fd, const void *data, size_t len)
{
	if (!libxl_write_exactly(gc->ctx, fd, data, len, "the stream",
				 "a record"))
		return 0;
	return ERROR_FAIL;
}

static int write_header(struct gc *gc, int fd)
{
	struct xl_stream_header h = {
		.id = htobe64(XL_STREAM_ID),
		.version = htobe32(XL_STREAM_VERSION),
	};

	return write_all(gc, fd, &h, sizeof(h));
}

static int write_record(struct gc *gc, int fd, uint32_t type)
{
	struct xl_stream_record r = { .type = type };

	return write_all(gc, fd, &r, sizeof(r));
}

static int on_suspend(void *arg)
{
	struct saving *s = arg;
	uint64_t at = now_ms();
	int rc = xl_suspend(s->gc, s->domid);

	/* The guest stands still from somewhere in between. */
	if (!rc)
		s->suspended_at = at;
	return rc;
}

static int on_progress(const struct xc_save_progress *p, void *arg)
{
	struct saving *s = arg;
	libxl_ctx *ctx = s->gc->ctx;
	struct libxl_save_progress out = {
		.round = p->round,
		.total_pages = p->total_pages,
		.sent_pages = p->sent_pages,
		.round_pages = p->round_pages,
		.round_sent = p->round_sent,
		.dirty_pages = p->dirty_pages,
		.dirty_pages_per_s = p->dirty_pages_per_s,
		.downtime_ms = p->downtime_ms,
		.suspended_ms =
			s->suspended_at ? now_ms() - s->suspended_at : 0,
	};

	return ctx->save_progress
		       ? ctx->save_progress(&out, ctx->save_progress_arg)
		       : 0;
}

void libxl_set_save_progress(libxl_ctx *ctx, libxl_save_progress_fn *fn,
			     void *arg)
{
	ctx->save_progress = fn;
	ctx->save_progress_arg = arg;
}

static int write_stream(struct gc *gc, struct saving *s, int fd, int flags)
{
	struct xc_save_params par = {
		.domid = s->domid,
		.fd = fd,
		.live = flags & LIBXL_SUSPEND_LIVE,
		.verify = flags & LIBXL_SUSPEND_DEBUG,
		.suspend = on_suspend,
		.progress = on_progress,
		.arg = s,
	};
	struct xc_dom_error err;
	int rc = write_header(gc, fd);

	if (!rc)
		rc = write_record(gc, fd, XL_REC_LIBXC_CONTEXT);
	if (!rc && xc_domain_save(gc->ctx->xch, &par, &err)) {
		XL_ERROR(gc->ctx, "%s", err.text);
		rc = ERROR_FAIL;
	}
	return rc ? rc : write_record(gc, fd, XL_REC_END);
}

static int check(struct gc *gc, uint32_t domid)
{
	libxl_domain_config cfg;
	libxl_dominfo info;
	int rc = libxl_domain_info(gc->ctx, &info, domid);

	if (rc) {
		XL_ERROR(gc->ctx, "there is no domain %u", domid);
		return rc;
	}
	if (info.domain_type != LIBXL_DOMAIN_TYPE_PV) {
		XL_ERROR(gc->ctx,
			 "domain %u is of type %s: only PV guests can be saved "
			 "yet",
			 domid, libxl_domain_type_to_string(info.domain_type));
		return ERROR_NI;
	}
	if (info.shutdown &&
	    info.shutdown_reason != LIBXL_SHUTDOWN_REASON_SUSPEND) {
		XL_ERROR(gc->ctx, "domain %u has shut down", domid);
		return ERROR_INVAL;
	}
	if (info.paused) {
		XL_ERROR(gc->ctx,
			 "domain %u is paused and cannot suspend itself: "
			 "unpause it first",
			 domid);
		return ERROR_INVAL;
	}
	libxl_domain_config_init(&cfg);
	if (!libxl_retrieve_domain_configuration(gc->ctx, domid, &cfg, NULL) &&
	    libxl_defbool_val(cfg.b_info.disable_migrate)) {
		XL_ERROR(gc->ctx,
			 "domain %u was made with nomigrate=1: it stays here",
			 domid);
		rc = ERROR_INVAL;
	}
	libxl_domain_config_dispose(&cfg);
	return rc;
}

int libxl_domain_suspend(libxl_ctx *ctx, uint32_t domid, int fd, int flags,
			 const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	struct saving s = { .gc = &gc, .domid = domid };
	struct xl_guard guard = { .fd = -1 };
	void (*old_pipe)(int);
	int rc;

	xl_guard_sweep(&gc);
	rc = check(&gc, domid);
	if (!rc)
		rc = xl_guard_start_old(&gc, &guard, domid);
	if (rc)
		return xl_ao_done(ctx, ao_how, rc);
	old_pipe = signal(SIGPIPE, SIG_IGN);
	rc = write_stream(&gc, &s, fd, flags);
	signal(SIGPIPE, old_pipe);
	if (rc) {
		if (xl_resume(&gc, domid))
			XL_ERROR(ctx,
				 "domain %u was not saved and cannot be "
				 "resumed either",
				 domid);
		xl_guard_done(&gc, &guard);
	} else {
		xl_guard_hold(&gc, &guard, domid);
	}
	return xl_ao_done(ctx, ao_how, rc);
}

int libxl_domain_remus_start(libxl_ctx *ctx, libxl_domain_remus_info *info,
			     uint32_t domid, int send_fd, int recv_fd,
			     const libxl_asyncop_how *ao_how)
{
	XL_ERROR(ctx, "Remus and COLO are not supported: use 'xl migrate', or "
		      "'xl save -c' now and then");
	return xl_ao_done(ctx, ao_how, ERROR_NI);
}
