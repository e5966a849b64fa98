/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * driver.c (fuzz): feeds a target with damaged inputs where libFuzzer is not at
 * hand: bytes and words altered, pieces removed, doubled, and taken from
 * another file of the corpus.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "driver.h"

#define MAX_FILES 64
#define MAX_SIZE  16384

static struct {
	uint8_t data[MAX_SIZE];
	size_t size;
} corpus[MAX_FILES];
static unsigned int nr_files;
static uint32_t seed;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return n ? (seed >> 8) % n : 0;
}

static void read_corpus(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char path[512];
	FILE *f;

	while (d && (e = readdir(d)) && nr_files < MAX_FILES) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		f = fopen(path, "rb");
		if (!f)
			continue;
		corpus[nr_files].size =
			fread(corpus[nr_files].data, 1, MAX_SIZE, f);
		nr_files++;
		fclose(f);
	}
	if (d)
		closedir(d);
}

static void alter(uint8_t *data, size_t size)
{
	static const uint8_t edges[] = { 0, 1, 0x7f, 0x80, 0xff };
	size_t at = random_below(size);

	if (!size)
		return;
	switch (random_below(3)) {
	case 0:
		data[at] = (uint8_t)random_below(256);
		break;
	case 1:
		data[at] = edges[random_below(sizeof(edges))];
		break;
	default:
		data[at] ^= (uint8_t)(1u << random_below(8));
		break;
	}
}

/* Removes a piece. */
static size_t cut(uint8_t *data, size_t size)
{
	size_t from = random_below(size), n = random_below(size - from);

	memmove(data + from, data + from + n, size - from - n);
	return size - n;
}

/* Inserts a piece of some file. */
static size_t splice(uint8_t *data, size_t size)
{
	unsigned int file = random_below(nr_files);
	size_t from = random_below(corpus[file].size);
	size_t n = random_below(corpus[file].size - from);
	size_t at = random_below(size);

	if (n > MAX_SIZE - size)
		n = MAX_SIZE - size;
	memmove(data + at + n, data + at, size - at);
	memcpy(data + at, corpus[file].data + from, n);
	return size + n;
}

static size_t damage(uint8_t *data, size_t size)
{
	unsigned int hits = random_below(6);

	while (hits--) {
		switch (random_below(8)) {
		case 0:
			size = cut(data, size);
			break;
		case 1:
			size = splice(data, size);
			break;
		default:
			alter(data, size);
			break;
		}
	}
	return size;
}

/* In a block of just that size, for ASan. */
static void feed(const uint8_t *data, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);

	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 2);
	const char *name = strrchr(argv[0], '/');
	static uint8_t data[2 * MAX_SIZE];
	unsigned long tried = 0;
	char dir[256];
	unsigned int i;
	bool alive;

	seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0)
			: (uint32_t)time(NULL);
	name = name ? name + 1 : argv[0];
	snprintf(dir, sizeof(dir), "tests/fuzz/corpus/%s",
		 strncmp(name, "fuzz_", 5) ? name : name + 5);
	read_corpus(dir);
	printf("1..1\n# seed %u, %u files in %s\n", seed, nr_files, dir);
	if (!nr_files) {
		printf("not ok 1 - no corpus\n");
		return 1;
	}
	for (i = 0; i < nr_files; i++)
		feed(corpus[i].data, corpus[i].size);
	do {
		for (i = 0; i < 200; i++, tried++) {
			unsigned int file = random_below(nr_files);

			memcpy(data, corpus[file].data, corpus[file].size);
			feed(data, damage(data, corpus[file].size));
		}
	} while (time(NULL) < end);
	printf("# %lu tried\n", tried);
	alive = fuzz_report();
	printf("%sok 1 - damaged input\n", alive ? "" : "not ");
	return !alive;
}
