/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping frames by number.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "private.h"

/* A page that Xen paged out comes back in its own time: retry about 10 s. */
#define PAGED_OUT_TRIES 100000

static int map_batch(xenforeignmemory_handle *fmem, uint32_t dom, char *addr,
		     size_t pages, const xen_pfn_t arr[], int err[])
{
	struct privcmd_mmapbatch_v2 arg = {
		.num = pages,
		.dom = dom,
		.addr = (uintptr_t)addr,
		.arr = arr,
		.err = err,
	};

	return ioctl(fmem->fd, IOCTL_PRIVCMD_MMAPBATCH_V2, &arg);
}

/* Pages whose error is ENOENT are paged out; asking again pages them in. */
static void retry_paged_out(xenforeignmemory_handle *fmem, uint32_t dom,
			    char *addr, size_t pages, const xen_pfn_t arr[],
			    int err[])
{
	unsigned int tries = 0;
	size_t i;

	for (i = 0; i < pages; i++) {
		while (err[i] == -ENOENT && tries++ < PAGED_OUT_TRIES) {
			usleep(100);
			map_batch(fmem, dom, addr + (i << PAGE_SHIFT), 1,
				  arr + i, err + i);
		}
	}
}

void *xenforeignmemory_map2(xenforeignmemory_handle *fmem, uint32_t dom,
			    void *addr, int prot, int flags, size_t pages,
			    const xen_pfn_t arr[], int err[])
{
	int *errs, first = 0, r, saved;
	char *p;
	size_t i;

	if (!pages || pages > UINT_MAX) {
		errno = EINVAL;
		return NULL;
	}
	errs = err ? err : calloc(pages, sizeof(*errs));
	if (!errs)
		return NULL;
	p = mmap(addr, pages << PAGE_SHIFT, prot, flags | MAP_SHARED, fmem->fd,
		 0);
	if (p == MAP_FAILED) {
		PERROR(fmem, "no address range for %zu foreign pages", pages);
		p = NULL;
		goto out;
	}
	r = map_batch(fmem, dom, p, pages, arr, errs);
	if (r < 0 && errno == ENOENT) {
		retry_paged_out(fmem, dom, p, pages, arr, errs);
		r = 0;
	}
	if (r < 0) {
		PERROR(fmem, "cannot map %zu pages of domain %u", pages, dom);
		goto err_unmap;
	}
	for (i = 0; i < pages; i++) {
		errs[i] = -errs[i]; /* the interface wants them positive */
		if (errs[i] && !first)
			first = errs[i];
	}
	if (first && !err) {
		errno = first;
		goto err_unmap;
	}
	goto out;

err_unmap:
	saved = errno;
	munmap(p, pages << PAGE_SHIFT);
	errno = saved;
	p = NULL;
out:
	if (!err)
		free(errs);
	return p;
}

void *xenforeignmemory_map(xenforeignmemory_handle *fmem, uint32_t dom,
			   int prot, size_t pages, const xen_pfn_t arr[],
			   int err[])
{
	return xenforeignmemory_map2(fmem, dom, NULL, prot, 0, pages, arr, err);
}

int xenforeignmemory_unmap(xenforeignmemory_handle *fmem, void *addr,
			   size_t pages)
{
	return munmap(addr, pages << PAGE_SHIFT);
}
