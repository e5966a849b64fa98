/* SPDX-License-Identifier: MIT */
/*
 * What the hypervisor says of itself.  Hypercall xen_version(cmd, arg).
 */
#ifndef __XEN_PUBLIC_VERSION_H__
#define __XEN_PUBLIC_VERSION_H__

#include "xen.h"

/* Result: major << 16 | minor. No argument. */
#define XENVER_version 0

/* The rest of the version, for instance ".2". */
#define XENVER_extraversion 1
typedef char xen_extraversion_t[16];
#define XEN_EXTRAVERSION_LEN (sizeof(xen_extraversion_t))

#define XENVER_compile_info 2
struct xen_compile_info {
	char compiler[64];
	char compile_by[16];
	char compile_domain[32];
	char compile_date[32];
};
typedef struct xen_compile_info xen_compile_info_t;

/* Guest types, as in "xen-3.0-x86_64 hvm-3.0-x86_64 ", space separated. */
#define XENVER_capabilities 3
typedef char xen_capabilities_info_t[1024];
#define XEN_CAPABILITIES_INFO_LEN (sizeof(xen_capabilities_info_t))

#define XENVER_changeset 4
typedef char xen_changeset_info_t[64];
#define XEN_CHANGESET_INFO_LEN (sizeof(xen_changeset_info_t))

#define XENVER_platform_parameters 5
struct xen_platform_parameters {
	xen_ulong_t virt_start; /* of the hypervisor's hole */
};
typedef struct xen_platform_parameters xen_platform_parameters_t;

/* 32 XENFEAT_* bits at a time. */
#define XENVER_get_features 6
struct xen_feature_info {
	unsigned int submap_idx; /* IN */
	uint32_t submap;	 /* OUT */
};
typedef struct xen_feature_info xen_feature_info_t;

#include "features.h"

/* Result: bytes. No argument. */
#define XENVER_pagesize 7

/* The domain's UUID: xen_domain_handle_t. */
#define XENVER_guest_handle 8

/* The hypervisor's command line. */
#define XENVER_commandline 9
typedef char xen_commandline_t[1024];

/*
 * The linker's build id. Result: its length; a null argument only asks for it.
 */
#define XENVER_build_id 10
struct xen_build_id {
	uint32_t len;			       /* IN: room in buf */
	unsigned char buf[XEN_FLEX_ARRAY_DIM]; /* OUT */
};
typedef struct xen_build_id xen_build_id_t;

#endif /* __XEN_PUBLIC_VERSION_H__ */
