// SPDX-License-Identifier: GPL-2.0-only
/* Parameters of HVM domains. */
#include "private.h"
#include <xen/hvm/hvm_op.h>

static int param_op(xc_interface *xch, int op, struct xen_hvm_param *p)
{
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, p, sizeof(*p), XC_BOUNCE_BOTH))
		return -1;
	ret = xencall2(xch->xcall, __HYPERVISOR_hvm_op, op,
		       (unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_hvm_param_set(xc_interface *xch, uint32_t dom, uint32_t param,
		     uint64_t value)
{
	struct xen_hvm_param p = {
		.domid = dom,
		.index = param,
		.value = value,
	};

	return param_op(xch, HVMOP_set_param, &p);
}

int xc_hvm_param_get(xc_interface *xch, uint32_t dom, uint32_t param,
		     uint64_t *value)
{
	struct xen_hvm_param p = { .domid = dom, .index = param };

	if (param_op(xch, HVMOP_get_param, &p))
		return -1;
	*value = p.value;
	return 0;
}
