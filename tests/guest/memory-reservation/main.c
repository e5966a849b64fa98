/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * increase/decrease_reservation, populate_physmap: pages go and come back, the
 * total follows, partial success is counted, a page in use stays.  Fails if a
 * page that is mapped or a page table can be given away and vanishes.
 */
#include "guest.h"

static xen_pfn_t list[16];

static long reserve(unsigned int cmd, unsigned long n, unsigned int order)
{
	struct xen_memory_reservation r = {
		.nr_extents = n,
		.extent_order = order,
		.domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, list);
	return hc_memory_op(cmd, &r);
}

static long total(void)
{
	struct xen_memory_domain d = { .domid = DOMID_SELF };

	return hc_memory_op(XENMEM_current_reservation, &d);
}

void test_main(void)
{
	unsigned long pfn[16];
	long before = total();

	for (int i = 0; i < 16; i++) {
		pfn[i] = spare_pfn();
		list[i] = pfn_to_mfn(pfn[i]);
	}
	CHECK_EQ(reserve(XENMEM_decrease_reservation, 16, 0), 16);
	CHECK_EQ(total(), before - 16);
	/* Not ours any more. */
	CHECK_EQ(reserve(XENMEM_decrease_reservation, 1, 0), 0);
	CHECK(map_page(TEST_VA, list[0], PTE_RW) < 0);
	for (int i = 0; i < 16; i++)
		list[i] = pfn[i];
	CHECK_EQ(reserve(XENMEM_populate_physmap, 16, 0), 16);
	CHECK_EQ(total(), before);
	for (int i = 0; i < 16; i++)
		CHECK_EQ(machine_to_phys_mapping[list[i]], pfn[i]);
	CHECK_EQ(map_page(TEST_VA, list[0], PTE_RW), 0);
	CHECK_OK(try_write((void *)TEST_VA, 1));
	/* A limit is a limit. */
	CHECK_EQ(reserve(XENMEM_increase_reservation, 1, 0), 0);
	/* A frame that does not exist. */
	list[0] = 0xffffffffffUL;
	CHECK_EQ(reserve(XENMEM_decrease_reservation, 1, 0), 0);
	CHECK_EQ(reserve(XENMEM_decrease_reservation, 1, 64), 0);
	CHECK_EQ(hc_memory_op(XENMEM_decrease_reservation, 8), 0);
}
