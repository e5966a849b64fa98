// SPDX-License-Identifier: GPL-2.0-only
/* vCPUs: context, state, and where they may run. */
#include "private.h"

static int context(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		   vcpu_guest_context_any_t *ctxt, uint32_t cmd, int dir)
{
	struct xen_domctl d = {
		.cmd = cmd,
		.domain = domid,
		.u.vcpucontext.vcpu = vcpu,
	};
	xc_hypercall_buffer_t b;
	int ret;

	/* NULL resets the vCPU (HVM only). */
	if (xc_bounce(xch, &b, ctxt, sizeof(*ctxt), dir))
		return -1;
	set_xen_guest_handle_raw(d.u.vcpucontext.ctxt, b.hbuf);
	ret = xc_domctl(xch, &d);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_vcpu_setcontext(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		       vcpu_guest_context_any_t *ctxt)
{
	return context(xch, domid, vcpu, ctxt, XEN_DOMCTL_setvcpucontext,
		       XC_BOUNCE_IN);
}

int xc_vcpu_getcontext(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		       vcpu_guest_context_any_t *ctxt)
{
	return context(xch, domid, vcpu, ctxt, XEN_DOMCTL_getvcpucontext,
		       XC_BOUNCE_OUT);
}

int xc_vcpu_getinfo(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		    xc_vcpuinfo_t *info)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_getvcpuinfo,
		.domain = domid,
		.u.getvcpuinfo.vcpu = vcpu,
	};

	if (xc_domctl(xch, &d))
		return -1;
	*info = d.u.getvcpuinfo;
	return 0;
}

long long xc_domain_get_cpu_usage(xc_interface *xch, uint32_t domid, int vcpu)
{
	xc_vcpuinfo_t info;

	if (xc_vcpu_getinfo(xch, domid, vcpu, &info))
		return -1;
	return info.cpu_time;
}

static int affinity(xc_interface *xch, uint32_t domid, int vcpu,
		    xc_cpumap_t hard, xc_cpumap_t soft, uint32_t flags,
		    uint32_t cmd)
{
	struct xen_domctl d = {
		.cmd = cmd,
		.domain = domid,
		.u.vcpuaffinity = { .vcpu = vcpu, .flags = flags },
	};
	struct xenctl_bitmap *h = &d.u.vcpuaffinity.cpumap_hard;
	struct xenctl_bitmap *s = &d.u.vcpuaffinity.cpumap_soft;
	xc_hypercall_buffer_t bh, bs;
	int size = xc_get_cpumap_size(xch), ret;

	if (size <= 0)
		return -1;
	if (xc_bounce(xch, &bh, hard, size, XC_BOUNCE_BOTH))
		return -1;
	if (xc_bounce(xch, &bs, soft, size, XC_BOUNCE_BOTH)) {
		xc_unbounce(xch, &bh);
		return -1;
	}
	set_xen_guest_handle_raw(h->bitmap, bh.hbuf);
	set_xen_guest_handle_raw(s->bitmap, bs.hbuf);
	h->nr_bits = hard ? size * 8 : 0;
	s->nr_bits = soft ? size * 8 : 0;
	ret = xc_domctl(xch, &d);
	xc_unbounce(xch, &bs);
	xc_unbounce(xch, &bh);
	return ret;
}

int xc_vcpu_setaffinity(xc_interface *xch, uint32_t domid, int vcpu,
			xc_cpumap_t hard_inout, xc_cpumap_t soft_inout,
			uint32_t flags)
{
	return affinity(xch, domid, vcpu, hard_inout, soft_inout, flags,
			XEN_DOMCTL_setvcpuaffinity);
}

int xc_vcpu_getaffinity(xc_interface *xch, uint32_t domid, int vcpu,
			xc_cpumap_t hard, xc_cpumap_t soft, uint32_t flags)
{
	return affinity(xch, domid, vcpu, hard, soft, flags,
			XEN_DOMCTL_getvcpuaffinity);
}

static int node_affinity(xc_interface *xch, uint32_t domid, uint32_t cmd,
			 xc_nodemap_t map, int dir)
{
	struct xen_domctl d = { .cmd = cmd, .domain = domid };
	int size = xc_get_nodemap_size(xch), ret;
	xc_hypercall_buffer_t b;

	if (size <= 0 || xc_bounce(xch, &b, map, size, dir))
		return -1;
	set_xen_guest_handle_raw(d.u.nodeaffinity.nodemap.bitmap, b.hbuf);
	d.u.nodeaffinity.nodemap.nr_bits = size * 8;
	ret = xc_domctl(xch, &d);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_domain_node_setaffinity(xc_interface *xch, uint32_t domid,
			       xc_nodemap_t nodemap)
{
	return node_affinity(xch, domid, XEN_DOMCTL_setnodeaffinity, nodemap,
			     XC_BOUNCE_IN);
}

int xc_domain_node_getaffinity(xc_interface *xch, uint32_t domid,
			       xc_nodemap_t nodemap)
{
	return node_affinity(xch, domid, XEN_DOMCTL_getnodeaffinity, nodemap,
			     XC_BOUNCE_OUT);
}
