/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mapping ioctls of Linux's /dev/xen/privcmd.
 */
#ifndef FOREIGNMEMORY_PRIVCMD_H
#define FOREIGNMEMORY_PRIVCMD_H

#include <stdint.h>
#include <sys/ioctl.h>

struct privcmd_mmapbatch_v2 {
	unsigned int num;
	uint16_t dom;
	uint64_t addr;
	const uint64_t *arr;
	int *err; /* out: 0 or -errno each */
};

/* num 0 and addr 0 ask for the size, which arrives in num. */
struct privcmd_mmap_resource {
	uint16_t dom;
	uint32_t type;
	uint32_t id;
	uint32_t idx;
	uint64_t num;
	uint64_t addr;
};

#define IOCTL_PRIVCMD_MMAPBATCH_V2 \
	_IOC(_IOC_NONE, 'P', 4, sizeof(struct privcmd_mmapbatch_v2))
#define IOCTL_PRIVCMD_RESTRICT _IOC(_IOC_NONE, 'P', 6, sizeof(uint16_t))
#define IOCTL_PRIVCMD_MMAP_RESOURCE \
	_IOC(_IOC_NONE, 'P', 7, sizeof(struct privcmd_mmap_resource))

#endif
