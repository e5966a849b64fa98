/*
 * elf.c (fuzz): damaged ELF and bzImage files through the parsers.
 *
 * A small ELF with segments, sections and all Xen notes is built, damaged,
 * preferably in its headers, and everything that the parsers then hand out is
 * read byte by byte under ASan.
 *
 * usage: elf [SECONDS [SEED]]
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../unit/lib/elf_sample.h"

#include <xen/bzimage.h>
#include <xen/elf_xen.h>

static unsigned long parsed, understood, tried;
static volatile unsigned int sum;

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void touch(const void *p, size_t n)
{
	const uint8_t *b = p;

	while (n--)
		sum += *b++;
}

static int touch_segment(const struct elf_segment *seg, void *ctx)
{
	touch(seg->data, seg->file_size);
	return 0;
}

static int touch_note(const struct elf_note *note, void *ctx)
{
	touch(note->name, note->name_len);
	touch(note->desc, note->desc_len);
	return 0;
}

static void try_elf(const uint8_t *image, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);
	struct xen_elf_info info;
	struct bzimage bz;
	struct elf elf;

	tried++;
	memcpy(exact, image, n);
	if (!elf_parse(&elf, exact, n, EM_X86_64)) {
		parsed++;
		elf_load(&elf, touch_segment, NULL);
		elf_for_each_note(&elf, touch_note, NULL);
		understood += !xen_elf_parse(&elf, &info);
	}
	if (!bzimage_parse(exact, n, &bz))
		touch(bz.payload, bz.payload_len);
	free(exact);
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 2);
	uint32_t seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0)
				 : (uint32_t)time(NULL);
	static struct elf_sample good, bad;

	printf("1..1\n# seed %u\n", seed);
	elf_sample_build(&good);
	do {
		for (int i = 0; i < 10000; i++) {
			int hits = 1 + (int)(next_random(&seed) % 3);
			size_t n = sizeof(bad);

			bad = good;
			if (i % 4 == 0)
				elf_sample_bzimage(&bad, next_random(&seed),
						   next_random(&seed) % n);
			while (hits--)
				bad.bytes[next_random(&seed) % n] =
					next_random(&seed) % 3
						? (uint8_t)next_random(&seed)
						: 0xff;
			if (next_random(&seed) % 16 == 0)
				n = next_random(&seed) % n;
			try_elf(bad.bytes, n);
		}
	} while (time(NULL) < end);
	printf("# %lu tried, %lu parsed, %lu with good notes\n", tried, parsed,
	       understood);
	printf("ok 1 - damaged images\n");
	return 0;
}
