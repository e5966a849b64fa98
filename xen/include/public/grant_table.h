/* SPDX-License-Identifier: MIT */
/*
 * Grant tables: a domain lets another one map, copy or take its pages.
 *
 * The granter writes an entry of its table and passes the entry's number (the
 * grant reference); the other domain uses it in grant_table_op(cmd, array,
 * count).  Status of each element is GNTST_*.  To publish an entry write all
 * but its flags, a write barrier, then the flags; to take it back, clear the
 * flags by compare-and-exchange while neither GTF_reading nor GTF_writing is
 * set.
 */
#ifndef __XEN_PUBLIC_GRANT_TABLE_H__
#define __XEN_PUBLIC_GRANT_TABLE_H__

#include "xen.h"

typedef uint32_t grant_ref_t;

#if __XEN_INTERFACE_VERSION__ < 0x0003020a
#define grant_entry_v1	 grant_entry
#define grant_entry_v1_t grant_entry_t
#endif

/* Version 1 entry. */
struct grant_entry_v1 {
	uint16_t flags; /* GTF_*, both sides */
	domid_t domid;	/* who may use it */
	uint32_t frame; /* GFN; for a transfer what was given */
};
typedef struct grant_entry_v1 grant_entry_v1_t;

/* The toolstack fills the first entries. */
#define GNTTAB_NR_RESERVED_ENTRIES 8
#define GNTTAB_RESERVED_CONSOLE	   0
#define GNTTAB_RESERVED_XENSTORE   1

/* Kind of an entry. */
#define GTF_invalid (0U << 0) /* unused */
/* frame may be mapped and copied */
#define GTF_permit_access   (1U << 0)
#define GTF_accept_transfer (2U << 0) /* a frame may be given */
/* stands for another domain's grant, v2 */
#define GTF_transitive (3U << 0)
#define GTF_type_mask  (3U << 0)
/*
 * Access: the granter sets readonly, PWT, PCD, PAT and sub_page; the
 * hypervisor sets reading and writing while it is in use.
 */
#define _GTF_readonly (2)
#define GTF_readonly  (1U << _GTF_readonly)
#define _GTF_reading  (3)
#define GTF_reading   (1U << _GTF_reading)
#define _GTF_writing  (4)
#define GTF_writing   (1U << _GTF_writing)
#define _GTF_PWT      (5)
#define GTF_PWT	      (1U << _GTF_PWT)
#define _GTF_PCD      (6)
#define GTF_PCD	      (1U << _GTF_PCD)
#define _GTF_PAT      (7)
#define GTF_PAT	      (1U << _GTF_PAT)
#define _GTF_sub_page (8)
#define GTF_sub_page  (1U << _GTF_sub_page)
/* Transfer: set by the hypervisor, in this order. */
#define _GTF_transfer_committed (2)
#define GTF_transfer_committed	(1U << _GTF_transfer_committed)
#define _GTF_transfer_completed (3)
#define GTF_transfer_completed	(1U << _GTF_transfer_completed)

#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
/* Version 2: entries of 16 bytes; in-use bits are in separate status words. */
struct grant_entry_header {
	uint16_t flags;
	domid_t domid;
};
typedef struct grant_entry_header grant_entry_header_t;

union grant_entry_v2 {
	grant_entry_header_t hdr;
	struct {
		grant_entry_header_t hdr;
		uint32_t pad0;
		uint64_t frame;
	} full_page; /* permit_access, accept_transfer */
	struct {
		grant_entry_header_t hdr;
		uint16_t page_off; /* bytes */
		uint16_t length;
		uint64_t frame;
	} sub_page; /* permit_access and sub_page: copy only */
	struct {
		grant_entry_header_t hdr;
		domid_t trans_domid; /* the real granter */
		uint16_t pad0;
		grant_ref_t gref; /* its reference */
	} transitive;
	uint32_t __spacer[4];
};
typedef union grant_entry_v2 grant_entry_v2_t;

/* GTF_reading and GTF_writing of an entry, written by the hypervisor. */
typedef uint16_t grant_status_t;
#endif

