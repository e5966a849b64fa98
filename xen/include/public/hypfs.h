/* SPDX-License-Identifier: MIT */
/*
 * The hypervisor's file system of parameters.  Hypercall hypfs_op(cmd, path,
 * path length, buffer, buffer length).
 */
#ifndef __XEN_PUBLIC_HYPFS_H__
#define __XEN_PUBLIC_HYPFS_H__

#include "xen.h"

#define XEN_HYPFS_VERSION     1
#define XEN_HYPFS_MAX_PATHLEN 1024

/* An entry; its contents follow at once when it is read. */
struct xen_hypfs_direntry {
	uint8_t type;
#define XEN_HYPFS_TYPE_DIR    0
#define XEN_HYPFS_TYPE_BLOB   1
#define XEN_HYPFS_TYPE_STRING 2
#define XEN_HYPFS_TYPE_UINT   3
#define XEN_HYPFS_TYPE_INT    4
#define XEN_HYPFS_TYPE_BOOL   5
	uint8_t encoding;
#define XEN_HYPFS_ENC_PLAIN 0
#define XEN_HYPFS_ENC_GZIP  1
	uint16_t pad;
	uint32_t content_len;	/* bytes */
	uint32_t max_write_len; /* 0: read only */
};
typedef struct xen_hypfs_direntry xen_hypfs_direntry_t;

/* An entry of a directory's contents. */
struct xen_hypfs_dirlistentry {
	xen_hypfs_direntry_t e;
	uint16_t off_next; /* to the next entry, 0: last */
	char name[XEN_FLEX_ARRAY_DIM];
};

#define XEN_HYPFS_OP_get_version    0
#define XEN_HYPFS_OP_read	    1
#define XEN_HYPFS_OP_write_contents 2

#endif /* __XEN_PUBLIC_HYPFS_H__ */
