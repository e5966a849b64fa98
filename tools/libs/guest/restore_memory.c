// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory from a stream.  Pages are allocated when a record first names them,
 * or a page table refers to them; contents are read directly into the guest,
 * page tables through a copy in which pfns become frames.  Until the end no
 * page has a type, so that all may be written, again and again.
 */
#include "restore.h"

#include <sys/mman.h>

#define MAX_PAGES_A_RECORD 16384U
/* pages at a time: as many as an iovec and a hypercall hold */
#define IN_BATCH 1024U

struct xg_in_batch {
	xen_pfn_t pfn[IN_BATCH], mfn[IN_BATCH];
	uint8_t type[IN_BATCH];
	struct iovec iov[IN_BATCH];
	uint64_t pfn_list[MAX_PAGES_A_RECORD];
	xen_pfn_t wanted[IN_BATCH];
	uint8_t *copy; /* owned: IN_BATCH pages */
};

/* --- the physical space --- */

static int grow(struct xg_restore *r, xen_pfn_t nr)
{
	xen_pfn_t *p2m, i;
	uint8_t *types;

	if (nr <= r->nr_pfns)
		return 0;
	p2m = realloc(r->p2m, nr * sizeof(*p2m));
	if (p2m)
		r->p2m = p2m;
	types = realloc(r->types, nr);
	if (types)
		r->types = types;
	if (!p2m || !types)
		return xg_restore_failed(r, "no memory for the list of pages");
	for (i = r->nr_pfns; i < nr; i++) {
		p2m[i] = XG_NO_FRAME;
		types[i] = XG_PAGE_NOTAB;
	}
	r->nr_pfns = nr;
	return 0;
}

int xg_restore_p2m_frames(struct xg_restore *r, const uint8_t *body,
			  uint32_t len)
{
	struct xg_p2m_frames_header h;
	unsigned long first, last, nr;
	uint64_t *list;
	int rc;

	memcpy(&h, body, sizeof(h));
	if (h.start_pfn > h.end_pfn || h.end_pfn >= XG_MAX_PFNS)
		return xg_fail(r->err, EINVAL,
			       "the stream's list of frames covers pages 0x%x "
			       "to 0x%x, which is impossible",
			       h.start_pfn, h.end_pfn);
	first = h.start_pfn / XG_PFNS_PER_FRAME;
	last = h.end_pfn / XG_PFNS_PER_FRAME;
	nr = last - first + 1;
	if (len - sizeof(h) != nr * sizeof(uint64_t))
		return xg_fail(r->err, EINVAL,
			       "the stream's list of frames has %zu bytes for "
			       "%lu frames",
			       len - sizeof(h), nr);
	/* All of it, or a piece that continues what came before. */
	if (first > r->nr_list)
		return xg_fail(r->err, EINVAL,
			       "the stream's list of frames has a gap");
	if (last + 1 > r->nr_list) {
		list = realloc(r->list_pfns, (last + 1) * sizeof(*list));
		if (!list)
			return xg_restore_failed(r, "no memory for its list of "
						    "frames");
		r->list_pfns = list;
		r->nr_list = last + 1;
	}
	memcpy(r->list_pfns + first, body + sizeof(h), nr * sizeof(uint64_t));
	rc = grow(r, (xen_pfn_t)h.end_pfn + 1);
	if (!rc && !r->batch) {
		r->batch = calloc(1, sizeof(*r->batch));
		if (r->batch)
			r->batch->copy = malloc(IN_BATCH * XC_PAGE_SIZE);
		if (!r->batch || !r->batch->copy)
			rc = xg_restore_failed(r, "no memory for pages");
	}
	return rc;
}

void xg_restore_memory_free(struct xg_restore *r)
{
	if (r->batch)
		free(r->batch->copy);
	free(r->batch);
	free(r->p2m);
	free(r->types);
	free(r->list_pfns);
}

