/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that write a stream share. */
#ifndef XG_SAVE_H
#define XG_SAVE_H

#include "stream.h"

/* The guest's own list of its frames, mapped. */
struct xg_guest_p2m {
	xen_pfn_t nr_pfns;
	xen_pfn_t *list;      /* owned mapping, guest-writable contents */
	uint64_t *frame_pfns; /* owned; of the frames of the list */
	unsigned long nr_frames;
	unsigned long generation;
};

struct xg_save {
	xc_interface *xch;
	xenforeignmemory_handle *fmem;
	const struct xc_save_params *par;
	struct xc_dom_error *err;
	struct xg_io io;
	struct xg_m2p m2p;
	xc_domaininfo_t info;
	shared_info_t *shared; /* owned mapping */
	struct xg_guest_p2m p2m;
	bool frozen;		 /* the guest does not run any more */
	unsigned long *deferred; /* owned bitmap: to be sent when it is */
	struct xg_batch *batch;	 /* owned (save_memory.c) */
	struct xc_save_progress progress;
	uint64_t started_us, round_us;
};

/* Explains errno. */
int xg_save_failed(struct xg_save *s, const char *what);

/* save_p2m.c: find it, map it; again when the guest has moved it. */
int xg_p2m_map(struct xg_save *s, struct xg_guest_p2m *p2m);
void xg_p2m_unmap(struct xg_save *s, struct xg_guest_p2m *p2m);
/* The pfn's frame, XG_NO_FRAME if it has none of this domain. */
xen_pfn_t xg_p2m_frame(struct xg_save *s, xen_pfn_t pfn);
/* The other way. */
xen_pfn_t xg_p2m_pfn(void *save, xen_pfn_t mfn);

/* save_memory.c */
int xg_save_batch_alloc(struct xg_save *s);
void xg_save_batch_free(struct xg_save *s);
/* Contents of all pages in the bitmap. */
int xg_save_pages(struct xg_save *s, const unsigned long *bitmap);

/* save_vcpu.c */
int xg_save_static(struct xg_save *s); /* before any memory */
int xg_save_state(struct xg_save *s);  /* after all of it */

/* save_live.c: rounds while the guest runs; *dirty: what is still to go. */
int xg_save_live(struct xg_save *s, unsigned long *dirty);
int xg_save_live_final(struct xg_save *s, unsigned long *dirty);
void xg_save_live_end(struct xg_save *s);

uint64_t xg_now_us(void);

static inline bool xg_bit(const unsigned long *map, xen_pfn_t i)
{
	return map[i / 64] >> i % 64 & 1;
}

static inline void xg_set_bit(unsigned long *map, xen_pfn_t i)
{
	map[i / 64] |= 1UL << i % 64;
}

#endif
