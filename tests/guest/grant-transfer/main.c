/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GNTTABOP_transfer from us to us, with entries of both versions: the page
 * stays the same frame, its new place is told and the entry says committed
 * and completed; a page in use, a wrong entry and an unknown domain are
 * refused.
 */
#include "guest.h"

static struct grant_entry_v1 *e1;
static union grant_entry_v2 *e2;

static int transfer(unsigned long mfn, unsigned int dom, unsigned int ref)
{
	struct gnttab_transfer t = { .mfn = mfn, .domid = dom, .ref = ref };

	CHECK_EQ(grant_one(GNTTABOP_transfer, &t), 0);
	return t.status;
}

static void accept(bool v2, unsigned int ref, unsigned long pfn)
{
	if (v2) {
		e2[ref].hdr.domid = 0;
		e2[ref].full_page.frame = pfn;
		e2[ref].hdr.flags = GTF_accept_transfer;
	} else {
		e1[ref].domid = 0;
		e1[ref].frame = pfn;
		e1[ref].flags = GTF_accept_transfer;
	}
}

static unsigned int flags(bool v2, unsigned int ref)
{
	return v2 ? e2[ref].hdr.flags : e1[ref].flags;
}

static void test(bool v2)
{
	unsigned long pfn = spare_pfn(), mfn = pfn_to_mfn(pfn);
	unsigned int done = GTF_accept_transfer | GTF_transfer_committed |
			    GTF_transfer_completed;

	/* In use: it is mapped. */
	CHECK_EQ(map_page(TEST_VA, mfn, PTE_RW), 0);
	*(volatile long *)TEST_VA = 0x1234;
	accept(v2, 9, pfn + 3);
	CHECK_EQ(transfer(mfn, 0, 9), GNTST_bad_page);
	CHECK_EQ(flags(v2, 9), GTF_accept_transfer);
	CHECK_EQ(hc_update_va(TEST_VA, 0, UVMF_INVLPG), 0);
	/* In Xen that page is lost. */
	CHECK_EQ(transfer(pfn_to_mfn(spare_pfn()), 4711, 9), GNTST_bad_domain);
	CHECK_EQ(transfer(~0UL >> 12, 0, 9), GNTST_bad_page);
	CHECK_EQ(transfer(mfn, 0, 9), GNTST_okay);
	CHECK_EQ(flags(v2, 9), done);
	CHECK_EQ(v2 ? e2[9].full_page.frame : e1[9].frame, mfn);
	CHECK_EQ(machine_to_phys_mapping[mfn], pfn + 3);
	CHECK_EQ(map_page(TEST_VA, mfn, PTE_RW), 0);
	CHECK_EQ(*(volatile long *)TEST_VA, 0x1234);
	CHECK_EQ(hc_update_va(TEST_VA, 0, UVMF_INVLPG), 0);
	/* An entry is used once; the page is lost. */
	CHECK_EQ(transfer(mfn, 0, 9), GNTST_general_error);
	CHECK_EQ(flags(v2, 9), done);
	CHECK(map_page(TEST_VA, mfn, PTE_RW) < 0);
	CHECK_EQ(transfer(pfn_to_mfn(spare_pfn()), 0, 5000),
		 GNTST_general_error);
}

void test_main(void)
{
	struct gnttab_set_version v = { 2 };

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("our own number is not known");
	e1 = grant_init(1);
	e2 = (union grant_entry_v2 *)e1;
	CHECK_EQ(map_page(TEST_VA, virt_to_mfn(e1), 0), 0);
	test(false);
	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), 0);
	test(true);
}
