/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside libxengnttab: both kinds of handle are the same structure.
 */
#ifndef XENGNTTAB_PRIVATE_H
#define XENGNTTAB_PRIVATE_H

#include <xentoolcore_internal.h>
#include <xentoollog.h>

#include "gntdev.h"
#include "xengnttab.h"

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)

struct xengntdev_handle {
	xentoollog_logger *logger;
	xentoollog_logger *own_logger; /* ours to destroy, or NULL */
	Xentoolcore__Active_Handle tc_ah;
	int fd;
};

#define PERROR(h, fmt, ...) \
	xtl_log((h)->logger, XTL_ERROR, errno, "xengnttab", fmt, ##__VA_ARGS__)

/*
 * Ask the kernel to tell the other side when the page at file offset @index is
 * unmapped.  UINT32_MAX switches off either kind of notice.
 */
int gnt_set_unmap_notify(struct xengntdev_handle *h, uint64_t index,
			 uint32_t notify_offset, evtchn_port_t notify_port);

#endif
