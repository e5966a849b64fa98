/*
 * lz4.c: LZ4 blocks in the legacy frame (Linux kernels) and in the modern one
 * (lz4_Frame_format.md 1.6.3, lz4_Block_format.md).
 *
 * A legacy frame has no end mark: it ends with the input, or where another
 * magic number stands, or where less than a block header and one byte is left
 * (Linux appends the unpacked size, four bytes).
 */
#include <xen/decompress.h>
#include <xen/errno.h>

#include "match.h"
#include "xxhash.h"

#define MAGIC_LEGACY 0x184c2102U
#define MAGIC_FRAME  0x184d2204U

#define LEGACY_BLOCK (8U << 20)

#define MIN_MATCH 4

struct lz4 {
	const uint8_t *in, *in_end;
	uint8_t *out_start, *out, *out_end, *wide_end;
};

static size_t left(const struct lz4 *s)
{
	return (size_t)(s->in_end - s->in);
}

/* A length of 15 goes on in bytes up to one that is not 255. */
static const uint8_t *long_length(const uint8_t *p, const uint8_t *end,
				  size_t *len)
{
	uint8_t b;

	do {
		if (p == end)
			return NULL;
		b = *p++;
		*len += b;
	} while (b == 255);
	return p;
}

/* Copy n literals; both ends were checked. */
static __always_inline void copy_literals(uint8_t *out, const uint8_t *in,
					  size_t n, const uint8_t *in_end,
					  const uint8_t *wide_end)
{
	if (out + n <= wide_end && (size_t)(in_end - in) >= n + 8) {
		uint8_t *end = out + n;

		for (; out < end; out += 8, in += 8)
			copy8(out, in);
	} else {
		memcpy(out, in, n);
	}
}

/*
 * Unpack the block [p, end) to s->out.  Matches reach back to `base`; more
 * than `limit` bytes are malformed, more than fit are -ENOSPC.
 */
static int lz4_block(struct lz4 *s, const uint8_t *p, const uint8_t *end,
		     const uint8_t *base, size_t limit)
{
	uint8_t *out = s->out, *out_end = s->out_end;
	int full = -ENOSPC;

	if ((size_t)(out_end - out) >= limit) {
		out_end = out + limit;
		full = -EBADMSG;
	}
	for (;;) {
		unsigned int token;
		size_t len, dist;

		if (p == end)
			return -EBADMSG;
		token = *p++;
		len = token >> 4;
		if (len == 15) {
			p = long_length(p, end, &len);
			if (!p)
				return -EBADMSG;
		}
		if (len > (size_t)(end - p))
			return -EBADMSG;
		if (len > (size_t)(out_end - out))
			return full;
		copy_literals(out, p, len, s->in_end, s->wide_end);
		out += len;
		p += len;
		/* The last sequence has literals only. */
		if (p == end)
			break;

		if (end - p < 2)
			return -EBADMSG;
		dist = le16(p);
		p += 2;
		len = token & 15;
		if (len == 15) {
			p = long_length(p, end, &len);
			if (!p)
				return -EBADMSG;
		}
		len += MIN_MATCH;
		if (dist == 0 || dist > (size_t)(out - base))
			return -EBADMSG;
		if (len > (size_t)(out_end - out))
			return full;
		out = copy_match(out, dist, len, s->wide_end);
	}
	s->out = out;
	return 0;
}

static int legacy_frame(struct lz4 *s)
{
	while (left(s) > 4) {
		size_t size = le32(s->in);
		int rc;

		if (size == MAGIC_LEGACY) {
			s->in += 4;
			continue;
		}
		if (size == MAGIC_FRAME)
			break;
		if (size > left(s) - 4)
			return -EBADMSG;
		s->in += 4;
		rc = lz4_block(s, s->in, s->in + size, s->out, LEGACY_BLOCK);
		if (rc)
			return rc;
		s->in += size;
	}
	return 0;
}

