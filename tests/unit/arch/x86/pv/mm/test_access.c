/*
 * test_access.c: which faults were spurious: the tables allow the access now
 * at every level, and nothing else but the hypervisor's own reads and writes
 * of guest memory counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <asm/host.h>
#include <asm/mm.h>

bool pv_access_allowed(unsigned long root, unsigned long addr, uint32_t error);

#define ADDR 0x00007f8123456000UL
#define RW   (PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)
#define ALL  5UL /* frames: 1 the root ... 4 the L1 table, 5 the page */

static uint64_t *slot(unsigned long mfn)
{
	unsigned int shift = PAGE_SHIFT + 9 * (4 - mfn);

	return (uint64_t *)frame_virt(mfn) + (ADDR >> shift & 511);
}

static void world(void)
{
	host_cpus_init(1, 1);
	host_ram_init(8);
	for (unsigned long mfn = 1; mfn <= ALL; mfn++)
		frame_page(mfn)->count_info = 1;
	for (unsigned long mfn = 1; mfn < ALL; mfn++)
		*slot(mfn) = (mfn + 1) << PAGE_SHIFT | RW;
}

static bool allowed(uint32_t error)
{
	return pv_access_allowed(1, ADDR + 8, error);
}

static void test_rights(void **state)
{
	world();
	assert_true(allowed(0));
	assert_true(allowed(PFEC_P));
	assert_true(allowed(PFEC_WRITE));
	assert_true(allowed(PFEC_P | PFEC_WRITE));
	for (unsigned long mfn = 1; mfn < ALL; mfn++) {
		world();
		*slot(mfn) &= ~PTE_RW;
		assert_true(allowed(PFEC_P));
		assert_false(allowed(PFEC_P | PFEC_WRITE));
		*slot(mfn) &= ~PTE_P;
		assert_false(allowed(0));
		assert_false(allowed(PFEC_WRITE));
	}
}

static void test_other_faults(void **state)
{
	world();
	assert_false(allowed(PFEC_P | PFEC_RSVD));
	assert_false(allowed(PFEC_INSN));
	assert_false(allowed(PFEC_P | PFEC_USER));
}

static void test_no_table(void **state)
{
	/* Entries of who changes tables meanwhile: never followed. */
	for (unsigned long mfn = 1; mfn < ALL - 1; mfn++) {
		world();
		*slot(mfn) = 0xfffffUL << PAGE_SHIFT | RW;
		assert_false(allowed(PFEC_P));
		world();
		frame_page(mfn + 1)->count_info = 0;
		assert_false(allowed(PFEC_P));
	}
	world();
	assert_false(pv_access_allowed(1, HOLE_START, 0));
	assert_false(pv_access_allowed(1, HOLE_END - 8, 0));
	assert_false(pv_access_allowed(1, 0x0000800000000000, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_other_faults),
		cmocka_unit_test(test_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
