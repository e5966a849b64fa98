/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant tables of version 2, on our own grants: when a table changes its
 * version and what stays of it; status words; full-page, sub-page and
 * transitive entries, mapped and copied.  Fails if an entry in use gets lost
 * in a change, if a sub-page grant lets one byte more be seen, or if in-use
 * flags stay behind.
 */
#include "guest.h"

#define MAP_VA	  (TEST_VA + 0x10000)
#define STATUS_VA (TEST_VA + 0x40000)

static union grant_entry_v2 *e2;
static struct grant_entry_v1 *e1;
static volatile grant_status_t *status;
static unsigned char *page, *other;

static long set_version(unsigned int v, unsigned int now)
{
	struct gnttab_set_version op = { v };
	long rc = grant_one(GNTTABOP_set_version, &op);

	CHECK_EQ(op.version, now);
	return rc;
}

static unsigned int get_version(void)
{
	struct gnttab_get_version v = { .dom = DOMID_SELF };

	CHECK_EQ(grant_one(GNTTABOP_get_version, &v), 0);
	return v.version;
}

static int status_frames(unsigned int nr, uint64_t *list)
{
	struct gnttab_get_status_frames g = { .nr_frames = nr,
					      .dom = DOMID_SELF };

	set_xen_guest_handle(g.frame_list, list);
	CHECK_EQ(grant_one(GNTTABOP_get_status_frames, &g), 0);
	return g.status;
}

static int map(unsigned int ref, unsigned int flags, unsigned int *handle)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = MAP_VA + (flags & GNTMAP_readonly ? 4096 : 0),
		.flags = GNTMAP_host_map | flags,
		.ref = ref,
	};

	CHECK_EQ(grant_one(GNTTABOP_map_grant_ref, &m), 0);
	*handle = m.handle;
	return m.status;
}

static int unmap(unsigned int handle, unsigned int flags)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = MAP_VA + (flags & GNTMAP_readonly ? 4096 : 0),
		.handle = handle,
	};

	CHECK_EQ(grant_one(GNTTABOP_unmap_grant_ref, &u), 0);
	return u.status;
}

/* From entry `ref` (or to it) at `off`. */
static int copy(unsigned int ref, unsigned int off, unsigned int len, bool to)
{
	struct gnttab_copy_ptr g = { .u.ref = ref, .offset = off },
			       f = { .domid = DOMID_SELF };
	struct gnttab_copy c = { .len = len };

	f.u.gmfn = virt_to_mfn(other);
	c.source = to ? f : g;
	c.dest = to ? g : f;
	c.flags = to ? GNTCOPY_dest_gref : GNTCOPY_source_gref;
	CHECK_EQ(grant_one(GNTTABOP_copy, &c), 0);
	return c.status;
}

static void grant(unsigned int ref, const void *pg, unsigned int flags)
{
	e2[ref].hdr.domid = 0;
	e2[ref].full_page.frame = virt_to_mfn(pg);
	barrier();
	e2[ref].hdr.flags = GTF_permit_access | flags;
}

static void to_version_2(void)
{
	unsigned int h, h9;
	uint64_t list[2];

	CHECK_EQ(get_version(), 1);
	CHECK_EQ(set_version(3, 1), -XEN_EINVAL);
	CHECK_EQ(set_version(0, 1), -XEN_EINVAL);
	CHECK_EQ(set_version(1, 1), 0);
	CHECK_EQ(status_frames(0, list), GNTST_okay);
	CHECK_EQ(status_frames(1, list), GNTST_general_error);
	e1[1] = (struct grant_entry_v1){ GTF_permit_access, 0,
					 virt_to_mfn(page) };
	e1[9] = e1[1];
	CHECK_EQ(map(1, 0, &h), 0);
	CHECK_EQ(map(9, GNTMAP_readonly, &h9), 0);
	CHECK_EQ(set_version(2, 1), -XEN_EBUSY);
	CHECK_EQ(unmap(h9, GNTMAP_readonly), 0);
	CHECK_EQ(set_version(2, 2), 0);
	CHECK_EQ(get_version(), 2);
	CHECK_EQ(set_version(2, 2), 0);
	/* The reserved entry is as it was, and still mapped. */
	CHECK_EQ(e2[1].hdr.flags, GTF_permit_access);
	CHECK_EQ(e2[1].full_page.frame, virt_to_mfn(page));
	CHECK_EQ(e2[9].hdr.flags, 0);
	CHECK_EQ(status_frames(2, list), GNTST_general_error);
	CHECK_EQ(status_frames(1, list), GNTST_okay);
	CHECK_EQ(map_page(STATUS_VA, list[0], PTE_RW), 0);
	status = (grant_status_t *)STATUS_VA;
	CHECK_EQ(status[1], GTF_reading | GTF_writing);
	CHECK_EQ(status[9], 0);
	CHECK_EQ(unmap(h, 0), 0);
	CHECK_EQ(status[1], 0);
}

