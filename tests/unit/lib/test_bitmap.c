/*
 * test_bitmap.c: bitmaps of many sizes against arrays of bool, masks of CPUs,
 * lists and the address types' arithmetic.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <xen/cpumask.h>
#include <xen/nodemask.h>

#define MAX 200

static unsigned int model_next(const bool *m, unsigned int n, unsigned int from,
			       bool want)
{
	for (; from < n; from++) {
		if (m[from] == want)
			return from;
	}
	return n;
}

/* A random set of n members below nbits, with garbage above nbits. */
static void make(unsigned long *map, bool *model, unsigned int nbits)
{
	int density = rand() % 5;

	memset(map, 0xff, MAX / 8 + 8);
	for (unsigned int i = 0; i < nbits; i++) {
		model[i] = density == 0	  ? false
			   : density == 4 ? true
					  : rand() % 4 < density;
		if (!model[i])
			__clear_bit(i, map);
	}
}

static void check_same(const unsigned long *map, const bool *model,
		       unsigned int nbits)
{
	for (unsigned int i = 0; i < nbits; i++)
		assert_int_equal(test_bit(i, map), model[i]);
}

static void check_queries(const unsigned long *map, const bool *model,
			  unsigned int nbits)
{
	unsigned int weight = 0, last = nbits, bit;

	for (unsigned int from = 0; from < nbits + 70; from++) {
		assert_int_equal(find_next_bit(map, nbits, from),
				 model_next(model, nbits, from, true));
		assert_int_equal(find_next_zero_bit(map, nbits, from),
				 model_next(model, nbits, from, false));
	}
	for_each_set_bit(bit, map, nbits)
	{
		assert_true(model[bit]);
		weight++;
		last = bit;
	}
	assert_int_equal(bitmap_weight(map, nbits), weight);
	assert_int_equal(find_last_bit(map, nbits), last);
	assert_int_equal(bitmap_empty(map, nbits), weight == 0);
	assert_int_equal(bitmap_full(map, nbits), weight == nbits);
}

static void check_binary(unsigned int nbits)
{
	unsigned long a[MAX / 64 + 2], b[MAX / 64 + 2], c[MAX / 64 + 2];
	bool ma[MAX], mb[MAX], mc[MAX];
	bool subset = true, meets = false, equal = true;
	uint8_t *bytes = malloc(DIV_ROUND_UP(nbits, 8));

	make(a, ma, nbits);
	make(b, mb, nbits);
	check_queries(a, ma, nbits);
#define CHECK_OP(op, expr)                               \
	do {                                             \
		bitmap_##op(c, a, b, nbits);             \
		for (unsigned int i = 0; i < nbits; i++) \
			mc[i] = expr;                    \
		check_same(c, mc, nbits);                \
	} while (0)
	CHECK_OP(and, ma[i] && mb[i]);
	CHECK_OP(or, ma[i] || mb[i]);
	CHECK_OP(xor, ma[i] != mb[i]);
	CHECK_OP(andnot, ma[i] && !mb[i]);
#undef CHECK_OP
	for (unsigned int i = 0; i < nbits; i++) {
		subset &= !ma[i] || mb[i];
		meets |= ma[i] && mb[i];
		equal &= ma[i] == mb[i];
		mc[i] = !ma[i];
	}
	assert_int_equal(bitmap_subset(a, b, nbits), subset);
	assert_int_equal(bitmap_intersects(a, b, nbits), meets);
	assert_int_equal(bitmap_equal(a, b, nbits), equal);
	bitmap_complement(c, a, nbits);
	check_same(c, mc, nbits);
	bitmap_copy(c, a, nbits);
	check_same(c, ma, nbits);

	bitmap_to_bytes(bytes, a, nbits);
	for (unsigned int i = 0; i < ROUNDUP(nbits, 8); i++)
		assert_int_equal(bytes[i / 8] >> i % 8 & 1, i < nbits && ma[i]);
	if (nbits % 8)
		bytes[nbits / 8] |= 0x80;
	bitmap_from_bytes(c, bytes, nbits);
	check_same(c, ma, nbits);
	free(bytes);
}

