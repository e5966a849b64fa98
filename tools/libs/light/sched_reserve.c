// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reservations of CPU time.  Not a part of libxl_domain_sched_params, whose
 * layout is Xen's: functions of their own.
 */
#include "internal.h"

/* On a hypervisor that has none every domain has 0 percent. */
int libxl_domain_reservation_get(libxl_ctx *ctx, uint32_t domid,
				 uint32_t *percent)
{
	if (!xc_sched_credit2_reserve_get(ctx->xch, domid, percent))
		return 0;
	*percent = 0;
	if (errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS)
		return 0;
	XL_ERRNO(ctx, "cannot read domain %u's reservation of CPU time", domid);
	return ERROR_FAIL;
}

int libxl_domain_reservation_set(libxl_ctx *ctx, uint32_t domid,
				 uint32_t percent)
{
	if (!xc_sched_credit2_reserve_set(ctx->xch, domid, percent))
		return 0;
	if (errno == ENOSPC) {
		XL_ERROR(
			ctx,
			"%u percent of a CPU cannot be reserved for domain %u: "
			"the CPUs that it may use have less left (90 percent "
			"of each can be reserved)",
			percent, domid);
		return ERROR_INVAL;
	}
	if (errno == EINVAL) {
		XL_ERROR(ctx,
			 "%u percent of a CPU is more than domain %u's vCPUs "
			 "can "
			 "use or its cap allows, or its scheduler has no "
			 "reservations (Xenolith's credit2 has)",
			 percent, domid);
		return ERROR_INVAL;
	}
	XL_ERRNO(ctx, "cannot reserve CPU time for domain %u", domid);
	return ERROR_FAIL;
}
