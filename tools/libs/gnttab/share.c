/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Own pages, granted to another domain.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "private.h"

static void dealloc(xengntshr_handle *xgs, uint64_t index, uint32_t count)
{
	struct ioctl_gntalloc_dealloc_gref arg = {
		.index = index,
		.count = count,
	};
	int saved = errno;

	ioctl(xgs->fd, IOCTL_GNTALLOC_DEALLOC_GREF, &arg);
	errno = saved;
}

static void *share(xengntshr_handle *xgs, uint32_t domid, uint32_t count,
		   uint32_t *refs, int writable, uint32_t notify_offset,
		   evtchn_port_t notify_port)
{
	struct ioctl_gntalloc_alloc_gref *arg;
	size_t size = (size_t)count << PAGE_SHIFT;
	void *area = NULL;

	arg = calloc(1, sizeof(*arg) + (size_t)(count - 1) * sizeof(*refs));
	if (!arg)
		return NULL;
	arg->domid = domid;
	arg->flags = writable ? GNTALLOC_FLAG_WRITABLE : 0;
	arg->count = count;
	if (ioctl(xgs->fd, IOCTL_GNTALLOC_ALLOC_GREF, arg)) {
		PERROR(xgs, "gntalloc gives no %u pages for domain %u", count,
		       domid);
		goto out_free;
	}
	area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, xgs->fd,
		    arg->index);
	if (area == MAP_FAILED) {
		area = NULL;
		PERROR(xgs, "cannot map own granted pages");
		goto out_dealloc;
	}
	if (gnt_set_unmap_notify(xgs, arg->index, notify_offset, notify_port)) {
		PERROR(xgs, "cannot ask for a notice of unmapping");
		munmap(area, size);
		area = NULL;
		goto out_dealloc;
	}
	memcpy(refs, arg->gref_ids, (size_t)count * sizeof(*refs));

out_dealloc:
	/* A mapping keeps the pages; without one they go now. */
	dealloc(xgs, arg->index, count);
out_free:
	free(arg);
	return area;
}

void *xengntshr_share_pages(xengntshr_handle *xgs, uint32_t domid, int count,
			    uint32_t *refs, int writable)
{
	if (count <= 0) {
		errno = EINVAL;
		return NULL;
	}
	return share(xgs, domid, count, refs, writable, UINT32_MAX, UINT32_MAX);
}

void *xengntshr_share_page_notify(xengntshr_handle *xgs, uint32_t domid,
				  uint32_t *ref, int writable,
				  uint32_t notify_offset,
				  evtchn_port_t notify_port)
{
	return share(xgs, domid, 1, ref, writable, notify_offset, notify_port);
}

int xengntshr_unshare(xengntshr_handle *xgs, void *start_address,
		      uint32_t count)
{
	return munmap(start_address, (size_t)count << PAGE_SHIFT);
}
