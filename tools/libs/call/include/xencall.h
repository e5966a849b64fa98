/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Making hypercalls from a process, with memory that the hypervisor can reach.
 *
 * Hypercall arguments that are pointers must point into buffers from
 * xencall_alloc_buffer*(): ordinary memory may be paged out or moved while the
 * hypervisor looks at it.
 *
 * A handle may be used by several threads at once, except one that was opened
 * with XENCALL_OPENFLAG_NON_REENTRANT.  After fork() the child must not use its
 * parent's handles, it may only close them.
 */
#ifndef XENCALL_H
#define XENCALL_H

#include <stddef.h>
#include <stdint.h>

struct xentoollog_logger;
typedef struct xencall_handle xencall_handle;

#pragma GCC visibility push(default)

/* The caller promises to serialise its use of the handle. */
#define XENCALL_OPENFLAG_NON_REENTRANT (1U << 0)

/* @logger NULL: stderr.  NULL with errno on failure. */
xencall_handle *xencall_open(struct xentoollog_logger *logger,
			     unsigned open_flags);

/* @xcall may be NULL.  Its buffers must have been freed before. */
int xencall_close(xencall_handle *xcall);

/* The privcmd file descriptor, for ioctls of which this library is unaware. */
int xencall_fd(xencall_handle *xcall);

/*
 * Hypercall number @op.  The hypervisor's result, or -1 with errno set from
 * the error that it returned.
 */
int xencall0(xencall_handle *xcall, unsigned int op);
int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1);
int xencall2(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2);
int xencall3(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2, uint64_t arg3);
int xencall4(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2, uint64_t arg3, uint64_t arg4);
int xencall5(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2, uint64_t arg3, uint64_t arg4, uint64_t arg5);

/* For results that do not fit an int (XENMEM_maximum_ram_page, ...). */
long xencall2L(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	       uint64_t arg2);

/*
 * Buffers for hypercall arguments; contents undefined.  Pages come whole and
 * page-aligned and are freed with the same count; the other kind is like
 * malloc().  NULL with errno on failure.  Freeing NULL does nothing.
 */
void *xencall_alloc_buffer_pages(xencall_handle *xcall, size_t nr_pages);
void xencall_free_buffer_pages(xencall_handle *xcall, void *p, size_t nr_pages);
void *xencall_alloc_buffer(xencall_handle *xcall, size_t size);
void xencall_free_buffer(xencall_handle *xcall, void *p);

/*
 * Whether the kernel backs buffers with memory that never faults.  If not,
 * a hypercall may fail with EFAULT in rare cases, and the caller must retry.
 */
int xencall_buffers_never_fault(xencall_handle *xcall);

#pragma GCC visibility pop

#endif
