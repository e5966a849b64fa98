/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two vCPUs change the same entries and pin the same table at once: each
 * update is whole, the counts are right at the end.
 */
#include "guest.h"

#define ROUNDS 3000

static uint64_t *l1;
static uint64_t maddr;
static unsigned long mfn[2];

static void work(void)
{
	unsigned int cpu = cpu_id();

	for (int i = 0; i < ROUNDS; i++) {
		set_entry(maddr, mfn_pte(mfn[cpu], PTE_RW));
		if (!(i & 15)) {
			mmuext(MMUEXT_PIN_L1_TABLE, virt_to_mfn(l1), 0);
			mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(l1), 0);
		}
	}
}

void test_main(void)
{
	unsigned long frame;

	if (vcpu_count() < 2)
		test_skip("one vCPU");
	l1 = page_alloc();
	for (int i = 0; i < 2; i++)
		mfn[i] = pfn_to_mfn(spare_pfn());
	CHECK_EQ(map_page(TEST_VA, mfn[0], PTE_RW), 0);
	maddr = entry_maddr(pt_entry(TEST_VA, 1));
	CHECK_EQ(page_protect(l1, PTE_RO), 0);
	CHECK_EQ(vcpu_start(1, work), 0);
	work();
	CHECK(vcpu_wait(1));
	frame = PTE_FRAME(*pt_entry(TEST_VA, 1));
	CHECK(frame == mfn[0] || frame == mfn[1]);
	CHECK_EQ(set_entry(maddr, 0), 0);
	mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(l1), 0);
	CHECK_EQ(page_protect(l1, PTE_RW), 0);
	/* No count was lost: both frames can be given away. */
	for (int i = 0; i < 2; i++) {
		struct xen_memory_reservation r = { .nr_extents = 1,
						    .domid = DOMID_SELF };

		set_xen_guest_handle(r.extent_start, &mfn[i]);
		CHECK_EQ(hc_memory_op(XENMEM_decrease_reservation, &r), 1);
	}
}
