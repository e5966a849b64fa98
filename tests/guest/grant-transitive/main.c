/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transitive grants: a second domain passes on what we grant to it.  We copy
 * from and to our own page through its entry; it must allow us, our entry must
 * allow it, neither alone is enough; limits and in-use flags of both entries
 * hold.  Also its grants of version 2 used from another domain: a page mapped
 * stays when the granter takes the entry back, a transfer to it arrives, and
 * its version does not change while an entry is mapped.
 */
#include "guest.h"

#define STATUS_VA (TEST_VA + 0x40000)
#define MAP_VA	  (TEST_VA + 0x50000)

enum { REF_TRANS = 9, REF_PAGE, REF_SUB, REF_TRANSFER, REF_NEST };
enum { OUR_PAGE = 20, OUR_SUB, OUR_TRANS };

/* ---- The second domain ---- */

static unsigned char child_page[4096] __attribute__((aligned(4096)));

static void entry(union grant_entry_v2 *e, unsigned int flags,
		  unsigned long frame)
{
	e->hdr.domid = 0;
	e->full_page.frame = frame;
	barrier();
	e->hdr.flags = flags;
}

static void transitive(union grant_entry_v2 *e, domid_t dom, unsigned int ref)
{
	e->hdr.domid = 0;
	e->transitive.trans_domid = dom;
	e->transitive.gref = ref;
	barrier();
	e->hdr.flags = GTF_transitive;
}

static long version(unsigned int v)
{
	struct gnttab_set_version s = { v };

	return grant_one(GNTTABOP_set_version, &s);
}

static void wait_step(unsigned int n)
{
	while (child_box.step[0] < n)
		hc_sched_op(SCHEDOP_yield, 0);
}

static void child(void)
{
	union grant_entry_v2 *e = (void *)grant_init(1);
	struct gnttab_get_status_frames g = { .nr_frames = 1,
					      .dom = DOMID_SELF };
	volatile grant_status_t *status = (void *)STATUS_VA;
	uint64_t frame = 0;

	child_box.result[0] = version(2);
	set_xen_guest_handle(g.frame_list, &frame);
	grant_one(GNTTABOP_get_status_frames, &g);
	map_page(STATUS_VA, frame, PTE_RW);
	memset(child_page, 0x5c, 4096);
	transitive(&e[REF_TRANS], 0, OUR_PAGE);
	entry(&e[REF_PAGE], GTF_permit_access, virt_to_mfn(child_page));
	entry(&e[REF_SUB], GTF_permit_access | GTF_sub_page,
	      virt_to_mfn(child_page));
	e[REF_SUB].sub_page.page_off = 8;
	e[REF_SUB].sub_page.length = 8;
	entry(&e[REF_TRANSFER], GTF_accept_transfer, start_info->nr_pages);
	transitive(&e[REF_NEST], 0, OUR_TRANS);
	child_box.step[1] = 1;

	/* The page is mapped: the entry goes, the mapping stays. */
	wait_step(1);
	child_box.result[1] = status[REF_PAGE];
	child_box.result[2] = version(1);
	e[REF_PAGE].hdr.flags = 0;
	child_page[0] = 0x11;
	child_box.step[1] = 2;

	wait_step(2);
	child_box.result[3] = status[REF_PAGE];
	child_box.result[4] = status[REF_TRANS];
	child_box.result[5] = e[REF_TRANSFER].hdr.flags;
	child_box.result[6] = e[REF_TRANSFER].full_page.frame;
	child_box.result[7] = child_page[1];
	transitive(&e[REF_TRANS], 0, OUR_SUB);
	child_box.step[1] = 3;

	wait_step(3);
}

/* ---- We ---- */

static struct grant_entry_v1 *ours;
static unsigned char *page, *other;
static struct child_domain c;

static int copy(unsigned int ref, unsigned int off, unsigned int len, bool to)
{
	struct gnttab_copy_ptr g = { .u.ref = ref,
				     .domid = c.id,
				     .offset = off },
			       f = { .domid = DOMID_SELF };
	struct gnttab_copy op = { .len = len };

	f.u.gmfn = virt_to_mfn(other);
	op.source = to ? f : g;
	op.dest = to ? g : f;
	op.flags = to ? GNTCOPY_dest_gref : GNTCOPY_source_gref;
	CHECK_EQ(grant_one(GNTTABOP_copy, &op), 0);
	return op.status;
}

static void grant_to_child(unsigned int ref, unsigned int flags)
{
	ours[ref].domid = c.id;
	ours[ref].frame = virt_to_mfn(page);
	barrier();
	ours[ref].flags = flags;
}

