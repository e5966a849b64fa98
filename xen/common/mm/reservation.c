/* reservation.c: see reservation.h. */
#include <xen/arch/mm.h>
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/trace.h>

#include "reservation.h"

/*
 * As large as Xen lets guests and the hardware domain ask for.  To a control
 * domain it gives up to 1 GiB at once, which takes too long.
 */
#define ORDER_GUEST	 9
#define ORDER_PRIVILEGED 12

#define PIECE (1UL << MEMOP_PIECE_ORDER)

unsigned int memop_max_order(const struct domain *d)
{
	return is_control_domain(d) || is_hardware_domain(d) ? ORDER_PRIVILEGED
							     : ORDER_GUEST;
}

int memop_flags(unsigned int mem_flags, unsigned int *memflags)
{
	unsigned int bits = XENMEMF_get_address_bits(mem_flags);
	unsigned int node = XENMEMF_get_node(mem_flags);

	*memflags = 0;
	if (mem_flags & (XENMEMF_populate_on_demand | XENMEMF_vnode))
		return -EINVAL;
	if (bits && bits <= PAGE_SHIFT)
		return -EINVAL;
	if (bits && bits < 64)
		*memflags |= MEMF_bits(bits);
	/* A node that is not there is no wish. */
	if (node < nr_nodes) {
		*memflags |= MEMF_node(node);
		if (mem_flags & XENMEMF_exact_node_request)
			*memflags |= MEMF_exact_node;
	}
	return 0;
}

int memop_init(struct memop *m, struct vcpu *v,
	       const struct xen_memory_reservation *r)
{
	if (r->extent_order > memop_max_order(v->domain))
		return -EPERM;
	if (memop_flags(r->mem_flags, &m->memflags))
		return -EINVAL;
	m->d = domain_get_any(r->domid);
	if (!m->d)
		return -ESRCH;
	m->caller = v;
	m->extents = guest_ptr(r->extent_start);
	m->nr = r->nr_extents;
	m->order = r->extent_order;
	if (domain_may_manage(v->domain, m->d))
		return 0;
	domain_put(m->d);
	return -EPERM;
}

void memop_fini(struct memop *m)
{
	domain_put(m->d);
}

/* Whether to go on with extent m->done; `first` began this call. */
static bool go_on(struct memop *m, unsigned long first)
{
	if (m->done == m->nr)
		return false;
	m->preempted = m->done != first && hypercall_preempt();
	return !m->preempted;
}

/* ---- Large extents ---- */

static void forget_block(struct memop_extent *e)
{
	if (e->pg)
		heap_free(e->pg, e->order, true);
	e->pg = NULL;
}

void memop_vcpu_fini(struct vcpu *v)
{
	forget_block(&v->memop);
}

/* The block that is being cleared for m, or a new one; false: no memory. */
static bool find_block(const struct memop *m, struct memop_extent *e)
{
	if (e->pg && e->order == m->order && e->memflags == m->memflags &&
	    e->domid == m->d->id)
		return true;
	/* The caller asks for something else than it did before the pause. */
	forget_block(e);
	e->pg = domain_page_alloc(m->d, m->order,
				  m->memflags | MEMF_no_owner | MEMF_no_scrub);
	e->order = m->order;
	e->memflags = m->memflags;
	e->domid = m->d->id;
	e->cleared = 0;
	return e->pg;
}

/* Clears a block; false: there was no time to finish it. */
static bool clear_block(struct memop_extent *e)
{
	for (;;) {
		for (unsigned long i = 0; i < PIECE; i++)
			arch_clear_page(mfn_to_virt(
				page_to_mfn(&e->pg[e->cleared + i])));
		e->cleared += PIECE;
		if (e->cleared == 1UL << e->order)
			return true;
		if (hypercall_preempt())
			return false;
	}
}

/* The pages become m->d's when all are clean; NULL, maybe m->preempted. */
static struct page_info *alloc_large(struct memop *m)
{
	struct memop_extent *e = &m->caller->memop;
	struct page_info *pg;

	if (!find_block(m, e))
		return NULL;
	m->preempted = !clear_block(e);
	if (m->preempted)
		return NULL;
	pg = e->pg;
	e->pg = NULL;
	if (!domain_page_assign(m->d, pg, m->order, m->memflags))
		return pg;
	heap_free(pg, m->order, false);
	return NULL;
}

static struct page_info *alloc_extent(struct memop *m)
{
	return m->order <= MEMOP_PIECE_ORDER
		       ? domain_page_alloc(m->d, m->order, m->memflags)
		       : alloc_large(m);
}

/* ---- The operations ---- */

void memop_increase(struct memop *m)
{
	unsigned long first = m->done;

	for (; go_on(m, first); m->done++) {
		struct page_info *pg = alloc_extent(m);
		xen_pfn_t mfn;

		if (!pg)
			return;
		mfn = mfn_x(page_to_mfn(pg));
		if (!guest_ptr_null(m->extents) &&
		    put_guest_at(m->extents, m->done, &mfn))
			return;
	}
}

void memop_populate(struct memop *m)
{
	unsigned long first = m->done;

	for (; go_on(m, first); m->done++) {
		struct page_info *pg;
		xen_pfn_t pfn;

		if (get_guest_at(&pfn, m->extents, m->done))
			return;
		pg = alloc_extent(m);
		if (!pg)
			return;
		if (arch_physmap_add(m->d, _gfn(pfn), page_to_mfn(pg),
				     m->order))
			return;
		pfn = mfn_x(page_to_mfn(pg));
		if (is_pv_domain(m->d) &&
		    put_guest_at(m->extents, m->done, &pfn))
			return;
	}
}

static bool remove_page(struct domain *d, gfn_t gfn)
{
	struct page_info *pg = arch_get_page_from_gfn(d, gfn, false);

	if (!pg)
		return false;
	(void)arch_physmap_remove(d, gfn, page_to_mfn(pg), 0);
	page_put_alloc_ref(pg);
	page_put(pg);
	return true;
}

/* false: a page is not there, or m->preempted. */
static bool remove_extent(struct memop *m, unsigned long gfn)
{
	struct memop_extent *e = &m->caller->memop;
	bool again = e->first == gfn && e->removed < 1UL << m->order;
	unsigned long i = again ? e->removed : 0, start = i;

	e->removed = 0;
	for (; i < 1UL << m->order; i++) {
		if (i != start && i % PIECE == 0 && hypercall_preempt()) {
			m->preempted = true;
			e->first = gfn;
			e->removed = i;
			return false;
		}
		if (!remove_page(m->d, _gfn(gfn + i)))
			return false;
	}
	return true;
}

void memop_decrease(struct memop *m)
{
	unsigned long first = m->done;

	for (; go_on(m, first); m->done++) {
		xen_pfn_t pfn;

		if (get_guest_at(&pfn, m->extents, m->done))
			return;
		TRACE(TRC_MEM_DECREASE_RESERVATION, TRACE_64(pfn),
		      m->d->id | m->order << 16);
		if (!remove_extent(m, pfn))
			return;
	}
}
