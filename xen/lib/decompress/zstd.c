/*
 * zstd.c: Zstandard (RFC 8878): frames, blocks, literals and sequences.
 *
 * A compressed block is a run of literals and a list of sequences (copy so
 * many literals, then a match).  Literals are unpacked to the work space (or
 * used where they are, if raw); sequences are decoded and carried out one by
 * one.  Tables, literals' tree and the last three offsets live on from block
 * to block.
 */
#include <xen/decompress.h>
#include <xen/errno.h>

#include "xxhash.h"
#include "zstd_entropy.h"

#define MAGIC	  0xfd2fb528U
#define BLOCK_MAX (128U << 10)

#define LL_MAX_LOG 9
#define ML_MAX_LOG 9
#define OF_MAX_LOG 8
#define LL_SYMBOLS 36
#define ML_SYMBOLS 53
#define OF_SYMBOLS 32

/* A state with all that its symbol means: value = base + `extra` bits. */
struct seq_entry {
	uint16_t next;
	uint8_t bits;
	uint8_t extra;
	uint32_t base;
};

struct seq_table {
	bool valid;
	unsigned int log;
	struct seq_entry entry[1 << FSE_MAX_LOG];
};

struct zstd {
	const uint8_t *in, *in_end;
	uint8_t *out_start, *out, *out_end, *wide_end;
	size_t block_max;
	uint32_t rep[3];
	/* Literals of the block; sources may be read 8 bytes at a time ... */
	const uint8_t *lit, *lit_end;
	const uint8_t *lit_wide_end; /* ... if the copy ends here or before */
	bool huf_valid;
	struct huf_table huf;
	struct seq_table ll, ml, of;
	struct fse_table fse;
	uint8_t lit_buf[BLOCK_MAX + 8];
};

static_assert(sizeof(struct zstd) <= DECOMPRESS_SCRATCH_SIZE, "scratch size");

/* What a kind of code means and which probabilities it has by default. */
struct seq_kind {
	uint32_t (*base)(unsigned int code);
	unsigned int (*extra)(unsigned int code);
	unsigned int symbols, max_log;
	const int16_t *prob;
	unsigned int prob_symbols, prob_log;
};

