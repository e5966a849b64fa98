/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of libxenctrl share: the handle, and bouncing of arguments.
 */
#ifndef XC_PRIVATE_H
#define XC_PRIVATE_H

#include "xenctrl.h" /* first: it makes <xen/...> show the tools' part */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <xencall.h>
#include <xenforeignmemory.h>

struct xc_interface_core {
	unsigned int flags;
	xentoollog_logger *log;	       /* borrowed, or own_log */
	xentoollog_logger *build_log;  /* borrowed */
	xentoollog_logger *own_log;    /* owned */
	xencall_handle *xcall;	       /* owned */
	xenforeignmemory_handle *fmem; /* owned */
};

enum { XC_BOUNCE_IN = 1, XC_BOUNCE_OUT = 2, XC_BOUNCE_BOTH = 3 };

/*
 * A copy of the caller's `size` bytes at `user` in memory that a hypercall
 * may use.  NULL `user` or size 0 makes no copy and is no error.  Every
 * successful bounce is ended by unbounce, which copies back if asked to and
 * keeps errno.
 */
int xc_bounce(xc_interface *xch, xc_hypercall_buffer_t *b, void *user,
	      size_t size, int dir);
void xc_unbounce(xc_interface *xch, xc_hypercall_buffer_t *b);

#define XC_ERROR(xch, ...) xtl_log((xch)->log, XTL_ERROR, -1, "xc", __VA_ARGS__)
#define XC_PERROR(xch, ...) \
	xtl_log((xch)->log, XTL_ERROR, errno, "xc", __VA_ARGS__)

#endif
