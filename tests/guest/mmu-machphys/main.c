/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MMU_MACHPHYS_UPDATE sets the M2P entry of our frames only, and the M2P is
 * read-only for us.  Fails if another's entry or the table can be written.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long pfn = spare_pfn(), mfn = pfn_to_mfn(pfn);

	CHECK_EQ(set_entry(mfn << 12 | MMU_MACHPHYS_UPDATE, 0x77777), 0);
	CHECK_EQ(machine_to_phys_mapping[mfn], 0x77777);
	CHECK_EQ(set_entry(mfn << 12 | MMU_MACHPHYS_UPDATE, pfn), 0);
	CHECK_EQ(machine_to_phys_mapping[mfn], pfn);
	CHECK(set_entry(0xffffffffff000 | MMU_MACHPHYS_UPDATE, 1) < 0);
	CHECK(set_entry((uint64_t)(hc_memory_op(XENMEM_maximum_ram_page, 0) +
				   100000)
					<< 12 |
				MMU_MACHPHYS_UPDATE,
			1) < 0);
	CHECK_FAULT(try_write(&machine_to_phys_mapping[mfn], 1), X86_PF, 3);
	CHECK_FAULT(try_read((void *)(HYPERVISOR_VIRT_START + (1UL << 42)), 0),
		    X86_PF, -1);
}
