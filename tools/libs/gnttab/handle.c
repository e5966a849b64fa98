/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening and closing both kinds of handle.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "private.h"

static int restrict_cb(Xentoolcore__Active_Handle *ah, domid_t domid)
{
	/* The kernel has no way to limit these to one domain. */
	return xentoolcore__restrict_by_dup2_null(
		CONTAINER_OF(ah, struct xengntdev_handle, tc_ah)->fd);
}

static int handle_close(struct xengntdev_handle *h)
{
	int r = 0, saved;

	if (!h)
		return 0;
	xentoolcore__deregister_active_handle(&h->tc_ah);
	if (h->fd >= 0)
		r = close(h->fd);
	saved = errno;
	xtl_logger_destroy(h->own_logger);
	free(h);
	errno = saved;
	return r;
}

static struct xengntdev_handle *handle_open(struct xentoollog_logger *logger,
					    unsigned int flags,
					    const char *device)
{
	struct xengntdev_handle *h;
	int saved;

	if (flags) {
		errno = EINVAL;
		return NULL;
	}
	h = calloc(1, sizeof(*h));
	if (!h)
		return NULL;
	h->fd = -1;
	h->logger = logger;
	if (!logger) {
		h->own_logger =
			(xentoollog_logger *)xtl_createlogger_stdiostream(
				stderr, XTL_PROGRESS, 0);
		if (!h->own_logger) {
			free(h);
			return NULL;
		}
		h->logger = h->own_logger;
	}
	h->tc_ah.restrict_callback = restrict_cb;
	xentoolcore__register_active_handle(&h->tc_ah);
	h->fd = open(device, O_RDWR | O_CLOEXEC);
	if (h->fd < 0) {
		saved = errno;
		PERROR(h, "cannot open %s", device);
		handle_close(h);
		errno = saved;
		return NULL;
	}
	return h;
}

xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger,
				 unsigned open_flags)
{
	return handle_open(logger, open_flags, "/dev/xen/gntdev");
}

int xengnttab_close(xengnttab_handle *xgt)
{
	return handle_close(xgt);
}

int xengnttab_fd(xengnttab_handle *xgt)
{
	return xgt->fd;
}

xengntshr_handle *xengntshr_open(struct xentoollog_logger *logger,
				 unsigned open_flags)
{
	return handle_open(logger, open_flags, "/dev/xen/gntalloc");
}

int xengntshr_close(xengntshr_handle *xgs)
{
	return handle_close(xgs);
}

int xengntshr_fd(xengntshr_handle *xgs)
{
	return xgs->fd;
}

int gnt_set_unmap_notify(struct xengntdev_handle *h, uint64_t index,
			 uint32_t notify_offset, evtchn_port_t notify_port)
{
	struct ioctl_gnt_unmap_notify arg = { .index = index };

	if (notify_offset != UINT32_MAX) {
		if (notify_offset >= PAGE_SIZE) {
			errno = EINVAL;
			return -1;
		}
		arg.index += notify_offset;
		arg.action |= UNMAP_NOTIFY_CLEAR_BYTE;
	}
	if (notify_port != UINT32_MAX) {
		arg.event_channel_port = notify_port;
		arg.action |= UNMAP_NOTIFY_SEND_EVENT;
	}
	if (!arg.action)
		return 0;
	return ioctl(h->fd, IOCTL_GNT_SET_UNMAP_NOTIFY, &arg);
}
