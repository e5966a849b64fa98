/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIBXL_VDEV_H
#define LIBXL_VDEV_H

/* The number of a virtual disk by its name; < 0: this is no such name. */
int xl_vdev_to_devid(const char *vdev);

#endif
