/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant tables: size, growth, version; other domains and sizes beyond the
 * limit are refused.
 */
#include "guest.h"

void test_main(void)
{
	struct gnttab_query_size q = { .dom = DOMID_SELF };
	struct gnttab_get_version v = { .dom = DOMID_SELF };
	struct gnttab_setup_table s = { .dom = 4711, .nr_frames = 1 };
	struct gnttab_set_version sv = { .version = 3 };
	struct grant_entry_v1 *t;
	xen_pfn_t list[64];

	CHECK_EQ(grant_one(GNTTABOP_query_size, &q), 0);
	CHECK_EQ(q.status, GNTST_okay);
	CHECK(q.max_nr_frames >= 4 && q.nr_frames <= q.max_nr_frames);
	q.dom = 4711;
	CHECK_EQ(grant_one(GNTTABOP_query_size, &q), 0);
	CHECK_EQ(q.status, GNTST_bad_domain);
	t = grant_init(2);
	t[600].frame = 1;
	CHECK_EQ(t[600].flags, 0);
	q.dom = DOMID_SELF;
	CHECK_EQ(grant_one(GNTTABOP_query_size, &q), 0);
	CHECK(q.nr_frames >= 2);
	set_xen_guest_handle(s.frame_list, list);
	CHECK_EQ(grant_one(GNTTABOP_setup_table, &s), 0);
	CHECK_EQ(s.status, GNTST_bad_domain);
	s.dom = DOMID_SELF;
	s.nr_frames = q.max_nr_frames + 1;
	CHECK(grant_one(GNTTABOP_setup_table, &s) < 0 ||
	      s.status == GNTST_general_error);
	CHECK_EQ(grant_one(GNTTABOP_get_version, &v), 0);
	CHECK_EQ(v.version, 1);
	CHECK_EQ(grant_one(GNTTABOP_set_version, &sv), -XEN_EINVAL);
	CHECK_EQ(grant_one(GNTTABOP_setup_table, (void *)8), -XEN_EFAULT);
	CHECK_EQ(hc_grant_table_op(99, 0, 0), -XEN_ENOSYS);
	CHECK(hc_grant_table_op(99, list, 1) < 0);
}
