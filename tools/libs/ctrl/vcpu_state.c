// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a saved vCPU has beside its context: 32-bit entry points, the XSAVE
 * area, MSRs.  Each is opaque here and goes back as it came.
 */
#include "private.h"

int xc_vcpu_get_ext_context(xc_interface *xch, uint32_t domid, uint32_t vcpu,
			    struct xen_domctl_ext_vcpucontext *ext)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_get_ext_vcpucontext,
		.domain = domid,
		.u.ext_vcpucontext.vcpu = vcpu,
	};

	if (xc_domctl(xch, &d))
		return -1;
	*ext = d.u.ext_vcpucontext;
	return 0;
}

int xc_vcpu_set_ext_context(xc_interface *xch, uint32_t domid, uint32_t vcpu,
			    const struct xen_domctl_ext_vcpucontext *ext)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_set_ext_vcpucontext,
		.domain = domid,
		.u.ext_vcpucontext = *ext,
	};

	d.u.ext_vcpucontext.vcpu = vcpu;
	return xc_domctl(xch, &d);
}

static int xsave(xc_interface *xch, struct xen_domctl *d, void *buf,
		 uint64_t size, int dir)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, buf, size, dir))
		return -1;
	set_xen_guest_handle_raw(d->u.vcpuextstate.buffer, b.hbuf);
	d->u.vcpuextstate.size = size;
	ret = xc_domctl(xch, d);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_vcpu_get_xsave(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		      void *buf, uint64_t *size)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_getvcpuextstate,
		.domain = domid,
		.u.vcpuextstate.vcpu = vcpu,
	};

	/* The call that fills wants the mask that the one for the size gave. */
	if (xsave(xch, &d, NULL, 0, XC_BOUNCE_OUT))
		return -1;
	if (buf && d.u.vcpuextstate.size > *size) {
		errno = ENOBUFS;
		return -1;
	}
	if (buf && d.u.vcpuextstate.size &&
	    xsave(xch, &d, buf, d.u.vcpuextstate.size, XC_BOUNCE_OUT))
		return -1;
	*size = d.u.vcpuextstate.size;
	return 0;
}

int xc_vcpu_set_xsave(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		      void *buf, uint64_t size)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_setvcpuextstate,
		.domain = domid,
		.u.vcpuextstate.vcpu = vcpu,
	};

	return xsave(xch, &d, buf, size, XC_BOUNCE_IN);
}

static int msrs(xc_interface *xch, struct xen_domctl *d,
		xen_domctl_vcpu_msr_t *entries, uint32_t nr, int dir)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, entries, nr * sizeof(*entries), dir))
		return -1;
	set_xen_guest_handle_raw(d->u.vcpu_msrs.msrs, b.hbuf);
	d->u.vcpu_msrs.msr_count = nr;
	ret = xc_domctl(xch, d);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_vcpu_get_msrs(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		     xen_domctl_vcpu_msr_t *entries, uint32_t *nr)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_get_vcpu_msrs,
		.domain = domid,
		.u.vcpu_msrs.vcpu = vcpu,
	};

	if (msrs(xch, &d, entries, entries ? *nr : 0, XC_BOUNCE_OUT))
		return -1;
	*nr = d.u.vcpu_msrs.msr_count;
	return 0;
}

int xc_vcpu_set_msrs(xc_interface *xch, uint32_t domid, uint32_t vcpu,
		     xen_domctl_vcpu_msr_t *entries, uint32_t nr)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_set_vcpu_msrs,
		.domain = domid,
		.u.vcpu_msrs.vcpu = vcpu,
	};

	return msrs(xch, &d, entries, nr, XC_BOUNCE_IN);
}
