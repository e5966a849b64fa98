/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping a domain's resources (grant table, ioreq pages, vmtrace buffers).
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "private.h"

/* A kernel that does not know the ioctl says ENOTTY; callers expect this. */
static void translate_errno(void)
{
	if (errno == ENOTTY)
		errno = EOPNOTSUPP;
}

xenforeignmemory_resource_handle *
xenforeignmemory_map_resource(xenforeignmemory_handle *fmem, domid_t domid,
			      unsigned int type, unsigned int id,
			      unsigned long frame, unsigned long nr_frames,
			      void **paddr, int prot, int flags)
{
	struct privcmd_mmap_resource arg = {
		.dom = domid,
		.type = type,
		.id = id,
		.idx = frame,
		.num = nr_frames,
	};
	xenforeignmemory_resource_handle *fres;
	int saved;

	/* An index beyond 32 bits would be cut and map the wrong frames. */
	if (!nr_frames || nr_frames > SIZE_MAX >> PAGE_SHIFT ||
	    frame > UINT32_MAX) {
		errno = EINVAL;
		return NULL;
	}
	fres = calloc(1, sizeof(*fres));
	if (!fres)
		return NULL;
	fres->size = nr_frames << PAGE_SHIFT;
	fres->addr =
		mmap(*paddr, fres->size, prot, flags | MAP_SHARED, fmem->fd, 0);
	if (fres->addr == MAP_FAILED)
		goto err_free;
	arg.addr = (uintptr_t)fres->addr;
	if (ioctl(fmem->fd, IOCTL_PRIVCMD_MMAP_RESOURCE, &arg)) {
		translate_errno();
		goto err_unmap;
	}
	*paddr = fres->addr;
	return fres;

err_unmap:
	saved = errno;
	munmap(fres->addr, fres->size);
	errno = saved;
err_free:
	free(fres);
	return NULL;
}

int xenforeignmemory_unmap_resource(xenforeignmemory_handle *fmem,
				    xenforeignmemory_resource_handle *fres)
{
	int r;

	if (!fres)
		return 0;
	r = munmap(fres->addr, fres->size);
	free(fres);
	return r;
}

int xenforeignmemory_resource_size(xenforeignmemory_handle *fmem, domid_t domid,
				   unsigned int type, unsigned int id,
				   size_t *size)
{
	struct privcmd_mmap_resource arg = {
		.dom = domid,
		.type = type,
		.id = id,
	};

	if (ioctl(fmem->fd, IOCTL_PRIVCMD_MMAP_RESOURCE, &arg)) {
		translate_errno();
		return -1;
	}
	*size = (size_t)arg.num << PAGE_SHIFT;
	return 0;
}
