/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linux's /dev/xen/gntdev (grants of others) and /dev/xen/gntalloc (own
 * memory).  They share the ioctl letter and the notify request.
 */
#ifndef GNTDEV_H
#define GNTDEV_H

#include <stdint.h>
#include <sys/ioctl.h>

struct ioctl_gntdev_grant_ref {
	uint32_t domid;
	uint32_t ref;
};

struct ioctl_gntdev_map_grant_ref {
	uint32_t count;
	uint32_t pad;
	uint64_t index; /* out: offset for mmap() */
	struct ioctl_gntdev_grant_ref refs[1];
};

struct ioctl_gntdev_unmap_grant_ref {
	uint64_t index;
	uint32_t count;
	uint32_t pad;
};

struct ioctl_gntdev_get_offset_for_vaddr {
	uint64_t vaddr;
	uint64_t offset; /* out */
	uint32_t count;	 /* out */
	uint32_t pad;
};

struct ioctl_gntdev_set_max_grants {
	uint32_t count;
};

struct ioctl_gnt_unmap_notify {
	uint64_t index; /* offset for mmap() + offset of the byte */
	uint32_t action;
	uint32_t event_channel_port;
};

#define UNMAP_NOTIFY_CLEAR_BYTE 0x1
#define UNMAP_NOTIFY_SEND_EVENT 0x2

/* The segments are struct xengnttab_grant_copy_segment. */
struct ioctl_gntdev_grant_copy {
	unsigned int count;
	void *segments;
};

struct ioctl_gntdev_dmabuf_exp_from_refs {
	uint32_t flags;
	uint32_t count;
	uint32_t fd; /* out */
	uint32_t domid;
	uint32_t refs[1];
};

struct ioctl_gntdev_dmabuf_exp_wait_released {
	uint32_t fd;
	uint32_t wait_to_ms;
};

struct ioctl_gntdev_dmabuf_imp_to_refs {
	uint32_t fd;
	uint32_t count;
	uint32_t domid;
	uint32_t reserved;
	uint32_t refs[1]; /* out */
};

struct ioctl_gntdev_dmabuf_imp_release {
	uint32_t fd;
	uint32_t reserved;
};

struct ioctl_gntalloc_alloc_gref {
	uint16_t domid;
	uint16_t flags;
	uint32_t count;
	uint64_t index;	      /* out: offset for mmap() */
	uint32_t gref_ids[1]; /* out */
};

#define GNTALLOC_FLAG_WRITABLE 1

struct ioctl_gntalloc_dealloc_gref {
	uint64_t index;
	uint32_t count;
};

#define GNT_IOC(nr, type) _IOC(_IOC_NONE, 'G', nr, sizeof(struct type))

#define IOCTL_GNTDEV_MAP_GRANT_REF   GNT_IOC(0, ioctl_gntdev_map_grant_ref)
#define IOCTL_GNTDEV_UNMAP_GRANT_REF GNT_IOC(1, ioctl_gntdev_unmap_grant_ref)
#define IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR \
	GNT_IOC(2, ioctl_gntdev_get_offset_for_vaddr)
#define IOCTL_GNTDEV_SET_MAX_GRANTS GNT_IOC(3, ioctl_gntdev_set_max_grants)
#define IOCTL_GNTALLOC_ALLOC_GREF   GNT_IOC(5, ioctl_gntalloc_alloc_gref)
#define IOCTL_GNTALLOC_DEALLOC_GREF GNT_IOC(6, ioctl_gntalloc_dealloc_gref)
#define IOCTL_GNT_SET_UNMAP_NOTIFY  GNT_IOC(7, ioctl_gnt_unmap_notify)
#define IOCTL_GNTDEV_GRANT_COPY	    GNT_IOC(8, ioctl_gntdev_grant_copy)
#define IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS \
	GNT_IOC(9, ioctl_gntdev_dmabuf_exp_from_refs)
#define IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED \
	GNT_IOC(10, ioctl_gntdev_dmabuf_exp_wait_released)
#define IOCTL_GNTDEV_DMABUF_IMP_TO_REFS \
	GNT_IOC(11, ioctl_gntdev_dmabuf_imp_to_refs)
#define IOCTL_GNTDEV_DMABUF_IMP_RELEASE \
	GNT_IOC(12, ioctl_gntdev_dmabuf_imp_release)

#endif
