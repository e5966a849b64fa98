/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hypervisor keeps for itself: all pages less the free ones and this
 * domain's.  A line "bench own-memory-KiB COUNT".
 */
#define __XEN_TOOLS__
#include "guest.h"

#include <sysctl.h>

void test_main(void)
{
	struct xen_sysctl op = {
		.cmd = XEN_SYSCTL_physinfo,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	};
	domid_t self = DOMID_SELF;
	long pages = hc_memory_op(XENMEM_current_reservation, &self);

	/* What is scrubbed in the background is free, but in no list yet. */
	delay_ns(500000000);
	if (pages <= 0 || HCALL1(sysctl, &op))
		test_error("no physinfo");
	printf("bench own-memory-KiB %lu\n",
	       (op.u.physinfo.total_pages - op.u.physinfo.free_pages - pages) *
		       4);
}
