/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GNTTABOP_copy: between frames and grants, with offsets; ranges that cross a
 * page, read-only targets and bad references are refused.
 */
#include "guest.h"

static struct grant_entry_v1 *table;
static unsigned char *a, *b;

static int copy(unsigned int flags, unsigned long from, unsigned int from_off,
		unsigned long to, unsigned int to_off, unsigned int len)
{
	struct gnttab_copy c = {
		.source = { .domid = flags & GNTCOPY_source_gref ? 0
								 : DOMID_SELF,
			    .offset = from_off },
		.dest = { .domid = flags & GNTCOPY_dest_gref ? 0 : DOMID_SELF,
			  .offset = to_off },
		.len = len,
		.flags = flags,
	};

	if (flags & GNTCOPY_source_gref)
		c.source.u.ref = from;
	else
		c.source.u.gmfn = from;
	if (flags & GNTCOPY_dest_gref)
		c.dest.u.ref = to;
	else
		c.dest.u.gmfn = to;
	CHECK_EQ(grant_one(GNTTABOP_copy, &c), 0);
	return c.status;
}

void test_main(void)
{
	unsigned long ma, mb;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("our own number is not known");
	table = grant_init(1);
	a = page_alloc();
	b = page_alloc();
	ma = virt_to_mfn(a);
	mb = virt_to_mfn(b);
	for (int i = 0; i < 4096; i++)
		a[i] = i * 7;
	CHECK_EQ(copy(0, ma, 0, mb, 0, 4096), GNTST_okay);
	CHECK_EQ(memcmp(a, b, 4096), 0);
	memset(b, 0, 4096);
	table[8] = (struct grant_entry_v1){ GTF_permit_access, 0, mb };
	table[9] = (struct grant_entry_v1){ GTF_permit_access | GTF_readonly, 0,
					    ma };
	CHECK_EQ(copy(GNTCOPY_source_gref | GNTCOPY_dest_gref, 9, 100, 8, 200,
		      50),
		 GNTST_okay);
	CHECK_EQ(memcmp(a + 100, b + 200, 50), 0);
	CHECK_EQ(b[199], 0);
	CHECK_EQ(b[250], 0);
	CHECK_EQ(table[8].flags, GTF_permit_access);
	CHECK_EQ(copy(GNTCOPY_dest_gref, mb, 0, 9, 0, 8), GNTST_general_error);
	CHECK_EQ(copy(GNTCOPY_dest_gref, mb, 0, 200, 0, 8),
		 GNTST_general_error);
	CHECK_EQ(copy(GNTCOPY_dest_gref, mb, 0, 1 << 30, 0, 8),
		 GNTST_bad_gntref);
	CHECK_EQ(copy(0, ma, 4000, mb, 0, 97), GNTST_bad_copy_arg);
	CHECK_EQ(copy(0, ma, 0, mb, 4090, 7), GNTST_bad_copy_arg);
	CHECK(copy(0, 0xffffffffff, 0, mb, 0, 8) < 0);
	CHECK(copy(0, ma, 0, virt_to_mfn((void *)start_info->pt_base), 0, 8) <
	      0);
}
