/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping another domain's memory by right, not by grant.
 *
 * Handles may be used by several threads.  Functions that return int give 0
 * or -1 with errno, those that return a pointer NULL with errno.
 */
#ifndef XENFOREIGNMEMORY_H
#define XENFOREIGNMEMORY_H

#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>

struct xentoollog_logger;
typedef struct xenforeignmemory_handle xenforeignmemory_handle;

#pragma GCC visibility push(default)

/* @logger NULL: stderr.  @open_flags must be 0. */
xenforeignmemory_handle *xenforeignmemory_open(struct xentoollog_logger *logger,
					       unsigned open_flags);

/* Mappings stay.  @fmem may be NULL. */
int xenforeignmemory_close(xenforeignmemory_handle *fmem);

/*
 * Map @pages frames of domain @dom, whose numbers (gfns) are in @arr, side by
 * side with protection @prot.
 *
 * @err NULL: all or nothing.  Else err[i] becomes 0 or the errno of page i,
 * and the call succeeds even if pages fail; those must not be touched.
 *
 * The second form also passes @addr and @flags on to mmap().
 */
void *xenforeignmemory_map(xenforeignmemory_handle *fmem, uint32_t dom,
			   int prot, size_t pages, const xen_pfn_t arr[],
			   int err[]);
void *xenforeignmemory_map2(xenforeignmemory_handle *fmem, uint32_t dom,
			    void *addr, int prot, int flags, size_t pages,
			    const xen_pfn_t arr[], int err[]);

int xenforeignmemory_unmap(xenforeignmemory_handle *fmem, void *addr,
			   size_t pages);

/* From now on only domain @domid. */
int xenforeignmemory_restrict(xenforeignmemory_handle *fmem, domid_t domid);

typedef struct xenforeignmemory_resource_handle
	xenforeignmemory_resource_handle;

/*
 * Map frames [@frame, @frame + @nr_frames) of a resource of a domain:
 * XENMEM_resource_* in @type, which one of them in @id.  The address arrives
 * in *@paddr, which may suggest one (or demand it, with MAP_FIXED in @flags).
 */
xenforeignmemory_resource_handle *
xenforeignmemory_map_resource(xenforeignmemory_handle *fmem, domid_t domid,
			      unsigned int type, unsigned int id,
			      unsigned long frame, unsigned long nr_frames,
			      void **paddr, int prot, int flags);

/* Also frees @fres. */
int xenforeignmemory_unmap_resource(xenforeignmemory_handle *fmem,
				    xenforeignmemory_resource_handle *fres);

/* The whole resource's size in bytes. */
int xenforeignmemory_resource_size(xenforeignmemory_handle *fmem, domid_t domid,
				   unsigned int type, unsigned int id,
				   size_t *size);

#pragma GCC visibility pop

#endif
