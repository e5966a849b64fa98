// SPDX-License-Identifier: GPL-2.0-only
/* A domain's memory: limits, reservations, its physical map. */
#include "private.h"

int xc_domain_setmaxmem(xc_interface *xch, uint32_t domid, uint64_t max_kib)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_max_mem,
		.domain = domid,
		.u.max_mem.max_memkb = max_kib,
	};

	return xc_domctl(xch, &d);
}

int xc_domain_set_memory_map(xc_interface *xch, uint32_t domid,
			     struct e820entry entries[], uint32_t nr)
{
	struct xen_foreign_memory_map map = {
		.domid = domid,
		.map.nr_entries = nr,
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, entries, nr * sizeof(*entries), XC_BOUNCE_IN))
		return -1;
	set_xen_guest_handle_raw(map.map.buffer, b.hbuf);
	ret = xc_memory_op(xch, XENMEM_set_memory_map, &map, sizeof(map));
	xc_unbounce(xch, &b);
	return ret < 0 ? -1 : 0;
}

int xc_get_machine_memory_map(xc_interface *xch, struct e820entry entries[],
			      uint32_t max)
{
	struct xen_memory_map map = { .nr_entries = max };
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, entries, max * sizeof(*entries), XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(map.buffer, b.hbuf);
	ret = xc_memory_op(xch, XENMEM_machine_memory_map, &map, sizeof(map));
	xc_unbounce(xch, &b);
	return ret < 0 ? -1 : (int)map.nr_entries;
}

int xc_domain_set_memmap_limit(xc_interface *xch, uint32_t domid,
			       unsigned long limit_kib)
{
	struct e820entry e = {
		.size = (uint64_t)limit_kib << 10,
		.type = E820_RAM,
	};

	return xc_domain_set_memory_map(xch, domid, &e, 1);
}

long xc_get_tot_pages(xc_interface *xch, uint32_t domid)
{
	xc_domaininfo_t info;

	if (xc_domain_getinfo_single(xch, domid, &info))
		return -1;
	return info.tot_pages;
}

int xc_maximum_ram_page(xc_interface *xch, unsigned long *max_mfn)
{
	long ret = xc_memory_op(xch, XENMEM_maximum_ram_page, NULL, 0);

	if (ret < 0)
		return -1;
	*max_mfn = ret;
	return 0;
}

int xc_domain_maximum_gpfn(xc_interface *xch, uint32_t domid, xen_pfn_t *gpfn)
{
	domid_t id = domid;
	long ret = xc_memory_op(xch, XENMEM_maximum_gpfn, &id, sizeof(id));

	if (ret < 0)
		return -1;
	*gpfn = ret;
	return 0;
}

int xc_domain_nr_gpfns(xc_interface *xch, uint32_t domid, xen_pfn_t *gpfns)
{
	if (xc_domain_maximum_gpfn(xch, domid, gpfns))
		return -1;
	*gpfns += 1;
	return 0;
}

int xc_domain_claim_pages(xc_interface *xch, uint32_t domid,
			  unsigned long nr_pages)
{
	struct xen_memory_reservation r = {
		.nr_extents = nr_pages,
		.domid = domid,
	};

	return xc_memory_op(xch, XENMEM_claim_pages, &r, sizeof(r)) < 0 ? -1
									: 0;
}

/* Returns how many extents were done. */
static int reservation(xc_interface *xch, unsigned int cmd, uint32_t domid,
		       unsigned long nr, unsigned int order,
		       unsigned int mem_flags, xen_pfn_t *start)
{
	struct xen_memory_reservation r = {
		.nr_extents = nr,
		.extent_order = order,
		.mem_flags = mem_flags,
		.domid = domid,
	};
	xc_hypercall_buffer_t b;
	long ret;

	if (xc_bounce(xch, &b, start, nr * sizeof(*start), XC_BOUNCE_BOTH))
		return -1;
	set_xen_guest_handle_raw(r.extent_start, b.hbuf);
	ret = xc_memory_op(xch, cmd, &r, sizeof(r));
	xc_unbounce(xch, &b);
	return ret;
}

/* All or an error: what was done stays done, the caller gives up anyway. */
static int all_of(int done, unsigned long nr, int short_errno)
{
	if (done < 0)
		return -1;
	if ((unsigned long)done == nr)
		return 0;
	errno = short_errno;
	return -1;
}

int xc_domain_increase_reservation(xc_interface *xch, uint32_t domid,
				   unsigned long nr, unsigned int order,
				   unsigned int mem_flags, xen_pfn_t *start)
{
	return reservation(xch, XENMEM_increase_reservation, domid, nr, order,
			   mem_flags, start);
}