/* The first `nr` of batch->wanted, which have no frames yet. */
static int allocate(struct xg_restore *r, unsigned int nr)
{
	xen_pfn_t *want = r->batch->wanted, pfns[IN_BATCH];
	unsigned int i;

	if (!nr)
		return 0;
	memcpy(pfns, want, nr * sizeof(*want));
	if (xc_domain_populate_physmap_exact(r->xch, r->par->domid, nr, 0, 0,
					     want))
		return xg_fail(r->err, errno ? errno : ENOMEM,
			       "domain %u: cannot allocate more than %llu of "
			       "its pages: %s",
			       r->par->domid, (unsigned long long)r->par->pages,
			       strerror(errno));
	for (i = 0; i < nr; i++)
		r->p2m[pfns[i]] = want[i];
	r->par->pages += nr;
	return 0;
}

/* Mark a page as wanted if it has no frame; the mark is undone by allocate. */
#define WANTED (XG_NO_FRAME - 1)

static int want(struct xg_restore *r, xen_pfn_t pfn, unsigned int *nr)
{
	int rc = 0;

	if (r->p2m[pfn] != XG_NO_FRAME)
		return 0;
	if (*nr == IN_BATCH) {
		rc = allocate(r, *nr);
		*nr = 0;
	}
	r->p2m[pfn] = WANTED;
	r->batch->wanted[(*nr)++] = pfn;
	return rc;
}

/* --- PAGE_DATA --- */

/* Pages of a table that are not there yet: the guest's, not yet sent. */
static int want_entries(struct xg_restore *r, const uint64_t *table,
			unsigned int level, xen_pfn_t pfn, unsigned int *nr)
{
	xen_pfn_t to;
	int i, rc = 0;

	for (i = 0; i < 512 && !rc; i++) {
		if (!(table[i] & XG_PTE_PRESENT) ||
		    (level == 4 && i >= 256 && i <= 271))
			continue;
		to = (table[i] & XG_PTE_ADDR) >> XC_PAGE_SHIFT;
		if (to >= r->nr_pfns)
			return xg_fail(r->err, EINVAL,
				       "entry %d of page table 0x%llx refers "
				       "to page 0x%llx, which the guest does "
				       "not have",
				       i, (unsigned long long)pfn,
				       (unsigned long long)to);
		rc = want(r, to, nr);
	}
	return rc;
}

static xen_pfn_t frame_of(void *restore, xen_pfn_t pfn)
{
	struct xg_restore *r = restore;

	return r->p2m[pfn]; /* want_entries() has looked at it */
}

/* The tables among the first nr pages of the batch: from copy into `pages`. */
static int put_tables(struct xg_restore *r, unsigned int nr, uint8_t *pages)
{
	struct xg_in_batch *b = r->batch;
	unsigned int i, level, missing = 0;
	int rc = 0;

	for (i = 0; i < nr && !rc; i++) {
		level = xg_page_level(b->type[i]);
		if (level)
			rc = want_entries(
				r, (uint64_t *)(b->copy + i * XC_PAGE_SIZE),
				level, b->pfn[i], &missing);
	}
	if (!rc)
		rc = allocate(r, missing);
	for (i = 0; i < nr && !rc; i++) {
		level = xg_page_level(b->type[i]);
		if (!level)
			continue;
		if (r->verifying) {
			/* The copy is compared with what we made of it. */
			uint64_t t[512];

			xg_table_translate(
				(uint64_t *)(b->copy + i * XC_PAGE_SIZE), t,
				level, frame_of, r);
			memcpy(b->copy + i * XC_PAGE_SIZE, t, sizeof(t));
			continue;
		}
		xg_table_translate((uint64_t *)(b->copy + i * XC_PAGE_SIZE),
				   (uint64_t *)(pages + i * XC_PAGE_SIZE),
				   level, frame_of, r);
	}
	return rc;
}

static void compare(struct xg_restore *r, unsigned int nr, const uint8_t *pages)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (memcmp(r->batch->copy + i * XC_PAGE_SIZE,
			   pages + i * XC_PAGE_SIZE, XC_PAGE_SIZE))
			r->differences++;
}

