/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping grants: announce them to gntdev, which gives a file offset, then
 * map that part of the file.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "private.h"

/* A granting domain may be paging the page in; wait for it, not for ever. */
#define EAGAIN_TRIES 1000

struct map_request {
	uint32_t count;
	const uint32_t *domids;
	bool one_domain; /* domids[0] is meant for every page */
	const uint32_t *refs;
	int prot;
	uint32_t notify_offset;
	evtchn_port_t notify_port;
};

static void *map_file(xengnttab_handle *xgt, const struct map_request *req,
		      uint64_t index)
{
	unsigned int tries = 0;
	void *addr;

	do {
		addr = mmap(NULL, (size_t)req->count << PAGE_SHIFT, req->prot,
			    MAP_SHARED, xgt->fd, index);
		if (addr != MAP_FAILED || errno != EAGAIN)
			break;
		usleep(1000);
	} while (++tries < EAGAIN_TRIES);
	return addr;
}

static void forget(xengnttab_handle *xgt, uint64_t index, uint32_t count)
{
	struct ioctl_gntdev_unmap_grant_ref unmap = {
		.index = index,
		.count = count,
	};
	int saved = errno;

	ioctl(xgt->fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap);
	errno = saved;
}

static void *do_map(xengnttab_handle *xgt, const struct map_request *req)
{
	struct ioctl_gntdev_map_grant_ref *map;
	void *addr = NULL;
	uint32_t i;

	if (!req->count) {
		errno = EINVAL;
		return NULL;
	}
	map = calloc(1, sizeof(*map) + (size_t)(req->count - 1) *
					       sizeof(map->refs[0]));
	if (!map)
		return NULL;
	map->count = req->count;
	for (i = 0; i < req->count; i++) {
		map->refs[i].domid = req->domids[req->one_domain ? 0 : i];
		map->refs[i].ref = req->refs[i];
	}
	if (ioctl(xgt->fd, IOCTL_GNTDEV_MAP_GRANT_REF, map)) {
		PERROR(xgt, "gntdev refuses %u grants", req->count);
		goto out_free;
	}
	addr = map_file(xgt, req, map->index);
	if (addr == MAP_FAILED) {
		addr = NULL;
		PERROR(xgt, "cannot map grant %u of domain %u (%u pages)",
		       req->refs[0], req->domids[0], req->count);
		goto err_forget;
	}
	if (gnt_set_unmap_notify(xgt, map->index, req->notify_offset,
				 req->notify_port)) {
		PERROR(xgt, "cannot ask for a notice of unmapping");
		goto err_unmap;
	}
	goto out_free;

err_unmap:
	munmap(addr, (size_t)req->count << PAGE_SHIFT);
	addr = NULL;
err_forget:
	forget(xgt, map->index, req->count);
out_free:
	free(map);
	return addr;
}

void *xengnttab_map_grant_ref(xengnttab_handle *xgt, uint32_t domid,
			      uint32_t ref, int prot)
{
	return xengnttab_map_domain_grant_refs(xgt, 1, domid, &ref, prot);
}

void *xengnttab_map_grant_refs(xengnttab_handle *xgt, uint32_t count,
			       uint32_t *domids, uint32_t *refs, int prot)
{
	return do_map(xgt, &(struct map_request){
				   .count = count,
				   .domids = domids,
				   .refs = refs,
				   .prot = prot,
				   .notify_offset = UINT32_MAX,
				   .notify_port = UINT32_MAX,
			   });
}

void *xengnttab_map_domain_grant_refs(xengnttab_handle *xgt, uint32_t count,
				      uint32_t domid, uint32_t *refs, int prot)
{
	return do_map(xgt, &(struct map_request){
				   .count = count,
				   .domids = &domid,
				   .one_domain = true,
				   .refs = refs,
				   .prot = prot,
				   .notify_offset = UINT32_MAX,
				   .notify_port = UINT32_MAX,
			   });
}

void *xengnttab_map_grant_ref_notify(xengnttab_handle *xgt, uint32_t domid,
				     uint32_t ref, int prot,
				     uint32_t notify_offset,
				     evtchn_port_t notify_port)
{
	return do_map(xgt, &(struct map_request){
				   .count = 1,
				   .domids = &domid,
				   .refs = &ref,
				   .prot = prot,
				   .notify_offset = notify_offset,
				   .notify_port = notify_port,
			   });
}

int xengnttab_unmap(xengnttab_handle *xgt, void *start_address, uint32_t count)
{
	struct ioctl_gntdev_get_offset_for_vaddr get = {
		.vaddr = (uintptr_t)start_address,
	};
	struct ioctl_gntdev_unmap_grant_ref unmap = { .count = count };

	if (!start_address) {
		errno = EINVAL;
		return -1;
	}
	if (ioctl(xgt->fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &get))
		return -1;
	if (get.count != count) {
		errno = EINVAL;
		return -1;
	}
	if (munmap(start_address, (size_t)count << PAGE_SHIFT))
		return -1;
	unmap.index = get.offset;
	return ioctl(xgt->fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap);
}

int xengnttab_set_max_grants(xengnttab_handle *xgt, uint32_t nr_grants)
{
	struct ioctl_gntdev_set_max_grants arg = { .count = nr_grants };

	return ioctl(xgt->fd, IOCTL_GNTDEV_SET_MAX_GRANTS, &arg);
}
