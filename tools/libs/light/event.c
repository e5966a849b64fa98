// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events about domains.  xenstored tells of every end by @releaseDomain; what
 * has happened to the domains that the caller asked about is then looked up.
 */
#include "internal.h"

#include <poll.h>

struct libxl__evgen_domain_death {
	struct libxl__evgen_domain_death *next;
	uint32_t domid;
	libxl_uuid uuid;
	libxl_ev_user user;
	bool shutdown_told, death_told;
};

int libxl_evenable_domain_death(libxl_ctx *ctx, uint32_t domid,
				libxl_ev_user user,
				libxl_evgen_domain_death **evgen_out)
{
	libxl_evgen_domain_death *d;
	libxl_dominfo info;
	int rc = libxl_domain_info(ctx, &info, domid);

	if (rc)
		return rc;
	if (!ctx->event_xsh) {
		ctx->event_xsh = xs_open(0);
		if (!ctx->event_xsh)
			return ERROR_FAIL;
		if (!xs_watch(ctx->event_xsh, "@releaseDomain", "r"))
			return ERROR_FAIL;
	}
	d = libxl__array_alloc(1, sizeof(*d));
	d->domid = domid;
	d->uuid = info.uuid;
	d->user = user;
	d->next = ctx->deaths;
	ctx->deaths = d;
	if (evgen_out)
		*evgen_out = d;
	return 0;
}

void libxl_evdisable_domain_death(libxl_ctx *ctx,
				  libxl_evgen_domain_death *evgen)
{
	libxl_evgen_domain_death **p;

	for (p = &ctx->deaths; *p; p = &(*p)->next)
		if (*p == evgen) {
			*p = evgen->next;
			free(evgen);
			return;
		}
}

static libxl_event *look(libxl_ctx *ctx, libxl_evgen_domain_death *d)
{
	libxl_dominfo info;
	libxl_event *ev;
	int rc = libxl_domain_info(ctx, &info, d->domid);
	bool gone = rc == ERROR_DOMAIN_NOTFOUND ||
		    (!rc &&
		     (info.dying || libxl_uuid_compare(&info.uuid, &d->uuid)));

	if (d->death_told || (rc && !gone) ||
	    (!gone && (!info.shutdown || d->shutdown_told)))
		return NULL;
	ev = libxl__array_alloc(1, sizeof(*ev));
	ev->domid = d->domid;
	ev->domuuid = d->uuid;
	ev->for_user = d->user;
	if (gone) {
		ev->type = LIBXL_EVENT_TYPE_DOMAIN_DEATH;
		d->death_told = true;
	} else {
		ev->type = LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN;
		ev->u.domain_shutdown.shutdown_reason = info.shutdown_reason;
		d->shutdown_told = true;
	}
	return ev;
}

int libxl_event_check(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		      libxl_event_predicate *predicate, void *predicate_user)
{
	libxl_evgen_domain_death *d;
	libxl_event *ev;

	for (d = ctx->deaths; d; d = d->next) {
		ev = look(ctx, d);
		if (!ev)
			continue;
		if ((typemask & 1ULL << ev->type) &&
		    (!predicate || predicate(ev, predicate_user))) {
			*event_r = ev;
			return 0;
		}
		libxl_event_free(ctx, ev);
	}
	return ERROR_NOT_READY;
}

int libxl_event_wait(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		     libxl_event_predicate *predicate, void *predicate_user)
{
	struct pollfd p;
	char **e;
	int rc;

	for (;;) {
		rc = libxl_event_check(ctx, event_r, typemask, predicate,
				       predicate_user);
		if (rc != ERROR_NOT_READY)
			return rc;
		if (!ctx->event_xsh)
			return ERROR_INVAL;
		p = (struct pollfd){ xs_fileno(ctx->event_xsh), POLLIN, 0 };
		/* Look now and then even if xenstored was restarted. */
		if (poll(&p, 1, 10000) < 0 && errno != EINTR)
			return ERROR_FAIL;
		while ((e = xs_check_watch(ctx->event_xsh)))
			free(e);
	}
}

void libxl_event_free(libxl_ctx *ctx, libxl_event *event)
{
	libxl_event_dispose(event);
	free(event);
}
