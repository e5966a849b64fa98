// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels: unpacking, bzImage, ELF, notes, the PV layout and its page tables.
 * A small kernel is made here; the fuzz loops flip and cut it and expect an
 * error or a consistent plan, never a bad access (ASan watches).
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "private.h"
#include "seed.h"

#include <bzlib.h>
#include <elf.h>
#include <lz4hc.h>
#include <lzma.h>
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xen/elfnote.h>
#include <zlib.h>
#include <zstd.h>

/* The allocation with this number fails (linked with --wrap); 0: none. */
static unsigned int fail_at, allocations;

#define WRAP(name, params, args)                           \
	void *__real_##name params;                        \
	void *__wrap_##name params;                        \
	void *__wrap_##name params                         \
	{                                                  \
		return fail_at && ++allocations == fail_at \
			       ? NULL                      \
			       : __real_##name args;       \
	}
WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t m), (n, m))
WRAP(realloc, (void *p, size_t n), (p, n))

#define IMAGE_SIZE 0x3000
#define BASE	   0xffffffff80000000ULL

struct image {
	uint8_t b[IMAGE_SIZE];
};

static size_t put_note(uint8_t *p, uint32_t type, const void *desc,
		       uint32_t len)
{
	uint32_t head[3] = { 4, len, type };

	memcpy(p, head, sizeof(head));
	memcpy(p + 12, "Xen", 4);
	memcpy(p + 16, desc, len);
	return 16 + (len + 3) / 4 * 4;
}

static void make_image(struct image *im, bool pfn_ramdisk)
{
	Elf64_Ehdr *eh = (Elf64_Ehdr *)im->b;
	Elf64_Phdr *ph = (Elf64_Phdr *)(im->b + sizeof(*eh));
	uint64_t entry = BASE + 0x1000010, base = BASE, hyp = BASE + 0x1001000;
	uint64_t p2m = 0x8000000000ULL;
	uint32_t one = 1;
	size_t n = 0x2000;

	memset(im, 0, sizeof(*im));
	memcpy(eh->e_ident, ELFMAG, SELFMAG);
	eh->e_ident[EI_CLASS] = ELFCLASS64;
	eh->e_ident[EI_DATA] = ELFDATA2LSB;
	eh->e_type = ET_EXEC;
	eh->e_machine = EM_X86_64;
	eh->e_phoff = sizeof(*eh);
	eh->e_phentsize = sizeof(*ph);
	eh->e_phnum = 2;
	ph[0] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_offset = 0x1000,
		.p_filesz = 0x1000,
		.p_memsz = 0x3000,
		.p_paddr = 0x1000000,
		.p_vaddr = BASE + 0x1000000,
	};
	n += put_note(im->b + n, XEN_ELFNOTE_ENTRY, &entry, 8);
	n += put_note(im->b + n, XEN_ELFNOTE_VIRT_BASE, &base, 8);
	n += put_note(im->b + n, XEN_ELFNOTE_HYPERCALL_PAGE, &hyp, 8);
	n += put_note(im->b + n, XEN_ELFNOTE_GUEST_OS, "test", 5);
	n += put_note(im->b + n, XEN_ELFNOTE_XEN_VERSION, "xen-3.0", 8);
	if (pfn_ramdisk) {
		n += put_note(im->b + n, XEN_ELFNOTE_INIT_P2M, &p2m, 8);
		n += put_note(im->b + n, XEN_ELFNOTE_MOD_START_PFN, &one, 4);
	}
	ph[1] = (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = 0x2000,
		.p_filesz = n - 0x2000,
		.p_align = 4,
	};
}

static size_t wrap_bzimage(uint8_t *out, const void *payload, size_t len)
{
	uint32_t plen = len, poff = 0x40;

	memset(out, 0, 1024 + 0x40);
	out[0x1f1] = 1;
	out[0x1fe] = 0x55;
	out[0x1ff] = 0xaa;
	memcpy(out + 0x202, "HdrS", 4);
	out[0x206] = 0x0f;
	out[0x207] = 0x02;
	memcpy(out + 0x248, &poff, 4);
	memcpy(out + 0x24c, &plen, 4);
	memcpy(out + 1024 + 0x40, payload, len);
	return 1024 + 0x40 + len;
}

