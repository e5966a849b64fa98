// SPDX-License-Identifier: GPL-2.0-only
/*
 * cases_driver.c (fuzz): feeds a target for text with the cases of a file,
 * between lines that begin with '=', as they are, joined, and damaged where
 * text is: quotes, brackets, lines.  (driver.c has files, and damages bytes.)
 *
 * usage: NAME [SECONDS [SEED [CORPUS]]]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_PIECES 512
#define MAX_SIZE   8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *pieces[MAX_PIECES];
static unsigned int nr_pieces;

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void read_corpus(const char *path)
{
	static char line[MAX_SIZE];
	FILE *f = fopen(path, "re");
	char *p = NULL;
	size_t len = 0;

	if (!f) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), f)) {
		if (*line == '#')
			continue;
		if (*line == '=' || !p) {
			if (nr_pieces == MAX_PIECES)
				break;
			p = pieces[nr_pieces++] = calloc(1, MAX_SIZE);
			len = 0;
			if (*line == '=' && strstr(line, "= hvm"))
				len = sprintf(p, "type=\"hvm\"\n");
			else if (*line == '=' && strstr(line, "= pvh"))
				len = sprintf(p, "type=\"pvh\"\n");
			continue;
		}
		if (len + strlen(line) < MAX_SIZE)
			len += sprintf(p + len, "%s", line);
	}
	fclose(f);
}

static size_t damage(char *b, size_t n, uint32_t *seed)
{
	static const char marks[] = "[]\"',=+-:;@\\#{}0x1\n";
	int hits = next_random(seed) % 4;
	size_t at;

	while (hits-- && n) {
		at = next_random(seed) % n;
		switch (next_random(seed) % 4) {
		case 0:
			b[at] = (char)next_random(seed);
			break;
		case 1:
			b[at] = marks[next_random(seed) % (sizeof(marks) - 1)];
			break;
		case 2:
			memmove(b + at, b + at + 1, n - at - 1);
			n--;
			break;
		default:
			n = next_random(seed) % 4 ? n : at;
		}
	}
	return n;
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 2);
	uint32_t seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0)
				 : (uint32_t)time(NULL);
	static char b[2 * MAX_SIZE + 1];
	unsigned long tried = 0;
	size_t n;
	int i;

	printf("1..1\n# seed %u\n", seed);
	fflush(stdout);
	read_corpus(argc > 3 ? argv[3] : "tests/tools/xl-config.cases");
	/* Each bad input is told there; descriptor 2 stays for ASan. */
	stderr = fopen("/dev/null", "we");
	if (!stderr)
		return 1;
	do {
		for (i = 0; i < 200; i++, tried++) {
			n = sprintf(
				b, "%s%s",
				pieces[next_random(&seed) % nr_pieces],
				next_random(&seed) % 2
					? pieces[next_random(&seed) % nr_pieces]
					: "");
			n = damage(b, n, &seed);
			LLVMFuzzerTestOneInput((uint8_t *)b, n);
		}
	} while (time(NULL) < end);
	printf("# %lu tried\nok 1 - damaged input\n", tried);
	while (nr_pieces)
		free(pieces[--nr_pieces]);
	return 0;
}