/* Contents of the batch's first nr pages, which have frames. */
static int read_pages(struct xg_restore *r, unsigned int nr)
{
	struct xg_in_batch *b = r->batch;
	unsigned int i;
	uint8_t *pages;
	int rc;

	for (i = 0; i < nr; i++)
		b->mfn[i] = r->p2m[b->pfn[i]];
	pages = xenforeignmemory_map(r->fmem, r->par->domid,
				     PROT_READ | PROT_WRITE, nr, b->mfn, NULL);
	if (!pages)
		return xg_restore_failed(r, "cannot map its pages");
	for (i = 0; i < nr; i++) {
		bool aside = r->verifying || xg_page_level(b->type[i]);

		b->iov[i].iov_base =
			(aside ? b->copy : pages) + (size_t)i * XC_PAGE_SIZE;
		b->iov[i].iov_len = XC_PAGE_SIZE;
	}
	rc = xg_readv(&r->io, b->iov, nr, "page data");
	if (!rc)
		rc = put_tables(r, nr, pages);
	if (!rc && r->verifying)
		compare(r, nr, pages);
	xenforeignmemory_unmap(r->fmem, pages, nr);
	return rc;
}

/* One entry of the record's list, validated. */
static int check_entry(struct xg_restore *r, uint64_t e)
{
	unsigned int type = e >> XG_PFN_TYPE_SHIFT;

	if (e & XG_PFN_RESERVED || (e & XG_PFN_MASK) >= r->nr_pfns)
		return xg_fail(
			r->err, EINVAL,
			"the stream has page 0x%llx, the guest has 0x%llx "
			"pages: it is damaged",
			(unsigned long long)(e & ~(15ULL << 60)),
			(unsigned long long)r->nr_pfns);
	if (!xg_page_type_valid(type))
		return xg_fail(r->err, EINVAL,
			       "page 0x%llx of the stream has the unknown type "
			       "%u",
			       (unsigned long long)(e & XG_PFN_MASK), type);
	return 0;
}

static int check_list(struct xg_restore *r, const uint64_t *list,
		      unsigned int count, uint64_t bytes)
{
	uint64_t with_data = 0;
	unsigned int i;
	int rc = 0;

	for (i = 0; i < count && !rc; i++) {
		rc = check_entry(r, list[i]);
		with_data += xg_page_has_data(list[i] >> XG_PFN_TYPE_SHIFT);
	}
	if (!rc && bytes != with_data * XC_PAGE_SIZE)
		rc = xg_fail(r->err, EINVAL,
			     "a PAGE_DATA record has %llu bytes for %llu pages",
			     (unsigned long long)bytes,
			     (unsigned long long)with_data);
	return rc;
}

/* Types and frames of the pages, then their contents, IN_BATCH at a time. */
static int take_pages(struct xg_restore *r, const uint64_t *list,
		      unsigned int count)
{
	struct xg_in_batch *b = r->batch;
	unsigned int i, n = 0, missing = 0;
	int rc = 0;

	for (i = 0; i <= count && !rc; i++) {
		if (n && (i == count || n == IN_BATCH)) {
			rc = allocate(r, missing);
			missing = 0;
			if (!rc)
				rc = read_pages(r, n);
			n = 0;
		}
		if (rc || i == count)
			break;
		b->pfn[n] = list[i] & XG_PFN_MASK;
		b->type[n] = list[i] >> XG_PFN_TYPE_SHIFT;
		if (b->type[n] == XG_PAGE_XTAB || b->type[n] == XG_PAGE_BROKEN)
			continue;
		if (b->type[n] != XG_PAGE_XALLOC)
			r->types[b->pfn[n]] = b->type[n];
		rc = want(r, b->pfn[n], &missing);
		n += xg_page_has_data(b->type[n]);
	}
	return rc ? rc : allocate(r, missing);
}