static void through(void)
{
	CHECK_EQ(copy(REF_TRANS, 0, 8, false), GNTST_general_error);
	grant_to_child(OUR_PAGE, GTF_permit_access | GTF_readonly);
	CHECK_EQ(copy(REF_TRANS, 0, 4096, false), GNTST_okay);
	CHECK_EQ(memcmp(page, other, 4096), 0);
	CHECK_EQ(copy(REF_TRANS, 0, 8, true), GNTST_general_error);
	CHECK_EQ(ours[OUR_PAGE].flags, GTF_permit_access | GTF_readonly);
	grant_to_child(OUR_PAGE, GTF_permit_access);
	other[0] = 0x99;
	CHECK_EQ(copy(REF_TRANS, 10, 1, true), GNTST_okay);
	CHECK_EQ(page[10], 0x99);
	CHECK_EQ(ours[OUR_PAGE].flags, GTF_permit_access);
	/* Not for us directly: the entry is the child's. */
	ours[OUR_PAGE].domid = 0;
	CHECK_EQ(copy(REF_TRANS, 0, 8, false), GNTST_general_error);
	grant_to_child(OUR_PAGE, GTF_permit_access);
}

static int map(unsigned int ref, unsigned int *handle)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = MAP_VA,
		.flags = GNTMAP_host_map,
		.ref = ref,
		.dom = c.id,
	};

	CHECK_EQ(grant_one(GNTTABOP_map_grant_ref, &m), 0);
	*handle = m.handle;
	return m.status;
}

static void transfer(unsigned long mfn)
{
	struct gnttab_transfer t = { .mfn = mfn,
				     .domid = c.id,
				     .ref = REF_TRANSFER };

	CHECK_EQ(grant_one(GNTTABOP_transfer, &t), 0);
	CHECK_EQ(t.status, GNTST_okay);
}

/* One that leads to a transitive one: refused. */
static void nested(void)
{
	struct gnttab_set_version v = { 2 };
	union grant_entry_v2 *e = (void *)ours;

	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), 0);
	e[OUR_TRANS].hdr.domid = c.id;
	e[OUR_TRANS].transitive.trans_domid = c.id;
	e[OUR_TRANS].transitive.gref = REF_SUB;
	e[OUR_TRANS].hdr.flags = GTF_transitive;
	CHECK_EQ(copy(REF_NEST, 8, 8, false), GNTST_general_error);
	/* Version 2 here as well: the step's own limits count. */
	e[OUR_SUB].hdr.domid = c.id;
	e[OUR_SUB].sub_page.frame = virt_to_mfn(page);
	e[OUR_SUB].sub_page.page_off = 100;
	e[OUR_SUB].sub_page.length = 10;
	e[OUR_SUB].hdr.flags = GTF_permit_access | GTF_sub_page;
	CHECK_EQ(copy(REF_TRANS, 100, 10, false), GNTST_okay);
	CHECK_EQ(memcmp(page + 100, other, 10), 0);
	CHECK_EQ(copy(REF_TRANS, 99, 10, false), GNTST_general_error);
	CHECK_EQ(copy(REF_TRANS, 101, 10, false), GNTST_general_error);
}

void test_main(void)
{
	struct gnttab_unmap_grant_ref u = { .host_addr = MAP_VA };
	unsigned long mfn = pfn_to_mfn(spare_pfn());
	unsigned int h;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("only dom0 can make another domain");
	child_create(&c, child, 2);
	child_start(&c);
	ours = grant_init(1);
	page = page_alloc();
	other = page_alloc();
	for (int i = 0; i < 4096; i++)
		page[i] = i * 13;
	CHECK_EQ(map_page(MAP_VA, mfn, 0), 0);
	if (!CHECK(child_wait(&c, &c.box->step[1], 1)))
		return;
	CHECK_EQ(c.box->result[0], 0);
	through();
	CHECK_EQ(map(REF_TRANS, &h), GNTST_general_error);
	CHECK_EQ(map(REF_SUB, &h), GNTST_general_error);
	CHECK_EQ(copy(REF_SUB, 8, 8, false), GNTST_okay);
	CHECK_EQ(copy(REF_SUB, 8, 9, false), GNTST_general_error);
	CHECK_EQ(map(REF_PAGE, &h), GNTST_okay);
	c.box->step[0] = 1;
	CHECK(child_wait(&c, &c.box->step[1], 2));
	CHECK_EQ(c.box->result[1], GTF_reading | GTF_writing);
	CHECK_EQ(c.box->result[2], -XEN_EBUSY);
	CHECK_EQ(*(volatile unsigned char *)MAP_VA, 0x11);
	*(volatile unsigned char *)(MAP_VA + 1) = 0x22;
	u.handle = h;
	CHECK_EQ(grant_one(GNTTABOP_unmap_grant_ref, &u), 0);
	CHECK_EQ(u.status, GNTST_okay);
	CHECK_EQ(map(REF_PAGE, &h), GNTST_general_error);
	transfer(mfn);
	c.box->step[0] = 2;
	CHECK(child_wait(&c, &c.box->step[1], 3));
	CHECK_EQ(c.box->result[3], 0);
	CHECK_EQ(c.box->result[4], 0);
	CHECK_EQ(c.box->result[5], GTF_accept_transfer |
					   GTF_transfer_committed |
					   GTF_transfer_completed);
	CHECK_EQ(c.box->result[6], mfn);
	CHECK_EQ(c.box->result[7], 0x22);
	nested();
	c.box->step[0] = 3;
	CHECK(child_wait(&c, &c.box->done, 1));
	child_destroy(&c);
}
