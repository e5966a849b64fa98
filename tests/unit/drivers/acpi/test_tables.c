/*
 * ACPI parsers: right tables, tables that lie about lengths and counts, and a
 * million mutated ones (the sanitizers see every read beyond the bytes that a
 * parser was given, as each table lies at the end of its own allocation).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <xen/acpi.h>
#include <xen/errno.h>

#include "seed.h"

struct buf {
	uint8_t b[8192];
	size_t len;
};

static void put(struct buf *t, const void *p, size_t n)
{
	memcpy(t->b + t->len, p, n);
	t->len += n;
}

static void put_n(struct buf *t, uint64_t v, size_t n)
{
	put(t, &v, n);
}

static void begin(struct buf *t, const char *sig, uint8_t rev)
{
	memset(t, 0, sizeof(*t));
	put(t, sig, 4);
	put_n(t, 0, 4);
	put_n(t, rev, 1);
	t->len = ACPI_HEADER_SIZE;
}

static void fix_sum(uint8_t *b, size_t len, size_t at)
{
	uint8_t sum = 0;

	b[at] = 0;
	for (size_t i = 0; i < len; i++)
		sum += b[i];
	b[at] = (uint8_t)-sum;
}

static void finish(struct buf *t)
{
	uint32_t len = t->len;

	memcpy(t->b + 4, &len, 4);
	fix_sum(t->b, t->len, 9);
}

static void make_madt(struct buf *t)
{
	begin(t, "APIC", 3);
	put_n(t, 0xfee00000, 4);
	put_n(t, 1, 4);
	for (unsigned int i = 0; i < 3; i++) {
		put_n(t, 0x0800, 2); /* LAPIC */
		put_n(t, i, 1);
		put_n(t, i * 2, 1);
		put_n(t, i != 2, 4); /* the third is disabled */
	}
	put_n(t, 0x1009, 2); /* x2APIC */
	put_n(t, 0, 2);
	put_n(t, 0x123, 4);
	put_n(t, 1, 4);
	put_n(t, 77, 4);
	put_n(t, 0x0c01, 2); /* IOAPIC */
	put_n(t, 5, 2);
	put_n(t, 0xfec00000, 4);
	put_n(t, 24, 4);
	put_n(t, 0x0a02, 2); /* override 9 -> 20, level low */
	put_n(t, 0x0900, 2);
	put_n(t, 20, 4);
	put_n(t, 0x000f, 2);
	put_n(t, 0x0604, 2); /* NMI on LINT1, all CPUs */
	put_n(t, 0xff, 1);
	put_n(t, 0, 2);
	put_n(t, 1, 1);
	finish(t);
}

static void test_madt(void **state)
{
	static struct acpi_madt m;
	struct buf t;

	make_madt(&t);
	assert_int_equal(acpi_madt_parse(t.b, t.len, &m), 0);
	assert_int_equal(m.lapic_address, 0xfee00000);
	assert_true(m.pcat_compat);
	assert_int_equal(m.nr_cpus, 3);
	assert_int_equal(m.disabled_cpus, 1);
	assert_int_equal(m.cpu[1].apic_id, 2);
	assert_int_equal(m.cpu[2].apic_id, 0x123);
	assert_int_equal(m.nr_ioapics, 1);
	assert_int_equal(m.ioapic[0].gsi_base, 24);
	assert_int_equal(m.nr_overrides, 1);
	assert_int_equal(m.override[0].irq, 9);
	assert_int_equal(m.override[0].gsi, 20);
	assert_true(m.override[0].level && m.override[0].low);
	assert_int_equal(m.nr_nmis, 1);
	assert_int_equal(m.nmi[0].lint, 1);
	/* One byte less than the header claims; a wrong sum; another table. */
	assert_int_equal(acpi_madt_parse(t.b, t.len - 1, &m), -EINVAL);
	t.b[50]++;
	assert_int_equal(acpi_madt_parse(t.b, t.len, &m), -EINVAL);
	t.b[50]--;
	t.b[0] = 'X';
	fix_sum(t.b, t.len, 9);
	assert_int_equal(acpi_madt_parse(t.b, t.len, &m), -EINVAL);
}

