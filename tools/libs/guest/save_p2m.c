// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a PV guest keeps its list from pfns to machine frames, as it says in
 * its shared info (xen/arch-x86/xen.h): at p2m_vaddr in the page tables of
 * p2m_cr3, or, if that is 0, as a tree of frames with two levels above the
 * list.  The guest can write all of that at any time, so each frame number is
 * used only for mappings on behalf of this domain, which the hypervisor
 * checks, and is believed only if the machine's table agrees.
 */
#include "save.h"

#include <sys/mman.h>

static void *map_frame(struct xg_save *s, xen_pfn_t mfn)
{
	return xenforeignmemory_map(s->fmem, s->par->domid, PROT_READ, 1, &mfn,
				    NULL);
}

/* --- linear --- */

/* The frame that entry `index` of the table in `mfn` points to. */
static xen_pfn_t table_entry(struct xg_save *s, xen_pfn_t mfn,
			     unsigned int index)
{
	const uint64_t *t = map_frame(s, mfn);
	uint64_t e;

	if (!t)
		return XG_NO_FRAME;
	e = __atomic_load_n(&t[index], __ATOMIC_RELAXED);
	xenforeignmemory_unmap(s->fmem, (void *)t, 1);
	return e & XG_PTE_PRESENT ? (e & XG_PTE_ADDR) >> XC_PAGE_SHIFT
				  : XG_NO_FRAME;
}

/* The L1 table for a virtual address. */
static xen_pfn_t l1_table(struct xg_save *s, xen_pfn_t root, uint64_t va)
{
	unsigned int shift;
	xen_pfn_t mfn = root;

	for (shift = 39; shift >= 21 && mfn != XG_NO_FRAME; shift -= 9)
		mfn = table_entry(s, mfn, va >> shift & 511);
	return mfn;
}

static int walk_linear(struct xg_save *s, uint64_t cr3, uint64_t va,
		       xen_pfn_t *frames, unsigned long nr)
{
	const uint64_t *l1 = NULL;
	unsigned long i;
	xen_pfn_t mfn;
	int rc = 0;

	for (i = 0; i < nr && !rc; i++, va += XC_PAGE_SIZE) {
		if (!l1 || !(va >> XC_PAGE_SHIFT & 511)) {
			if (l1)
				xenforeignmemory_unmap(s->fmem, (void *)l1, 1);
			mfn = l1_table(s, cr3 >> XC_PAGE_SHIFT, va);
			l1 = mfn != XG_NO_FRAME ? map_frame(s, mfn) : NULL;
		}
		if (!l1 || !(l1[va >> XC_PAGE_SHIFT & 511] & XG_PTE_PRESENT))
			rc = xg_fail(s->err, EFAULT,
				     "the guest's list of its frames is not "
				     "mapped at 0x%llx, where it says it is",
				     (unsigned long long)va);
		else
			frames[i] =
				(l1[va >> XC_PAGE_SHIFT & 511] & XG_PTE_ADDR) >>
				XC_PAGE_SHIFT;
	}
	if (l1)
		xenforeignmemory_unmap(s->fmem, (void *)l1, 1);
	return rc;
}

/* --- tree --- */

static int walk_tree(struct xg_save *s, xen_pfn_t root, xen_pfn_t *frames,
		     unsigned long nr)
{
	const xen_pfn_t *top = map_frame(s, root), *mid = NULL;
	unsigned long i;
	int rc = 0;

	for (i = 0; i < nr && top && !rc; i++) {
		if (!(i % XG_PFNS_PER_FRAME)) {
			if (mid)
				xenforeignmemory_unmap(s->fmem, (void *)mid, 1);
			mid = map_frame(s, top[i / XG_PFNS_PER_FRAME]);
		}
		if (!mid)
			rc = -EFAULT;
		else
			frames[i] = mid[i % XG_PFNS_PER_FRAME];
	}
	if (mid)
		xenforeignmemory_unmap(s->fmem, (void *)mid, 1);
	if (top)
		xenforeignmemory_unmap(s->fmem, (void *)top, 1);
	if (!top || rc)
		return xg_fail(s->err, EFAULT,
			       "the guest's tree of frame lists is damaged or "
			       "not set up yet: wait until it has booted");
	return 0;
}

