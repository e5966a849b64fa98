// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor's log ring and its debug keys. */
#include "private.h"

int xc_readconsolering(xc_interface *xch, char *buffer, unsigned int *pnr_chars,
		       int clear, int incremental, uint32_t *pindex)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_readconsole,
		.u.readconsole = {
			.clear = !!clear,
			.incremental = !!incremental,
			.index = pindex ? *pindex : 0,
			.count = *pnr_chars,
		},
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, buffer, *pnr_chars, XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(s.u.readconsole.buffer, b.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &b);
	if (ret)
		return ret;
	*pnr_chars = s.u.readconsole.count;
	if (pindex)
		*pindex = s.u.readconsole.index;
	return 0;
}

int xc_send_debug_keys(xc_interface *xch, const char *keys)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_debug_keys,
		.u.debug_keys.nr_keys = strlen(keys),
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, (void *)keys, strlen(keys), XC_BOUNCE_IN))
		return -1;
	set_xen_guest_handle_raw(s.u.debug_keys.keys, b.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &b);
	return ret;
}