int xg_restore_page_data(struct xg_restore *r, uint32_t len)
{
	struct xg_page_data_header h;
	uint64_t *list = r->batch->pfn_list;
	uint64_t rest;
	int rc = xg_read(&r->io, &h, sizeof(h), "page data");

	if (rc)
		return rc;
	rest = len - sizeof(h);
	if (!h.count || h.count > MAX_PAGES_A_RECORD || h.reserved ||
	    rest < h.count * sizeof(*list))
		return xg_fail(
			r->err, EINVAL,
			"a PAGE_DATA record of %u bytes says that it has "
			"%u pages: the stream is damaged",
			len, h.count);
	rc = xg_read(&r->io, list, h.count * sizeof(*list), "page data");
	if (!rc)
		rc = check_list(r, list, h.count,
				rest - h.count * sizeof(*list));
	return rc ? rc : take_pages(r, list, h.count);
}

/* --- the end --- */

int xg_restore_frame(struct xg_restore *r, const char *what, uint64_t pfn,
		     unsigned int level, xen_pfn_t *frame)
{
	if (pfn >= r->nr_pfns || r->p2m[pfn] == XG_NO_FRAME)
		return xg_fail(
			r->err, EINVAL,
			"%s is in page 0x%llx, which the stream does not "
			"have",
			what, (unsigned long long)pfn);
	if (xg_page_level(r->types[pfn]) != level)
		return xg_fail(r->err, EINVAL,
			       "%s is in page 0x%llx, which is of type %u",
			       what, (unsigned long long)pfn, r->types[pfn]);
	*frame = r->p2m[pfn];
	return 0;
}

int xg_restore_list(struct xg_restore *r)
{
	xen_pfn_t *frames = calloc(r->nr_list, sizeof(*frames)), *list;
	unsigned long i,
		n = (r->nr_pfns + XG_PFNS_PER_FRAME - 1) / XG_PFNS_PER_FRAME;
	int rc = 0;

	if (!frames)
		return xg_restore_failed(r, "no memory for its list of frames");
	for (i = 0; i < n && !rc; i++)
		rc = xg_restore_frame(r, "the guest's list of its frames",
				      r->list_pfns[i], 0, &frames[i]);
	list = rc ? NULL
		  : xenforeignmemory_map(r->fmem, r->par->domid,
					 PROT_READ | PROT_WRITE, n, frames,
					 NULL);
	free(frames);
	if (!list)
		return rc ? rc
			  : xg_restore_failed(r,
					      "cannot map its list of frames");
	memcpy(list, r->p2m, r->nr_pfns * sizeof(*list));
	for (i = r->nr_pfns; i < n * XG_PFNS_PER_FRAME; i++)
		list[i] = XG_NO_FRAME;
	xenforeignmemory_unmap(r->fmem, list, n);
	return 0;
}

static int flush_pins(struct xg_restore *r, struct mmuext_op *ops,
		      unsigned int nr)
{
	if (nr && xc_mmuext_op(r->xch, ops, nr, r->par->domid) < 0)
		return xg_restore_failed(r, "Xen refuses its page tables");
	return 0;
}

int xg_restore_pin(struct xg_restore *r)
{
	static const unsigned int op[] = {
		[1] = MMUEXT_PIN_L1_TABLE,
		[2] = MMUEXT_PIN_L2_TABLE,
		[3] = MMUEXT_PIN_L3_TABLE,
		[4] = MMUEXT_PIN_L4_TABLE,
	};
	struct mmuext_op ops[256];
	unsigned int n = 0;
	xen_pfn_t pfn;
	int rc = 0;

	for (pfn = 0; pfn < r->nr_pfns && !rc; pfn++) {
		if (!(r->types[pfn] & XG_PAGE_PINNED))
			continue;
		memset(&ops[n], 0, sizeof(ops[n]));
		ops[n].cmd = op[xg_page_level(r->types[pfn])];
		ops[n++].arg1.mfn = r->p2m[pfn];
		if (n == sizeof(ops) / sizeof(ops[0])) {
			rc = flush_pins(r, ops, n);
			n = 0;
		}
	}
	return rc ? rc : flush_pins(r, ops, n);
}
