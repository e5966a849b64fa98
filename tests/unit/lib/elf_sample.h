/*
 * elf_sample.h: a small ELF64 kernel with Xen notes, built by hand.
 */
#ifndef TEST_ELF_SAMPLE_H
#define TEST_ELF_SAMPLE_H

#include <elf.h>
#include <stdint.h>
#include <string.h>

#define SAMPLE_BASE 0xffffffff80000000ULL
#define SAMPLE_TEXT "text of the kernel"

struct elf_sample {
	union {
		struct {
			Elf64_Ehdr eh;
			Elf64_Phdr ph[4];
			Elf64_Shdr sh[2];
			uint8_t text[64];
			uint8_t notes[704];
		};
		uint8_t bytes[64 + 4 * 56 + 2 * 64 + 64 + 704];
	};
};

static inline size_t sample_note(uint8_t *p, const char *name, uint32_t type,
				 const void *desc, size_t n)
{
	uint32_t h[3] = { (uint32_t)strlen(name) + 1, (uint32_t)n, type };
	size_t room = (h[0] + 3) & ~3U;

	memcpy(p, h, sizeof(h));
	memcpy(p + sizeof(h), name, h[0]);
	memcpy(p + sizeof(h) + room, desc, n);
	return sizeof(h) + room + ((n + 3) & ~3UL);
}

static inline size_t sample_number(uint8_t *p, uint32_t type, uint64_t v)
{
	return sample_note(p, "Xen", type, &v, sizeof(v));
}

static inline size_t sample_text(uint8_t *p, uint32_t type, const char *s)
{
	return sample_note(p, "Xen", type, s, strlen(s) + 1);
}

/* Three segments (one without memory), notes in PT_NOTE and SHT_NOTE. */
static inline void elf_sample_build(struct elf_sample *s)
{
	uint64_t l1[2] = { 1, 1 };
	uint32_t flag = 1, feat = 0x801;
	uint8_t *p = s->notes;

	memset(s, 0, sizeof(*s));
	memcpy(s->eh.e_ident, ELFMAG, SELFMAG);
	s->eh.e_ident[EI_CLASS] = ELFCLASS64;
	s->eh.e_ident[EI_DATA] = ELFDATA2LSB;
	s->eh.e_ident[EI_VERSION] = EV_CURRENT;
	s->eh.e_type = ET_EXEC;
	s->eh.e_machine = EM_X86_64;
	s->eh.e_version = EV_CURRENT;
	s->eh.e_entry = 0x1000000;
	s->eh.e_phoff = offsetof(struct elf_sample, ph);
	s->eh.e_phentsize = sizeof(Elf64_Phdr);
	s->eh.e_phnum = 4;
	s->eh.e_shoff = offsetof(struct elf_sample, sh);
	s->eh.e_shentsize = sizeof(Elf64_Shdr);
	s->eh.e_shnum = 2;

	s->ph[0] = (Elf64_Phdr){ .p_type = PT_LOAD,
				 .p_flags = PF_R | PF_X,
				 .p_offset = offsetof(struct elf_sample, text),
				 .p_filesz = 64,
				 .p_memsz = 0x1000,
				 .p_vaddr = SAMPLE_BASE + 0x1000000,
				 .p_paddr = 0x1000000 };
	s->ph[1] = (Elf64_Phdr){ .p_type = PT_LOAD,
				 .p_flags = PF_R | PF_W,
				 .p_vaddr = SAMPLE_BASE + 0x1001000,
				 .p_paddr = 0x1001000,
				 .p_memsz = 0x3000 };
	s->ph[2] = (Elf64_Phdr){ .p_type = PT_LOAD };
	strcpy((char *)s->text, SAMPLE_TEXT);

	p += sample_note(p, "GNU", 1, "abcd", 4);
	p += sample_text(p, 6, "linux");
	p += sample_text(p, 7, "a version of more than 16 letters");
	p += sample_text(p, 5, "xen-3.0");
	p += sample_text(p, 8, "generic");
	p += sample_text(p, 9, "yes");
	p += sample_text(p, 10,
			 "!writable_page_tables|pae_pgdir_above_4gb|new");
	p += sample_number(p, 1, SAMPLE_BASE + 0x1000010);
	p += sample_number(p, 3, SAMPLE_BASE);
	p += sample_number(p, 15, 0x8000000000);
	p += sample_number(p, 12, 0xffff800000000000);
	p += sample_note(p, "Xen", 17, &feat, sizeof(feat));
	p += sample_note(p, "Xen", 16, &flag, sizeof(flag));
	p += sample_note(p, "Xen", 14, &flag, sizeof(flag));
	p += sample_note(p, "Xen", 13, l1, sizeof(l1));
	s->ph[3] = (Elf64_Phdr){ .p_type = PT_NOTE,
				 .p_offset = offsetof(struct elf_sample, notes),
				 .p_filesz = (uint64_t)(p - s->notes) };
	s->sh[1] = (Elf64_Shdr){ .sh_type = SHT_NOTE,
				 .sh_offset = s->ph[3].p_offset,
				 .sh_size = s->ph[3].p_filesz };
}

/* Put a bzImage header over it. */
static inline void elf_sample_bzimage(struct elf_sample *s, uint32_t offset,
				      uint32_t len)
{
	uint8_t *b = s->bytes;
	uint16_t version = 0x20f;

	b[0x1f1] = 1;
	b[0x1fe] = 0x55;
	b[0x1ff] = 0xaa;
	memcpy(b + 0x202, "HdrS", 4);
	memcpy(b + 0x206, &version, 2);
	memcpy(b + 0x248, &offset, 4);
	memcpy(b + 0x24c, &len, 4);
}

#endif /* TEST_ELF_SAMPLE_H */
