/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DMA buffers made of grants, and grants made of DMA buffers.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

int xengnttab_dmabuf_exp_from_refs(xengnttab_handle *xgt, uint32_t domid,
				   uint32_t flags, uint32_t count,
				   const uint32_t *refs, uint32_t *fd)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs *arg;
	int r;

	if (!refs || !count) {
		errno = EINVAL;
		return -1;
	}
	arg = calloc(1, sizeof(*arg) + (size_t)(count - 1) * sizeof(*refs));
	if (!arg)
		return -1;
	arg->flags = flags;
	arg->count = count;
	arg->domid = domid;
	memcpy(arg->refs, refs, (size_t)count * sizeof(*refs));
	r = ioctl(xgt->fd, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, arg);
	if (!r)
		*fd = arg->fd;
	free(arg);
	return r;
}

int xengnttab_dmabuf_exp_wait_released(xengnttab_handle *xgt, uint32_t fd,
				       uint32_t wait_to_ms)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released arg = {
		.fd = fd,
		.wait_to_ms = wait_to_ms,
	};

	return ioctl(xgt->fd, IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED, &arg);
}

int xengnttab_dmabuf_imp_to_refs(xengnttab_handle *xgt, uint32_t domid,
				 uint32_t fd, uint32_t count, uint32_t *refs)
{
	struct ioctl_gntdev_dmabuf_imp_to_refs *arg;
	int r;

	if (!refs || !count) {
		errno = EINVAL;
		return -1;
	}
	arg = calloc(1, sizeof(*arg) + (size_t)(count - 1) * sizeof(*refs));
	if (!arg)
		return -1;
	arg->fd = fd;
	arg->count = count;
	arg->domid = domid;
	r = ioctl(xgt->fd, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, arg);
	if (!r)
		memcpy(refs, arg->refs, (size_t)count * sizeof(*refs));
	free(arg);
	return r;
}

int xengnttab_dmabuf_imp_release(xengnttab_handle *xgt, uint32_t fd)
{
	struct ioctl_gntdev_dmabuf_imp_release arg = { .fd = fd };

	return ioctl(xgt->fd, IOCTL_GNTDEV_DMABUF_IMP_RELEASE, &arg);
}