static void expect_parsed(const uint8_t *data, size_t len, const char *format)
{
	struct xc_dom_error err = { "" };
	struct xc_dom_kernel *k = NULL;
	struct image im;

	make_image(&im, true);
	if (xc_dom_kernel_parse(data, len, &k, &err))
		fail_msg("%s: %s", format, err.text);
	assert_string_equal(k->compression, format);
	assert_int_equal(k->image_size, IMAGE_SIZE);
	assert_memory_equal(k->image, im.b, IMAGE_SIZE);
	assert_int_equal(k->nr_segments, 1);
	assert_string_equal(k->notes.guest_os, "test");
	assert_true(k->notes.mod_start_pfn);
	xc_dom_kernel_free(k);
}

/* Every format packed by its own library, with the size behind it. */
static size_t pack(const char *format, const struct image *im, uint8_t *out,
		   size_t room)
{
	uint32_t size = IMAGE_SIZE;
	size_t n = 0;

	if (!strcmp(format, "gzip")) {
		z_stream s = { .next_in = (uint8_t *)im->b,
			       .avail_in = IMAGE_SIZE,
			       .next_out = out,
			       .avail_out = room };

		deflateInit2(&s, 9, Z_DEFLATED, 15 + 16, 8, 0);
		assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
		n = s.total_out;
		deflateEnd(&s);
		return n;
	} else if (!strcmp(format, "xz")) {
		assert_int_equal(lzma_easy_buffer_encode(
					 6, LZMA_CHECK_CRC32, NULL, im->b,
					 IMAGE_SIZE, out, &n, room),
				 LZMA_OK);
	} else if (!strcmp(format, "lzma")) {
		lzma_options_lzma opt;
		lzma_stream s = LZMA_STREAM_INIT;

		lzma_lzma_preset(&opt, 6);
		opt.dict_size = 1 << 20;
		assert_int_equal(lzma_alone_encoder(&s, &opt), LZMA_OK);
		s.next_in = im->b;
		s.avail_in = IMAGE_SIZE;
		s.next_out = out;
		s.avail_out = room;
		assert_int_equal(lzma_code(&s, LZMA_FINISH), LZMA_STREAM_END);
		n = s.total_out;
		lzma_end(&s);
	} else if (!strcmp(format, "bzip2")) {
		unsigned int l = room;

		assert_int_equal(BZ2_bzBuffToBuffCompress((char *)out, &l,
							  (char *)im->b,
							  IMAGE_SIZE, 9, 0, 0),
				 BZ_OK);
		n = l;
	} else if (!strcmp(format, "lz4")) {
		uint32_t magic = 0x184c2102, l;

		l = LZ4_compress_HC((char *)im->b, (char *)out + 8, IMAGE_SIZE,
				    room - 8, 9);
		memcpy(out, &magic, 4);
		memcpy(out + 4, &l, 4);
		n = 8 + l;
	} else if (!strcmp(format, "zstd")) {
		n = ZSTD_compress(out, room, im->b, IMAGE_SIZE, 19);
	}
	memcpy(out + n, &size, 4);
	return n + 4;
}

static const char *const formats[] = { "gzip",	"xz",  "lzma",
				       "bzip2", "lz4", "zstd" };

static void test_formats(void **state)
{
	static uint8_t packed[2 * IMAGE_SIZE], bz[3 * IMAGE_SIZE];
	struct image im;
	size_t i, n, m;

	make_image(&im, true);
	expect_parsed(im.b, IMAGE_SIZE, "none");
	m = wrap_bzimage(bz, im.b, IMAGE_SIZE);
	expect_parsed(bz, m, "none");
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		n = pack(formats[i], &im, packed, sizeof(packed));
		expect_parsed(packed, n, formats[i]);
		m = wrap_bzimage(bz, packed, n);
		expect_parsed(bz, m, formats[i]);
	}
}

