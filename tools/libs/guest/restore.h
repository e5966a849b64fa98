/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that read a stream share. */
#ifndef XG_RESTORE_H
#define XG_RESTORE_H

#include "stream.h"

/* One record's body as it came. */
struct xg_blob {
	uint8_t *data; /* owned; NULL: it did not come */
	uint32_t size;
};

struct xg_vcpu_state {
	struct xg_blob basic, extended, xsave, msrs;
};

struct xg_restore {
	xc_interface *xch;
	xenforeignmemory_handle *fmem;
	struct xc_restore_params *par;
	struct xc_dom_error *err;
	struct xg_io io;
	xc_domaininfo_t info;

	unsigned int version; /* of the image: 2 or 3 */
	uint64_t seen;	      /* bit N: a record of type N has come */
	bool static_done, verifying;

	/* pfns of the list of frames */
	uint64_t *list_pfns; /* owned */
	unsigned long nr_list;

	/* memory, both owned, nr_pfns entries */
	xen_pfn_t nr_pfns;
	xen_pfn_t *p2m; /* XG_NO_FRAME: none yet */
	uint8_t *types;
	struct xg_in_batch *batch; /* owned (restore_memory.c) */
	uint64_t differences;	   /* found while verifying */

	shared_info_t *shared;	     /* owned: as it came */
	struct xg_vcpu_state *vcpus; /* owned, info.max_vcpu_id + 1 */
	struct xg_blob cpuid, msr;
};

int xg_restore_failed(struct xg_restore *r, const char *what);
static inline bool xg_seen(const struct xg_restore *r, unsigned int type)
{
	return r->seen >> type & 1;
}

/*
 * restore_memory.c.  A pfn from outside is looked at only after
 * pfn < r->nr_pfns.
 */
int xg_restore_p2m_frames(struct xg_restore *r, const uint8_t *body,
			  uint32_t len);
/* Reads its body itself, the pages directly into the guest. */
int xg_restore_page_data(struct xg_restore *r, uint32_t len);
void xg_restore_memory_free(struct xg_restore *r);
/* The frame of a page that must be there and, with level, be such a table. */
int xg_restore_frame(struct xg_restore *r, const char *what, uint64_t pfn,
		     unsigned int level, xen_pfn_t *frame);
/* At the end: the guest's list of frames, and its page tables pinned. */
int xg_restore_list(struct xg_restore *r);
int xg_restore_pin(struct xg_restore *r);

/* restore_vcpu.c */
int xg_restore_vcpu_record(struct xg_restore *r, unsigned int type,
			   const uint8_t *body, uint32_t len);
int xg_restore_tsc(struct xg_restore *r, const uint8_t *body, uint32_t len);
int xg_restore_policy(struct xg_restore *r);
int xg_restore_start_info(struct xg_restore *r);
int xg_restore_shared_info(struct xg_restore *r);
int xg_restore_vcpus(struct xg_restore *r);
void xg_restore_vcpus_free(struct xg_restore *r);

#endif
