// SPDX-License-Identifier: GPL-2.0-only
/*
 * ELF executables for x86: loadable segments and Xen's notes.  Both classes
 * are decoded into 64-bit forms by small readers; every offset is checked
 * against the image before use, so hostile images end in an error.
 */
#include "private.h"

#include <elf.h>

struct reader {
	const uint8_t *p;
	size_t size;
	bool is64;
};

struct phdr {
	uint32_t type;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct shdr {
	uint32_t name, type;
	uint64_t offset, size, align;
};

/* idx is within the header's count and the table lies inside: see table() */
static void read_phdr(const struct reader *r, uint64_t off, struct phdr *ph)
{
	const uint8_t *p = r->p + off;

	if (r->is64)
		*ph = (struct phdr){
			.type = xg_le32(p),
			.offset = xg_le64(p + 8),
			.vaddr = xg_le64(p + 16),
			.paddr = xg_le64(p + 24),
			.filesz = xg_le64(p + 32),
			.memsz = xg_le64(p + 40),
			.align = xg_le64(p + 48),
		};
	else
		*ph = (struct phdr){
			.type = xg_le32(p),
			.offset = xg_le32(p + 4),
			.vaddr = xg_le32(p + 8),
			.paddr = xg_le32(p + 12),
			.filesz = xg_le32(p + 16),
			.memsz = xg_le32(p + 20),
			.align = xg_le32(p + 28),
		};
}

static void read_shdr(const struct reader *r, uint64_t off, struct shdr *sh)
{
	const uint8_t *p = r->p + off;

	if (r->is64)
		*sh = (struct shdr){
			.name = xg_le32(p),
			.type = xg_le32(p + 4),
			.offset = xg_le64(p + 24),
			.size = xg_le64(p + 32),
			.align = xg_le64(p + 48),
		};
	else
		*sh = (struct shdr){
			.name = xg_le32(p),
			.type = xg_le32(p + 4),
			.offset = xg_le32(p + 16),
			.size = xg_le32(p + 20),
			.align = xg_le32(p + 32),
		};
}

static int add_segment(struct xc_dom_kernel *k, const struct phdr *ph,
		       struct xc_dom_error *err)
{
	struct xc_dom_segment *s;

	if (!ph->memsz)
		return 0;
	if (ph->filesz > ph->memsz || ph->memsz > XC_DOM_KERNEL_MAX ||
	    ph->paddr > UINT64_MAX - ph->memsz ||
	    ph->vaddr > UINT64_MAX - ph->memsz)
		return xg_fail(
			err, EINVAL,
			"its ELF segment at 0x%llx has an impossible size",
			(unsigned long long)ph->paddr);
	if (!xg_inside(ph->offset, ph->filesz, k->image_size))
		return xg_fail(err, EINVAL,
			       "the ELF image is cut short: the segment at "
			       "0x%llx ends beyond it",
			       (unsigned long long)ph->paddr);
	if (k->nr_segments == XC_DOM_MAX_SEGMENTS)
		return xg_fail(err, EINVAL, "it has more than %d ELF segments",
			       XC_DOM_MAX_SEGMENTS);
	s = &k->segments[k->nr_segments++];
	*s = (struct xc_dom_segment){
		.paddr = ph->paddr,
		.vaddr = ph->vaddr,
		.filesz = ph->filesz,
		.memsz = ph->memsz,
		.offset = ph->offset,
	};
	return 0;
}

static int read_segments(const struct reader *r, struct xc_dom_kernel *k,
			 uint64_t off, unsigned int num, unsigned int entsize,
			 struct xc_dom_error *err)
{
	struct phdr ph;
	unsigned int i;
	int rc = 0;

