/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XENMEM_acquire_resource: dom0 learns the grant table's size of its own
 * domain or of one that does not exist; fails if padding, types and unknown
 * domains are not checked.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>

static long acquire(domid_t id, unsigned int type, uint64_t first, uint32_t *nr,
		    xen_pfn_t *list)
{
	struct xen_mem_acquire_resource r = {
		.domid = id,
		.type = type,
		.id = XENMEM_resource_grant_table_id_shared,
		.frame = first,
		.nr_frames = *nr,
	};
	long rc;

	set_xen_guest_handle(r.frame_list, list);
	rc = hc_memory_op(XENMEM_acquire_resource, &r);
	*nr = r.nr_frames;
	return rc;
}

/* The grant table of another domain: its size, all frames, bad ones. */
static void of_another(void)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_createdomain,
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
		.domain = DOMID_FIRST_RESERVED,
	};
	static xen_pfn_t list[1024];
	uint32_t nr = 0, n;

	op.u.createdomain.max_vcpus = 1;
	op.u.createdomain.max_evtchn_port = 63;
	op.u.createdomain.max_grant_frames = 40;
	op.u.createdomain.max_maptrack_frames = -1;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(1);
	if (HCALL1(domctl, &op))
		test_error("createdomain");
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, 0, &nr, NULL),
		 0);
	CHECK_EQ(nr, 40);
	n = 1;
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, 0, &n, NULL),
		 -XEN_EINVAL);
	n = nr;
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, 0, &n, list),
		 0);
	for (unsigned int i = 0; i < nr; i++)
		for (unsigned int j = 0; j < i; j++)
			CHECK(list[i] && list[i] != list[j]);
	n = 1;
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, nr, &n, list),
		 -XEN_EINVAL);
	n = 0;
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, 0, &n, list),
		 -XEN_EINVAL);
	n = 1u << 27;
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, 0, &n, list),
		 -XEN_EINVAL);
	n = 0;
	CHECK_EQ(acquire(op.domain, XENMEM_resource_grant_table, 1UL << 32, &n,
			 NULL),
		 -XEN_EINVAL);
	CHECK_EQ(acquire(op.domain, XENMEM_resource_ioreq_server, 0, &n, NULL),
		 -XEN_EINVAL);
	CHECK_EQ(acquire(op.domain, XENMEM_resource_vmtrace_buf, 0, &n, NULL),
		 -XEN_EINVAL);
	n = 1;
	CHECK_EQ(acquire(op.domain, 77, 0, &n, list), -XEN_EOPNOTSUPP);
	op.cmd = XEN_DOMCTL_destroydomain;
	CHECK_EQ(HCALL1(domctl, &op), 0);
}

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
	if (start_info->flags & SIF_INITDOMAIN)
		of_another();
}
