/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall ioctl of Linux's /dev/xen/privcmd.
 */
#ifndef XENCALL_PRIVCMD_H
#define XENCALL_PRIVCMD_H

#include <stdint.h>
#include <sys/ioctl.h>

struct privcmd_hypercall {
	uint64_t op;
	uint64_t arg[5];
};

#define IOCTL_PRIVCMD_HYPERCALL \
	_IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))

#endif
