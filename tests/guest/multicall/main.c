/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multicall: entries run in order with their results, a bad pointer stops it,
 * long lists are continued, iret and itself within are harmless (XSA-213).
 */
#include "guest.h"

static struct multicall_entry list[512];

static void entry(int i, unsigned long op, unsigned long a, unsigned long b)
{
	memset(&list[i], 0, sizeof(list[i]));
	list[i].op = op;
	list[i].result = 0x5555;
	list[i].args[0] = a;
	list[i].args[1] = b;
}

void test_main(void)
{
	unsigned long mfn = pfn_to_mfn(spare_pfn());

	entry(0, __HYPERVISOR_xen_version, XENVER_pagesize, 0);
	entry(1, 63, 0, 0);
	entry(2, __HYPERVISOR_xen_version, XENVER_version, 0);
	entry(3, __HYPERVISOR_xen_version, XENVER_capabilities, 8);
	CHECK_EQ(hc_multicall(list, 4), 0);
	CHECK_EQ(list[0].result, 4096);
	CHECK_EQ(list[1].result, -XEN_ENOSYS);
	CHECK_EQ(list[2].result, 4 << 16 | 17);
	CHECK_EQ(list[3].result, -XEN_EFAULT);
	CHECK_EQ(hc_multicall(list, 0), 0);
	CHECK_EQ(hc_multicall(8, 1), -XEN_EFAULT);
	CHECK_EQ(hc_multicall(HYPERVISOR_VIRT_START + (1UL << 41), 4),
		 -XEN_EFAULT);

	/* No multicall in a multicall. */
	entry(0, __HYPERVISOR_multicall, (unsigned long)&list[2], 1);
	entry(1, ~0UL, 0, 0);
	CHECK_EQ(hc_multicall(list, 2), 0);
	CHECK_EQ(list[0].result, -XEN_EINVAL);
	CHECK_EQ(list[1].result, -XEN_ENOSYS);

	/* Many, with work in each: all done, in order, once. */
	CHECK_EQ(map_page(TEST_VA, mfn, PTE_RW), 0);
	for (int i = 0; i < 512; i++) {
		entry(i, __HYPERVISOR_update_va_mapping, TEST_VA,
		      mfn_pte(mfn, i & 1 ? PTE_RO : PTE_RW));
		list[i].args[2] = UVMF_INVLPG;
	}
	CHECK_EQ(hc_multicall(list, 512), 0);
	for (int i = 0; i < 512; i++)
		if (!CHECK_EQ(list[i].result, 0))
			break;
	CHECK_EQ(*pt_entry(TEST_VA, 1) & PTE_W, 0);
}
