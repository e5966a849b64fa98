/* reservation.c: see reservation.h. */
#include <xen/arch/mm.h>
#include <xen/bitops.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/trace.h>

#include "reservation.h"

/* As large as Xen lets each kind of domain ask for. */
#define ORDER_GUEST    9
#define ORDER_HARDWARE 12
#define ORDER_CONTROL  18

unsigned int memop_max_order(const struct domain *d)
{
	if (is_control_domain(d))
		return ORDER_CONTROL;
	return is_hardware_domain(d) ? ORDER_HARDWARE : ORDER_GUEST;
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
	m->caller = v->domain;
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

void memop_increase(struct memop *m)
{
	unsigned long first = m->done;

	for (; go_on(m, first); m->done++) {
		struct page_info *pg =
			domain_page_alloc(m->d, m->order, m->memflags);
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
		pg = domain_page_alloc(m->d, m->order, m->memflags);
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

void memop_decrease(struct memop *m)
{
	unsigned long first = m->done;

	for (; go_on(m, first); m->done++) {
		xen_pfn_t pfn;

		if (get_guest_at(&pfn, m->extents, m->done))
			return;
		TRACE(TRC_MEM_DECREASE_RESERVATION, TRACE_64(pfn),
		      m->d->id | m->order << 16);
		for (unsigned long i = 0; i < 1UL << m->order; i++)
			if (!remove_page(m->d, _gfn(pfn + i)))
				return;
	}
}