#define GNTTABOP_map_grant_ref	   0
#define GNTTABOP_unmap_grant_ref   1
#define GNTTABOP_setup_table	   2
#define GNTTABOP_dump_table	   3
#define GNTTABOP_transfer	   4
#define GNTTABOP_copy		   5
#define GNTTABOP_query_size	   6
#define GNTTABOP_unmap_and_replace 7
#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
#define GNTTABOP_set_version	   8
#define GNTTABOP_get_status_frames 9
#define GNTTABOP_get_version	   10
#define GNTTABOP_swap_grant_ref	   11
#define GNTTABOP_cache_flush	   12
#endif

/* Names a mapping; private to the hypervisor. */
typedef uint32_t grant_handle_t;

/*
 * Map dom's page. host_addr is a virtual address, or with GNTMAP_contains_pte
 * the machine address of a page table entry (PV), or a guest physical one
 * (auto-translated guests).
 */
struct gnttab_map_grant_ref {
	/* IN */
	uint64_t host_addr;
	uint32_t flags; /* GNTMAP_* */
	grant_ref_t ref;
	domid_t dom;
	/* OUT */
	int16_t status; /* GNTST_* */
	grant_handle_t handle;
	uint64_t dev_bus_addr; /* with GNTMAP_device_map */
};
typedef struct gnttab_map_grant_ref gnttab_map_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_map_grant_ref_t);

/* Remove a mapping: the addresses are as at map time, 0 leaves that part. */
struct gnttab_unmap_grant_ref {
	/* IN */
	uint64_t host_addr;
	uint64_t dev_bus_addr;
	grant_handle_t handle;
	/* OUT */
	int16_t status;
};
typedef struct gnttab_unmap_grant_ref gnttab_unmap_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_unmap_grant_ref_t);

/* Make the table at least nr_frames long and list its frames. */
struct gnttab_setup_table {
	/* IN */
	domid_t dom;
	uint32_t nr_frames;
	/* OUT */
	int16_t status;
#if __XEN_INTERFACE_VERSION__ < 0x00040300
	XEN_GUEST_HANDLE(ulong) frame_list;
#else
	XEN_GUEST_HANDLE(xen_pfn_t) frame_list;
#endif
};
typedef struct gnttab_setup_table gnttab_setup_table_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_setup_table_t);

/* Print a table to the hypervisor's log (debugging). */
struct gnttab_dump_table {
	/* IN */
	domid_t dom;
	/* OUT */
	int16_t status;
};
typedef struct gnttab_dump_table gnttab_dump_table_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_dump_table_t);

/* Give a page to a domain that accepts it by GTF_accept_transfer. */
struct gnttab_transfer {
	/* IN */
	xen_pfn_t mfn;
	domid_t domid;
	grant_ref_t ref;
	/* OUT */
	int16_t status;
};
typedef struct gnttab_transfer gnttab_transfer_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_transfer_t);

/*
 * Copy bytes between two pages, each by frame or by grant. Neither part may
 * cross its page's end.
 */
#define _GNTCOPY_source_gref (0)
#define GNTCOPY_source_gref  (1 << _GNTCOPY_source_gref)
#define _GNTCOPY_dest_gref   (1)
#define GNTCOPY_dest_gref    (1 << _GNTCOPY_dest_gref)

struct gnttab_copy {
	/* IN */
	struct gnttab_copy_ptr {
		union {
			grant_ref_t ref;
			xen_pfn_t gmfn;
		} u;
		domid_t domid;
		uint16_t offset; /* bytes */
	} source, dest;
	uint16_t len;	/* bytes */
	uint16_t flags; /* GNTCOPY_* */
	/* OUT */
	int16_t status;
};
typedef struct gnttab_copy gnttab_copy_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_copy_t);

/* Size of a table, in frames. */
struct gnttab_query_size {
	/* IN */
	domid_t dom;
	/* OUT */
	uint32_t nr_frames;
	uint32_t max_nr_frames;
	int16_t status;
};
typedef struct gnttab_query_size gnttab_query_size_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_query_size_t);

/*
 * Unmap, and put new_addr's page in its place (PV; new_addr's entry is
 * cleared).
 */
struct gnttab_unmap_and_replace {
	/* IN */
	uint64_t host_addr;
	uint64_t new_addr;
	grant_handle_t handle;
	/* OUT */
	int16_t status;
};
typedef struct gnttab_unmap_and_replace gnttab_unmap_and_replace_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_unmap_and_replace_t);

