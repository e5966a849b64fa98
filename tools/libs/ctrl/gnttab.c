// SPDX-License-Identifier: GPL-2.0-only
/* Grant tables of another domain. */
#include "private.h"

int xc_gnttab_op(xc_interface *xch, int cmd, void *op, int op_size, int count)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, op, (size_t)op_size * count, XC_BOUNCE_BOTH))
		return -1;
	ret = xencall3(xch->xcall, __HYPERVISOR_grant_table_op, cmd,
		       (unsigned long)b.hbuf, count);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_gnttab_query_size(xc_interface *xch, struct gnttab_query_size *query)
{
	int ret = xc_gnttab_op(xch, GNTTABOP_query_size, query, sizeof(*query),
			       1);

	if (!ret && query->status != GNTST_okay) {
		errno = EINVAL;
		ret = -1;
	}
	return ret;
}

int xc_gnttab_get_version(xc_interface *xch, uint32_t domid)
{
	struct gnttab_get_version v = { .dom = domid };

	if (xc_gnttab_op(xch, GNTTABOP_get_version, &v, sizeof(v), 1))
		return -1;
	return v.version;
}

int xc_gnttab_setup_frame(xc_interface *xch, uint32_t domid, xen_pfn_t *gmfn)
{
	struct gnttab_setup_table setup = { .dom = domid, .nr_frames = 1 };
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, gmfn, sizeof(*gmfn), XC_BOUNCE_BOTH))
		return -1;
	set_xen_guest_handle_raw(setup.frame_list, b.hbuf);
	ret = xc_gnttab_op(xch, GNTTABOP_setup_table, &setup, sizeof(setup), 1);
	xc_unbounce(xch, &b);
	if (!ret && setup.status != GNTST_okay) {
		errno = EINVAL;
		ret = -1;
	}
	return ret;
}
