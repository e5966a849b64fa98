/*
 * xz.c: the container of LZMA2 data (the .xz file format 1.1.0).
 *
 * A stream is a header, blocks, an index that repeats the sizes of the blocks,
 * and a footer.  A block is unpacked whole into the output, then the branch
 * filter runs over it in place (the dictionary must stay unfiltered until the
 * block ends), then its check is computed.
 *
 * The index is compared with the blocks by number and by the sums of sizes,
 * which needs no memory.  A SHA-256 check is skipped, not verified: Linux
 * kernels use CRC-32.
 */
#include <xen/crc.h>
#include <xen/decompress.h>
#include <xen/errno.h>

#include "bcj_x86.h"
#include "lzma2.h"
#include "match.h"

#define HEADER_SIZE 12
#define FOOTER_SIZE 12

enum { CHECK_NONE = 0, CHECK_CRC32 = 1, CHECK_CRC64 = 4, CHECK_SHA256 = 10 };
enum { FILTER_X86 = 0x04, FILTER_LZMA2 = 0x21 };

struct xz {
	const uint8_t *in, *in_end;
	uint8_t *out_start, *out, *out_end;
	unsigned int check;
	/* Totals over the blocks, to compare with the index. */
	uint64_t blocks, packed_sum, unpacked_sum;
	struct crc32_table crc32;
	struct crc64_table crc64;
	struct lzma2 lzma2;
};

static_assert(sizeof(struct xz) <= DECOMPRESS_SCRATCH_SIZE, "scratch size");

/* The contents of a block header. */
struct block {
	bool x86;
	uint32_t x86_start;
	uint64_t packed, unpacked; /* ~0: not given */
};

static const uint8_t check_size[16] = { 0,  4,	4,  4,	8,  8,	8,  16,
					16, 16, 32, 32, 32, 64, 64, 64 };

static size_t left(const struct xz *x)
{
	return (size_t)(x->in_end - x->in);
}

/* A number of up to 63 bits, 7 a byte, in its shortest form. */
static int read_varint(const uint8_t **p, const uint8_t *end, uint64_t *v)
{
	unsigned int shift;

	*v = 0;
	for (shift = 0; shift < 63 && *p < end; shift += 7) {
		uint8_t b = *(*p)++;

		*v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return b == 0 && shift ? -EBADMSG : 0;
	}
	return -EBADMSG;
}

static bool crc32_matches(const struct xz *x, const uint8_t *p, size_t n,
			  const uint8_t *crc)
{
	return crc32_update(&x->crc32, 0, p, n) == le32(crc);
}

static int stream_header(struct xz *x)
{
	const uint8_t *p = x->in;

	if (left(x) < HEADER_SIZE || memcmp(p,
					    "\xfd"
					    "7zXZ",
					    6))
		return -EINVAL;
	if (!crc32_matches(x, p + 6, 2, p + 8))
		return -EBADMSG;
	if (p[6] || p[7] > 15)
		return -EOPNOTSUPP;
	x->check = p[7];
	if (x->check != CHECK_NONE && x->check != CHECK_CRC32 &&
	    x->check != CHECK_CRC64 && x->check != CHECK_SHA256)
		return -EOPNOTSUPP;
	if (x->check == CHECK_CRC64)
		crc64_init(&x->crc64);
	x->in += HEADER_SIZE;
	return 0;
}

/* One filter of the chain at *p; `last` if it is to be the compressor. */
static int read_filter(struct block *b, const uint8_t **p, const uint8_t *end,
		       bool last)
{
	uint64_t id, size;

	if (read_varint(p, end, &id) || read_varint(p, end, &size) ||
	    size > (size_t)(end - *p))
		return -EBADMSG;
	if (last) {
		if (id != FILTER_LZMA2)
			return -EOPNOTSUPP;
		/* The dictionary's size, of which we have no need. */
		if (size != 1 || **p > 40)
			return -EBADMSG;
	} else {
		if (id != FILTER_X86 || b->x86)
			return -EOPNOTSUPP;
		if (size != 0 && size != 4)
			return -EBADMSG;
		b->x86 = true;
		b->x86_start = size ? le32(*p) : 0;
	}
	*p += size;
	return 0;
}

static int block_header(struct xz *x, struct block *b)
{
	size_t size = ((size_t)x->in[0] + 1) * 4;
	const uint8_t *p = x->in + 1, *end = x->in + size - 4;
	unsigned int flags, filters;
	int rc;

	if (left(x) < size || !crc32_matches(x, x->in, size - 4, end))
		return -EBADMSG;
	*b = (struct block){ .packed = ~0ULL, .unpacked = ~0ULL };
	flags = *p++;
	if (flags & 0x3c)
		return -EOPNOTSUPP;
	if (flags & 0x40 && (read_varint(&p, end, &b->packed) || !b->packed))
		return -EBADMSG;
	if (flags & 0x80 && read_varint(&p, end, &b->unpacked))
		return -EBADMSG;
	for (filters = (flags & 3) + 1; filters; filters--) {
		rc = read_filter(b, &p, end, filters == 1);
		if (rc)
			return rc;
	}
	while (p < end) {
		if (*p++)
			return -EOPNOTSUPP;
	}
	x->in += size;
	return 0;
}