/* Cut at every length: an error with a sentence, and nothing else. */
static void test_truncated(void **state)
{
	static uint8_t packed[2 * IMAGE_SIZE], bz[3 * IMAGE_SIZE];
	struct xc_dom_error err;
	struct xc_dom_kernel *k;
	struct image im;
	size_t i, n, m, cut;
	uint8_t *copy;

	make_image(&im, true);
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		n = pack(formats[i], &im, packed, sizeof(packed));
		m = wrap_bzimage(bz, packed, n);
		for (cut = 0; cut < m; cut += 7) {
			copy = malloc(cut ? cut : 1);
			memcpy(copy, bz, cut);
			err.text[0] = 0;
			k = NULL;
			assert_true(xc_dom_kernel_parse(copy, cut, &k, &err) <
				    0);
			assert_null(k);
			assert_true(err.text[0]);
			free(copy);
		}
	}
}

static void check_plan(const struct xc_dom_pv_plan *p)
{
	assert_true(p->end <= p->total_pages);
	assert_true(p->pagetables.nr >= xg_pagetables_count(p));
	assert_true(p->map_end - p->virt_base >=
		    ((uint64_t)(p->stack.first + 1) << XC_PAGE_SHIFT) +
			    (512 << 10));
	assert_true(p->start_info.first >= p->kernel.first + p->kernel.nr);
}

static void test_fuzz(void **state)
{
	unsigned int i, j, flips, ok = 0;
	struct xc_dom_error err;
	struct xc_dom_kernel *k;
	struct xc_dom_pv_plan plan;
	struct image im;

	test_seed();
	for (i = 0; i < 20000; i++) {
		make_image(&im, i & 1);
		flips = 1 + rand() % 4;
		for (j = 0; j < flips; j++) {
			/* Where the headers are, mostly. */
			size_t at =
				rand() % 3
					? (rand() & 1 ? rand() % 0xb0
						      : 0x2000 + rand() % 0xc0)
					: rand() % IMAGE_SIZE;

			im.b[at] = rand();
		}
		k = NULL;
		if (xc_dom_kernel_parse(im.b, IMAGE_SIZE, &k, &err))
			continue;
		if (!xc_dom_pv_plan(k, 65536, 123456, &plan, &err)) {
			check_plan(&plan);
			ok++;
		}
		xc_dom_kernel_free(k);
	}
	assert_true(ok > 1000);
}

static void test_plan(void **state)
{
	struct xc_dom_error err;
	struct xc_dom_kernel *k;
	struct xc_dom_pv_plan p;
	struct image im;

	make_image(&im, true);
	assert_int_equal(xc_dom_kernel_parse(im.b, IMAGE_SIZE, &k, &err), 0);
	assert_int_equal(xc_dom_pv_plan(k, 65536, 1 << 20, &p, &err), 0);
	check_plan(&p);
	assert_false(p.ramdisk_mapped);
	assert_true(p.p2m_apart);
	assert_int_equal(p.kernel.first, 0x1000);
	assert_int_equal(p.kernel.nr, 3);
	assert_int_equal(p.hypercall_page, 0x1001);
	assert_int_equal(p.p2m.nr, 128);
	/* Too small, refused with the numbers. */
	assert_int_equal(xc_dom_pv_plan(k, 0x1010, 1 << 20, &p, &err), -ENOMEM);
	assert_non_null(strstr(err.text, "MiB"));
	xc_dom_kernel_free(k);

	make_image(&im, false);
	assert_int_equal(xc_dom_kernel_parse(im.b, IMAGE_SIZE, &k, &err), 0);
	assert_int_equal(xc_dom_pv_plan(k, 65536, 1 << 20, &p, &err), 0);
	check_plan(&p);
	assert_true(p.ramdisk_mapped);
	assert_false(p.p2m_apart);
	assert_int_equal(p.ramdisk.first, 0x1003);
	assert_int_equal(p.ramdisk.nr, 256);
	xc_dom_kernel_free(k);
}

/* Walk the tables as the processor would. */
static uint64_t lookup(const struct xc_dom_pv_plan *p, const uint64_t *tables,
		       uint64_t virt, unsigned int mfn_off)
{
	uint64_t table = p->pagetables.first, e = 0;
	int level;

	for (level = 4; level >= 1; level--) {
		assert_true(table - p->pagetables.first < p->pagetables.nr);
		e = tables[(table - p->pagetables.first) * 512 +
			   (virt >> (12 + 9 * (level - 1)) & 511)];
		if (!(e & 1))
			return 0;
		table = (e >> 12 & 0xffffffffff) - mfn_off;
	}
	return e;
}

