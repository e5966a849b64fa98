/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside libxencall.
 *
 * What protects each field:
 *	I	set by xencall_open(), never changed afterwards
 *	L	xencall_handle::lock
 */
#ifndef XENCALL_PRIVATE_H
#define XENCALL_PRIVATE_H

#include <pthread.h>

#include <xentoolcore_internal.h>
#include <xentoollog.h>

#include "privcmd.h"
#include "xencall.h"

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)

/* Single pages kept for the next caller: most hypercalls use one or two. */
#define BUFFER_CACHE_SIZE 4

struct xencall_handle {
	xentoollog_logger *logger;     /* [I] */
	xentoollog_logger *own_logger; /* [I] ours to destroy, or NULL */
	Xentoolcore__Active_Handle tc_ah;
	unsigned int flags;		/* [I] */
	int fd;				/* [I] privcmd */
	int buf_fd;			/* [I] hypercall buffers, -1: none */
	pthread_mutex_t lock;		/* not used when NON_REENTRANT */
	void *cache[BUFFER_CACHE_SIZE]; /* [L] owned */
	unsigned int nr_cached;		/* [L] */
};

/* Opens the device(s).  0, or -1 with errno after a message. */
int osdep_open(xencall_handle *xcall);
void osdep_close(xencall_handle *xcall);
long osdep_hypercall(xencall_handle *xcall, struct privcmd_hypercall *call);
void *osdep_alloc_pages(xencall_handle *xcall, size_t nr_pages);
void osdep_free_pages(xencall_handle *xcall, void *p, size_t nr_pages);

void buffer_release_cache(xencall_handle *xcall);

#define PERROR(xcall, fmt, ...)                                    \
	xtl_log((xcall)->logger, XTL_ERROR, errno, "xencall", fmt, \
		##__VA_ARGS__)

#endif
