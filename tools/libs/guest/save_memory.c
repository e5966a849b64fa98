// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages into PAGE_DATA records: what kind each is, its contents straight from
 * a mapping of the guest's frames, page tables with pfns instead of frames.
 *
 * While the guest runs a page may change or go at any moment.  What is sent
 * then is dirty and will be sent again; what cannot be sent (a page table that
 * is just being changed) is deferred until the guest is frozen.
 */
#include "save.h"

#include <limits.h>
#include <sys/mman.h>

struct xg_batch {
	unsigned int nr;
	xen_pfn_t pfn[XG_BATCH], mfn[XG_BATCH], type[XG_BATCH];
	int err[XG_BATCH];
	uint64_t wire[XG_BATCH];
	struct iovec iov[XG_BATCH + 3];
	uint8_t *tables; /* owned: page tables with pfns */
};

int xg_save_batch_alloc(struct xg_save *s)
{
	s->batch = calloc(1, sizeof(*s->batch));
	if (s->batch)
		s->batch->tables = malloc(XG_BATCH * XC_PAGE_SIZE);
	return s->batch && s->batch->tables
		       ? 0
		       : xg_save_failed(s, "no memory for a batch of pages");
}

void xg_save_batch_free(struct xg_save *s)
{
	if (s->batch)
		free(s->batch->tables);
	free(s->batch);
	s->batch = NULL;
}

/* Frames and kinds; those without a frame, or a kind with data, fall out. */
static int look_up(struct xg_save *s)
{
	struct xg_batch *b = s->batch;
	unsigned int i, n = 0;

	for (i = 0; i < b->nr; i++) {
		b->mfn[n] = xg_p2m_frame(s, b->pfn[i]);
		if (b->mfn[n] == XG_NO_FRAME)
			continue;
		b->type[n] = b->mfn[n];
		b->pfn[n++] = b->pfn[i];
	}
	b->nr = n;
	if (!n)
		return 0;
	if (xc_get_pfn_type_batch(s->xch, s->par->domid, n, b->type))
		return xg_save_failed(s, "cannot read the kinds of its pages");
	for (i = n = 0; i < b->nr; i++) {
		unsigned int type =
			b->type[i] >> XEN_DOMCTL_PFINFO_LTAB_SHIFT & 15;

		if (!xg_page_type_valid(type) || !xg_page_has_data(type))
			continue;
		b->type[n] = type;
		b->mfn[n] = b->mfn[i];
		b->pfn[n++] = b->pfn[i];
	}
	b->nr = n;
	return 0;
}

static int bad_table(struct xg_save *s, unsigned int i, int entry,
		     const uint64_t *table)
{
	return xg_fail(s->err, EFAULT,
		       "entry %d of the guest's page table 0x%llx maps frame "
		       "0x%llx, which is not its own: a device or another "
		       "domain's page; unmap that first",
		       entry, (unsigned long long)s->batch->pfn[i],
		       (unsigned long long)(table[entry] & XG_PTE_ADDR) >>
			       XC_PAGE_SHIFT);
}

/* Page `i`'s bytes for the wire; NULL with *rc 0: not now. */
static const void *contents(struct xg_save *s, unsigned int i, uint8_t *page,
			    int *rc)
{
	struct xg_batch *b = s->batch;
	unsigned int level = xg_page_level(b->type[i]);
	uint8_t *copy = b->tables + i * XC_PAGE_SIZE;
	int bad;

	if (b->err[i]) {
		if (s->frozen)
			*rc = xg_fail(s->err, b->err[i],
				      "cannot map page 0x%llx of the guest: %s",
				      (unsigned long long)b->pfn[i],
				      strerror(b->err[i]));
		return NULL;
	}
	if (!level)
		return page;
	bad = xg_table_translate((uint64_t *)page, (uint64_t *)copy, level,
				 xg_p2m_pfn, s);
	if (bad < 0)
		return copy;
	if (s->frozen)
		*rc = bad_table(s, i, bad, (uint64_t *)page);
	return NULL;
}

static int write_pages(struct xg_save *s, uint8_t *pages)
{
	struct xg_batch *b = s->batch;
	struct xg_page_data_header data = { 0 };
	struct xg_record_header h = { .type = XG_REC_PAGE_DATA };
	unsigned int i, n = 0;
	int rc = 0;

	for (i = 0; i < b->nr; i++) {
		const void *p = contents(s, i, pages + i * XC_PAGE_SIZE, &rc);

		if (rc)
			return rc;
		if (!p) {
			xg_set_bit(s->deferred, b->pfn[i]);
			continue;
		}
		b->wire[n] =
			(uint64_t)b->type[i] << XG_PFN_TYPE_SHIFT | b->pfn[i];
		b->iov[3 + n++] = (struct iovec){ (void *)p, XC_PAGE_SIZE };
	}
	if (!n)
		return 0;
	data.count = n;
	h.length = sizeof(data) + n * (sizeof(b->wire[0]) + XC_PAGE_SIZE);
	b->iov[0] = (struct iovec){ &h, sizeof(h) };
	b->iov[1] = (struct iovec){ &data, sizeof(data) };
	b->iov[2] = (struct iovec){ b->wire, n * sizeof(b->wire[0]) };
	s->progress.sent_pages += n;
	s->progress.round_sent += n;
	return xg_writev(&s->io, b->iov, n + 3);
}

static int send_batch(struct xg_save *s)
{
	struct xg_batch *b = s->batch;
	uint8_t *pages;
	unsigned int nr;
	int rc = look_up(s);

	nr = b->nr;
	if (!rc && nr) {
		pages = xenforeignmemory_map(s->fmem, s->par->domid, PROT_READ,
					     nr, b->mfn, b->err);
		if (!pages)
			return xg_save_failed(s, "cannot map its pages");
		rc = write_pages(s, pages);
		xenforeignmemory_unmap(s->fmem, pages, nr);
	}
	b->nr = 0;
	if (!rc && s->par->progress)
		rc = s->par->progress(&s->progress, s->par->arg)
			     ? xg_fail(s->err, EINTR, "interrupted")
			     : 0;
	return rc;
}

int xg_save_pages(struct xg_save *s, const unsigned long *bitmap)
{
	struct xg_batch *b = s->batch;
	xen_pfn_t w, pfn, nr = s->p2m.nr_pfns;
	unsigned long bits;
	int rc = 0;

	b->nr = 0;
	for (w = 0; w * 64 < nr && !rc; w++) {
		for (bits = bitmap[w]; bits && !rc; bits &= bits - 1) {
			pfn = w * 64 + __builtin_ctzl(bits);
			if (pfn >= nr)
				break;
			b->pfn[b->nr++] = pfn;
			if (b->nr == XG_BATCH)
				rc = send_batch(s);
		}
	}
	return !rc && b->nr ? send_batch(s) : rc;
}
