/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside libxenforeignmemory.
 */
#ifndef XENFOREIGNMEMORY_PRIVATE_H
#define XENFOREIGNMEMORY_PRIVATE_H

#include <xentoolcore_internal.h>
#include <xentoollog.h>

#include "privcmd.h"
#include "xenforeignmemory.h"

#define PAGE_SHIFT 12

struct xenforeignmemory_handle {
	xentoollog_logger *logger;
	xentoollog_logger *own_logger; /* ours to destroy, or NULL */
	Xentoolcore__Active_Handle tc_ah;
	int fd;
};

struct xenforeignmemory_resource_handle {
	void *addr;
	size_t size;
};

#define PERROR(h, fmt, ...)                                             \
	xtl_log((h)->logger, XTL_ERROR, errno, "xenforeignmemory", fmt, \
		##__VA_ARGS__)

#endif