static void maps(void)
{
	unsigned int h, h2;

	grant(9, page, 0);
	page[5] = 0x77;
	CHECK_EQ(map(9, 0, &h), 0);
	CHECK_EQ(*(volatile unsigned char *)(MAP_VA + 5), 0x77);
	CHECK_EQ(status[9], GTF_reading | GTF_writing);
	CHECK_EQ(e2[9].hdr.flags, GTF_permit_access);
	CHECK_EQ(map(9, GNTMAP_readonly, &h2), 0);
	CHECK_EQ(unmap(h, 0), 0);
	CHECK_EQ(status[9], GTF_reading);
	CHECK_EQ(unmap(h2, GNTMAP_readonly), 0);
	CHECK_EQ(status[9], 0);
	grant(9, page, GTF_readonly);
	CHECK_EQ(map(9, 0, &h), GNTST_general_error);
	CHECK_EQ(status[9], 0);
	grant(9, page, GTF_sub_page);
	CHECK_EQ(map(9, 0, &h), GNTST_general_error);
	e2[9].hdr.flags = GTF_transitive;
	CHECK_EQ(map(9, 0, &h), GNTST_general_error);
	e2[9].hdr.flags = GTF_accept_transfer;
	CHECK_EQ(map(9, 0, &h), GNTST_general_error);
	grant(9, page, 0);
	e2[9].hdr.domid = 1;
	CHECK_EQ(map(9, 0, &h), GNTST_general_error);
	e2[9].hdr.domid = 0;
	e2[9].full_page.frame |= 1UL << 40;
	CHECK_EQ(map(9, 0, &h), GNTST_bad_page);
	CHECK_EQ(status[9], 0);
	/* 256 entries a frame. */
	CHECK_EQ(map(511, 0, &h), GNTST_general_error);
	CHECK_EQ(map(512, 0, &h), GNTST_bad_gntref);
}

static void copies(void)
{
	for (int i = 0; i < 4096; i++)
		page[i] = i * 7;
	memset(other, 0, 4096);
	grant(10, page, 0);
	CHECK_EQ(copy(10, 0, 4096, false), GNTST_okay);
	CHECK_EQ(memcmp(page, other, 4096), 0);
	grant(10, page, GTF_sub_page);
	e2[10].sub_page.page_off = 1000;
	e2[10].sub_page.length = 100;
	memset(other, 0, 4096);
	CHECK_EQ(copy(10, 1000, 100, false), GNTST_okay);
	CHECK_EQ(memcmp(page + 1000, other, 100), 0);
	CHECK_EQ(copy(10, 1000, 101, false), GNTST_general_error);
	CHECK_EQ(copy(10, 999, 1, false), GNTST_general_error);
	CHECK_EQ(copy(10, 1099, 1, false), GNTST_okay);
	CHECK_EQ(copy(10, 1100, 1, false), GNTST_general_error);
	CHECK_EQ(copy(10, 1100, 0, false), GNTST_okay);
	CHECK_EQ(copy(10, 4090, 7, false), GNTST_bad_copy_arg);
	other[0] = 0xee;
	CHECK_EQ(copy(10, 1001, 1, true), GNTST_okay);
	CHECK_EQ(page[1001], 0xee);
	CHECK_EQ(copy(10, 999, 2, true), GNTST_general_error);
	/* What the entry says is cut to the page. */
	e2[10].sub_page.page_off = 4090;
	e2[10].sub_page.length = 0xffff;
	CHECK_EQ(copy(10, 4090, 6, false), GNTST_okay);
	CHECK_EQ(copy(10, 4089, 6, false), GNTST_general_error);
	e2[10].sub_page.page_off = 0xffff;
	CHECK_EQ(copy(10, 4095, 1, false), GNTST_general_error);
	grant(10, page, GTF_readonly);
	CHECK_EQ(copy(10, 0, 1, true), GNTST_general_error);
	/* Not through oneself, nor through nobody. */
	e2[10].transitive.trans_domid = 0;
	e2[10].transitive.gref = 9;
	grant(9, page, 0);
	e2[10].hdr.flags = GTF_transitive;
	CHECK_EQ(copy(10, 0, 8, false), GNTST_general_error);
	e2[10].transitive.trans_domid = 4711;
	CHECK_EQ(copy(10, 0, 8, false), GNTST_general_error);
	CHECK_EQ(status[9] | status[10], 0);
}