#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
/* Choose version 1 or 2 for the own table; OUT is the version in use. */
struct gnttab_set_version {
	uint32_t version;
};
typedef struct gnttab_set_version gnttab_set_version_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_set_version_t);

/* List the frames of the status words (version 2). */
struct gnttab_get_status_frames {
	/* IN */
	uint32_t nr_frames;
	domid_t dom;
	/* OUT */
	int16_t status;
	XEN_GUEST_HANDLE(uint64_t) frame_list;
};
typedef struct gnttab_get_status_frames gnttab_get_status_frames_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_get_status_frames_t);

struct gnttab_get_version {
	/* IN */
	domid_t dom;
	uint16_t pad;
	/* OUT */
	uint32_t version;
};
typedef struct gnttab_get_version gnttab_get_version_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_get_version_t);

/* Exchange two unused entries. */
struct gnttab_swap_grant_ref {
	/* IN */
	grant_ref_t ref_a;
	grant_ref_t ref_b;
	/* OUT */
	int16_t status;
};
typedef struct gnttab_swap_grant_ref gnttab_swap_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_swap_grant_ref_t);

/* Cache maintenance on a granted page, for non-coherent devices. */
struct gnttab_cache_flush {
	union {
		uint64_t dev_bus_addr;
		grant_ref_t ref; /* with GNTTAB_CACHE_SOURCE_GREF */
	} a;
	uint16_t offset; /* bytes */
	uint16_t length;
#define GNTTAB_CACHE_CLEAN	 (1U << 0)
#define GNTTAB_CACHE_INVAL	 (1U << 1)
#define GNTTAB_CACHE_SOURCE_GREF (1U << 31)
	uint32_t op;
};
typedef struct gnttab_cache_flush gnttab_cache_flush_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_cache_flush_t);
#endif

/* Flags of a mapping. */
#define _GNTMAP_device_map	(0) /* for DMA */
#define GNTMAP_device_map	(1 << _GNTMAP_device_map)
#define _GNTMAP_host_map	(1) /* for the CPU */
#define GNTMAP_host_map		(1 << _GNTMAP_host_map)
#define _GNTMAP_readonly	(2)
#define GNTMAP_readonly		(1 << _GNTMAP_readonly)
#define _GNTMAP_application_map (3) /* user mode may access it */
#define GNTMAP_application_map	(1 << _GNTMAP_application_map)
/* host_addr is a PTE's machine address */
#define _GNTMAP_contains_pte (4)
#define GNTMAP_contains_pte  (1 << _GNTMAP_contains_pte)
/* Copied to the available bits of the PTE. */
#define _GNTMAP_guest_avail0	(16)
#define GNTMAP_guest_avail_mask ((uint32_t)~0 << _GNTMAP_guest_avail0)

/* Status of an operation. */
#define GNTST_okay		(0)
#define GNTST_general_error	(-1)
#define GNTST_bad_domain	(-2)
#define GNTST_bad_gntref	(-3)
#define GNTST_bad_handle	(-4)
#define GNTST_bad_virt_addr	(-5)
#define GNTST_bad_dev_addr	(-6)
#define GNTST_no_device_space	(-7) /* IOMMU is full */
#define GNTST_permission_denied (-8)
#define GNTST_bad_page		(-9)
#define GNTST_bad_copy_arg	(-10) /* copy crosses a page */
/* frame beyond what the domain can use */
#define GNTST_address_too_big (-11)
#define GNTST_eagain	      (-12) /* page is being paged in: retry */
#define GNTST_no_space	      (-13) /* out of handles */

/* Texts for -status. */
#define GNTTABOP_error_msgs                                               \
	{                                                                 \
		"okay", "error", "no such domain, or not allowed",        \
			"bad grant reference", "bad handle of a mapping", \
			"bad virtual address", "bad device address",      \
			"no space left in the IOMMU", "not permitted",    \
			"bad page", "copy crosses the end of a page",     \
			"page lies above the domain's reach",             \
			"not done, try again", "out of space",            \
	}

#endif /* __XEN_PUBLIC_GRANT_TABLE_H__ */
