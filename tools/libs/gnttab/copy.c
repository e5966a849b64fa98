/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copying to and from grants without mapping them.
 */
#include "private.h"

int xengnttab_grant_copy(xengnttab_handle *xgt, uint32_t count,
			 xengnttab_grant_copy_segment_t *segs)
{
	struct ioctl_gntdev_grant_copy arg = {
		.count = count,
		.segments = segs,
	};

	return ioctl(xgt->fd, IOCTL_GNTDEV_GRANT_COPY, &arg);
}
