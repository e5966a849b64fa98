/*
 * decompress.c (fuzz): damaged streams through our decoders and through the
 * libraries.
 *
 * A good stream is damaged a few times at random.  Ours must stay inside its
 * buffers (they have their exact size, and ASan watches) and come to an end;
 * where both accept, the outputs must be equal.  The streams carry no
 * checksums over their data, which would hide nearly all that can go wrong;
 * gzip's is repaired with what the library unpacked.
 *
 * usage: decompress [SECONDS [SEED]].  Speaks TAP; a failure names its seed.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xen/crc.h>
#include <xen/decompress.h>
#include <zlib.h>

#include "../unit/lib/decompress/samples.h"

#define MAX_DATA 6000
#define MAX_GROW 64
#define ROUNDS	 200 /* damaged copies of each good stream */

static uint64_t scratch[DECOMPRESS_SCRATCH_SIZE / 8];
static unsigned long streams[NR_FORMATS], both[NR_FORMATS], ours[NR_FORMATS],
	theirs[NR_FORMATS];

/* One random change to the n bytes at p (room for MAX_GROW more). */
static size_t damage(uint8_t *p, size_t n, uint32_t *seed)
{
	size_t at = n ? sample_random(seed) % n : 0, k, from;

	if (n < 8)
		return n;
	switch (sample_random(seed) % 8) {
	case 0:
	case 1:
	case 2:
		p[at] ^= (uint8_t)(1 << sample_random(seed) % 8);
		return n;
	case 3:
		p[at] = (uint8_t)sample_random(seed);
		return n;
	case 4:
		p[at] = sample_random(seed) % 2 ? 0xff : 0;
		return n;
	case 5: /* copy a piece over another */
		from = sample_random(seed) % n;
		k = 1 + sample_random(seed) % 16;
		if (at + k <= n && from + k <= n)
			memmove(p + at, p + from, k);
		return n;
	case 6: /* drop a piece */
		k = 1 + sample_random(seed) % 4;
		if (at + k > n)
			return n;
		memmove(p + at, p + at + k, n - at - k);
		return n - k;
	default: /* cut, not often */
		return sample_random(seed) % 8 ? n : at;
	}
}

/* Let the trailer of a gzip stream agree with its data, if it has any. */
static void repair_gzip(uint8_t *p, size_t n, uint8_t *out, size_t cap)
{
	static struct crc32_table table;
	z_stream z = { 0 };
	size_t used;
	uint32_t v[2];

	if (n < 18 || p[3])
		return;
	crc32_init(&table);
	inflateInit2(&z, -15);
	z.next_in = p + 10;
	z.avail_in = (uInt)(n - 10);
	z.next_out = out;
	z.avail_out = (uInt)cap;
	if (inflate(&z, Z_FINISH) == Z_STREAM_END) {
		used = 10 + z.total_in;
		v[0] = crc32_update(&table, 0, out, z.total_out);
		v[1] = (uint32_t)z.total_out;
		if (n - used >= 8)
			memcpy(p + used, v, 8);
	}
	inflateEnd(&z);
}

static void try_stream(enum sample_format fmt, uint8_t *p, size_t n, size_t cap,
		       uint32_t round_seed)
{
	uint8_t *in, *out = malloc(cap + 1), *ref = malloc(cap + 1);
	size_t len = 0, ref_len = 0;
	int rc, ref_rc;

	if (fmt == FMT_GZIP)
		repair_gzip(p, n, ref, cap);
	/* Exact buffers; the output's first byte beyond is checked by ASan. */
	in = malloc(n ? n : 1);
	memcpy(in, p, n);
	out = realloc(out, cap ? cap : 1);
	rc = decompress(in, n, out, cap, &len, scratch, sizeof(scratch));
	ref_rc = n < 8 ? -1 : sample_reference(fmt, in, n, ref, cap, &ref_len);
	streams[fmt]++;
	ours[fmt] += !rc;
	theirs[fmt] += !ref_rc;
	if (!rc && !ref_rc) {
		both[fmt]++;
		if (len != ref_len || memcmp(out, ref, len)) {
			printf("not ok 1 - %s: outputs differ, seed %u\n",
			       format_names[fmt], round_seed);
			exit(1);
		}
	}
	if (!rc && len > cap) {
		printf("not ok 1 - %s: length %zu of %zu, seed %u\n",
		       format_names[fmt], len, cap, round_seed);
		exit(1);
	}
	free(in);
	free(out);
	free(ref);
}

/* Everything that follows from one seed. */
static void run_seed(uint32_t seed)
{
	uint32_t first = seed;
	enum sample_format fmt = sample_random(&seed) % NR_FORMATS;
	unsigned int kind = sample_random(&seed) % NR_KINDS;
	size_t size = sample_random(&seed) % MAX_DATA, n;
	unsigned int level = sample_random(&seed) % NR_LEVELS;
	uint8_t *data = sample_data(kind, size, seed);
	uint8_t *packed = sample_compress(fmt, level, 1, data, size, &n);
	uint8_t *copy = malloc(n + MAX_GROW);
	int i;

	for (i = 0; i < ROUNDS; i++) {
		int hits = 1 + (int)(sample_random(&seed) % 4);
		size_t len = n;

		memcpy(copy, packed, n);
		while (hits--)
			len = damage(copy, len, &seed);
		try_stream(fmt, copy, len,
			   sample_random(&seed) % 4 ? size + 512 : size, first);
	}
	free(copy);
	free(packed);
	free(data);
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 4);
	uint32_t seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0)
				 : (uint32_t)time(NULL);
	int f;

	printf("1..1\n# seed %u\n", seed);
	do {
		run_seed(seed++);
	} while (time(NULL) < end);
	for (f = 0; f < NR_FORMATS; f++)
		printf("# %-10s %lu streams, accepted by us %lu, by the "
		       "library "
		       "%lu, by both %lu\n",
		       format_names[f], streams[f], ours[f], theirs[f],
		       both[f]);
	printf("ok 1 - damaged streams\n");
	return 0;
}