static int find_frames(struct xg_save *s, const struct arch_shared_info *a,
		       xen_pfn_t *frames, unsigned long nr)
{
	uint64_t va = a->p2m_vaddr, end = va + nr * XC_PAGE_SIZE;

	if (!a->p2m_cr3) {
		/* The tree's root holds 512 * 512 frames of the list. */
		if (nr > XG_PFNS_PER_FRAME * XG_PFNS_PER_FRAME)
			return xg_fail(s->err, E2BIG,
				       "the guest's tree of frame lists cannot "
				       "hold %lu frames",
				       nr);
		return walk_tree(s, a->pfn_to_mfn_frame_list_list, frames, nr);
	}
	if (va & ~XC_PAGE_MASK || end < va ||
	    (int64_t)(va << 16) >> 16 != (int64_t)va)
		return xg_fail(s->err, EFAULT,
			       "the guest's list of its frames cannot be at "
			       "0x%llx",
			       (unsigned long long)va);
	return walk_linear(s, a->p2m_cr3, va, frames, nr);
}

/* --- mapping --- */

int xg_p2m_map(struct xg_save *s, struct xg_guest_p2m *p2m)
{
	struct arch_shared_info a;
	xen_pfn_t *frames;
	unsigned long i;
	int rc;

	memcpy(&a, &s->shared->arch, sizeof(a));
	*p2m = (struct xg_guest_p2m){
		.nr_pfns = a.max_pfn,
		.nr_frames =
			(a.max_pfn + XG_PFNS_PER_FRAME - 1) / XG_PFNS_PER_FRAME,
		.generation = a.p2m_generation,
	};
	if (!a.max_pfn || a.max_pfn > XG_MAX_PFNS)
		return xg_fail(s->err, EINVAL,
			       "the guest says that it has %lu pages: it has "
			       "not booted far enough to be saved",
			       a.max_pfn);
	frames = calloc(p2m->nr_frames, sizeof(*frames));
	p2m->frame_pfns = calloc(p2m->nr_frames, sizeof(*p2m->frame_pfns));
	if (!frames || !p2m->frame_pfns) {
		rc = xg_save_failed(s, "no memory for its frame lists");
		goto err_free;
	}
	rc = find_frames(s, &a, frames, p2m->nr_frames);
	if (rc)
		goto err_free;
	p2m->list = xenforeignmemory_map(s->fmem, s->par->domid, PROT_READ,
					 p2m->nr_frames, frames, NULL);
	if (!p2m->list) {
		rc = xg_save_failed(s, "cannot map its list of frames");
		goto err_free;
	}
	for (i = 0; i < p2m->nr_frames; i++) {
		p2m->frame_pfns[i] = xg_m2p_get(&s->m2p, frames[i]);
		if (p2m->frame_pfns[i] < p2m->nr_pfns)
			continue;
		rc = xg_fail(s->err, EFAULT,
			     "frame 0x%llx of the guest's list is not one of "
			     "its own",
			     (unsigned long long)frames[i]);
		xg_p2m_unmap(s, p2m);
		break;
	}
	free(frames);
	return rc;

err_free:
	free(frames);
	free(p2m->frame_pfns);
	*p2m = (struct xg_guest_p2m){ 0 };
	return rc;
}

void xg_p2m_unmap(struct xg_save *s, struct xg_guest_p2m *p2m)
{
	if (p2m->list)
		xenforeignmemory_unmap(s->fmem, p2m->list, p2m->nr_frames);
	free(p2m->frame_pfns);
	*p2m = (struct xg_guest_p2m){ 0 };
}

/* --- looking up --- */

xen_pfn_t xg_p2m_frame(struct xg_save *s, xen_pfn_t pfn)
{
	xen_pfn_t mfn = __atomic_load_n(&s->p2m.list[pfn], __ATOMIC_RELAXED);

	/* Linux marks foreign and identity entries by high bits. */
	return xg_m2p_get(&s->m2p, mfn) == pfn ? mfn : XG_NO_FRAME;
}

xen_pfn_t xg_p2m_pfn(void *save, xen_pfn_t mfn)
{
	struct xg_save *s = save;
	xen_pfn_t pfn = xg_m2p_get(&s->m2p, mfn);

	if (pfn >= s->p2m.nr_pfns ||
	    __atomic_load_n(&s->p2m.list[pfn], __ATOMIC_RELAXED) != mfn)
		return XG_NO_FRAME;
	return pfn;
}
