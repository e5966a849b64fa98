/*
 * elf.c: parsing of ELF64 images (System V ABI, chapter 4 and 5).
 *
 * Headers are copied out before they are looked at: the image may have any
 * alignment.
 */
#include <xen/elf.h>
#include <xen/errno.h>
#include <xen/string.h>

struct elf64_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf64_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct elf64_section {
	uint32_t name, type;
	uint64_t flags, addr, offset, size;
	uint32_t link, info;
	uint64_t addralign, entsize;
};

struct elf64_note {
	uint32_t name_len, desc_len, type;
};

static_assert(sizeof(struct elf64_header) == 64, "ELF64 header");
static_assert(sizeof(struct elf64_segment) == 56, "ELF64 program header");
static_assert(sizeof(struct elf64_section) == 64, "ELF64 section header");

enum { ET_EXEC = 2, ET_DYN = 3 };
enum { PT_LOAD = 1, PT_NOTE = 4, SHT_NOTE = 7 };

/* class 64, little-endian, version 1 */
static const uint8_t ident[] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

/* Whether [off, off + n) is in the image. */
static bool within(const struct elf *elf, uint64_t off, uint64_t n)
{
	return off <= elf->len && n <= elf->len - off;
}

static void get_phdr(const struct elf *elf, unsigned int i,
		     struct elf64_segment *ph)
{
	memcpy(ph, elf->image + elf->phoff + (size_t)i * elf->phentsize,
	       sizeof(*ph));
}

static int check_tables(struct elf *elf, const struct elf64_header *h)
{
	if (h->phnum == 0 || h->phentsize < sizeof(struct elf64_segment))
		return -ENOEXEC;
	if (!within(elf, h->phoff, (uint64_t)h->phnum * h->phentsize))
		return -EBADMSG;
	elf->phoff = (size_t)h->phoff;
	elf->phnum = h->phnum;
	elf->phentsize = h->phentsize;

	/* Sections are a second place for notes, no more: none is all right. */
	elf->shnum = 0;
	if (h->shoff && h->shentsize >= sizeof(struct elf64_section) &&
	    within(elf, h->shoff, (uint64_t)h->shnum * h->shentsize)) {
		elf->shoff = (size_t)h->shoff;
		elf->shnum = h->shnum;
		elf->shentsize = h->shentsize;
	}
	return 0;
}

static bool is_loaded(const struct elf64_segment *ph)
{
	return ph->type == PT_LOAD && ph->memsz;
}

static int check_segments(struct elf *elf)
{
	struct elf64_segment ph;
	unsigned int i;

	elf->paddr_start = elf->vaddr_start = ~0ULL;
	elf->paddr_end = elf->vaddr_end = 0;
	for (i = 0; i < elf->phnum; i++) {
		get_phdr(elf, i, &ph);
		if (!is_loaded(&ph))
			continue;
		if (ph.filesz > ph.memsz ||
		    !within(elf, ph.offset, ph.filesz) ||
		    ph.memsz > ~0ULL - ph.paddr || ph.memsz > ~0ULL - ph.vaddr)
			return -EBADMSG;
		elf->paddr_start = min(elf->paddr_start, ph.paddr);
		elf->paddr_end = max(elf->paddr_end, ph.paddr + ph.memsz);
		elf->vaddr_start = min(elf->vaddr_start, ph.vaddr);
		elf->vaddr_end = max(elf->vaddr_end, ph.vaddr + ph.memsz);
	}
	return elf->paddr_end ? 0 : -ENOEXEC;
}

bool elf_is_32bit(const void *image, size_t len)
{
	const uint8_t *id = image;

	return len >= sizeof(ident) && !memcmp(id, ident, 4) && id[4] == 1;
}

int elf_parse(struct elf *elf, const void *image, size_t len,
	      unsigned int machine)
{
	struct elf64_header h;
	int rc;

	if (len < sizeof(h))
		return -ENOEXEC;
	memcpy(&h, image, sizeof(h));
	if (memcmp(h.ident, ident, sizeof(ident)) || h.machine != machine ||
	    (h.type != ET_EXEC && h.type != ET_DYN))
		return -ENOEXEC;
	*elf = (struct elf){ .image = image,
			     .len = len,
			     .entry = h.entry,
			     .relocatable = h.type == ET_DYN };
	rc = check_tables(elf, &h);
	return rc ? rc : check_segments(elf);
}

bool elf_next_segment(const struct elf *elf, unsigned int *next,
		      struct elf_segment *seg)
{
	struct elf64_segment ph;

	while (*next < elf->phnum) {
		get_phdr(elf, (*next)++, &ph);
		if (!is_loaded(&ph))
			continue;
		*seg = (struct elf_segment){
			.data = elf->image + ph.offset,
			.file_size = ph.filesz,
			.mem_size = ph.memsz,
			.vaddr = ph.vaddr,
			.paddr = ph.paddr,
			.flags = ph.flags,
		};
		return true;
	}
	return false;
}

int elf_load(const struct elf *elf,
	     int (*load)(const struct elf_segment *seg, void *ctx), void *ctx)
{
	struct elf_segment seg;
	unsigned int next = 0;
	int rc;

	while (elf_next_segment(elf, &next, &seg)) {
		rc = load(&seg, ctx);
		if (rc)
			return rc;
	}
	return 0;
}

/* Notes in [off, off + n) of the image; names and contents padded to 4. */
static int walk_notes(const struct elf *elf, uint64_t off, uint64_t n,
		      int (*fn)(const struct elf_note *note, void *ctx),
		      void *ctx)
{
	const uint8_t *p, *end;
	int rc;

	if (!within(elf, off, n))
		return 0;
	p = elf->image + off;
	end = p + n;
	while ((size_t)(end - p) >= sizeof(struct elf64_note)) {
		struct elf64_note h;
		struct elf_note note;
		uint64_t name_room, desc_room;

		memcpy(&h, p, sizeof(h));
		p += sizeof(h);
		name_room = ROUNDUP((uint64_t)h.name_len, 4);
		desc_room = ROUNDUP((uint64_t)h.desc_len, 4);
		if (name_room + h.desc_len > (uint64_t)(end - p))
			break;
		note = (struct elf_note){ .name = (const char *)p,
					  .name_len = h.name_len,
					  .type = h.type,
					  .desc = p + name_room,
					  .desc_len = h.desc_len };
		rc = fn(&note, ctx);
		if (rc)
			return rc;
		if (name_room + desc_room >= (uint64_t)(end - p))
			break;
		p += name_room + desc_room;
	}
	return 0;
}

int elf_for_each_note(const struct elf *elf,
		      int (*fn)(const struct elf_note *note, void *ctx),
		      void *ctx)
{
	unsigned int i;
	int rc;

	for (i = 0; i < elf->phnum; i++) {
		struct elf64_segment ph;

		get_phdr(elf, i, &ph);
		if (ph.type != PT_NOTE)
			continue;
		rc = walk_notes(elf, ph.offset, ph.filesz, fn, ctx);
		if (rc)
			return rc;
	}
	for (i = 0; i < elf->shnum; i++) {
		struct elf64_section sh;

		memcpy(&sh,
		       elf->image + elf->shoff + (size_t)i * elf->shentsize,
		       sizeof(sh));
		if (sh.type != SHT_NOTE)
			continue;
		rc = walk_notes(elf, sh.offset, sh.size, fn, ctx);
		if (rc)
			return rc;
	}
	return 0;
}
