/*
 * samples.h: data to compress, and the reference libraries behind one shape.
 */
#ifndef TEST_DECOMPRESS_SAMPLES_H
#define TEST_DECOMPRESS_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

enum sample_format {
	FMT_GZIP,
	FMT_XZ,
	FMT_LZ4_LEGACY,
	FMT_LZ4_FRAME,
	FMT_ZSTD,
	NR_FORMATS
};

extern const char *const format_names[NR_FORMATS];

/* Number of kinds of data and of levels (each format maps them its way). */
#define NR_KINDS  7
#define NR_LEVELS 4

/* Same numbers on every machine: `*seed` is the state. */
uint32_t sample_random(uint32_t *seed);

/* n bytes of a kind, to be freed: zeros, noise, text, short periods, ... */
uint8_t *sample_data(unsigned int kind, size_t n, uint32_t seed);

/*
 * Compress with the library; the result is to be freed.  Levels differ in
 * strength, block sizes, checksums and filters; with `bare`, there are no
 * checksums over the data (except gzip's).
 */
uint8_t *sample_compress(enum sample_format fmt, unsigned int level, int bare,
			 const uint8_t *data, size_t n, size_t *packed);

/* Decompress with the library; 0 if it accepts the stream. */
int sample_reference(enum sample_format fmt, const uint8_t *in, size_t n,
		     uint8_t *out, size_t cap, size_t *out_len);

#endif /* TEST_DECOMPRESS_SAMPLES_H */