	for (i = 0; i < num && !rc; i++) {
		read_phdr(r, off + (uint64_t)i * entsize, &ph);
		if (ph.type == PT_LOAD) {
			rc = add_segment(k, &ph, err);
		} else if (ph.type == PT_NOTE) {
			if (!xg_inside(ph.offset, ph.filesz, r->size))
				return xg_fail(
					err, EINVAL,
					"its ELF notes lie beyond its end");
			rc = xg_notes_parse(&k->notes, r->p + ph.offset,
					    ph.filesz, ph.align, err);
		}
	}
	return rc;
}

static const char *section_name(const struct reader *r,
				const struct shdr *strtab, uint32_t name)
{
	const uint8_t *s;

	if (!xg_inside(strtab->offset, strtab->size, r->size) ||
	    name >= strtab->size)
		return "";
	s = r->p + strtab->offset + name;
	return memchr(s, 0, strtab->size - name) ? (const char *)s : "";
}

/* Kernels without note segments: note sections, then the old string. */
static int read_sections(const struct reader *r, struct xc_dom_kernel *k,
			 uint64_t off, unsigned int num, unsigned int entsize,
			 unsigned int stridx, struct xc_dom_error *err)
{
	struct shdr sh, str = { 0 };
	char text[512];
	unsigned int i;
	int rc = 0;

	if (stridx < num)
		read_shdr(r, off + (uint64_t)stridx * entsize, &str);
	for (i = 0; i < num && !rc; i++) {
		read_shdr(r, off + (uint64_t)i * entsize, &sh);
		if (!xg_inside(sh.offset, sh.size, r->size))
			continue;
		if (sh.type == SHT_NOTE) {
			rc = xg_notes_parse(&k->notes, r->p + sh.offset,
					    sh.size, sh.align, err);
		} else if (sh.type == SHT_PROGBITS && !k->notes.present &&
			   !strcmp(section_name(r, &str, sh.name),
				   "__xen_guest")) {
			snprintf(text, sizeof(text), "%.*s",
				 (int)(sh.size < 511 ? sh.size : 511),
				 (const char *)r->p + sh.offset);
			rc = xg_guest_string_parse(&k->notes, text, err);
		}
	}
	return rc;
}

static bool table(const struct reader *r, uint64_t off, unsigned int num,
		  unsigned int entsize, unsigned int min)
{
	return entsize >= min &&
	       xg_inside(off, (uint64_t)num * entsize, r->size);
}

int xg_elf_parse(struct xc_dom_kernel *k, struct xc_dom_error *err)
{
	struct reader r = { k->image, k->image_size, false };
	uint64_t phoff, shoff;
	unsigned int machine, phentsize, phnum, shentsize, shnum, stridx;
	const uint8_t *p = r.p;
	int rc;

	if (r.size < sizeof(Elf32_Ehdr) || memcmp(p, ELFMAG, SELFMAG))
		return xg_fail(err, EINVAL,
			       "it is neither a bzImage nor an ELF file");
	r.is64 = p[EI_CLASS] == ELFCLASS64;
	if ((!r.is64 && p[EI_CLASS] != ELFCLASS32) ||
	    (r.is64 && r.size < sizeof(Elf64_Ehdr)) ||
	    p[EI_DATA] != ELFDATA2LSB)
		return xg_fail(err, EINVAL, "its ELF header is damaged");
	machine = xg_le16(p + 18);
	if (machine != EM_X86_64 && machine != EM_386)
		return xg_fail(
			err, EINVAL,
			"it is an ELF file for another processor (machine %u)",
			machine);
	if (xg_le16(p + 16) != ET_EXEC && xg_le16(p + 16) != ET_DYN)
		return xg_fail(err, EINVAL,
			       "it is an ELF file, but not an executable");
	k->bits = r.is64 ? 64 : 32;
	k->elf_entry = r.is64 ? xg_le64(p + 24) : xg_le32(p + 24);
	phoff = r.is64 ? xg_le64(p + 32) : xg_le32(p + 28);
	shoff = r.is64 ? xg_le64(p + 40) : xg_le32(p + 32);
	p += r.is64 ? 54 : 42;
	phentsize = xg_le16(p);
	phnum = xg_le16(p + 2);
	shentsize = xg_le16(p + 4);
	shnum = xg_le16(p + 6);
	stridx = xg_le16(p + 8);

	if (!phnum || !table(&r, phoff, phnum, phentsize, r.is64 ? 56 : 32))
		return xg_fail(err, EINVAL,
			       "its ELF program headers are missing or lie "
			       "beyond its end");
	rc = read_segments(&r, k, phoff, phnum, phentsize, err);
	if (rc)
		return rc;
	if (!k->nr_segments)
		return xg_fail(err, EINVAL, "its ELF file has nothing to load");
	if (!k->notes.present && shnum &&
	    table(&r, shoff, shnum, shentsize, r.is64 ? 64 : 40))
		rc = read_sections(&r, k, shoff, shnum, shentsize, stridx, err);
	return rc;
}
