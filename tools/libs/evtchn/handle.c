/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening, closing and restricting event channel handles.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "evtchn_dev.h"
#include "private.h"

static int restrict_cb(Xentoolcore__Active_Handle *ah, domid_t domid)
{
	xenevtchn_handle *xce = CONTAINER_OF(ah, xenevtchn_handle, tc_ah);

	return xce->fd < 0 ? 0 : xenevtchn_restrict(xce, domid);
}

static xenevtchn_handle *handle_alloc(struct xentoollog_logger *logger)
{
	xenevtchn_handle *xce = calloc(1, sizeof(*xce));

	if (!xce)
		return NULL;
	xce->fd = -1;
	xce->logger = logger;
	if (!logger) {
		xce->own_logger =
			(xentoollog_logger *)xtl_createlogger_stdiostream(
				stderr, XTL_PROGRESS, 0);
		if (!xce->own_logger) {
			free(xce);
			return NULL;
		}
		xce->logger = xce->own_logger;
	}
	xce->tc_ah.restrict_callback = restrict_cb;
	xentoolcore__register_active_handle(&xce->tc_ah);
	return xce;
}

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger,
				 unsigned int flags)
{
	xenevtchn_handle *xce;
	int saved;

	if (flags & ~XENEVTCHN_NO_CLOEXEC) {
		errno = EINVAL;
		return NULL;
	}
	xce = handle_alloc(logger);
	if (!xce)
		return NULL;
	xce->fd = open("/dev/xen/evtchn",
		       O_RDWR | (flags & XENEVTCHN_NO_CLOEXEC ? 0 : O_CLOEXEC));
	if (xce->fd < 0) {
		saved = errno;
		xtl_log(xce->logger, XTL_ERROR, saved, "xenevtchn",
			"cannot open /dev/xen/evtchn");
		xenevtchn_close(xce);
		errno = saved;
		return NULL;
	}
	return xce;
}

xenevtchn_handle *xenevtchn_fdopen(struct xentoollog_logger *logger, int fd,
				   unsigned open_flags)
{
	xenevtchn_handle *xce;

	if (open_flags) {
		errno = EINVAL;
		return NULL;
	}
	xce = handle_alloc(logger);
	if (xce)
		xce->fd = fd;
	return xce;
}

int xenevtchn_close(xenevtchn_handle *xce)
{
	int r = 0, saved;

	if (!xce)
		return 0;
	xentoolcore__deregister_active_handle(&xce->tc_ah);
	if (xce->fd >= 0)
		r = close(xce->fd);
	saved = errno;
	xtl_logger_destroy(xce->own_logger);
	free(xce);
	errno = saved;
	return r;
}

int xenevtchn_fd(xenevtchn_handle *xce)
{
	return xce->fd;
}

int xenevtchn_restrict(xenevtchn_handle *xce, domid_t domid)
{
	struct ioctl_evtchn_restrict_domid arg = { .domid = domid };

	return ioctl(xce->fd, IOCTL_EVTCHN_RESTRICT_DOMID, &arg);
}
