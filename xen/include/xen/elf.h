/*
 * elf.h: 64-bit little-endian ELF images in memory, checked before use.
 *
 * elf_parse() verifies everything that the other functions rely on, so that
 * none of them can leave the image, whatever it holds.  The image must stay
 * unchanged as long as the struct elf is used.
 */
#ifndef XEN_ELF_H
#define XEN_ELF_H

#include <xen/types.h>

#define EM_X86_64 62
#define EM_IA_64  50

#define ELF_PF_X 1U
#define ELF_PF_W 2U
#define ELF_PF_R 4U

/* A program header of type PT_LOAD with something to load. */
struct elf_segment {
	const void *data; /* file_size bytes in the image */
	uint64_t file_size;
	uint64_t mem_size; /* >= file_size; the rest is zeros */
	uint64_t vaddr, paddr;
	unsigned int flags; /* ELF_PF_* */
};

struct elf {
	const uint8_t *image;
	size_t len;
	uint64_t entry;
	bool relocatable; /* ET_DYN */
	size_t phoff, shoff;
	unsigned int phnum, phentsize, shnum, shentsize;
	/* From the lowest to the end of the highest segment; some exists. */
	uint64_t paddr_start, paddr_end;
	uint64_t vaddr_start, vaddr_end;
};

/* Whether it is an ELF image for 32 bits, which elf_parse() refuses. */
bool elf_is_32bit(const void *image, size_t len);

/*
 * Check the `len` bytes at `image` (of any alignment).  -ENOEXEC if it is not
 * an ELF64 executable for `machine` with a segment to load, -EBADMSG if a
 * header or a segment reaches beyond the image or wraps around.
 */
int elf_parse(struct elf *elf, const void *image, size_t len,
	      unsigned int machine);

/*
 * Segment to load number *next (0 at first) or the one after it; *next goes
 * on.  False if there is none left.
 */
bool elf_next_segment(const struct elf *elf, unsigned int *next,
		      struct elf_segment *seg);

/*
 * Call `load` for each segment in file order, until it returns other than 0;
 * returns that, or 0.  It is to copy file_size bytes from data and to clear
 * the rest up to mem_size.
 */
int elf_load(const struct elf *elf,
	     int (*load)(const struct elf_segment *seg, void *ctx), void *ctx);

struct elf_note {
	const char *name; /* name_len bytes, its NUL included */
	size_t name_len;
	uint32_t type;
	const void *desc;
	size_t desc_len;
};

/*
 * Call `fn` for each note of the PT_NOTE segments and then of the SHT_NOTE
 * sections (which may be the same ones again), until it returns other than 0;
 * returns that, or 0.  A note that does not fit ends its segment.
 */
int elf_for_each_note(const struct elf *elf,
		      int (*fn)(const struct elf_note *note, void *ctx),
		      void *ctx);

#endif /* XEN_ELF_H */
