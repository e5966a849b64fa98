/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the domain builder promises at entry: magic, flags, the P2M and M2P
 * agree for each page, page tables are read-only, the command line is ours.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long bad = 0;
	char *pt = (char *)start_info->pt_base;

	CHECK(!strncmp(start_info->magic, "xen-3.0-x86_64", 14));
	CHECK_EQ(start_info->nr_pages, 64 << 8);
	CHECK(!(start_info->shared_info & 4095));
	CHECK(start_info->nr_pt_frames >= 4);
	for (unsigned long i = 0; i < start_info->nr_pt_frames; i++)
		CHECK(!(*pt_entry((unsigned long)pt + i * PAGE_SIZE, 1) &
			PTE_W));
	for (unsigned long pfn = 0; pfn < start_info->nr_pages; pfn++)
		if (machine_to_phys_mapping[pfn_to_mfn(pfn)] != pfn)
			bad++;
	CHECK_EQ(bad, 0);
	CHECK_EQ(virt_to_mfn(pt), PTE_FRAME(*pt_entry((unsigned long)pt, 1)));
	/* The image's pages are where the ELF file says. */
	CHECK_EQ(virt_to_mfn((void *)test_main),
		 pfn_to_mfn(((unsigned long)test_main - VIRT_BASE) >> 12));
	CHECK_EQ(this_vcpu_info()->evtchn_upcall_mask, 1);
	/* At least half a MiB of mapped room behind all that. */
	CHECK_OK(try_write(pt + start_info->nr_pt_frames * PAGE_SIZE + 0x1000,
			   0));
}