static void check_ranges(unsigned int nbits)
{
	unsigned long a[MAX / 64 + 2];
	bool m[MAX];
	unsigned int start = (unsigned int)rand() % nbits;
	unsigned int n = (unsigned int)rand() % (nbits - start + 1);

	make(a, m, nbits);
	bitmap_set(a, start, n);
	for (unsigned int i = start; i < start + n; i++)
		m[i] = true;
	check_same(a, m, nbits);
	start = (unsigned int)rand() % nbits;
	n = (unsigned int)rand() % (nbits - start + 1);
	bitmap_clear(a, start, n);
	for (unsigned int i = start; i < start + n; i++)
		m[i] = false;
	check_same(a, m, nbits);
	bitmap_zero(a, nbits);
	assert_true(bitmap_empty(a, nbits));
	bitmap_fill(a, nbits);
	assert_int_equal(bitmap_weight(a, nbits), nbits);
}

static void test_bitmap(void **state)
{
	for (unsigned int nbits = 1; nbits < MAX; nbits++) {
		for (int round = 0; round < 8; round++) {
			check_binary(nbits);
			check_ranges(nbits);
		}
	}
}

static void test_words(void **state)
{
	assert_int_equal(lowest_bit(8), 3);
	assert_int_equal(highest_bit(9), 3);
	assert_int_equal(highest_bit(~0UL), 63);
	for (int i = 0; i < 1000; i++) {
		unsigned long v = ((unsigned long)rand() << 33) ^
				  ((unsigned long)rand() << 11) ^
				  (unsigned long)rand();

		assert_int_equal(weight_long(v), __builtin_popcountl(v));
	}
	assert_int_equal(weight_long(~0UL), 64);
	assert_int_equal(order_from_bytes(0), 0);
	assert_int_equal(order_from_bytes(4096), 0);
	assert_int_equal(order_from_bytes(4097), 1);
	assert_int_equal(order_from_bytes(8193), 2);
	assert_int_equal(order_from_pages(0), 0);
	assert_int_equal(order_from_pages(1), 0);
	assert_int_equal(order_from_pages(3), 2);
	assert_int_equal(order_from_pages(4), 2);
	assert_true(is_power_of_2(64));
	assert_false(is_power_of_2(0));
	assert_false(is_power_of_2(65));
}

static void test_cpumask(void **state)
{
	cpumask_t m = cpumask_of(5), all = CPUMASK_ALL;
	unsigned int cpu, n = 0;

	cpumask_set(63, &m);
	assert_int_equal(cpumask_weight(&m), 2);
	assert_int_equal(cpumask_weight(&all), NR_CPUS);
	assert_true(cpumask_subset(&m, &all));
	assert_false(cpumask_test(64, &m));
	assert_int_equal(cpumask_next(5, &m), 63);
	assert_int_equal(cpumask_cycle(63, &m), 5);
	assert_int_equal(cpumask_cycle(5, &m), 63);
	for_each_cpu(cpu, &m) n += cpu;
	assert_int_equal(n, 68);
	assert_true(cpumask_test_and_clear(5, &m));
	assert_false(cpumask_test_and_set(5, &m));
	cpumask_zero(&m);
	assert_int_equal(cpumask_cycle(3, &m), NR_CPUS);
	assert_int_equal(cpumask_last(&all), 63);
	assert_int_equal(nodemask_first(&NODEMASK_NONE), NR_NODES);
}

static void test_arithmetic(void **state)
{
	for (unsigned long size = 0; size < 70; size++)
		for (unsigned long i = 0; i < 140; i++)
			assert_true(array_index_nospec(i, size) ==
				    (i < size ? i : 0));
	assert_true(array_index_nospec(~0UL, 5UL) == 0);
	assert_int_equal(ROUNDUP(4097UL, 4096), 8192);
	assert_int_equal(ROUNDDOWN(4097UL, 4096), 4096);
	assert_true(ROUNDUP(0x100000001ULL, 16) == 0x100000010ULL);
	assert_int_equal(clamp(5, 1, 3), 3);
	assert_int_equal(clamp(-5, 1, 3), 1);
	assert_true(mfn_eq(maddr_to_mfn(maddr_add(mfn_to_maddr(_mfn(7)), 4097)),
			   mfn_add(_mfn(7), 1)));
	assert_false(mfn_is_set(INVALID_MFN));
	assert_int_equal(gaddr_offset(_gaddr(0x12345)), 0x345);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bitmap),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_cpumask),
		cmocka_unit_test(test_arithmetic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
