/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of libxenguest share. */
#ifndef XG_PRIVATE_H
#define XG_PRIVATE_H

#include "xenguest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Write the sentence; returns -error, so that it can be returned. */
__attribute__((format(printf, 3, 4))) int
xg_fail(struct xc_dom_error *err, int error, const char *fmt, ...);

/* Does [off, off + len) lie in `size` bytes? */
static inline bool xg_inside(uint64_t off, uint64_t len, uint64_t size)
{
	return off <= size && len <= size - off;
}

static inline uint16_t xg_le16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

static inline uint32_t xg_le32(const uint8_t *p)
{
	return xg_le16(p) | (uint32_t)xg_le16(p + 2) << 16;
}

static inline uint64_t xg_le64(const uint8_t *p)
{
	return xg_le32(p) | (uint64_t)xg_le32(p + 4) << 32;
}

static inline uint32_t xg_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* A growing output with an upper limit. */
struct xg_out {
	uint8_t *buf; /* owned */
	size_t len, cap, limit;
};

/* Room for at least `want` more bytes: 0, -ENOMEM or -EFBIG (the limit). */
int xg_out_reserve(struct xg_out *out, size_t want);

/*
 * A large buffer's pages in one go instead of by a fault each, which is dear
 * in a PV dom0; and a fork while it lives need not copy its page tables.
 * Allocations beyond 32 MiB are mappings of their own in glibc.
 */
void xg_prepare_pages(uint8_t *buf, size_t len);

/* One lzop file. */
int xg_lzop(const uint8_t *in, size_t in_len, struct xg_out *out,
	    struct xc_dom_error *err);

/*
 * The compressed kernel inside a bzImage: 0 and its place, or -ENOENT (no
 * bzImage), or another error.
 */
int xg_bzimage_payload(const uint8_t *data, size_t size, size_t *offset,
		       size_t *len, struct xc_dom_error *err);

/* Fill segments, notes, entry from kernel->image. */
int xg_elf_parse(struct xc_dom_kernel *kernel, struct xc_dom_error *err);
/* One note segment or section; malformed notes are an error. */
int xg_notes_parse(struct xc_dom_notes *notes, const uint8_t *p, size_t len,
		   size_t align, struct xc_dom_error *err);
/* The older form: one string of KEY=value,... */
int xg_guest_string_parse(struct xc_dom_notes *notes, const char *s,
			  struct xc_dom_error *err);

/*
 * The initial page tables as an array of pages (root first, contiguous in
 * pfn space from plan->pagetables.first), with machine addresses from p2m.
 * xg_pagetables_count() says how many pages; both walk the same ranges.
 */
xen_pfn_t xg_pagetables_count(const struct xc_dom_pv_plan *plan);
int xg_pagetables_fill(const struct xc_dom_pv_plan *plan, const xen_pfn_t *p2m,
		       uint64_t *tables);

#endif