static void one_pagetables(bool pfn_ramdisk, xen_pfn_t total)
{
	const unsigned int off = 100000;
	struct xc_dom_error err;
	struct xc_dom_kernel *k;
	struct xc_dom_pv_plan p;
	xen_pfn_t *p2m = malloc(total * sizeof(*p2m)), i, nr;
	uint64_t *tables, e;
	struct image im;

	make_image(&im, pfn_ramdisk);
	assert_int_equal(xc_dom_kernel_parse(im.b, IMAGE_SIZE, &k, &err), 0);
	assert_int_equal(xc_dom_pv_plan(k, total, 3 << 20, &p, &err), 0);
	for (i = 0; i < total; i++)
		p2m[i] = i + off;
	tables = calloc(p.pagetables.nr, 4096);
	assert_int_equal(xg_pagetables_fill(&p, p2m, tables), 0);
	nr = (p.map_end - p.virt_base) >> 12;
	for (i = 0; i < nr && i < total; i++) {
		e = lookup(&p, tables, p.virt_base + (i << 12), off);
		assert_int_equal(e >> 12 & 0xffffffffff, i + off);
		assert_int_equal(!!(e & 2),
				 i - p.pagetables.first >= p.pagetables.nr);
	}
	if (p.p2m_apart)
		for (i = 0; i < p.p2m.nr; i++)
			assert_int_equal(lookup(&p, tables,
						p.p2m_virt + (i << 12),
						off) >> 12 &
						 0xffffffffff,
					 p.p2m.first + i + off);
	free(tables);
	free(p2m);
	xc_dom_kernel_free(k);
}

static void test_pagetables(void **state)
{
	one_pagetables(true, 65536);
	one_pagetables(false, 65536);
	one_pagetables(true, 8000);
	one_pagetables(false, 300000);
}

static void test_wrong(void **state)
{
	static const uint8_t text[4096] = "#!/bin/sh\n";
	struct xc_dom_error err;
	struct xc_dom_kernel *k;
	struct xc_dom_pv_plan p;
	struct image im;

	assert_int_equal(xc_dom_kernel_parse("", 0, &k, &err), -EINVAL);
	assert_int_equal(xc_dom_kernel_parse(text, sizeof(text), &k, &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, "neither"));
	make_image(&im, true);
	((Elf64_Ehdr *)im.b)->e_machine = EM_AARCH64;
	assert_int_equal(xc_dom_kernel_parse(im.b, IMAGE_SIZE, &k, &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, "processor"));
	make_image(&im, true);
	((Elf64_Ehdr *)im.b)->e_phnum = 1;
	assert_int_equal(xc_dom_kernel_parse(im.b, IMAGE_SIZE, &k, &err), 0);
	assert_int_equal(xc_dom_pv_plan(k, 65536, 0, &p, &err), -EINVAL);
	assert_non_null(strstr(err.text, "Xen notes"));
	xc_dom_kernel_free(k);
}

/* Each of our allocations fails once: an error, no crash, no leak. */
static void test_no_memory(void **state)
{
	static uint8_t packed[2 * IMAGE_SIZE], bz[3 * IMAGE_SIZE];
	struct xc_dom_error err;
	struct xc_dom_kernel *k;
	struct image im;
	unsigned int nth;
	size_t i, m;
	int rc;

	make_image(&im, true);
	for (i = 0; i <= sizeof(formats) / sizeof(formats[0]); i++) {
		m = i ? pack(formats[i - 1], &im, packed, sizeof(packed))
		      : IMAGE_SIZE;
		m = wrap_bzimage(bz, i ? packed : im.b, m);
		for (nth = 1, rc = -1; rc; nth++) {
			k = NULL;
			err.text[0] = 0;
			allocations = 0;
			fail_at = nth;
			rc = xc_dom_kernel_parse(bz, m, &k, &err);
			fail_at = 0;
			assert_true(!rc || (!k && err.text[0]));
		}
		assert_true(nth > 2);
		xc_dom_kernel_free(k);
	}
}

