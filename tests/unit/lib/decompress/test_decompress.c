/*
 * test_decompress.c: every decoder on streams that the libraries made, over
 * kinds of data, sizes and levels; with just enough room, too little room, cut
 * input and bytes behind the end.  All buffers have their exact size, so that
 * ASan sees the first byte too far.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>

#include <xen/crc.h>
#include <xen/decompress.h>

#include "samples.h"

static uint64_t scratch[DECOMPRESS_SCRATCH_SIZE / 8];

static int decode(const uint8_t *in, size_t n, uint8_t *out, size_t cap,
		  size_t *len)
{
	return decompress(in, n, out, cap, len, scratch, sizeof(scratch));
}

/* `in` in a buffer of exactly n bytes. */
static int decode_cut(const uint8_t *in, size_t n, uint8_t *out, size_t cap,
		      size_t *len)
{
	uint8_t *copy = malloc(n ? n : 1);
	int rc;

	memcpy(copy, in, n);
	rc = decode(copy, n, out, cap, len);
	free(copy);
	return rc;
}

static void check_stream(enum sample_format fmt, const uint8_t *packed,
			 size_t n, const uint8_t *data, size_t size)
{
	uint8_t *out = malloc(size ? size : 1);
	uint8_t *tail = malloc(n + 4);
	size_t len = ~0UL;
	uint32_t seed = (uint32_t)(n + size);
	int i;

	assert_int_equal(decode_cut(packed, n, out, size, &len), 0);
	assert_int_equal(len, size);
	assert_memory_equal(out, data, size);

	/* Linux appends the size. */
	memcpy(tail, packed, n);
	memcpy(tail + n, "\x12\x34\x56\x01", 4);
	memset(out, 0, size);
	assert_int_equal(decode(tail, n + 4, out, size, &len), 0);
	assert_int_equal(len, size);
	assert_memory_equal(out, data, size);
	free(tail);

	if (size) {
		uint8_t *small = malloc(size - 1 ? size - 1 : 1);

		assert_int_equal(decode(packed, n, small, size - 1, &len),
				 -ENOSPC);
		free(small);
	}
	for (i = 0; i < 4; i++) {
		size_t cut =
			i < 2 ? n - 1 - (size_t)i : sample_random(&seed) % n;
		int rc = decode_cut(packed, cut, out, size, &len);

		/* A legacy frame may end after any block. */
		if (fmt != FMT_LZ4_LEGACY || cut < 4)
			assert_true(rc < 0);
	}
	free(out);
}

static void check_format(enum sample_format fmt)
{
	static const size_t sizes[] = { 0,     1,     2,      3,     7,	   8,
					9,     63,    100,    1000,  4095, 5000,
					65536, 65537, 131073, 300000 };

	for (unsigned int level = 0; level < NR_LEVELS; level++) {
		for (unsigned int kind = 0; kind < NR_KINDS; kind++) {
			for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
				/* The long ones at one level each. */
				if (sizes[i] > 60000 &&
				    level != kind % NR_LEVELS)
					continue;
				uint8_t *data = sample_data(kind, sizes[i],
							    (uint32_t)i);
				size_t n;
				uint8_t *packed = sample_compress(
					fmt, level, 0, data, sizes[i], &n);

				check_stream(fmt, packed, n, data, sizes[i]);
				free(packed);
				free(data);
			}
		}
	}
}

static void test_gzip(void **state)
{
	check_format(FMT_GZIP);
}

static void test_xz(void **state)
{
	check_format(FMT_XZ);
}

static void test_lz4_legacy(void **state)
{
	check_format(FMT_LZ4_LEGACY);
}

static void test_lz4_frame(void **state)
{
	check_format(FMT_LZ4_FRAME);
}

static void test_zstd(void **state)
{
	check_format(FMT_ZSTD);
}

/* Several megabytes: several LZMA2 chunks and dictionary-sized distances. */
static void test_large(void **state)
{
	size_t size = 9 << 20, n;
	uint8_t *data = sample_data(3, size, 1),
		*code = sample_data(4, size, 2);

	memcpy(data + (3 << 20), code, 3 << 20);
	memcpy(data + (7 << 20), data, 1 << 20);
	for (unsigned int f = 0; f < NR_FORMATS; f++) {
		uint8_t *packed = sample_compress(f, 1, 0, data, size, &n);

		check_stream(f, packed, n, data, size);
		free(packed);
	}
	free(data);
	free(code);
}

/* A flipped bit in the data must not go unnoticed where there is a check. */
static void test_checksums(void **state)
{
	uint8_t *data = sample_data(2, 5000, 1), *out = malloc(5000);
	static const enum sample_format fmts[] = { FMT_GZIP, FMT_XZ,
						   FMT_LZ4_FRAME, FMT_ZSTD };

	for (size_t f = 0; f < ARRAY_SIZE(fmts); f++) {
		size_t n, len;
		uint8_t *p = sample_compress(fmts[f], 3, 0, data, 5000, &n);

		for (size_t bit = n * 2; bit < n * 8; bit += 11) {
			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (!decode(p, n, out, 5000, &len)) {
				/* Padding bits, perhaps: same result. */
				assert_int_equal(len, 5000);
				assert_memory_equal(out, data, 5000);
			}
			p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		free(p);
	}
	free(data);
	free(out);
}

static void test_dispatch(void **state)
{
	uint8_t out[8];
	size_t len;

	assert_null(decompress_format("", 0));
	assert_null(decompress_format("\x1f", 1));
	assert_string_equal(decompress_format("\x1f\x8b", 2), "gzip");
	assert_int_equal(decode((const uint8_t *)"hello", 5, out, 8, &len),
			 -EINVAL);
	assert_int_equal(decompress("\x1f\x8b", 2, out, 8, &len, scratch, 100),
			 -EINVAL);
	assert_int_equal(decompress("\xfd"
				    "7zXZ\0",
				    6, out, 8, &len, (char *)scratch + 1,
				    sizeof(scratch) - 1),
			 -EINVAL);
}

static void test_crc(void **state)
{
	static struct crc32_table t32;
	static struct crc64_table t64;

	crc32_init(&t32);
	crc64_init(&t64);
	/* The check values of the catalogues. */
	assert_true(crc32_update(&t32, 0, "123456789", 9) == 0xcbf43926);
	assert_true(crc64_update(&t64, 0, "123456789", 9) ==
		    0x995dc9bbdf1939faULL);
	assert_true(crc32_update(&t32, crc32_update(&t32, 0, "1234", 4),
				 "56789", 5) == 0xcbf43926);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_xz),
		cmocka_unit_test(test_lz4_legacy),
		cmocka_unit_test(test_lz4_frame),
		cmocka_unit_test(test_zstd),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_dispatch),
		cmocka_unit_test(test_crc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
