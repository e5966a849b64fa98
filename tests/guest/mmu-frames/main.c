/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which frames a domain may map: not those beyond RAM with a bad owner, not
 * the hypervisor's, not free ones; its own.  Fails if any can be written.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long mine = pfn_to_mfn(spare_pfn());
	struct xen_memory_reservation r = { .nr_extents = 1,
					    .domid = DOMID_SELF };
	long max = hc_memory_op(XENMEM_maximum_ram_page, 0);
	unsigned int mapped = 0;
	struct mmu_update u;
	uint64_t maddr;

	CHECK_EQ(map_page(TEST_VA, mine, PTE_RW), 0);
	maddr = entry_maddr(pt_entry(TEST_VA, 1));
	CHECK(set_entry(maddr, mfn_pte(0xffffffffffUL, PTE_RW)) < 0);
	/* Every RAM frame that is not ours: none may be mapped writable. */
	for (long mfn = 0x400; mfn <= max; mfn++) {
		unsigned long pfn = ~0UL;

		if (try_read(&machine_to_phys_mapping[mfn], &pfn).vector < 0 &&
		    pfn < start_info->nr_pages &&
		    pfn_to_mfn(pfn) == (unsigned long)mfn)
			continue;
		if (set_entry(maddr, mfn_pte(mfn, PTE_RW)) == 0)
			mapped++;
	}
	/* ACPI tables and the like are no RAM: a few may be. */
	printf("%u frames without an entry of ours could be mapped\n", mapped);
	CHECK(mapped < 0x200);
	CHECK_EQ(set_entry(maddr, 0), 0);
	set_xen_guest_handle(r.extent_start, &mine);
	CHECK_EQ(hc_memory_op(XENMEM_decrease_reservation, &r), 1);
	CHECK(set_entry(maddr, mfn_pte(mine, PTE_RO)) < 0);
	/* Foreign: a domain that is not there. */
	u.ptr = maddr;
	u.val = mfn_pte(mine, PTE_RW);
	CHECK_EQ(hc_mmu_update(&u, 1, 0, 4711), -XEN_ESRCH);
	/* The shared page of the hypervisor may be mapped, not typed. */
	CHECK_EQ(set_entry(maddr, start_info->shared_info | PTE_RO), 0);
	CHECK(mmuext(MMUEXT_PIN_L1_TABLE, start_info->shared_info >> 12, 0) <
	      0);
}
