/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our own grants, mapped: the page appears, the entry is marked in use, a
 * read-only grant cannot be mapped writable, unmapping takes back what was
 * mapped and no more.
 */
#include "guest.h"

#define VA (TEST_VA + 0x10000)

static struct grant_entry_v1 *table;

static struct gnttab_map_grant_ref map(unsigned int ref, unsigned int flags,
				       unsigned long va)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = va,
		.flags = flags,
		.ref = ref,
		.dom = 0,
	};

	CHECK_EQ(grant_one(GNTTABOP_map_grant_ref, &m), 0);
	return m;
}

static int unmap(unsigned int handle, unsigned long va)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = va,
		.handle = handle,
	};

	CHECK_EQ(grant_one(GNTTABOP_unmap_grant_ref, &u), 0);
	return u.status;
}

static void grant(unsigned int ref, void *page, unsigned int flags)
{
	table[ref].domid = 0;
	table[ref].frame = virt_to_mfn(page);
	barrier();
	table[ref].flags = flags;
}

void test_main(void)
{
	struct gnttab_map_grant_ref m, n;
	unsigned long *page = page_alloc();

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("our own number is not known");
	table = grant_init(1);
	CHECK_EQ(map_page(VA, virt_to_mfn(page), 0), 0);
	page[3] = 0x1234;
	grant(8, page, GTF_permit_access);
	m = map(8, GNTMAP_host_map, VA);
	CHECK_EQ(m.status, GNTST_okay);
	CHECK_EQ(*(volatile unsigned long *)(VA + 24), 0x1234);
	*(volatile unsigned long *)(VA + 24) = 0x5678;
	CHECK_EQ(page[3], 0x5678);
	CHECK_EQ(table[8].flags, GTF_permit_access | GTF_reading | GTF_writing);
	n = map(8, GNTMAP_host_map | GNTMAP_readonly, VA + 4096);
	CHECK_EQ(n.status, GNTST_okay);
	CHECK_FAULT(try_write((void *)(VA + 4096), 1), X86_PF, 3);
	/* Wrong address, wrong handle. */
	CHECK(unmap(m.handle, VA + 4096) != GNTST_okay);
	CHECK_EQ(unmap(0x12345, VA), GNTST_bad_handle);
	CHECK_EQ(unmap(~0u, VA), GNTST_bad_handle);
	CHECK_EQ(unmap(m.handle, VA), GNTST_okay);
	CHECK_EQ(unmap(m.handle, VA), GNTST_bad_handle);
	CHECK_FAULT(try_read((void *)VA, 0), X86_PF, 0);
	CHECK_EQ(table[8].flags, GTF_permit_access | GTF_reading);
	CHECK_EQ(unmap(n.handle, VA + 4096), GNTST_okay);
	CHECK_EQ(table[8].flags, GTF_permit_access);

	grant(9, page, GTF_permit_access | GTF_readonly);
	m = map(9, GNTMAP_host_map, VA);
	CHECK_EQ(m.status, GNTST_general_error);
	m = map(9, GNTMAP_host_map | GNTMAP_readonly, VA);
	CHECK_EQ(m.status, GNTST_okay);
	CHECK_EQ(unmap(m.handle, VA), GNTST_okay);
	CHECK_EQ(map(10, GNTMAP_host_map, VA).status, GNTST_general_error);
	CHECK_EQ(map(1u << 30, GNTMAP_host_map, VA).status, GNTST_bad_gntref);
	CHECK_EQ(map(8, 0, VA).status, GNTST_bad_gntref);
	CHECK(map(8, GNTMAP_host_map, HYPERVISOR_VIRT_START).status < 0);
	CHECK(map(8, GNTMAP_host_map, TEST_VA + (1UL << 39)).status < 0);
	CHECK_EQ(table[8].flags, GTF_permit_access);
	m.dom = 4711;
	m.ref = 8;
	CHECK_EQ(grant_one(GNTTABOP_map_grant_ref, &m), 0);
	CHECK_EQ(m.status, GNTST_bad_domain);
	/* By the entry's machine address. */
	m = map(8, GNTMAP_host_map | GNTMAP_contains_pte,
		entry_maddr(pt_entry(VA, 1)));
	CHECK_EQ(m.status, GNTST_okay);
	CHECK_EQ(*(volatile unsigned long *)(VA + 24), 0x5678);
	CHECK_EQ(unmap(m.handle, entry_maddr(pt_entry(VA, 1))), GNTST_okay);
	/* The granter's page is a table: only for reading. */
	grant(11, (void *)start_info->pt_base, GTF_permit_access);
	CHECK(map(11, GNTMAP_host_map, VA).status < 0);
	CHECK_EQ(table[11].flags, GTF_permit_access);
}
