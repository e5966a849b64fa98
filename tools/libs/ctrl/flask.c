// SPDX-License-Identifier: GPL-2.0-only
/* The Flask security module; ENOSYS where the hypervisor has none. */
#include "private.h"

#include <xen/xsm/flask_op.h>

static int flask_op(xc_interface *xch, xen_flask_op_t *op)
{
	xc_hypercall_buffer_t b;
	int ret;

	op->interface_version = XEN_FLASK_INTERFACE_VERSION;
	if (xc_bounce(xch, &b, op, sizeof(*op), XC_BOUNCE_BOTH))
		return -1;
	ret = xencall1(xch->xcall, __HYPERVISOR_xsm_op, (unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_flask_getenforce(xc_interface *xch)
{
	xen_flask_op_t op = { .cmd = FLASK_GETENFORCE };

	return flask_op(xch, &op);
}

int xc_flask_setenforce(xc_interface *xch, int mode)
{
	xen_flask_op_t op = {
		.cmd = FLASK_SETENFORCE,
		.u.enforce.enforcing = mode,
	};

	return flask_op(xch, &op);
}

int xc_flask_load(xc_interface *xch, char *policy, uint32_t size)
{
	xen_flask_op_t op = {
		.cmd = FLASK_LOAD,
		.u.load.size = size,
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, policy, size, XC_BOUNCE_IN))
		return -1;
	set_xen_guest_handle_raw(op.u.load.buffer, b.hbuf);
	ret = flask_op(xch, &op);
	xc_unbounce(xch, &b);
	return ret;
}
