// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that stops by its own will, so that it can be saved, and that goes
 * on after it.
 *
 * It is asked through its suspend event channel, if it has one, else by the
 * word "suspend" in control/shutdown, which it takes away when it begins.  It
 * ends with the suspend hypercall: the domain is then shut down, for the
 * reason "suspend".
 */
#include "internal.h"

#include <xenevtchn.h>

#define ACK_MS	   60000
#define SUSPEND_MS 60000

/*
 * `flag` stands in xenstore while a request is under way: whoever takes over
 * from a process that was killed must know whether the guest has taken it.
 */
struct suspending {
	uint32_t domid;
	char *control, *flag;
};

static struct suspending begin(struct gc *gc, uint32_t domid)
{
	return (struct suspending){
		.domid = domid,
		.control = gc_sprintf(gc, "%s/control/shutdown",
				      xl_dompath(gc, domid)),
		.flag = gc_sprintf(gc, "%s/suspending",
				   xl_libxl_path(gc, domid)),
	};
}

static int suspended(struct gc *gc, uint32_t domid)
{
	libxl_dominfo info;
	int rc = libxl_domain_info(gc->ctx, &info, domid);

	if (rc)
		return rc;
	if (!info.shutdown)
		return 0;
	if (info.shutdown_reason == LIBXL_SHUTDOWN_REASON_SUSPEND)
		return 1;
	XL_ERROR(gc->ctx, "domain %u has shut down (%s) instead of suspending",
		 domid, libxl_shutdown_reason_to_string(info.shutdown_reason));
	return ERROR_GUEST_TIMEDOUT;
}

static int is_suspended(struct gc *gc, void *arg)
{
	return suspended(gc, ((struct suspending *)arg)->domid);
}

/* It has taken the word, or is there already. */
static int is_taken(struct gc *gc, void *arg)
{
	struct suspending *s = arg;
	char *word = xs_get(gc, XBT_NULL, s->control);

	if (!word || !*word)
		return 1;
	return suspended(gc, s->domid);
}

/* Take the word back unless the guest has it: 0, or ERROR_NOT_READY. */
static int take_back(struct gc *gc, xs_transaction_t t, void *arg)
{
	struct suspending *s = arg;
	char *word = xs_get(gc, t, s->control);

	if (!word || strcmp(word, "suspend"))
		return ERROR_NOT_READY;
	return xs_put(gc, t, s->control, "%s", "");
}

static int wait_shutdown(struct gc *gc, struct suspending *s)
{
	struct xl_wait wait = {
		.paths = { "@releaseDomain" },
		.timeout_ms = SUSPEND_MS,
		.done = is_suspended,
		.arg = s,
	};
	int rc = xl_wait(gc, &wait);

	if (rc == ERROR_TIMEDOUT)
		XL_ERROR(gc->ctx,
			 "domain %u began to suspend but has not finished "
			 "within %d s",
			 s->domid, SUSPEND_MS / 1000);
	return rc;
}

/* ERROR_NI: it has no such channel. */
static int ask_by_event(struct gc *gc, uint32_t domid)
{
	int remote = xs_suspend_evtchn_port(domid), local, rc = ERROR_NI;
	xenevtchn_handle *xce;

	if (remote < 0)
		return ERROR_NI;
	xce = xenevtchn_open(gc->ctx->lg, 0);
	if (!xce)
		return ERROR_NI;
	local = xenevtchn_bind_interdomain(xce, domid, remote);
	if (local >= 0 && !xenevtchn_notify(xce, local))
		rc = 0;
	if (local >= 0)
		xenevtchn_unbind(xce, local);
	xenevtchn_close(xce);
	return rc;
}

static int ask(struct gc *gc, struct suspending *s)
{
	struct xl_wait wait = {
		.paths = { s->control, "@releaseDomain" },
		.timeout_ms = ACK_MS,
		.done = is_taken,
		.arg = s,
	};
	int rc = ask_by_event(gc, s->domid);

	if (rc != ERROR_NI)
		return rc;
	rc = xs_put(gc, XBT_NULL, s->control, "suspend");
	if (!rc)
		rc = xl_wait(gc, &wait);
	if (rc != ERROR_TIMEDOUT)
		return rc;
	/* It may take the word in this very moment. */
	if (xs_transact(gc, take_back, s))
		return 0;
	XL_ERROR(gc->ctx,
		 "domain %u does not react to the request to suspend within %d "
		 "s: its kernel has no support for it, or hangs; it goes on",
		 s->domid, ACK_MS / 1000);
	return ERROR_GUEST_TIMEDOUT;
}

int xl_suspend(struct gc *gc, uint32_t domid)
{
	struct suspending s = begin(gc, domid);
	int rc = suspended(gc, domid);

	if (rc)
		return rc > 0 ? 0 : rc;
	rc = xs_put(gc, XBT_NULL, s.flag, "1");
	if (!rc)
		rc = ask(gc, &s);
	if (!rc)
		rc = wait_shutdown(gc, &s);
	xs_remove(gc, XBT_NULL, s.flag);
	return rc;
}

/* The request of a process that was killed: 1 when the guest has stopped. */
static int end_request(struct gc *gc, struct suspending *s)
{
	int rc = 0;

	if (!xs_get(gc, XBT_NULL, s->flag))
		return 0;
	if (xs_transact(gc, take_back, s)) {
		rc = wait_shutdown(gc, s);
		if (!rc)
			rc = 1;
	}
	xs_remove(gc, XBT_NULL, s->flag);
	return rc;
}

int xl_resume(struct gc *gc, uint32_t domid)
{
	struct suspending s = begin(gc, domid);
	int rc;

	xc_logdirty_control(gc->ctx->xch, domid, XEN_DOMCTL_SHADOW_OP_OFF, NULL,
			    0, 0, NULL);
	rc = suspended(gc, domid);
	if (!rc)
		rc = end_request(gc, &s);
	if (rc <= 0)
		return rc;
	if (xc_domain_resume(gc->ctx->xch, domid, 1)) {
		XL_ERRNO(gc->ctx, "cannot resume domain %u", domid);
		return ERROR_FAIL;
	}
	if (!xs_resume_domain(gc->ctx->xsh, domid)) {
		XL_ERRNO(gc->ctx, "xenstored does not resume domain %u", domid);
		return ERROR_FAIL;
	}
	return 0;
}

int libxl_domain_resume(libxl_ctx *ctx, uint32_t domid, int suspend_cancel,
			const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);
	int rc;

	if (!suspend_cancel) {
		XL_ERROR(ctx,
			 "domain %u: only a resume that the guest sees as a "
			 "cancelled suspend is supported",
			 domid);
		return xl_ao_done(ctx, ao_how, ERROR_NI);
	}
	rc = xl_resume(&gc, domid);
	if (!rc)
		xl_guard_held_done(&gc, domid);
	return xl_ao_done(ctx, ao_how, rc);
}

int libxl_domain_suspend_only(libxl_ctx *ctx, uint32_t domid,
			      const libxl_asyncop_how *ao_how)
{
	GC(gc, ctx);

	return xl_ao_done(ctx, ao_how, xl_suspend(&gc, domid));
}
