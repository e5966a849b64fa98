/*
 * exchange.c: a domain gives extents and gets as many pages in extents of
 * another order or below a limit of addresses: how Linux makes buffers that
 * devices can reach.
 *
 * It goes in chunks of the larger order.  Of one chunk first all pages are
 * taken away from the domain (which fails if any is in use), then the new ones
 * allocated; from there on nothing fails but the guest's own array.
 */
#include <xen/arch/mm.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <public/memory.h>

#include "exchange.h"
#include "private.h"
#include "reservation.h"

struct exchange {
	struct domain *d;
	struct xen_memory_exchange x;
	unsigned int chunk_order; /* larger of both */
	unsigned int memflags;
	struct page_list in;  /* pages of this chunk, taken away */
	struct page_list out; /* first pages of new extents */
};

static void give_back(struct exchange *e)
{
	struct page_info *pg;

	while ((pg = page_list_pop(&e->in)) != NULL) {
		/* Kept here while it was on its way: */
		unsigned long gpfn = pg->type_info | (uint64_t)pg->extra << 32;

		pg->type_info = 0;
		pg->extra = 0;
		if (domain_page_assign(e->d, pg, 0, 0))
			heap_free(pg, 0, true);
		else if (gpfn != 0xffffffffffff)
			arch_set_gpfn(e->d, page_to_mfn(pg), gpfn);
	}
	while ((pg = page_list_pop(&e->out)) != NULL)
		heap_free(pg, e->x.out.extent_order, true);
}

static int take_page(struct exchange *e, unsigned long gfn)
{
	struct page_info *pg = arch_get_page_from_gfn(e->d, _gfn(gfn), false);
	unsigned long gpfn;

	if (!pg)
		return -EINVAL;
	gpfn = arch_get_gpfn(page_to_mfn(pg));
	if (domain_page_steal(e->d, pg)) {
		page_put(pg);
		return -EINVAL;
	}
	pg->type_info = (uint32_t)gpfn;
	pg->extra = gpfn >> 32;
	page_list_add(&e->in, pg);
	return 0;
}

static int take_chunk(struct exchange *e, unsigned long chunk)
{
	unsigned int order = e->x.in.extent_order;
	unsigned long nr = 1UL << (e->chunk_order - order);

	for (unsigned long i = 0; i < nr; i++) {
		xen_pfn_t gfn;

		if (get_guest_at(&gfn, guest_ptr(e->x.in.extent_start),
				 chunk * nr + i))
			return -EFAULT;
		for (unsigned long k = 0; k < 1UL << order; k++) {
			int rc = take_page(e, gfn + k);

			if (rc)
				return rc;
		}
	}
	return 0;
}

static int alloc_chunk(struct exchange *e)
{
	unsigned int order = e->x.out.extent_order;
	unsigned long nr = 1UL << (e->chunk_order - order);
	struct page_info *pg = heap_alloc(e->chunk_order, e->memflags);

	/* As one block if there is one, which takes half of the time. */
	for (unsigned long i = 0; pg && i < nr; i++)
		page_list_add_tail(&e->out, pg + (i << order));
	if (pg)
		return 0;
	for (unsigned long i = 0; i < nr; i++) {
		pg = heap_alloc(order, e->memflags);
		if (!pg)
			return -ENOMEM;
		page_list_add_tail(&e->out, pg);
	}
	return 0;
}

static void free_chunk(struct exchange *e)
{
	struct page_info *pg;

	while ((pg = page_list_pop(&e->in)) != NULL) {
		pg->type_info = 0;
		heap_free(pg, 0, true);
	}
}

static int assign_chunk(struct exchange *e, unsigned long chunk)
{
	unsigned int order = e->x.out.extent_order;
	unsigned long at = chunk << (e->chunk_order - order);
	guest_ptr_t list = guest_ptr(e->x.out.extent_start);
	struct page_info *pg;
	int rc = 0;

	for (; (pg = page_list_pop(&e->out)) != NULL; at++) {
		xen_pfn_t pfn, mfn = mfn_x(page_to_mfn(pg));
		int err = domain_page_assign(e->d, pg, order, 0);

		if (err) {
			heap_free(pg, order, true);
			rc = err;
			continue;
		}
		if (get_guest_at(&pfn, list, at)) {
			rc = -EFAULT;
			continue;
		}
		(void)arch_physmap_add(e->d, _gfn(pfn), _mfn(mfn), order);
		if (is_pv_domain(e->d) && put_guest_at(list, at, &mfn))
			rc = -EFAULT;
	}
	return rc;
}

static int one_chunk(struct exchange *e, unsigned long chunk)
{
	int rc;

	e->in = e->out = (struct page_list)PAGE_LIST_INIT;
	rc = take_chunk(e, chunk);
	if (!rc)
		rc = alloc_chunk(e);
	if (rc) {
		give_back(e);
		return rc;
	}
	free_chunk(e);
	return assign_chunk(e, chunk);
}

static int check(struct exchange *e)
{
	const struct xen_memory_reservation *in = &e->x.in, *out = &e->x.out;
	/* A chunk is worked on without a pause: so not above that. */
	const unsigned int max = MEMOP_PIECE_ORDER;

	if (in->domid != out->domid || e->x.nr_exchanged > in->nr_extents)
		return -EINVAL;
	if (in->extent_order > max || out->extent_order > max)
		return -EPERM;
	e->chunk_order = in->extent_order > out->extent_order
				 ? in->extent_order
				 : out->extent_order;
	/* As much in as out, whole chunks of it. */
	if (in->nr_extents > ~0UL >> in->extent_order ||
	    out->nr_extents > ~0UL >> out->extent_order ||
	    in->nr_extents << in->extent_order !=
		    out->nr_extents << out->extent_order ||
	    (in->nr_extents << in->extent_order) &
		    ((1UL << e->chunk_order) - 1) ||
	    (e->x.nr_exchanged << in->extent_order) &
		    ((1UL << e->chunk_order) - 1))
		return -EINVAL;
	return memop_flags(out->mem_flags, &e->memflags);
}

long memory_exchange(struct vcpu *v, guest_ptr_t arg)
{
	struct exchange e;
	unsigned long chunk, nr, first;
	unsigned int shift;
	long rc;

	if (get_guest(&e.x, arg))
		return -EFAULT;
	rc = check(&e);
	if (rc)
		return rc;
	e.d = domain_get_any(e.x.in.domid);
	if (!e.d)
		return -ESRCH;
	rc = -EPERM;
	if (!domain_may_manage(v->domain, e.d))
		goto out;
	rc = 0;
	shift = e.chunk_order - e.x.in.extent_order;
	nr = e.x.in.nr_extents >> shift;
	first = e.x.nr_exchanged >> shift;
	for (chunk = first; !rc && chunk < nr; chunk++) {
		if (chunk != first && hypercall_preempt()) {
			rc = -ERESTART;
			break;
		}
		rc = one_chunk(&e, chunk);
		if (rc)
			break;
	}
	e.x.nr_exchanged = chunk << shift;
	if (nr && put_guest(arg, &e.x))
		rc = -EFAULT;
out:
	domain_put(e.d);
	return rc;
}