int xc_domain_increase_reservation_exact(xc_interface *xch, uint32_t domid,
					 unsigned long nr, unsigned int order,
					 unsigned int mem_flags,
					 xen_pfn_t *start)
{
	return all_of(xc_domain_increase_reservation(xch, domid, nr, order,
						     mem_flags, start),
		      nr, ENOMEM);
}

int xc_domain_decrease_reservation(xc_interface *xch, uint32_t domid,
				   unsigned long nr, unsigned int order,
				   xen_pfn_t *start)
{
	if (!start) {
		errno = EINVAL;
		return -1;
	}
	return reservation(xch, XENMEM_decrease_reservation, domid, nr, order,
			   0, start);
}

int xc_domain_decrease_reservation_exact(xc_interface *xch, uint32_t domid,
					 unsigned long nr, unsigned int order,
					 xen_pfn_t *start)
{
	return all_of(
		xc_domain_decrease_reservation(xch, domid, nr, order, start),
		nr, EINVAL);
}

int xc_domain_populate_physmap(xc_interface *xch, uint32_t domid,
			       unsigned long nr, unsigned int order,
			       unsigned int mem_flags, xen_pfn_t *start)
{
	return reservation(xch, XENMEM_populate_physmap, domid, nr, order,
			   mem_flags, start);
}

int xc_domain_populate_physmap_exact(xc_interface *xch, uint32_t domid,
				     unsigned long nr, unsigned int order,
				     unsigned int mem_flags, xen_pfn_t *start)
{
	return all_of(xc_domain_populate_physmap(xch, domid, nr, order,
						 mem_flags, start),
		      nr, EBUSY);
}

int xc_domain_memory_exchange_pages(xc_interface *xch, uint32_t domid,
				    unsigned long nr_in, unsigned int in_order,
				    xen_pfn_t *in, unsigned long nr_out,
				    unsigned int out_order, xen_pfn_t *out)
{
	struct xen_memory_exchange x = {
		.in = {
			.nr_extents = nr_in,
			.extent_order = in_order,
			.domid = domid,
		},
		.out = {
			.nr_extents = nr_out,
			.extent_order = out_order,
			.domid = domid,
		},
	};
	xc_hypercall_buffer_t bi, bo;
	int ret;

	if (xc_bounce(xch, &bi, in, nr_in * sizeof(*in), XC_BOUNCE_IN))
		return -1;
	if (xc_bounce(xch, &bo, out, nr_out * sizeof(*out), XC_BOUNCE_BOTH)) {
		xc_unbounce(xch, &bi);
		return -1;
	}
	set_xen_guest_handle_raw(x.in.extent_start, bi.hbuf);
	set_xen_guest_handle_raw(x.out.extent_start, bo.hbuf);
	ret = xc_memory_op(xch, XENMEM_exchange, &x, sizeof(x));
	xc_unbounce(xch, &bo);
	xc_unbounce(xch, &bi);
	return ret < 0 ? -1 : 0;
}

int xc_domain_add_to_physmap(xc_interface *xch, uint32_t domid,
			     unsigned int space, unsigned long idx,
			     xen_pfn_t gpfn)
{
	struct xen_add_to_physmap a = {
		.domid = domid,
		.space = space,
		.idx = idx,
		.gpfn = gpfn,
	};

	return xc_memory_op(xch, XENMEM_add_to_physmap, &a, sizeof(a)) < 0 ? -1
									   : 0;
}

int xc_domain_remove_from_physmap(xc_interface *xch, uint32_t domid,
				  xen_pfn_t gpfn)
{
	struct xen_remove_from_physmap a = { .domid = domid, .gpfn = gpfn };

	return xc_memory_op(xch, XENMEM_remove_from_physmap, &a, sizeof(a)) < 0
		       ? -1
		       : 0;
}

int xc_machphys_mfn_list(xc_interface *xch, unsigned long max_extents,
			 xen_pfn_t *extent_start)
{
	struct xen_machphys_mfn_list l = { .max_extents = max_extents };
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, extent_start,
		      max_extents * sizeof(*extent_start), XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(l.extent_start, b.hbuf);
	ret = xc_memory_op(xch, XENMEM_machphys_mfn_list, &l, sizeof(l));
	xc_unbounce(xch, &b);
	if (ret < 0)
		return -1;
	if (l.nr_extents != max_extents) {
		errno = ENODATA;
		return -1;
	}
	return 0;
}

int xc_availheap(xc_interface *xch, int min_width, int max_width, int node,
		 uint64_t *bytes)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_availheap,
		.u.availheap = {
			.min_bitwidth = min_width,
			.max_bitwidth = max_width,
			.node = node,
		},
	};

	if (xc_sysctl(xch, &s))
		return -1;
	*bytes = s.u.availheap.avail_bytes;
	return 0;
}
