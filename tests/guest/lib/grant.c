/* SPDX-License-Identifier: GPL-2.0-only */
/* A version 1 grant table of our own, mapped at a fixed place. */
#include "guest.h"

#define GRANT_VA (TEST_VA + (1UL << 38))

struct grant_entry_v1 *grant_init(unsigned int frames)
{
	static xen_pfn_t list[16];
	struct gnttab_setup_table s = {
		.dom = DOMID_SELF,
		.nr_frames = frames,
	};

	set_xen_guest_handle(s.frame_list, list);
	if (hc_grant_table_op(GNTTABOP_setup_table, &s, 1) || s.status)
		test_error("GNTTABOP_setup_table");
	for (unsigned int i = 0; i < frames; i++)
		if (map_page(GRANT_VA + i * PAGE_SIZE, list[i], PTE_RW))
			test_error("cannot map the grant table");
	return (struct grant_entry_v1 *)GRANT_VA;
}

long grant_one(unsigned int cmd, void *op)
{
	return hc_grant_table_op(cmd, op, 1);
}
