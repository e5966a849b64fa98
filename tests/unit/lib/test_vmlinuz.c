/*
 * test_vmlinuz.c: the stock kernel, where the system tests have fetched one
 * (or XENOLITH_VMLINUZ names one): payload, unpacking compared with liblzma's,
 * segments and notes.  Skipped where there is none.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <glob.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <public/features.h>
#include <xen/bzimage.h>
#include <xen/decompress.h>
#include <xen/elf_xen.h>
#include <xen/string.h>

static uint64_t scratch[DECOMPRESS_SCRATCH_SIZE / 8];

/* The path of a kernel, in a static buffer; NULL if there is none. */
static const char *find_kernel(void)
{
	static char path[512];
	const char *env = getenv("XENOLITH_VMLINUZ");
	const char *cache = getenv("XENOLITH_CACHE"), *b = getenv("B");
	glob_t g;

	if (env)
		return env;
	if (cache)
		snprintf(path, sizeof(path), "%s/peer/boot/vmlinuz-*", cache);
	else
		snprintf(path, sizeof(path), "%s/cache/peer/boot/vmlinuz-*",
			 b ? b : "build");
	if (glob(path, 0, NULL, &g))
		return NULL;
	strlcpy(path, g.gl_pathv[0], sizeof(path));
	globfree(&g);
	return path;
}

static uint8_t *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	p = malloc(*n);
	assert_int_equal(fread(p, 1, *n, f), *n);
	fclose(f);
	return p;
}

static void check_notes(const uint8_t *image, size_t n)
{
	struct xen_elf_info info;
	struct elf elf;

	assert_int_equal(elf_parse(&elf, image, n, EM_X86_64), 0);
	assert_int_equal(xen_elf_parse(&elf, &info), 0);
	assert_true(info.xen_guest);
	assert_string_equal(info.guest_os, "linux");
	assert_string_equal(info.loader, "generic");
	assert_int_equal(info.virt_base, 0xffffffff80000000);
	assert_true(info.entry >= info.virt_start);
	assert_true(info.phys32_entry >= elf.paddr_start);
	assert_true(info.mod_start_pfn);
	assert_true(info.features_supported & 1U << XENFEAT_dom0);
}

static void test_kernel(void **state)
{
	const char *path = find_kernel();
	uint64_t limit = 1 << 30;
	size_t n, len, ref_len = 0, at = 0;
	struct bzimage bz;
	uint8_t *image, *out, *ref;

	if (!path)
		skip();
	image = read_file(path, &n);
	assert_int_equal(bzimage_parse(image, n, &bz), 0);
	assert_string_equal(decompress_format(bz.payload, bz.payload_len),
			    "xz");
	out = malloc(bz.unpacked_len);
	assert_int_equal(decompress(bz.payload, bz.payload_len, out,
				    bz.unpacked_len, &len, scratch,
				    sizeof(scratch)),
			 0);
	assert_int_equal(len, bz.unpacked_len);

	ref = malloc(len);
	assert_int_equal(lzma_stream_buffer_decode(&limit, 0, NULL, bz.payload,
						   &at, bz.payload_len, ref,
						   &ref_len, len),
			 LZMA_OK);
	assert_int_equal(ref_len, len);
	assert_memory_equal(out, ref, len);
	check_notes(out, len);
	free(image);
	free(out);
	free(ref);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kernel) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