static void test_madt_many(void **state)
{
	static struct acpi_madt m;
	struct buf t;

	begin(&t, "APIC", 3);
	t.len = 44;
	for (unsigned int i = 0; i < 100; i++) {
		put_n(&t, 0x0800, 2);
		put_n(&t, i, 1);
		put_n(&t, i, 1);
		put_n(&t, 1, 4);
	}
	finish(&t);
	assert_int_equal(acpi_madt_parse(t.b, t.len, &m), 0);
	assert_int_equal(m.nr_cpus, NR_CPUS);
	assert_int_equal(m.dropped_cpus, 100 - NR_CPUS);
	/* An entry of length 0 ends the walk, it doesn't stop it for ever. */
	t.b[44 + 8 + 1] = 0;
	finish(&t);
	assert_int_equal(acpi_madt_parse(t.b, t.len, &m), 0);
	assert_int_equal(m.nr_cpus, 1);
}

static void test_rsdp(void **state)
{
	uint8_t r[36] = "RSD PTR ";
	struct acpi_root root;
	uint32_t rsdt = 0x7fe1000, len = 36;
	uint64_t xsdt = 0x123456000;

	memcpy(r + 16, &rsdt, 4);
	fix_sum(r, 20, 8);
	assert_int_equal(acpi_rsdp_parse(r, 20, &root), 0);
	assert_int_equal(root.address, rsdt);
	assert_false(root.wide);
	r[15] = 2;
	memcpy(r + 20, &len, 4);
	memcpy(r + 24, &xsdt, 8);
	fix_sum(r, 20, 8);
	fix_sum(r, 36, 32);
	assert_int_equal(acpi_rsdp_parse(r, 36, &root), 0);
	assert_true(root.wide);
	assert_int_equal(root.address, xsdt);
	/* Extended sum wrong, or cut off: the old root is still good. */
	r[33]++;
	assert_int_equal(acpi_rsdp_parse(r, 36, &root), 0);
	assert_false(root.wide);
	assert_int_equal(acpi_rsdp_parse(r, 19, &root), -EINVAL);
	r[0] = 'X';
	fix_sum(r, 20, 8);
	assert_int_equal(acpi_rsdp_parse(r, 36, &root), -EINVAL);
}

static void make_fadt(struct buf *t, size_t len)
{
	uint32_t v;

	begin(t, "FACP", 3);
	v = 0x1000, memcpy(t->b + 40, &v, 4); /* DSDT */
	t->b[46] = 9;
	v = 0x600, memcpy(t->b + 56, &v, 4);
	v = 0x604, memcpy(t->b + 64, &v, 4);
	v = 0x608, memcpy(t->b + 76, &v, 4);
	t->b[91] = 4;
	t->b[108] = 0x32;
	v = 1u << 10 | 1u << 8, memcpy(t->b + 112, &v, 4);
	t->b[116] = 1, t->b[117] = 8;
	v = 0xcf9, memcpy(t->b + 120, &v, 4);
	t->b[128] = 15;
	t->len = len;
	finish(t);
}

static void test_fadt(void **state)
{
	struct acpi_fadt f;
	struct buf t;

	make_fadt(&t, 244);
	assert_int_equal(acpi_fadt_parse(t.b, t.len, &f), 0);
	assert_int_equal(f.dsdt, 0x1000);
	assert_int_equal(f.pm_tmr.address, 0x608);
	assert_int_equal(f.pm_tmr.width, 32);
	assert_int_equal(f.pm1a_cnt.address, 0x604);
	assert_true(f.pm_tmr_32bit);
	assert_int_equal(f.reset.address, 0xcf9);
	assert_int_equal(f.reset_value, 15);
	assert_int_equal(f.century, 0x32);
	assert_int_equal(f.sleep_control.address, 0);
	make_fadt(&t, 116); /* ACPI 1.0: no reset register */
	assert_int_equal(acpi_fadt_parse(t.b, t.len, &f), 0);
	assert_int_equal(f.reset.address, 0);
	make_fadt(&t, 115);
	assert_int_equal(acpi_fadt_parse(t.b, t.len, &f), -EINVAL);
}