static void test_guest_string(void **state)
{
	struct xc_dom_notes n = { 0 };
	struct xc_dom_error err;

	assert_int_equal(
		xg_guest_string_parse(&n,
				      "GUEST_OS=Hurd,XEN_VER=xen-3.0,VIRT_BASE="
				      "0x20000000,HYPERCALL_PAGE=0x2,LOADER="
				      "generic,FEATURES=pae_pgdir_above_4gb,,X",
				      &err),
		0);
	assert_string_equal(n.guest_os, "Hurd");
	assert_int_equal(n.hypercall_page, 0x20002000);
	assert_int_equal(n.paddr_offset, 0x20000000);
}

/* --- kernels that are kept unpacked --- */

static unsigned int entries(const char *dir)
{
	unsigned int n = 0;
	struct dirent *e;
	DIR *d = opendir(dir);

	while (d && (e = readdir(d)))
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

static void write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	fclose(f);
}

/* Replaces what every entry holds. */
static void spoil(const char *dir, const char *with)
{
	char path[512];
	struct dirent *e;
	DIR *d = opendir(dir);

	while ((e = readdir(d)))
		if (e->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
			write_file(path, with, strlen(with));
		}
	closedir(d);
}

static void read_kept(const char *path, const char *dir, const char *how,
		      const struct image *im)
{
	struct xc_dom_kernel *k = NULL;
	struct xc_dom_error err;

	if (xc_dom_kernel_read_cached(path, dir, &k, &err))
		fail_msg("%s", err.text);
	assert_string_equal(k->compression, how);
	assert_int_equal(k->image_size, IMAGE_SIZE);
	assert_memory_equal(k->image, im->b, IMAGE_SIZE);
	assert_int_equal(k->nr_segments, 1);
	xc_dom_kernel_free(k);
}

static void test_kept(void **state)
{
	static uint8_t packed[2 * IMAGE_SIZE];
	char top[] = "/tmp/kernels.XXXXXX", dir[64], path[64];
	struct image im;
	size_t len;
	int i;

	assert_non_null(mkdtemp(top));
	snprintf(dir, sizeof(dir), "%s/kept", top);
	snprintf(path, sizeof(path), "%s/vmlinuz", top);
	make_image(&im, false);
	len = pack("gzip", &im, packed, sizeof(packed));
	write_file(path, packed, len);
	read_kept(path, dir, "gzip", &im);
	assert_int_equal(entries(dir), 1);
	read_kept(path, dir, "unpacked before", &im);

	/* What was damaged is unpacked again and mended. */
	spoil(dir, "no kernel at all");
	read_kept(path, dir, "gzip", &im);
	read_kept(path, dir, "unpacked before", &im);

	/* Another kernel under the same name is another one. */
	im.b[0x1800] = 42;
	len = pack("gzip", &im, packed, sizeof(packed));
	unlink(path);
	write_file(path, packed, len);
	read_kept(path, dir, "gzip", &im);
	read_kept(path, dir, "unpacked before", &im);
	assert_int_equal(entries(dir), 2);

	/* A few stay, the oldest go. */
	for (i = 0; i < 5; i++) {
		unlink(path);
		im.b[0x1800]++;
		len = pack("gzip", &im, packed, sizeof(packed));
		write_file(path, packed, len);
		read_kept(path, dir, "gzip", &im);
	}
	assert_int_equal(entries(dir), 3);

	/* A folder that others may write is not trusted. */
	chmod(dir, 0777);
	read_kept(path, dir, "gzip", &im);

	/* One that is not packed is not kept. */
	chmod(dir, 0700);
	unlink(path);
	write_file(path, im.b, IMAGE_SIZE);
	read_kept(path, dir, "none", &im);
	assert_int_equal(entries(dir), 3);
	snprintf((char *)packed, sizeof(packed), "rm -rf %s", top);
	assert_int_equal(system((char *)packed), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_pagetables),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_guest_string),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_fuzz),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
