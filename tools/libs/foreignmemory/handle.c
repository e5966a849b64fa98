/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening, closing and restricting handles.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "private.h"

static int restrict_cb(Xentoolcore__Active_Handle *ah, domid_t domid)
{
	xenforeignmemory_handle *fmem =
		CONTAINER_OF(ah, xenforeignmemory_handle, tc_ah);

	return fmem->fd < 0 ? 0 : xenforeignmemory_restrict(fmem, domid);
}

static int open_privcmd(void)
{
	int fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENXIO || errno == ENODEV))
		fd = open("/proc/xen/privcmd", O_RDWR | O_CLOEXEC);
	return fd;
}

xenforeignmemory_handle *xenforeignmemory_open(struct xentoollog_logger *logger,
					       unsigned open_flags)
{
	xenforeignmemory_handle *fmem;
	int saved;

	if (open_flags) {
		errno = EINVAL;
		return NULL;
	}
	fmem = calloc(1, sizeof(*fmem));
	if (!fmem)
		return NULL;
	fmem->fd = -1;
	fmem->logger = logger;
	if (!logger) {
		fmem->own_logger =
			(xentoollog_logger *)xtl_createlogger_stdiostream(
				stderr, XTL_PROGRESS, 0);
		if (!fmem->own_logger) {
			free(fmem);
			return NULL;
		}
		fmem->logger = fmem->own_logger;
	}
	fmem->tc_ah.restrict_callback = restrict_cb;
	xentoolcore__register_active_handle(&fmem->tc_ah);
	fmem->fd = open_privcmd();
	if (fmem->fd < 0) {
		saved = errno;
		PERROR(fmem, "cannot open /dev/xen/privcmd");
		xenforeignmemory_close(fmem);
		errno = saved;
		return NULL;
	}
	return fmem;
}

int xenforeignmemory_close(xenforeignmemory_handle *fmem)
{
	int r = 0, saved;

	if (!fmem)
		return 0;
	xentoolcore__deregister_active_handle(&fmem->tc_ah);
	if (fmem->fd >= 0)
		r = close(fmem->fd);
	saved = errno;
	xtl_logger_destroy(fmem->own_logger);
	free(fmem);
	errno = saved;
	return r;
}

int xenforeignmemory_restrict(xenforeignmemory_handle *fmem, domid_t domid)
{
	uint16_t arg = domid;

	return ioctl(fmem->fd, IOCTL_PRIVCMD_RESTRICT, &arg);
}
