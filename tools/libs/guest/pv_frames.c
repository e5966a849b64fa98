// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frame numbers of PV guests: in page-table entries, and from the machine's
 * table back to pfns.
 *
 * Page tables hold machine frames, which mean nothing elsewhere; in a stream
 * they hold pfns.  Only present entries do: what a PV kernel keeps in others
 * (swap entries, PROT_NONE) it keeps as pfns itself.
 */
#include "stream.h"

#include <sys/mman.h>

#define ENTRIES 512

/* Slots of an L4 that belong to the hypervisor (xen/arch-x86/xen-x86_64.h). */
#define XEN_SLOT_FIRST 256
#define XEN_SLOT_LAST  271

int xg_table_translate(const uint64_t *in, uint64_t *out, unsigned int level,
		       xg_frame_fn *to, void *arg)
{
	xen_pfn_t frame;
	uint64_t e;
	int i;

	for (i = 0; i < ENTRIES; i++) {
		/* A running guest may change it: read it once. */
		e = __atomic_load_n(&in[i], __ATOMIC_RELAXED);
		if (level == 4 && i >= XEN_SLOT_FIRST && i <= XEN_SLOT_LAST)
			e = 0;
		if (e & XG_PTE_PRESENT) {
			frame = to(arg, (e & XG_PTE_ADDR) >> XC_PAGE_SHIFT);
			if (frame == XG_NO_FRAME ||
			    frame > XG_PTE_ADDR >> XC_PAGE_SHIFT)
				return i;
			e = (e & ~XG_PTE_ADDR) | frame << XC_PAGE_SHIFT;
		}
		out[i] = e;
	}
	return -1;
}

/* --- machine to pfn --- */

#define PIECE_SHIFT   21 /* bytes; the hypervisor names the table so */
#define PIECE_FRAMES  (1UL << (PIECE_SHIFT - XC_PAGE_SHIFT))
#define PIECE_ENTRIES ((1UL << PIECE_SHIFT) / sizeof(xen_pfn_t))

int xg_m2p_open(struct xg_m2p *m, xc_interface *xch)
{
	*m = (struct xg_m2p){ .xch = xch };
	/* Despite its name the number behind the last frame. */
	if (xc_maximum_ram_page(xch, &m->nr_frames))
		return -errno;
	m->nr_pieces = (m->nr_frames + PIECE_ENTRIES - 1) / PIECE_ENTRIES;
	m->piece_mfn = calloc(m->nr_pieces, sizeof(*m->piece_mfn));
	m->piece = calloc(m->nr_pieces, sizeof(*m->piece));
	if (!m->piece_mfn || !m->piece) {
		xg_m2p_close(m);
		return -ENOMEM;
	}
	if (xc_machphys_mfn_list(xch, m->nr_pieces, m->piece_mfn)) {
		int rc = -errno;

		xg_m2p_close(m);
		return rc;
	}
	return 0;
}

void xg_m2p_close(struct xg_m2p *m)
{
	xenforeignmemory_handle *fmem = xc_interface_fmem_handle(m->xch);
	unsigned long i;

	for (i = 0; m->piece && i < m->nr_pieces; i++)
		if (m->piece[i])
			xenforeignmemory_unmap(fmem, (void *)m->piece[i],
					       PIECE_FRAMES);
	free(m->piece);
	free(m->piece_mfn);
	m->piece = NULL;
	m->piece_mfn = NULL;
}

static const xen_pfn_t *map_piece(struct xg_m2p *m, unsigned long i)
{
	xen_pfn_t frames[PIECE_FRAMES];
	unsigned long j;

	for (j = 0; j < PIECE_FRAMES; j++)
		frames[j] = m->piece_mfn[i] + j;
	return xenforeignmemory_map(xc_interface_fmem_handle(m->xch), DOMID_XEN,
				    PROT_READ, PIECE_FRAMES, frames, NULL);
}

xen_pfn_t xg_m2p_get(struct xg_m2p *m, xen_pfn_t mfn)
{
	unsigned long i = mfn / PIECE_ENTRIES;

	if (mfn >= m->nr_frames)
		return XG_NO_FRAME;
	if (!m->piece[i])
		m->piece[i] = map_piece(m, i);
	return m->piece[i] ? m->piece[i][mfn % PIECE_ENTRIES] : XG_NO_FRAME;
}
