// SPDX-License-Identifier: GPL-2.0-only
/* Which pages a running domain writes, and what its frames are used for. */
#include "private.h"

long long xc_logdirty_control(xc_interface *xch, uint32_t domid,
			      unsigned int op, xc_hypercall_buffer_t *bitmap,
			      unsigned long pages, unsigned int mode,
			      xc_shadow_op_stats_t *stats)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_shadow_op,
		.domain = domid,
		.u.shadow_op = { .op = op, .pages = pages, .mode = mode },
	};

	if (bitmap)
		set_xen_guest_handle_raw(d.u.shadow_op.dirty_bitmap,
					 bitmap->hbuf);
	if (xc_domctl(xch, &d))
		return -1;
	if (stats)
		*stats = d.u.shadow_op.stats;
	return d.u.shadow_op.pages;
}

int xc_get_pfn_type_batch(xc_interface *xch, uint32_t domid, unsigned int num,
			  xen_pfn_t *arr)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_getpageframeinfo3,
		.domain = domid,
		.u.getpageframeinfo3.num = num,
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, arr, num * sizeof(*arr), XC_BOUNCE_BOTH))
		return -1;
	set_xen_guest_handle_raw(d.u.getpageframeinfo3.array, b.hbuf);
	ret = xc_domctl(xch, &d);
	xc_unbounce(xch, &b);
	return ret;
}