static unsigned int ll_extra(unsigned int code)
{
	static const uint8_t extra[] = { 1, 1, 1, 1,  2,  2,  3,  3,  4,  6,
					 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

	return code < 16 ? 0 : extra[code - 16];
}

static uint32_t ll_base(unsigned int code)
{
	static const uint32_t base[] = { 16,   18,   20,    22,	   24,
					 28,   32,   40,    48,	   64,
					 128,  256,  512,   1024,  2048,
					 4096, 8192, 16384, 32768, 65536 };

	return code < 16 ? code : base[code - 16];
}

static unsigned int ml_extra(unsigned int code)
{
	static const uint8_t extra[] = { 1, 1, 1, 1,  2,  2,  3,  3,  4,  4, 5,
					 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

	return code < 32 ? 0 : extra[code - 32];
}

static uint32_t ml_base(unsigned int code)
{
	static const uint32_t base[] = { 35,	37,    39,   41,   43,	 47,
					 51,	59,    67,   83,   99,	 131,
					 259,	515,   1027, 2051, 4099, 8195,
					 16387, 32771, 65539 };

	return code < 32 ? code + 3 : base[code - 32];
}

static unsigned int of_extra(unsigned int code)
{
	return code;
}

static uint32_t of_base(unsigned int code)
{
	return 1U << code;
}

static const int16_t ll_prob[] = { 4, 3, 2, 2, 2, 2, 2, 2, 2,  2,  2,  2,
				   2, 1, 1, 1, 2, 2, 2, 2, 2,  2,  2,  2,
				   2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1 };
static const int16_t ml_prob[] = { 1, 4, 3,  2,	 2,  2,	 2,  2,	 2, 1, 1,
				   1, 1, 1,  1,	 1,  1,	 1,  1,	 1, 1, 1,
				   1, 1, 1,  1,	 1,  1,	 1,  1,	 1, 1, 1,
				   1, 1, 1,  1,	 1,  1,	 1,  1,	 1, 1, 1,
				   1, 1, -1, -1, -1, -1, -1, -1, -1 };
static const int16_t of_prob[] = { 1, 1, 1, 1, 1,  1,  2,  2,  2, 1,
				   1, 1, 1, 1, 1,  1,  1,  1,  1, 1,
				   1, 1, 1, 1, -1, -1, -1, -1, -1 };

static const struct seq_kind ll_kind = { ll_base,    ll_extra,
					 LL_SYMBOLS, LL_MAX_LOG,
					 ll_prob,    ARRAY_SIZE(ll_prob),
					 6 };
static const struct seq_kind ml_kind = { ml_base,    ml_extra,
					 ML_SYMBOLS, ML_MAX_LOG,
					 ml_prob,    ARRAY_SIZE(ml_prob),
					 6 };
static const struct seq_kind of_kind = { of_base,    of_extra,
					 OF_SYMBOLS, OF_MAX_LOG,
					 of_prob,    ARRAY_SIZE(of_prob),
					 5 };

static void expand_table(struct seq_table *t, const struct seq_kind *kind,
			 const struct fse_table *fse)
{
	unsigned int i;

	t->log = fse->log;
	t->valid = true;
	for (i = 0; i < 1U << fse->log; i++) {
		const struct fse_entry *e = &fse->entry[i];

		t->entry[i] =
			(struct seq_entry){ e->next, e->bits,
					    (uint8_t)kind->extra(e->symbol),
					    kind->base(e->symbol) };
	}
}

/* The table of one kind of code, as `mode` says. */
static int read_seq_table(struct zstd *z, struct seq_table *t,
			  const struct seq_kind *kind, unsigned int mode,
			  const uint8_t **in, const uint8_t *in_end)
{
	int rc;

	switch (mode) {
	case 0: /* the default probabilities */
		rc = fse_build_table(&z->fse, kind->prob, kind->prob_symbols,
				     kind->prob_log);
		break;
	case 1: /* always the same code */
		if (*in == in_end || **in >= kind->symbols)
			return -EBADMSG;
		z->fse.log = 0;
		z->fse.entry[0] = (struct fse_entry){ 0, 0, *(*in)++ };
		rc = 0;
		break;
	case 2:
		rc = fse_read_table(&z->fse, in, in_end, kind->max_log,
				    kind->symbols - 1);
		break;
	default: /* that of the block before */
		return t->valid ? 0 : -EBADMSG;
	}
	if (!rc)
		expand_table(t, kind, &z->fse);
	return rc;
}

/* Four streams of a quarter each (the last has the rest), or one. */
static int decode_literal_streams(struct zstd *z, const uint8_t *p, size_t n,
				  size_t size, unsigned int streams)
{
	size_t quarter = (size + 3) / 4, rest = n;
	unsigned int i;

	if (streams == 1)
		return huf_decode(&z->huf, p, n, z->lit_buf, size);
	if (n < 6 || 3 * quarter > size)
		return -EBADMSG;
	rest -= 6;
	for (i = 0; i < 4; i++) {
		size_t len = i < 3 ? le16(p + 2 * i) : rest;

		if (len > rest ||
		    huf_decode(&z->huf, p + n - rest, len,
			       z->lit_buf + i * quarter,
			       i < 3 ? quarter : size - 3 * quarter))
			return -EBADMSG;
		rest -= len;
	}
	return 0;
}

enum { LIT_RAW, LIT_RLE, LIT_HUFFMAN, LIT_SAME_TREE };

static int packed_literals(struct zstd *z, const uint8_t **in,
			   const uint8_t *end)
{
	const uint8_t *p = *in;
	unsigned int type = p[0] & 3, format = p[0] >> 2 & 3;
	unsigned int bits = format == 3 ? 18 : format == 2 ? 14 : 10;
	size_t header = format < 2 ? 3 : format + 2, size, packed;
	uint64_t v = 0;
	unsigned int i;

	if ((size_t)(end - p) < header)
		return -EBADMSG;
	for (i = 0; i < header; i++)
		v |= (uint64_t)p[i] << (8 * i);
	size = v >> 4 & ((1U << bits) - 1);
	packed = v >> (4 + bits) & ((1U << bits) - 1);
	p += header;
	if (size > BLOCK_MAX || packed > (size_t)(end - p))
		return -EBADMSG;
	end = p + packed;
	*in = end;
	if (type == LIT_HUFFMAN) {
		z->huf_valid = false;
		if (huf_read_table(&z->huf, &z->fse, &p, end))
			return -EBADMSG;
		z->huf_valid = true;
	} else if (!z->huf_valid) {
		return -EBADMSG;
	}
	z->lit = z->lit_buf;
	z->lit_end = z->lit_buf + size;
	z->lit_wide_end = z->lit_end;
	return decode_literal_streams(z, p, (size_t)(end - p), size,
				      format ? 4 : 1);
}

static int plain_literals(struct zstd *z, const uint8_t **in,
			  const uint8_t *end)
{
	const uint8_t *p = *in;
	unsigned int type = p[0] & 3, format = p[0] >> 2 & 3;
	size_t header = format == 1 ? 2 : format == 3 ? 3 : 1, size;

	if ((size_t)(end - p) < header)
		return -EBADMSG;
	size = header == 1   ? p[0] >> 3
	       : header == 2 ? le16(p) >> 4
			     : (le16(p) | (size_t)p[2] << 16) >> 4;
	p += header;
	if (size > BLOCK_MAX ||
	    (size_t)(end - p) < (type == LIT_RLE ? 1 : size))
		return -EBADMSG;
	if (type == LIT_RLE) {
		memset(z->lit_buf, *p++, size);
		z->lit = z->lit_buf;
		z->lit_end = z->lit_buf + size;
		z->lit_wide_end = z->lit_end;
	} else {
		z->lit = p;
		p += size;
		z->lit_end = p;
		z->lit_wide_end = z->in_end - p >= 8 ? p : z->lit;
	}
	*in = p;
	return 0;
}

static int read_literals(struct zstd *z, const uint8_t **in, const uint8_t *end)
{
	if (*in == end)
		return -EBADMSG;
	return (**in & 3) < LIT_HUFFMAN ? plain_literals(z, in, end)
					: packed_literals(z, in, end);
}

/*
 * The offset that a code's value means: one of the last three, or a new one.
 * After a match without literals before it, the first of them makes no sense,
 * so the meanings move by one.  0 is malformed.
 */
static __always_inline uint32_t take_offset(uint32_t rep[3], uint32_t value,
					    bool no_literals)
{
	uint32_t offset;
	unsigned int i;

	if (likely(value > 3)) {
		offset = value - 3;
		rep[2] = rep[1];
		rep[1] = rep[0];
		rep[0] = offset;
		return offset;
	}
	i = value - 1 + no_literals;
	if (i == 0)
		return rep[0];
	offset = i == 3 ? rep[0] - 1 : rep[i];
	if (i != 1)
		rep[2] = rep[1];
	rep[1] = rep[0];
	rep[0] = offset;
	return offset;
}

struct sequence {
	size_t ll, ml;
	uint32_t offset;
};

/* Carry a sequence out; up to `limit` bytes may come out. */
static __always_inline int do_sequence(struct zstd *z, struct sequence q,
				       uint8_t **outp, uint8_t *limit)
{
	uint8_t *out = *outp;

	if (unlikely(q.ll > (size_t)(z->lit_end - z->lit)))
		return -EBADMSG;
	if (unlikely(q.ll + q.ml > (size_t)(limit - out)))
		return limit == z->out_end ? -ENOSPC : -EBADMSG;
	if (likely(z->lit + q.ll <= z->lit_wide_end &&
		   out + q.ll <= z->wide_end)) {
		const uint8_t *src = z->lit;
		uint8_t *dst = out, *end = out + q.ll;

		for (; dst < end; dst += 8, src += 8)
			copy8(dst, src);
	} else {
		memcpy(out, z->lit, q.ll);
	}
	z->lit += q.ll;
	out += q.ll;
	if (unlikely(q.offset == 0 || q.offset > (size_t)(out - z->out_start)))
		return -EBADMSG;
	*outp = copy_match(out, q.offset, q.ml, z->wide_end);
	return 0;
}

static int decode_sequences(struct zstd *z, const uint8_t *p,
			    const uint8_t *end, unsigned int count,
			    uint8_t *limit)
{
	const struct seq_entry *ll, *ml, *of;
	struct back_bits b;
	uint8_t *out = z->out;
	int rc;

	if (back_init(&b, p, (size_t)(end - p)))
		return -EBADMSG;
	ll = &z->ll.entry[back_take(&b, z->ll.log)];
	of = &z->of.entry[back_take(&b, z->of.log)];
	ml = &z->ml.entry[back_take(&b, z->ml.log)];

	for (;;) {
		struct sequence q;
		uint32_t value;

		/* At most 31 + 16 bits, then 16 + 9 + 9 + 8. */
		back_refill(&b);
		value = of->base + (uint32_t)back_take(&b, of->extra);
		q.ml = ml->base + (size_t)back_take(&b, ml->extra);
		back_refill(&b);
		q.ll = ll->base + (size_t)back_take(&b, ll->extra);
		q.offset = take_offset(z->rep, value, q.ll == 0);
		rc = do_sequence(z, q, &out, limit);
		if (rc)
			return rc;
		if (--count == 0)
			break;
		ll = &z->ll.entry[ll->next + back_take(&b, ll->bits)];
		ml = &z->ml.entry[ml->next + back_take(&b, ml->bits)];
		of = &z->of.entry[of->next + back_take(&b, of->bits)];
		if (unlikely(b.pos < 0))
			return -EBADMSG;
	}
	z->out = out;
	return b.pos ? -EBADMSG : 0;
}

/* How many sequences: one to three bytes. */
static int read_count(const uint8_t **in, const uint8_t *end,
		      unsigned int *count)
{
	const uint8_t *p = *in;
	size_t n = end - p < 1 ? 1 : p[0] < 128 ? 1 : p[0] < 255 ? 2 : 3;

	if ((size_t)(end - p) < n)
		return -EBADMSG;
	*count = n == 1	  ? p[0]
		 : n == 2 ? (p[0] - 128U) << 8 | p[1]
			  : le16(p + 1) + 0x7f00U;
	*in = p + n;
	return 0;
}

static int read_sequences(struct zstd *z, const uint8_t *p, const uint8_t *end,
			  uint8_t *limit)
{
	unsigned int count, modes;

	if (read_count(&p, end, &count))
		return -EBADMSG;
	if (count == 0)
		return p == end ? 0 : -EBADMSG;
	if (p == end)
		return -EBADMSG;
	modes = *p++;
	if (modes & 3 ||
	    read_seq_table(z, &z->ll, &ll_kind, modes >> 6, &p, end) ||
	    read_seq_table(z, &z->of, &of_kind, modes >> 4 & 3, &p, end) ||
	    read_seq_table(z, &z->ml, &ml_kind, modes >> 2 & 3, &p, end))
		return -EBADMSG;
	return decode_sequences(z, p, end, count, limit);
}

static int compressed_block(struct zstd *z, size_t n)
{
	const uint8_t *p = z->in, *end = p + n;
	uint8_t *limit = z->out_end;
	size_t rest;
	int rc;

	if ((size_t)(limit - z->out) > z->block_max)
		limit = z->out + z->block_max;
	rc = read_literals(z, &p, end);
	if (rc)
		return rc;
	rc = read_sequences(z, p, end, limit);
	if (rc)
		return rc;
	rest = (size_t)(z->lit_end - z->lit);
	if (rest > (size_t)(limit - z->out))
		return limit == z->out_end ? -ENOSPC : -EBADMSG;
	memcpy(z->out, z->lit, rest);
	z->out += rest;
	z->in = end;
	return 0;
}

static int plain_block(struct zstd *z, size_t n, bool rle)
{
	if ((size_t)(z->in_end - z->in) < (rle ? 1 : n))
		return -EBADMSG;
	if ((size_t)(z->out_end - z->out) < n)
		return -ENOSPC;
	if (rle)
		memset(z->out, *z->in, n);
	else
		memcpy(z->out, z->in, n);
	z->out += n;
	z->in += rle ? 1 : n;
	return 0;
}

static int decode_block(struct zstd *z, bool *last)
{
	uint32_t header;
	size_t n;

	if (z->in_end - z->in < 3)
		return -EBADMSG;
	header = le16(z->in) | (uint32_t)z->in[2] << 16;
	z->in += 3;
	*last = header & 1;
	n = header >> 3;
	if (n > z->block_max)
		return -EBADMSG;
	switch (header >> 1 & 3) {
	case 0:
		return plain_block(z, n, false);
	case 1:
		return plain_block(z, n, true);
	case 2:
		if (n < 2 || n > (size_t)(z->in_end - z->in))
			return -EBADMSG;
		return compressed_block(z, n);
	default:
		return -EBADMSG;
	}
}

#define FHD_DICT_SIZE(fhd) ((fhd)&3)
#define FHD_CHECKSUM	   0x04
#define FHD_RESERVED	   0x08
#define FHD_SINGLE	   0x20

struct frame {
	bool checksum, has_size;
	uint64_t size;
};

static uint64_t read_le(const uint8_t *p, unsigned int n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

static int frame_header(struct zstd *z, struct frame *f)
{
	static const uint8_t dict_size[] = { 0, 1, 2, 4 };
	const uint8_t *p = z->in;
	unsigned int fhd, dict, content;
	bool single;
	uint64_t window;

	if (z->in_end - p < 4 || le32(p) != MAGIC)
		return -EINVAL;
	if (z->in_end - p < 5)
		return -EBADMSG;
	fhd = p[4];
	p += 5;
	if (fhd & FHD_RESERVED)
		return -EOPNOTSUPP;
	single = fhd & FHD_SINGLE;
	dict = dict_size[FHD_DICT_SIZE(fhd)];
	content = fhd >> 6 ? 1U << (fhd >> 6) : single;
	if ((size_t)(z->in_end - p) < !single + dict + content)
		return -EBADMSG;
	window = ~0ULL;
	if (!single) {
		window = 1ULL << (10 + (*p >> 3));
		window += (window >> 3) * (*p & 7);
		p++;
	}
	if (read_le(p, dict))
		return -EOPNOTSUPP;
	p += dict;
	f->checksum = fhd & FHD_CHECKSUM;
	f->has_size = content != 0;
	f->size = read_le(p, content) + (content == 2 ? 256 : 0);
	if (single)
		window = f->size;
	z->block_max = (size_t)min_t(uint64_t, window, BLOCK_MAX);
	z->in = p + content;
	return 0;
}

int zstd_decode(const void *in, size_t in_len, void *out, size_t out_cap,
		size_t *out_len, void *scratch, size_t scratch_len)
{
	struct zstd *z = scratch;
	struct frame f = { 0 };
	bool last = false;
	size_t n;
	int rc;

	if (scratch_len < sizeof(*z) ||
	    !IS_ALIGNED((uintptr_t)scratch, _Alignof(struct zstd)))
		return -EINVAL;
	z->in = in;
	z->in_end = z->in + in_len;
	z->out = z->out_start = out;
	z->out_end = z->out + out_cap;
	z->wide_end = wide_copy_end(out, out_cap);
	z->rep[0] = 1;
	z->rep[1] = 4;
	z->rep[2] = 8;
	z->huf_valid = false;
	z->ll.valid = z->ml.valid = z->of.valid = false;

	rc = frame_header(z, &f);
	while (!rc && !last)
		rc = decode_block(z, &last);
	if (rc)
		return rc;
	n = (size_t)(z->out - z->out_start);
	if (f.has_size && f.size != n)
		return -EBADMSG;
	if (f.checksum &&
	    (z->in_end - z->in < 4 || le32(z->in) != (uint32_t)xxh64(out, n)))
		return -EBADMSG;
	*out_len = n;
	return 0;
}
