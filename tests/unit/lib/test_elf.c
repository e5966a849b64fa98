/*
 * test_elf.c: a hand-made kernel image: what is read from it, and each way in
 * which it can be wrong.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <errno.h>
#include <cmocka.h>

#include "elf_sample.h"

#include <xen/bzimage.h>
#include <xen/elf_xen.h>

static struct elf_sample s;
static struct elf elf;
static struct xen_elf_info info;

static int setup(void **state)
{
	elf_sample_build(&s);
	return 0;
}

static int parse(void)
{
	return elf_parse(&elf, &s, sizeof(s), EM_X86_64);
}

static int parse_all(void)
{
	int rc = parse();

	return rc ? rc : xen_elf_parse(&elf, &info);
}

static int load(const struct elf_segment *seg, void *ctx)
{
	char **p = ctx;

	assert_true(seg->mem_size >= seg->file_size);
	if (seg->file_size)
		assert_string_equal(seg->data, SAMPLE_TEXT);
	*(*p)++ = seg->flags & ELF_PF_W ? 'w' : 'r';
	return 0;
}

static void test_headers(void **state)
{
	char seen[8] = "", *p = seen;

	assert_int_equal(parse(), 0);
	assert_int_equal(elf.entry, 0x1000000);
	assert_false(elf.relocatable);
	assert_int_equal(elf.paddr_start, 0x1000000);
	assert_int_equal(elf.paddr_end, 0x1004000);
	assert_int_equal(elf_load(&elf, load, &p), 0);
	assert_string_equal(seen, "rw");
}

static void test_notes(void **state)
{
	assert_int_equal(parse_all(), 0);
	assert_true(info.xen_guest);
	assert_int_equal(info.entry, SAMPLE_BASE + 0x1000010);
	assert_int_equal(info.virt_base, SAMPLE_BASE);
	assert_int_equal(info.paddr_offset, 0);
	assert_int_equal(info.hypercall_page, XEN_ELF_UNSET);
	assert_int_equal(info.phys32_entry, XEN_ELF_UNSET);
	assert_int_equal(info.init_p2m, 0x8000000000);
	assert_int_equal(info.hv_start_low, 0xffff800000000000);
	assert_int_equal(info.virt_offset, SAMPLE_BASE);
	assert_int_equal(info.virt_start, SAMPLE_BASE + 0x1000000);
	assert_int_equal(info.virt_end, SAMPLE_BASE + 0x1004000);
	assert_int_equal(info.l1_mfn_mask, 1);
	assert_int_equal(info.l1_mfn_value, 1);
	assert_true(info.mod_start_pfn && info.suspend_cancel && info.pae);
	assert_true(info.pae_extended_cr3);
	assert_false(info.bsd_symtab);
	/* 0 and 4 by name, 0 and 11 by the bit note. */
	assert_int_equal(info.features_supported, 0x811);
	assert_int_equal(info.features_required, 1);
	assert_string_equal(info.guest_os, "linux");
	assert_string_equal(info.guest_version, "a version of mo");
	assert_string_equal(info.xen_version, "xen-3.0");
	assert_string_equal(info.loader, "generic");
}

/* The same notes by way of the section only. */
static void test_section_notes(void **state)
{
	s.ph[3].p_type = PT_NULL;
	test_notes(state);
}

static void test_no_notes(void **state)
{
	s.ph[3].p_type = PT_NULL;
	s.eh.e_shnum = 0;
	assert_int_equal(parse_all(), 0);
	assert_false(info.xen_guest);
	assert_int_equal(info.entry, 0x1000000);
	assert_int_equal(info.virt_offset, 0);
}

