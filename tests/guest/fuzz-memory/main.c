/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random page-table updates in a region of our own: whatever is accepted, no
 * table becomes writable and the hypervisor lives on.  seed=N, rounds=N.
 */
#include "guest.h"

#define TABLES 6

static uint64_t *table[TABLES];

static uint64_t random_entry(void)
{
	static const unsigned long flags[] = {
		PTE_RW, PTE_RO, PTE_P, 0, PTE_RW | PTE_PS, PTE_RW | PTE_NX
	};
	unsigned long mfn;

	switch (random64() % 6) {
	case 0:
		mfn = pfn_to_mfn(start_info->nr_pages - 1 - random64() % 64);
		break;
	case 1:
		mfn = random64() % 0x10000;
		break;
	case 2:
		mfn = start_info->shared_info >> 12;
		break;
	default:
		mfn = virt_to_mfn(table[random64() % TABLES]);
	}
	return mfn_pte(mfn, flags[random64() % ARRAY_SIZE(flags)]);
}

/* A page in use as a table and mapped writable is what must not be. */
static void invariant(unsigned int i)
{
	unsigned long mfn = virt_to_mfn(table[i]);
	long rc;

	if (mmuext(MMUEXT_PIN_L1_TABLE, mfn, 0))
		return;
	rc = page_protect(table[i], PTE_RW);
	check(rc < 0, "a pinned table is mapped writable", __LINE__);
	mmuext(MMUEXT_UNPIN_TABLE, mfn, 0);
}

void test_main(void)
{
	unsigned long seed = option("seed", rdtsc() & 0xffffffff);
	unsigned long rounds = option("rounds", 20000);

	printf("seed=%lu rounds=%lu\n", seed, rounds);
	random_seed(seed);
	for (int i = 0; i < TABLES; i++)
		table[i] = page_alloc();
	for (unsigned long n = 0; n < rounds; n++) {
		unsigned int i = random64() % TABLES;
		unsigned long mfn = virt_to_mfn(table[i]);

		switch (random64() % 6) {
		case 0:
			page_protect(table[i],
				     random64() & 1 ? PTE_RW : PTE_RO);
			break;
		case 1:
			mmuext(random64() % 4, mfn, 0);
			break;
		case 2:
			mmuext(MMUEXT_UNPIN_TABLE, mfn, 0);
			break;
		case 3:
			invariant(i);
			break;
		default:
			set_entry((mfn << 12) + random64() % 16 * 8,
				  random_entry());
		}
	}
	CHECK_EQ(hc_xen_version(XENVER_pagesize, 0), 4096);
}
