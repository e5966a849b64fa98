/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory_op's questions: totals, limits, the M2P's place, the E820 maps.
 * Fails if a number contradicts start_info, if an E820 map overlaps itself, or
 * if bad pointers and unknown domains are not told apart.
 */
#include "guest.h"

struct entry {
	uint64_t addr, size;
	uint32_t type;
} __attribute__((packed));
static struct entry map[128];

static void check_map(unsigned int cmd)
{
	struct xen_memory_map m = { .nr_entries = ARRAY_SIZE(map) };

	set_xen_guest_handle(m.buffer, (void *)map);
	CHECK_EQ(hc_memory_op(cmd, &m), 0);
	CHECK(m.nr_entries >= 1 && m.nr_entries < 128);
	for (unsigned int i = 0; i < m.nr_entries; i++) {
		CHECK(map[i].size && map[i].type);
		if (i)
			CHECK(map[i].addr >= map[i - 1].addr + map[i - 1].size);
	}
	CHECK_EQ(hc_memory_op(cmd, 8), -XEN_EFAULT);
}

/* Who saves domains maps the machine-to-phys table; nobody to write to it. */
static void map_m2p(xen_pfn_t mfn)
{
	unsigned long own = pfn_to_mfn(0), val = 0;

	CHECK_EQ(map_page(TEST_VA, pfn_to_mfn(spare_pfn()), PTE_RW), 0);
	CHECK_EQ(HCALL4(update_va_mapping_otherdomain, TEST_VA,
			mfn_pte(mfn + own / 512, PTE_RO), UVMF_INVLPG,
			DOMID_XEN),
		 0);
	CHECK_OK(try_read((unsigned long *)TEST_VA + own % 512, &val));
	CHECK_EQ(val, machine_to_phys_mapping[own]);
	CHECK(HCALL4(update_va_mapping_otherdomain, TEST_VA,
		     mfn_pte(mfn + own / 512, PTE_RW), UVMF_INVLPG,
		     DOMID_XEN) < 0);
}

void test_main(void)
{
	struct xen_memory_domain d = { .domid = DOMID_SELF };
	struct xen_machphys_mapping mp;
	struct xen_machphys_mfn_list l = { .max_extents = 4 };
	xen_pfn_t list[4];
	long max = hc_memory_op(XENMEM_maximum_ram_page, 0);

	CHECK(max > 0x8000 && max < 0x200000);
	CHECK_EQ(hc_memory_op(XENMEM_current_reservation, &d),
		 start_info->nr_pages);
	CHECK(hc_memory_op(XENMEM_maximum_reservation, &d) >=
	      (long)start_info->nr_pages);
	CHECK_EQ(hc_memory_op(XENMEM_current_reservation, 8), -XEN_EFAULT);
	d.domid = 77;
	CHECK_EQ(hc_memory_op(XENMEM_current_reservation, &d), -XEN_ESRCH);
	CHECK_EQ(hc_memory_op(XENMEM_machphys_mapping, &mp), 0);
	CHECK_EQ(mp.v_start, MACH2PHYS_VIRT_START);
	CHECK_EQ(mp.v_end, MACH2PHYS_VIRT_END);
	CHECK(mp.max_mfn + 1 >= (unsigned long)max);
	set_xen_guest_handle(l.extent_start, list);
	CHECK_EQ(hc_memory_op(XENMEM_machphys_mfn_list, &l), 0);
	CHECK(l.nr_extents >= 1 && l.nr_extents <= 4);
	map_m2p(list[0]);
	check_map(XENMEM_machine_memory_map);
	CHECK_EQ(hc_memory_op(63, 0), -XEN_ENOSYS);
}
