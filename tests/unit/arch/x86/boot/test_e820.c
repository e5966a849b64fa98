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

struct descriptor {
	uint32_t type, pad;
	uint64_t start, virt, pages, attribute, later;
};

#define WB 8

/* Types, attributes, neighbours that join, descriptors that lie. */
static void test_efi(void **state)
{
	static const struct descriptor map[] = {
		{ 3, 0, 0, 0, 1, WB, 0 },
		{ 7, 0, 0x1000, 0, 0x9f, WB, 0 },
		{ 7, 0, 0x100000, 0, 0x700, WB, 0 },
		{ 2, 0, 0x800000, 0, 8, WB, 0 },
		{ 10, 0, 0x808000, 0, 8, WB, 0 },
		{ 9, 0, 0x810000, 0, 1, WB, 0 },
		{ 7, 0, 0x811000, 0, 1, 0, 0 },		      /* not cached */
		{ 7, 0, 0x812000, 0, 1, WB | 1ULL << 63, 0 }, /* runtime */
		{ 5, 0, 0x813000, 0, 1, WB | 1ULL << 63, 0 },
		{ 77, 0, 0x814000, 0, 1, WB, 0 },
		{ 8, 0, 0x815000, 0, 1, WB, 0 },
		{ 7, 0, 0x900000, 0, 1ULL << 52, WB, 0 },
		{ 7, 0, ~0xfffULL, 0, 2, WB, 0 },
		{ 7, 0, 1ULL << 32, 0, 0x1000, WB, 0 },
	};
	struct e820_map m = { 0 };

	assert_true(e820_from_efi(&m, map, sizeof(map), sizeof(map[0])));
	e820_sanitize(&m);
	assert_int_equal(m.nr, 7);
	is(&m, 0, 0, 0xa0000, E820_RAM);
	is(&m, 1, 0x100000, 0x808000, E820_RAM);
	is(&m, 2, 0x808000, 0x810000, E820_NVS);
	is(&m, 3, 0x810000, 0x811000, E820_ACPI);
	is(&m, 4, 0x811000, 0x815000, E820_RESERVED);
	is(&m, 5, 0x815000, 0x816000, E820_UNUSABLE);
	is(&m, 6, 1ULL << 32, (1ULL << 32) + 0x1000000, E820_RAM);

	/* No room for a descriptor, half of one, none with RAM. */
	assert_false(e820_from_efi(&m, map, sizeof(map), 39));
	assert_false(e820_from_efi(&m, map, 47, 48));
	assert_false(
		e820_from_efi(&m, &map[4], sizeof(map[0]), sizeof(map[0])));
}

/* More pieces than there is room for: the rest is left out. */
static void test_efi_many(void **state)
{
	static struct descriptor map[2 * MAX_E820];
	struct e820_map m = { 0 };

	for (unsigned int i = 0; i < 2 * MAX_E820; i++)
		map[i] = (struct descriptor){
			.type = 7,
			.start = i * 0x10000ULL,
			.pages = 1,
			.attribute = WB,
		};
	assert_true(e820_from_efi(&m, map, sizeof(map), sizeof(map[0])));
	assert_int_equal(m.nr, MAX_E820);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_efi),
		cmocka_unit_test(test_efi_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