static void swaps(void)
{
	struct gnttab_swap_grant_ref s = { 9, 300, 0 };
	unsigned int h;

	grant(9, page, GTF_readonly);
	e2[300].hdr.flags = 0;
	CHECK_EQ(grant_one(GNTTABOP_swap_grant_ref, &s), 0);
	CHECK_EQ(s.status, GNTST_okay);
	CHECK_EQ(e2[9].hdr.flags, 0);
	CHECK_EQ(e2[300].hdr.flags, GTF_permit_access | GTF_readonly);
	CHECK_EQ(e2[300].full_page.frame, virt_to_mfn(page));
	CHECK_EQ(map(300, GNTMAP_readonly, &h), 0);
	CHECK_EQ(grant_one(GNTTABOP_swap_grant_ref, &s), 0);
	CHECK_EQ(s.status, GNTST_eagain);
	CHECK_EQ(unmap(h, GNTMAP_readonly), 0);
	s.ref_b = 512;
	CHECK_EQ(grant_one(GNTTABOP_swap_grant_ref, &s), 0);
	CHECK_EQ(s.status, GNTST_bad_gntref);
}

static void growth(void)
{
	static xen_pfn_t frames[9];
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 9 };
	uint64_t list[2] = { 0, 0 };

	set_xen_guest_handle(s.frame_list, frames);
	CHECK_EQ(grant_one(GNTTABOP_setup_table, &s), 0);
	CHECK_EQ(s.status, GNTST_okay);
	CHECK_EQ(status_frames(2, list), GNTST_okay);
	CHECK(list[0] != list[1] && list[1]);
	CHECK_EQ(status_frames(3, list), GNTST_general_error);
}

static void to_version_1(void)
{
	unsigned int h;

	grant(2, page, 0);
	e2[2].full_page.frame = 1UL << 32;
	CHECK_EQ(set_version(1, 2), -XEN_ERANGE);
	e2[2].hdr.flags = GTF_transitive;
	CHECK_EQ(set_version(1, 2), -XEN_ERANGE);
	e2[2].hdr.flags = GTF_accept_transfer;
	grant(1, page, GTF_readonly);
	CHECK_EQ(map(1, GNTMAP_readonly, &h), 0);
	/* While we have a status frame mapped it can't go. */
	CHECK_EQ(set_version(1, 2), -XEN_EBUSY);
	CHECK_EQ(status[1], GTF_reading);
	CHECK_EQ(hc_update_va(STATUS_VA, 0, UVMF_INVLPG), 0);
	CHECK_EQ(set_version(1, 1), 0);
	CHECK_EQ(get_version(), 1);
	CHECK_EQ(e1[1].flags, GTF_permit_access | GTF_readonly | GTF_reading);
	CHECK_EQ(e1[1].frame, virt_to_mfn(page));
	CHECK_EQ(e1[2].flags, 0);
	CHECK_EQ(e1[20].flags, 0);
	CHECK_EQ(unmap(h, GNTMAP_readonly), 0);
	CHECK_EQ(e1[1].flags, GTF_permit_access | GTF_readonly);
}

void test_main(void)
{
	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("our own number is not known");
	e1 = grant_init(2);
	e2 = (union grant_entry_v2 *)e1;
	page = page_alloc();
	other = page_alloc();
	CHECK_EQ(map_page(MAP_VA, virt_to_mfn(page), 0), 0);
	for (int i = 0; i < 2; i++) {
		to_version_2();
		maps();
		copies();
		swaps();
		if (i)
			growth();
		to_version_1();
	}
}