#define FLG_VERSION	 0xc0
#define FLG_VERSION_1	 0x40
#define FLG_INDEPENDENT	 0x20
#define FLG_BLOCK_SUM	 0x10
#define FLG_CONTENT_SIZE 0x08
#define FLG_CONTENT_SUM	 0x04
#define FLG_RESERVED	 0x02
#define FLG_DICTIONARY	 0x01
#define BLOCK_RAW	 0x80000000U

struct frame {
	unsigned int flags;
	size_t block_max;
	uint64_t content_size; /* if FLG_CONTENT_SIZE */
};

static int frame_header(struct lz4 *s, struct frame *f)
{
	const uint8_t *p = s->in;
	size_t n = 2;
	unsigned int size_code;

	if (left(s) < 3)
		return -EBADMSG;
	f->flags = p[0];
	if ((f->flags & FLG_VERSION) != FLG_VERSION_1 ||
	    f->flags & (FLG_RESERVED | FLG_DICTIONARY) || p[1] & 0x8f)
		return -EOPNOTSUPP;
	size_code = p[1] >> 4;
	if (size_code < 4)
		return -EBADMSG;
	f->block_max = (size_t)1 << (8 + 2 * size_code);
	if (f->flags & FLG_CONTENT_SIZE) {
		n += 8;
		if (left(s) < n + 1)
			return -EBADMSG;
		f->content_size = le64(p + 2);
	}
	if (p[n] != (uint8_t)(xxh32(p, n) >> 8))
		return -EBADMSG;
	s->in += n + 1;
	return 0;
}

static int frame_block(struct lz4 *s, const struct frame *f, uint32_t word)
{
	size_t size = word & ~BLOCK_RAW;
	const uint8_t *p = s->in;
	int rc = 0;

	if (size > left(s) || size > f->block_max)
		return -EBADMSG;
	s->in += size;
	if (f->flags & FLG_BLOCK_SUM) {
		if (left(s) < 4 || le32(s->in) != xxh32(p, size))
			return -EBADMSG;
		s->in += 4;
	}
	if (word & BLOCK_RAW) {
		if ((size_t)(s->out_end - s->out) < size)
			return -ENOSPC;
		memcpy(s->out, p, size);
		s->out += size;
	} else {
		rc = lz4_block(s, p, p + size,
			       f->flags & FLG_INDEPENDENT ? s->out
							  : s->out_start,
			       f->block_max);
	}
	return rc;
}

static int modern_frame(struct lz4 *s)
{
	struct frame f = { 0 };
	size_t n;
	int rc = frame_header(s, &f);

	while (!rc) {
		uint32_t word;

		if (left(s) < 4)
			return -EBADMSG;
		word = le32(s->in);
		s->in += 4;
		if (word == 0)
			break;
		rc = frame_block(s, &f, word);
	}
	if (rc)
		return rc;
	n = (size_t)(s->out - s->out_start);
	if (f.flags & FLG_CONTENT_SIZE && f.content_size != n)
		return -EBADMSG;
	if (f.flags & FLG_CONTENT_SUM &&
	    (left(s) < 4 || le32(s->in) != xxh32(s->out_start, n)))
		return -EBADMSG;
	return 0;
}

int lz4_decode(const void *in, size_t in_len, void *out, size_t out_cap,
	       size_t *out_len, void *scratch, size_t scratch_len)
{
	struct lz4 s = { .in = in };
	int rc;

	s.in_end = s.in + in_len;
	s.out = s.out_start = out;
	s.out_end = s.out + out_cap;
	s.wide_end = wide_copy_end(out, out_cap);

	if (in_len < 4)
		return -EINVAL;
	s.in += 4;
	switch (le32(in)) {
	case MAGIC_LEGACY:
		rc = legacy_frame(&s);
		break;
	case MAGIC_FRAME:
		rc = modern_frame(&s);
		break;
	default:
		rc = -EINVAL;
		break;
	}
	if (rc)
		return rc;
	*out_len = (size_t)(s.out - s.out_start);
	return 0;
}