static void make_srat(struct buf *t)
{
	begin(t, "SRAT", 2);
	t->len = 48;
	put_n(t, 0x1000, 2); /* CPU, APIC id 4, domain 0x01000203 */
	put_n(t, 3, 1);
	put_n(t, 4, 1);
	put_n(t, 1, 4);
	put_n(t, 0x01000200, 4);
	put_n(t, 0, 4);
	put_n(t, 0x2801, 2); /* memory */
	put_n(t, 7, 4);
	put_n(t, 0, 2);
	put_n(t, 0x100000000, 8);
	put_n(t, 0x40000000, 8);
	put_n(t, 0, 4);
	put_n(t, 1, 4);
	put_n(t, 0, 8);
	finish(t);
}

static void test_srat(void **state)
{
	static struct acpi_srat s;
	struct buf t;

	make_srat(&t);
	assert_int_equal(acpi_srat_parse(t.b, t.len, &s), 0);
	assert_int_equal(s.nr_cpus, 1);
	assert_int_equal(s.cpu[0].apic_id, 4);
	assert_int_equal(s.cpu[0].pxm, 0x01000203);
	assert_int_equal(s.nr_memory, 1);
	assert_int_equal(s.memory[0].end, 0x140000000);
	assert_int_equal(s.memory[0].pxm, 7);
	/* A range that wraps is no range. */
	memset(t.b + 48 + 16 + 16, 0xff, 8);
	finish(&t);
	assert_int_equal(acpi_srat_parse(t.b, t.len, &s), 0);
	assert_int_equal(s.nr_memory, 0);
}

static void make_slit(struct buf *t)
{
	begin(t, "SLIT", 1);
	put_n(t, 2, 8);
	put_n(t, 0x0a15150a, 4);
	finish(t);
}

static void test_slit(void **state)
{
	static struct acpi_slit s;
	struct buf t;

	make_slit(&t);
	assert_int_equal(acpi_slit_parse(t.b, t.len, &s), 0);
	assert_int_equal(s.nr, 2);
	assert_int_equal(s.distance[0][1], 21);
	t.b[36] = 3; /* a matrix larger than the table */
	finish(&t);
	assert_int_equal(acpi_slit_parse(t.b, t.len, &s), -EINVAL);
	t.b[43] = 0xff; /* n * n would wrap */
	finish(&t);
	assert_int_equal(acpi_slit_parse(t.b, t.len, &s), -EINVAL);
}

static void make_mcfg(struct buf *t)
{
	begin(t, "MCFG", 1);
	put_n(t, 0, 8);
	put_n(t, 0xb0000000, 8);
	put_n(t, 0, 2);
	put_n(t, 0xff00, 2);
	put_n(t, 0, 4);
	put_n(t, 0xb0000001, 8); /* not aligned: passed over */
	put_n(t, 0, 8);
	finish(t);
}

static void test_mcfg_hpet(void **state)
{
	struct acpi_mcfg m;
	struct acpi_hpet h;
	struct buf t;

	make_mcfg(&t);
	assert_int_equal(acpi_mcfg_parse(t.b, t.len, &m), 0);
	assert_int_equal(m.nr, 1);
	assert_int_equal(m.window[0].last_bus, 255);
	begin(&t, "HPET", 1);
	put_n(&t, 0x8086a201, 4);
	put_n(&t, 0, 4);
	put_n(&t, 0xfed00000, 8);
	put_n(&t, 0, 4);
	finish(&t);
	assert_int_equal(acpi_hpet_parse(t.b, t.len, &h), 0);
	assert_int_equal(h.address, 0xfed00000);
	t.b[40] = 1; /* in I/O space: there's no such thing */
	finish(&t);
	assert_int_equal(acpi_hpet_parse(t.b, t.len, &h), -EINVAL);
}

