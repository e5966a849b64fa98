/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XENMEM_acquire_resource: dom0 learns the grant table's size of its own
 * domain or of one that does not exist; fails if padding, types and unknown
 * domains are not checked.
 */
#include "guest.h"

void test_main(void)
{
	struct xen_mem_acquire_resource r = {
		.domid = DOMID_SELF,
		.type = XENMEM_resource_grant_table,
		.id = XENMEM_resource_grant_table_id_shared,
	};

	/* A domain cannot be its own target. */
	CHECK(hc_memory_op(XENMEM_acquire_resource, &r) < 0);
	r.domid = 4711;
	CHECK_EQ(hc_memory_op(XENMEM_acquire_resource, &r), -XEN_ESRCH);
	r.pad = 1;
	CHECK_EQ(hc_memory_op(XENMEM_acquire_resource, &r), -XEN_EINVAL);
	CHECK_EQ(hc_memory_op(XENMEM_acquire_resource, 8), -XEN_EFAULT);
}