static void test_bad_headers(void **state)
{
	const struct elf_sample good = s;
	size_t n;

	for (n = 0; n < sizeof(Elf64_Ehdr); n++)
		assert_int_equal(elf_parse(&elf, &s, n, EM_X86_64), -ENOEXEC);
	assert_int_equal(elf_parse(&elf, &s, sizeof(s), EM_IA_64), -ENOEXEC);
#define BAD(change, want)                        \
	do {                                     \
		s = good;                        \
		change;                          \
		assert_int_equal(parse(), want); \
	} while (0)
	BAD(s.eh.e_ident[EI_CLASS] = ELFCLASS32, -ENOEXEC);
	BAD(s.eh.e_ident[EI_DATA] = ELFDATA2MSB, -ENOEXEC);
	BAD(s.eh.e_type = ET_REL, -ENOEXEC);
	BAD(s.eh.e_phnum = 0, -ENOEXEC);
	BAD(s.eh.e_phentsize = 55, -ENOEXEC);
	BAD(s.ph[0].p_type = s.ph[1].p_type = PT_NULL, -ENOEXEC);
	BAD(s.eh.e_phoff = sizeof(s), -EBADMSG);
	BAD(s.eh.e_phoff = ~0ULL - 10, -EBADMSG);
	BAD(s.eh.e_phnum = 0xffff, -EBADMSG);
	BAD(s.ph[0].p_filesz = 0x1001, -EBADMSG);
	BAD(s.ph[0].p_offset = sizeof(s) - 63, -EBADMSG);
	BAD(s.ph[0].p_offset = ~0ULL - 63, -EBADMSG);
	BAD(s.ph[1].p_paddr = ~0ULL - 0x3000, 0);
	BAD(s.ph[1].p_paddr = ~0ULL - 0x2fff, -EBADMSG);
	BAD(s.ph[1].p_vaddr = ~0ULL - 10, -EBADMSG);
	/* Sections are not needed. */
	BAD(s.eh.e_shoff = ~0ULL - 5, 0);
	BAD(s.eh.e_shoff = sizeof(s) - 1, 0);
#undef BAD
}

/* Find the note of a type in the sample; its contents. */
static uint8_t *find_note(uint32_t type, uint32_t **len)
{
	uint8_t *p = s.notes;

	for (;;) {
		uint32_t *h = (uint32_t *)p;

		*len = &h[1];
		if (h[2] == type && h[0] == 4 && p[12] == 'X')
			return p + 16;
		p += 12 + ((h[0] + 3) & ~3U) + ((h[1] + 3) & ~3U);
	}
}

static void test_bad_notes(void **state)
{
	uint32_t *len;
	uint8_t *p;

	/* A number of three bytes. */
	find_note(15, &len);
	*len = 3;
	assert_int_equal(parse_all(), -EBADMSG);
	elf_sample_build(&s);
	/* A feature that is required but unknown. */
	p = find_note(10, &len);
	memcpy(p + 1, "wrongable", 9);
	assert_int_equal(parse_all(), -EOPNOTSUPP);
	elf_sample_build(&s);
	/* An entry outside; a base that makes the range wrap. */
	p = find_note(1, &len);
	p[0] = 0;
	p[3] = 0x70;
	assert_int_equal(parse_all(), -EINVAL);
	elf_sample_build(&s);
	p = find_note(3, &len);
	memset(p, 0xff, 8);
	p[3] = 0xfe;
	assert_int_equal(parse_all(), -EINVAL);
	elf_sample_build(&s);
	/* A note that reaches beyond its segment ends it. */
	find_note(6, &len);
	*len = 0x7fffffff;
	assert_int_equal(parse_all(), 0);
	assert_false(info.xen_guest);
}

static void test_bzimage(void **state)
{
	static uint8_t image[0x2000];
	struct bzimage bz;

	memcpy(image, &s, sizeof(s));
	assert_int_equal(bzimage_parse(image, sizeof(image), &bz), -EINVAL);
	elf_sample_bzimage((struct elf_sample *)image, 0x10, 0x400);
	memcpy(image + 1024 + 0x10 + 0x400 - 4, "\x78\x56\x34\x12", 4);
	assert_int_equal(bzimage_parse(image, sizeof(image), &bz), 0);
	assert_int_equal(bz.version, 0x20f);
	assert_ptr_equal(bz.payload, image + 1024 + 0x10);
	assert_int_equal(bz.payload_len, 0x400);
	assert_int_equal(bz.unpacked_len, 0x12345678);
	/* 0 sectors stands for 4. */
	image[0x1f1] = 0;
	assert_int_equal(bzimage_parse(image, sizeof(image), &bz), 0);
	assert_ptr_equal(bz.payload, image + 5 * 512 + 0x10);
	image[0x1f1] = 1;
	assert_int_equal(bzimage_parse(image, 1024 + 0x410, &bz), 0);
	assert_int_equal(bzimage_parse(image, 1024 + 0x40f, &bz), -EBADMSG);
	assert_int_equal(bzimage_parse(image, 0x24f, &bz), -EINVAL);
	memset(image + 0x248, 0xff, 4);
	assert_int_equal(bzimage_parse(image, sizeof(image), &bz), -EBADMSG);
	image[0x206] = 7;
	assert_int_equal(bzimage_parse(image, sizeof(image), &bz), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_headers, setup),
		cmocka_unit_test_setup(test_notes, setup),
		cmocka_unit_test_setup(test_section_notes, setup),
		cmocka_unit_test_setup(test_no_notes, setup),
		cmocka_unit_test_setup(test_bad_headers, setup),
		cmocka_unit_test_setup(test_bad_notes, setup),
		cmocka_unit_test_setup(test_bzimage, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
