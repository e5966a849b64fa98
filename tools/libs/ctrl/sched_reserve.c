// SPDX-License-Identifier: GPL-2.0-only
/* Reservations of CPU time: Xenolith's credit2 has them, Xen has not. */
#include "private.h"

static int reserve_op(xc_interface *xch, uint32_t domid, uint32_t cmd,
		      uint32_t *percent)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_scheduler_op,
		.domain = domid,
		.u.scheduler_op = {
			.sched_id = XEN_SCHEDULER_CREDIT2,
			.cmd = cmd,
			.u.reserve.percent = *percent,
		},
	};

	if (xc_domctl(xch, &d))
		return -1;
	*percent = d.u.scheduler_op.u.reserve.percent;
	return 0;
}

int xc_sched_credit2_reserve_set(xc_interface *xch, uint32_t domid,
				 uint32_t percent)
{
	return reserve_op(xch, domid, XEN_DOMCTL_SCHEDOP_putreserve, &percent);
}

int xc_sched_credit2_reserve_get(xc_interface *xch, uint32_t domid,
				 uint32_t *percent)
{
	*percent = 0;
	return reserve_op(xch, domid, XEN_DOMCTL_SCHEDOP_getreserve, percent);
}
