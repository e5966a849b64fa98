// SPDX-License-Identifier: GPL-2.0-only
/* Event channels of another domain, made or inspected on its behalf. */
#include "private.h"

static int evtchn_op(xc_interface *xch, int cmd, void *arg, size_t size)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, arg, size, XC_BOUNCE_BOTH))
		return -1;
	ret = xencall2(xch->xcall, __HYPERVISOR_event_channel_op, cmd,
		       (unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

xc_evtchn_port_or_error_t
xc_evtchn_alloc_unbound(xc_interface *xch, uint32_t dom, uint32_t remote_dom)
{
	struct evtchn_alloc_unbound a = {
		.dom = dom,
		.remote_dom = remote_dom,
	};

	if (evtchn_op(xch, EVTCHNOP_alloc_unbound, &a, sizeof(a)))
		return -1;
	return a.port;
}

int xc_evtchn_reset(xc_interface *xch, uint32_t dom)
{
	struct evtchn_reset r = { .dom = dom };

	return evtchn_op(xch, EVTCHNOP_reset, &r, sizeof(r));
}

int xc_evtchn_status(xc_interface *xch, xc_evtchn_status_t *status)
{
	return evtchn_op(xch, EVTCHNOP_status, status, sizeof(*status));
}
