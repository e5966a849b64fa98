/*
 * decompress.c: the table of formats and the choice by magic number.
 */
#include <xen/decompress.h>
#include <xen/errno.h>
#include <xen/string.h>

typedef int decode_fn(const void *in, size_t in_len, void *out, size_t out_cap,
		      size_t *out_len, void *scratch, size_t scratch_len);

struct format {
	const char *name;
	const char *magic;
	size_t magic_len;
	decode_fn *decode;
};

static const struct format formats[] = {
	{ "gzip", "\x1f\x8b", 2, gunzip_decode },
	{ "xz",
	  "\xfd"
	  "7zXZ\0",
	  6, xz_decode },
	{ "lz4", "\x02\x21\x4c\x18", 4, lz4_decode },
	{ "lz4", "\x04\x22\x4d\x18", 4, lz4_decode },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, zstd_decode },
};

static const struct format *find_format(const void *in, size_t in_len)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (in_len >= formats[i].magic_len &&
		    !memcmp(in, formats[i].magic, formats[i].magic_len))
			return &formats[i];
	}
	return NULL;
}

int decompress(const void *in, size_t in_len, void *out, size_t out_cap,
	       size_t *out_len, void *scratch, size_t scratch_len)
{
	const struct format *f = find_format(in, in_len);

	if (!f)
		return -EINVAL;
	return f->decode(in, in_len, out, out_cap, out_len, scratch,
			 scratch_len);
}

const char *decompress_format(const void *in, size_t in_len)
{
	const struct format *f = find_format(in, in_len);

	return f ? f->name : NULL;
}
