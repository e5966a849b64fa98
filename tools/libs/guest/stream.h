/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The migration stream of a domain's contents (libxc's v2 format, image
 * versions 2 and 3): what is on the wire, and what its writer and its reader
 * share.
 *
 * A stream is an image header, a domain header and records, each 8 bytes of
 * header, a body and zeros up to a multiple of 8.  Everything but the image
 * header is in the sender's byte order; only little-endian is spoken here.
 *
 * The order for a PV domain (version 3):
 *	X86_PV_INFO, X86_CPUID_POLICY, X86_MSR_POLICY, STATIC_DATA_END,
 *	X86_PV_P2M_FRAMES, PAGE_DATA..., [VERIFY, PAGE_DATA...,]
 *	X86_TSC_INFO, SHARED_INFO, X86_PV_VCPU_*..., END
 */
#ifndef XG_STREAM_H
#define XG_STREAM_H

#include "private.h" /* first: it makes <xen/...> show the tools' part */

#include <sys/uio.h>
#include <xenforeignmemory.h>

/* --- on the wire --- */

#define XG_IMAGE_MARKER	 UINT64_MAX
#define XG_IMAGE_ID	 0x58454e46U /* "XENF" */
#define XG_IMAGE_VERSION 3
#define XG_IMAGE_BE	 (1U << 0)

struct xg_image_header { /* in network order */
	uint64_t marker;
	uint32_t id;
	uint32_t version;
	uint16_t options;
	uint16_t reserved1;
	uint32_t reserved2;
};

#define XG_DOMAIN_X86_PV  1
#define XG_DOMAIN_X86_HVM 2

struct xg_domain_header {
	uint32_t type;
	uint16_t page_shift;
	uint16_t reserved;
	uint32_t xen_major, xen_minor;
};

enum xg_record_type {
	XG_REC_END,
	XG_REC_PAGE_DATA,
	XG_REC_X86_PV_INFO,
	XG_REC_X86_PV_P2M_FRAMES,
	XG_REC_X86_PV_VCPU_BASIC,
	XG_REC_X86_PV_VCPU_EXTENDED,
	XG_REC_X86_PV_VCPU_XSAVE,
	XG_REC_SHARED_INFO,
	XG_REC_X86_TSC_INFO,
	XG_REC_HVM_CONTEXT,
	XG_REC_HVM_PARAMS,
	XG_REC_TOOLSTACK,
	XG_REC_X86_PV_VCPU_MSRS,
	XG_REC_VERIFY,
	XG_REC_CHECKPOINT,
	XG_REC_CHECKPOINT_DIRTY_PFN_LIST,
	XG_REC_STATIC_DATA_END,
	XG_REC_X86_CPUID_POLICY,
	XG_REC_X86_MSR_POLICY,
};
#define XG_REC_OPTIONAL 0x80000000U /* who does not know it skips it */

struct xg_record_header {
	uint32_t type;
	uint32_t length; /* of the body, without padding */
};
#define XG_PADDED(len) (((uint64_t)(len) + 7) & ~7ULL)

struct xg_pv_info {
	uint8_t guest_width, pt_levels;
	uint8_t reserved[6];
};

struct xg_p2m_frames_header { /* a uint64_t pfn a frame of the list follows */
	uint32_t start_pfn, end_pfn; /* inclusive */
};

struct xg_page_data_header { /* a uint64_t a page, then contents */
	uint32_t count;
	uint32_t reserved;
};
#define XG_PFN_MASK	  ((1ULL << 52) - 1)
#define XG_PFN_TYPE_SHIFT 60
#define XG_PFN_RESERVED	  (((1ULL << 60) - 1) & ~XG_PFN_MASK)

/* The four type bits of a page: XEN_DOMCTL_PFINFO_* shifted down. */
enum {
	XG_PAGE_NOTAB,
	XG_PAGE_L1TAB,
	XG_PAGE_L2TAB,
	XG_PAGE_L3TAB,
	XG_PAGE_L4TAB,
	XG_PAGE_PINNED = 8,
	XG_PAGE_BROKEN = 13,
	XG_PAGE_XALLOC = 14,
	XG_PAGE_XTAB = 15,
};

/* What a page of that type is a table of (0: of none). */
static inline unsigned int xg_page_level(unsigned int type)
{
	return type <= XG_PAGE_L4TAB || (type > XG_PAGE_PINNED &&
					 type <= XG_PAGE_PINNED + 4)
		       ? type & 7
		       : 0;
}

static inline bool xg_page_type_valid(unsigned int type)
{
	return type <= XG_PAGE_L4TAB || type == XG_PAGE_BROKEN ||
	       type == XG_PAGE_XALLOC || type == XG_PAGE_XTAB ||
	       xg_page_level(type);
}

static inline bool xg_page_has_data(unsigned int type)
{
	return type < XG_PAGE_BROKEN;
}

struct xg_vcpu_header { /* its state follows */
	uint32_t vcpu_id;
	uint32_t reserved;
};

struct xg_tsc_info {
	uint32_t mode, khz;
	uint64_t nsec;
	uint32_t incarnation;
	uint32_t reserved;
};

/* --- shared --- */

#define XG_PFNS_PER_FRAME (XC_PAGE_SIZE / sizeof(xen_pfn_t))
#define XG_BATCH	  1024U /* pages in a PAGE_DATA record that we write */
/* The largest physical space that is believed: 1 TiB. */
#define XG_MAX_PFNS (1ULL << 28)
#define XG_NO_FRAME (~(xen_pfn_t)0)

/* For messages; "record 0x..." if it is not known. */
const char *xg_record_name(uint32_t type, char buf[24]);

/* Bytes through a file descriptor; failures are sentences in err. */
struct xg_io {
	int fd;			  /* borrowed */
	uint64_t bytes;		  /* so far */
	struct xc_dom_error *err; /* borrowed */
};
/* All of it or -error.  iov is used up. */
int xg_writev(struct xg_io *io, struct iovec *iov, unsigned int nr);
int xg_readv(struct xg_io *io, struct iovec *iov, unsigned int nr,
	     const char *what);
int xg_read(struct xg_io *io, void *buf, size_t len, const char *what);
/* A record whose body is head and then tail (either may be empty). */
int xg_write_record(struct xg_io *io, uint32_t type, const void *head,
		    size_t head_len, const void *tail, size_t tail_len);

/*
 * Frame numbers in a page of a page table are replaced by to(): pfns for the
 * stream, frames for a domain.  Entries that are not present stay as they are;
 * those of an L4 that are the hypervisor's become 0.  Returns the index of the
 * first entry for which to() said XG_NO_FRAME, else -1.
 */
typedef xen_pfn_t xg_frame_fn(void *arg, xen_pfn_t frame);
int xg_table_translate(const uint64_t *in, uint64_t *out, unsigned int level,
		       xg_frame_fn *to, void *arg);
#define XG_PTE_PRESENT 1ULL
#define XG_PTE_ADDR    0x000ffffffffff000ULL

/* The machine's table from frames to pfns, mapped where it is looked at. */
struct xg_m2p {
	xc_interface *xch; /* borrowed */
	unsigned long nr_frames, nr_pieces;
	xen_pfn_t *piece_mfn;	 /* owned */
	const xen_pfn_t **piece; /* owned, each a mapping or NULL */
};
int xg_m2p_open(struct xg_m2p *m, xc_interface *xch);
void xg_m2p_close(struct xg_m2p *m);
/* XG_NO_FRAME if it has none. */
xen_pfn_t xg_m2p_get(struct xg_m2p *m, xen_pfn_t mfn);

#endif
