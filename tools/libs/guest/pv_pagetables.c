// SPDX-License-Identifier: GPL-2.0-only
/*
 * The initial page tables of a 64-bit PV domain, made in ordinary memory and
 * copied into the guest afterwards.  Two ranges are mapped: pfn 0 on at
 * virt_base up to map_end (as far as there is memory), and the p2m list if it
 * has an address of its own.  Pages that are page tables are mapped
 * read-only, or Xen would refuse to use them as such.
 *
 * Counting and filling are one walk with a different last step, so they
 * cannot disagree.
 */
#include "private.h"

enum {
	PTE_P = 1,
	PTE_RW = 2,
	PTE_US = 4,
	PTE_A = 0x20,
	PTE_D = 0x40,
	ENTRIES = 512,
};

struct walk {
	const struct xc_dom_pv_plan *plan;
	const xen_pfn_t *p2m; /* NULL: only count */
	uint64_t *tables;
	xen_pfn_t used; /* tables so far, the root is 0 */
	/* The table in use at each level 1..4, and what part it maps. */
	xen_pfn_t current[5];
	uint64_t tag[5];
};

static unsigned int shift_of(unsigned int level)
{
	return XC_PAGE_SHIFT + 9 * (level - 1);
}

static uint64_t *entry(struct walk *w, unsigned int level, uint64_t virt)
{
	return w->tables + w->current[level] * ENTRIES +
	       (virt >> shift_of(level)) % ENTRIES;
}

/* The table at `level` that maps virt; tables are visited in order. */
static void descend(struct walk *w, unsigned int level, uint64_t virt)
{
	uint64_t tag = virt >> shift_of(level + 1);

	if (w->current[level] && w->tag[level] == tag)
		return;
	w->current[level] = w->used++;
	w->tag[level] = tag;
	if (level < 4 && level > 1)
		w->current[level - 1] = 0;
	if (w->p2m && w->used <= w->plan->pagetables.nr)
		*entry(w, level + 1, virt) =
			(uint64_t)w->p2m[w->plan->pagetables.first +
					 w->current[level]]
				<< XC_PAGE_SHIFT |
			PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D;
}

static bool is_table(const struct xc_dom_pv_plan *plan, xen_pfn_t pfn)
{
	return pfn - plan->pagetables.first < plan->pagetables.nr;
}

static void map_page(struct walk *w, uint64_t virt, xen_pfn_t pfn)
{
	unsigned int level;

	for (level = 3; level >= 1; level--)
		descend(w, level, virt);
	if (w->p2m && w->used <= w->plan->pagetables.nr)
		*entry(w, 1, virt) = (uint64_t)w->p2m[pfn] << XC_PAGE_SHIFT |
				     PTE_P | PTE_US | PTE_A | PTE_D |
				     (is_table(w->plan, pfn) ? 0 : PTE_RW);
}

static void walk(struct walk *w)
{
	const struct xc_dom_pv_plan *plan = w->plan;
	uint64_t nr = (plan->map_end - plan->virt_base) >> XC_PAGE_SHIFT;
	xen_pfn_t i, step = w->p2m ? 1 : ENTRIES;

	w->used = 1;
	w->current[4] = 0;
	/* Lowest address first, so that shared tables are met in order. */
	if (plan->p2m_apart)
		for (i = 0; i < plan->p2m.nr; i += step)
			map_page(w,
				 plan->p2m_virt +
					 ((uint64_t)i << XC_PAGE_SHIFT),
				 plan->p2m.first + i);
	for (i = 0; i < nr; i += step)
		if (!w->p2m || i < plan->total_pages)
			map_page(w,
				 plan->virt_base +
					 ((uint64_t)i << XC_PAGE_SHIFT),
				 i);
}

xen_pfn_t xg_pagetables_count(const struct xc_dom_pv_plan *plan)
{
	struct walk w = { .plan = plan };

	walk(&w);
	return w.used;
}

int xg_pagetables_fill(const struct xc_dom_pv_plan *plan, const xen_pfn_t *p2m,
		       uint64_t *tables)
{
	struct walk w = { .plan = plan, .p2m = p2m, .tables = tables };

	walk(&w);
	return w.used <= plan->pagetables.nr ? 0 : -ENOSPC;
}
