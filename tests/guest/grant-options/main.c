/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host forbids by options is refused: version 2 as if nobody had
 * heard of it, transfers; the limit of frames is as it was given.
 *
 * xen: gnttab=max-ver:1,no-transitive,no-transfer gnttab_max_frames=5
 */
#include "guest.h"

void test_main(void)
{
	static xen_pfn_t list[6];
	struct gnttab_set_version v = { 2 };
	struct gnttab_query_size q = { .dom = DOMID_SELF };
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 6 };
	struct gnttab_transfer t = { .domid = 0 };

	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), -XEN_ENOSYS);
	CHECK_EQ(v.version, 1);
	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), 0);
	v.version = 3;
	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), -XEN_EINVAL);
	CHECK_EQ(grant_one(GNTTABOP_query_size, &q), 0);
	CHECK_EQ(q.max_nr_frames, 5);
	set_xen_guest_handle(s.frame_list, list);
	CHECK_EQ(grant_one(GNTTABOP_setup_table, &s), 0);
	CHECK_EQ(s.status, GNTST_general_error);
	s.nr_frames = 5;
	CHECK_EQ(grant_one(GNTTABOP_setup_table, &s), 0);
	CHECK_EQ(s.status, GNTST_okay);
	t.mfn = pfn_to_mfn(spare_pfn());
	CHECK_EQ(grant_one(GNTTABOP_transfer, &t), -XEN_EOPNOTSUPP);
	/* The page is still ours. */
	CHECK_EQ(map_page(TEST_VA, t.mfn, PTE_RW), 0);
}