static void test_s5(void **state)
{
	static const uint8_t simple[] = { 0x08, '_',  'S',  '5',  '_',
					  0x12, 0x06, 0x04, 0x0a, 0x05,
					  0x0a, 0x06, 0,    0 };
	static const uint8_t root[] = { 0x08, '\\', '_',  'S',	'5',  '_', 0x12,
					0x47, 0x00, 0x04, 0x00, 0x01, 0,   0 };
	static const uint8_t use[] = { 0x70, '_',  'S',	 '5',  '_',  0x12,
				       0x06, 0x04, 0x0a, 0x05, 0x0a, 0x05 };
	uint8_t a, b;

	assert_int_equal(acpi_aml_find_s5(simple, sizeof(simple), &a, &b), 0);
	assert_int_equal(a, 5);
	assert_int_equal(b, 6);
	assert_int_equal(acpi_aml_find_s5(root, sizeof(root), &a, &b), 0);
	assert_int_equal(a, 0);
	assert_int_equal(b, 1);
	assert_int_equal(acpi_aml_find_s5(use, sizeof(use), &a, &b), -ENOENT);
	for (size_t len = 0; len < 10; len++) {
		uint8_t *p = malloc(len + 1);

		memcpy(p + 1, simple, len);
		assert_int_equal(acpi_aml_find_s5(p + 1, len, &a, &b), -ENOENT);
		free(p);
	}
}

/* Parses `len` bytes by everything; what comes out stays in bounds. */
static void parse_all(const uint8_t *p, size_t len)
{
	static struct acpi_madt madt;
	static struct acpi_srat srat;
	static struct acpi_slit slit;
	struct acpi_fadt fadt;
	struct acpi_hpet hpet;
	struct acpi_mcfg mcfg;
	struct acpi_root root;
	uint8_t a, b;

	if (!acpi_madt_parse(p, len, &madt)) {
		assert_true(madt.nr_cpus <= NR_CPUS);
		assert_true(madt.nr_ioapics <= ACPI_MAX_IOAPICS);
		assert_true(madt.nr_overrides <= ACPI_MAX_OVERRIDES);
	}
	if (!acpi_srat_parse(p, len, &srat))
		for (unsigned int i = 0; i < srat.nr_memory; i++)
			assert_true(srat.memory[i].start < srat.memory[i].end);
	if (!acpi_slit_parse(p, len, &slit))
		assert_true(slit.nr <= NR_NODES);
	(void)acpi_fadt_parse(p, len, &fadt);
	(void)acpi_hpet_parse(p, len, &hpet);
	(void)acpi_mcfg_parse(p, len, &mcfg);
	(void)acpi_rsdp_parse(p, len, &root);
	(void)acpi_aml_find_s5(p, len, &a, &b);
}

static void test_mutations(void **state)
{
	static const size_t fadt_len[] = { 116, 132, 244, 268, 130, 129 };

	test_seed();
	for (unsigned int n = 0; n < 200000; n++) {
		struct buf t;
		uint8_t *p;
		size_t len;

		switch (n % 5) {
		case 0:
			make_madt(&t);
			break;
		case 1:
			make_fadt(&t, fadt_len[rand() % 6]);
			break;
		case 2:
			make_srat(&t);
			break;
		case 3:
			make_slit(&t);
			break;
		default:
			make_mcfg(&t);
			break;
		}
		len = t.len;
		for (int i = rand() % 6; i; i--)
			t.b[9 + rand() % (len - 9)] = rand();
		if (rand() % 2)
			len = 36 + rand() % (len - 35);
		t.len = len;
		if (rand() % 8)
			finish(&t);
		p = malloc(len);
		memcpy(p, t.b, len);
		parse_all(p, len);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rsdp),	  cmocka_unit_test(test_madt),
		cmocka_unit_test(test_madt_many), cmocka_unit_test(test_fadt),
		cmocka_unit_test(test_srat),	  cmocka_unit_test(test_slit),
		cmocka_unit_test(test_mcfg_hpet), cmocka_unit_test(test_s5),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
