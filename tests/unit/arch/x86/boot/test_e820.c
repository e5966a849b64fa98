/*
 * test_e820.c: the machine's memory map: order, overlaps, and the cut at an
 * address, behind which no RAM may be left whatever lies below it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../../../../../xen/arch/x86/boot/boot.h"

static void is(const struct e820_map *m, unsigned int i, uint64_t addr,
	       uint64_t end, uint32_t type)
{
	assert_true(i < m->nr);
	assert_int_equal(m->entry[i].addr, addr);
	assert_int_equal(m->entry[i].addr + m->entry[i].size, end);
	assert_int_equal(m->entry[i].type, type);
}

static void test_overlap(void **state)
{
	struct e820_map m = { 0 };

	e820_add(&m, 0x100000, 0x700000, E820_RAM);
	e820_add(&m, 0, 0xa0000, E820_RAM);
	e820_add(&m, 0x200000, 0x1000, E820_ACPI);
	e820_add(&m, 0x800000, 0x100000, E820_RAM);
	e820_add(&m, ~0ULL - 10, 100, E820_RAM); /* wraps: ignored */
	e820_sanitize(&m);
	assert_int_equal(m.nr, 4);
	is(&m, 0, 0, 0xa0000, E820_RAM);
	is(&m, 1, 0x100000, 0x200000, E820_RAM);
	is(&m, 2, 0x200000, 0x201000, E820_ACPI);
	is(&m, 3, 0x201000, 0x900000, E820_RAM);
}

/* RAM on both sides of the hole below 4 GiB, and at 5 TiB. */
static struct e820_map large(void)
{
	struct e820_map m = { 0 };

	e820_add(&m, 0, 0x80000000, E820_RAM);
	e820_add(&m, 0xfeffc000, 0x4000, E820_RESERVED);
	e820_add(&m, 1ULL << 32, 1ULL << 32, E820_RAM);
	e820_add(&m, 5ULL << 40, 1ULL << 40, E820_RAM);
	e820_add(&m, 0xfdULL << 40, 1ULL << 32, E820_RESERVED);
	e820_sanitize(&m);
	return m;
}

static void test_limit(void **state)
{
	struct e820_map m = large();

	/* Much less RAM than 4 TiB in all: still nothing above that. */
	e820_limit(&m, 4ULL << 40);
	assert_int_equal(m.nr, 4);
	is(&m, 0, 0, 0x80000000, E820_RAM);
	is(&m, 1, 0xfeffc000, 0xff000000, E820_RESERVED);
	is(&m, 2, 1ULL << 32, 2ULL << 32, E820_RAM);
	is(&m, 3, 0xfdULL << 40, (0xfdULL << 40) + (1ULL << 32), E820_RESERVED);

	m = large();
	e820_limit(&m, 5ULL << 30);
	is(&m, 2, 1ULL << 32, 5ULL << 30, E820_RAM);
	m = large();
	e820_limit(&m, 0x10000000);
	assert_int_equal(m.nr, 3);
	is(&m, 0, 0, 0x10000000, E820_RAM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
