/* SPDX-License-Identifier: MIT */
/*
 * Start another kernel, at will or after a crash.  Hypercall kexec_op(cmd,
 * arg).
 */
#ifndef _XEN_PUBLIC_KEXEC_H
#define _XEN_PUBLIC_KEXEC_H

#include "xen.h"

#if defined(__i386__) || defined(__x86_64__)
#define KEXEC_XEN_NO_PAGES 17
#endif

#define KEXEC_TYPE_DEFAULT 0
#define KEXEC_TYPE_CRASH   1

/* Image of the old form. */
typedef struct xen_kexec_image {
#if defined(__i386__) || defined(__x86_64__)
	unsigned long page_list[KEXEC_XEN_NO_PAGES];
#endif
	unsigned long indirection_page;
	unsigned long start_address;
} xen_kexec_image_t;

#define KEXEC_CMD_kexec 0
typedef struct xen_kexec_exec {
	int type; /* KEXEC_TYPE_* */
} xen_kexec_exec_t;

#define KEXEC_CMD_kexec_load_v1	  1
#define KEXEC_CMD_kexec_unload_v1 2
typedef struct xen_kexec_load_v1 {
	int type;
	xen_kexec_image_t image;
} xen_kexec_load_v1_t;

/* Where things are in machine memory. */
/* set aside for the crash kernel */
#define KEXEC_RANGE_MA_CRASH 0
#define KEXEC_RANGE_MA_XEN   1
/* ELF notes of a CPU; nr says which */
#define KEXEC_RANGE_MA_CPU	  2
#define KEXEC_RANGE_MA_XENHEAP	  3
#define KEXEC_RANGE_MA_BOOT_PARAM 4
#define KEXEC_RANGE_MA_EFI_MEMMAP 5
#define KEXEC_RANGE_MA_VMCOREINFO 6
#define KEXEC_CMD_kexec_get_range 3
typedef struct xen_kexec_range {
	int range; /* KEXEC_RANGE_MA_* */
	int nr;
	unsigned long size;  /* OUT: bytes */
	unsigned long start; /* OUT: machine address */
} xen_kexec_range_t;

#if __XEN_INTERFACE_VERSION__ >= 0x00040400
/* A piece of the image; the rest up to dest_size is zeroed. */
typedef struct xen_kexec_segment {
	union {
		XEN_GUEST_HANDLE(const_void) h;
		uint64_t _pad;
	} buf;
	uint64_t buf_size;   /* bytes */
	uint64_t dest_maddr; /* page aligned */
	uint64_t dest_size;
} xen_kexec_segment_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_segment_t);

#define KEXEC_CMD_kexec_load 4
typedef struct xen_kexec_load {
	uint8_t type; /* KEXEC_TYPE_* */
	uint8_t _pad;
	uint16_t arch; /* ELF machine */
	uint32_t nr_segments;
	union {
		XEN_GUEST_HANDLE(xen_kexec_segment_t) h;
		uint64_t _pad;
	} segments;
	uint64_t entry_maddr;
} xen_kexec_load_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_load_t);

#define KEXEC_CMD_kexec_unload 5
typedef struct xen_kexec_unload {
	uint8_t type;
} xen_kexec_unload_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_unload_t);

/* Result: is an image loaded? */
#define KEXEC_CMD_kexec_status 6
typedef struct xen_kexec_status {
	uint8_t type;
} xen_kexec_status_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_status_t);
#else
#define KEXEC_CMD_kexec_load   KEXEC_CMD_kexec_load_v1
#define KEXEC_CMD_kexec_unload KEXEC_CMD_kexec_unload_v1
#define xen_kexec_load	       xen_kexec_load_v1
#define xen_kexec_load_t       xen_kexec_load_v1_t
#endif

#endif /* _XEN_PUBLIC_KEXEC_H */