static bool check_matches(const struct xz *x, const uint8_t *data, size_t n)
{
	switch (x->check) {
	case CHECK_CRC32:
		return crc32_matches(x, data, n, x->in);
	case CHECK_CRC64:
		return crc64_update(&x->crc64, 0, data, n) == le64(x->in);
	default:
		return true;
	}
}

static int decode_block(struct xz *x)
{
	const uint8_t *start = x->in, *data;
	uint8_t *out = x->out;
	struct block b;
	int rc;

	rc = block_header(x, &b);
	if (rc)
		return rc;
	data = x->in;
	rc = lzma2_decode(&x->lzma2, &x->in, x->in_end, &x->out, x->out_end);
	if (rc)
		return rc;
	if ((b.packed != ~0ULL && b.packed != (uint64_t)(x->in - data)) ||
	    (b.unpacked != ~0ULL && b.unpacked != (uint64_t)(x->out - out)))
		return -EBADMSG;
	x->blocks++;
	x->packed_sum += (uint64_t)(x->in - start) + check_size[x->check];
	x->unpacked_sum += (uint64_t)(x->out - out);

	for (; (x->in - start) % 4; x->in++) {
		if (!left(x) || *x->in)
			return -EBADMSG;
	}
	if (left(x) < check_size[x->check])
		return -EBADMSG;
	if (b.x86)
		bcj_x86_decode(out, (size_t)(x->out - out), b.x86_start);
	if (!check_matches(x, out, (size_t)(x->out - out)))
		return -EBADMSG;
	x->in += check_size[x->check];
	return 0;
}

static int decode_index(struct xz *x, size_t *index_size)
{
	const uint8_t *start = x->in, *p = start + 1;
	uint64_t n, i, packed, unpacked, packed_sum = 0, unpacked_sum = 0;

	if (read_varint(&p, x->in_end, &n) || n != x->blocks)
		return -EBADMSG;
	for (i = 0; i < n; i++) {
		if (read_varint(&p, x->in_end, &packed) ||
		    read_varint(&p, x->in_end, &unpacked))
			return -EBADMSG;
		packed_sum += packed;
		unpacked_sum += unpacked;
	}
	if (packed_sum != x->packed_sum || unpacked_sum != x->unpacked_sum)
		return -EBADMSG;
	for (; (p - start) % 4; p++) {
		if (p == x->in_end || *p)
			return -EBADMSG;
	}
	if (x->in_end - p < 4 ||
	    !crc32_matches(x, start, (size_t)(p - start), p))
		return -EBADMSG;
	x->in = p + 4;
	*index_size = (size_t)(x->in - start);
	return 0;
}

static int stream_footer(struct xz *x, size_t index_size)
{
	const uint8_t *p = x->in;

	if (left(x) < FOOTER_SIZE || p[10] != 'Y' || p[11] != 'Z' ||
	    !crc32_matches(x, p + 4, 6, p) ||
	    ((uint64_t)le32(p + 4) + 1) * 4 != index_size || p[8] ||
	    p[9] != x->check)
		return -EBADMSG;
	return 0;
}

int xz_decode(const void *in, size_t in_len, void *out, size_t out_cap,
	      size_t *out_len, void *scratch, size_t scratch_len)
{
	struct xz *x = scratch;
	size_t index_size;
	int rc;

	if (scratch_len < sizeof(*x) ||
	    !IS_ALIGNED((uintptr_t)scratch, _Alignof(struct xz)))
		return -EINVAL;
	x->in = in;
	x->in_end = x->in + in_len;
	x->out = x->out_start = out;
	x->out_end = x->out + out_cap;
	x->blocks = x->packed_sum = x->unpacked_sum = 0;
	crc32_init(&x->crc32);

	rc = stream_header(x);
	if (rc)
		return rc;
	/* A block header begins with its size, which is not 0. */
	while (left(x) && *x->in) {
		rc = decode_block(x);
		if (rc)
			return rc;
	}
	if (!left(x))
		return -EBADMSG;
	rc = decode_index(x, &index_size);
	if (rc)
		return rc;
	rc = stream_footer(x, index_size);
	if (rc)
		return rc;
	*out_len = (size_t)(x->out - x->out_start);
	return 0;
}
