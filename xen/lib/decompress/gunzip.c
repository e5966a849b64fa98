/*
 * gunzip.c: gzip (RFC 1952) and deflate (RFC 1951) on a flat output buffer.
 *
 * Codes are looked up in a table of the next ROOT bits; a longer code goes on
 * in a second table.  Bits are taken from a 64-bit reservoir, filled eight
 * bytes at a time while the input lasts, then byte by byte, then with zeros
 * that are counted: having used one of those means a truncated input.
 *
 * Which sets of code lengths are valid follows zlib: complete ones, and those
 * with a single code of one bit, or without any code (for distances).
 */
#include <xen/crc.h>
#include <xen/decompress.h>
#include <xen/errno.h>

#include "match.h"

#define MAX_BITS   15
#define LIT_CODES  288
#define DIST_CODES 32
#define LIT_ROOT   10
#define DIST_ROOT  8
#define CLEN_ROOT  7
/* Largest possible tables for those roots (zlib's enough.c gives the same). */
#define LIT_TABLE  1334
#define DIST_TABLE 402

/*
 * A table entry: value << 16 | kind << 8 | length of the code in bits.  The low
 * bits of `kind` are the number of extra bits (of the second table's index).
 */
#define KIND_LITERAL 0x80
#define KIND_END     0x40
#define KIND_SUB     0x20
#define KIND_BAD     0x10
#define KIND_BITS    0x0f
#define ENTRY(value, kind, bits) \
	((uint32_t)(value) << 16 | (uint32_t)(kind) << 8 | (uint32_t)(bits))

struct bits {
	const uint8_t *in, *in_end;
	uint64_t hold;
	unsigned int n;	    /* bits of hold that count */
	unsigned int ghost; /* bytes taken from behind the end */
};

struct inflate {
	struct bits b;
	uint8_t *out_start, *out, *out_end, *wide_end;
	uint32_t lit[LIT_TABLE], dist[DIST_TABLE];
	uint32_t clen[1 << CLEN_ROOT];
	uint8_t lens[LIT_CODES + DIST_CODES];
	struct crc32_table crc32;
};

static_assert(sizeof(struct inflate) <= DECOMPRESS_SCRATCH_SIZE, "scratch");

/* Have at least 56 bits. */
static __always_inline void refill(struct bits *b)
{
	if (likely(b->in_end - b->in >= 8)) {
		b->hold |= le64(b->in) << b->n;
		b->in += (63 - b->n) >> 3;
		b->n |= 56;
		return;
	}
	while (b->n < 56) {
		if (b->in < b->in_end)
			b->hold |= (uint64_t)*b->in++ << b->n;
		else
			b->ghost++;
		b->n += 8;
	}
}

/* Whether bits behind the end of the input were used. */
static __always_inline bool overrun(const struct bits *b)
{
	return b->ghost * 8 > b->n;
}

static __always_inline uint32_t take(struct bits *b, unsigned int n)
{
	uint32_t v = (uint32_t)(b->hold & ((1ULL << n) - 1));

	b->hold >>= n;
	b->n -= n;
	return v;
}

/* What symbol `sym` of each alphabet means, as an entry without its length. */
static uint32_t lit_entry(unsigned int sym)
{
	static const uint16_t base[] = { 3,   4,   5,	6,   7,	 8,  9,	 10,
					 11,  13,  15,	17,  19, 23, 27, 31,
					 35,  43,  51,	59,  67, 83, 99, 115,
					 131, 163, 195, 227, 258 };
	static const uint8_t extra[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1,
					 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
					 4, 4, 4, 4, 5, 5, 5, 5, 0 };

	if (sym < 256)
		return ENTRY(sym, KIND_LITERAL, 0);
	if (sym == 256)
		return ENTRY(0, KIND_END, 0);
	if (sym - 257 >= ARRAY_SIZE(base))
		return ENTRY(0, KIND_BAD, 0);
	return ENTRY(base[sym - 257], extra[sym - 257], 0);
}

static uint32_t dist_entry(unsigned int sym)
{
	unsigned int extra = sym < 2 ? 0 : sym / 2 - 1;

	if (sym >= 30)
		return ENTRY(0, KIND_BAD, 0);
	if (sym < 4)
		return ENTRY(sym + 1, 0, 0);
	return ENTRY(((2 + (sym & 1)) << extra) + 1, extra, 0);
}

static uint32_t plain_entry(unsigned int sym)
{
	return ENTRY(sym, 0, 0);
}

static unsigned int reverse(unsigned int code, unsigned int bits)
{
	unsigned int r = 0;

	for (; bits; bits--, code >>= 1)
		r = r << 1 | (code & 1);
	return r;
}

/* How many bits the second table that begins with a code of `len` needs. */
static unsigned int sub_bits(const uint16_t *count, unsigned int len,
			     unsigned int root)
{
	unsigned int bits = len - root;
	int room = 1 << bits;

	for (; bits + root < MAX_BITS; bits++) {
		room -= count[bits + root];
		if (room <= 0)
			break;
		room <<= 1;
	}
	return bits;
}

/* What a set of code lengths may lack. */
enum completeness { COMPLETE, ONE_CODE_OR_MORE };

/*
 * Build the table for n codes with the lengths `lens`.  Codes of one length
 * are numbered in the order of symbols; in the stream they stand with the
 * highest bit first, so indices are reversed codes.
 */
static int build_table(uint32_t *table, size_t size, unsigned int root,
		       const uint8_t *lens, unsigned int n,
		       uint32_t (*entry)(unsigned int sym),
		       enum completeness need)
{
	uint16_t count[MAX_BITS + 1] = { 0 }, offset[MAX_BITS + 2];
	uint16_t sorted[LIT_CODES];
	unsigned int i, len, max = MAX_BITS, code = 0, used = 1U << root;
	unsigned int sub = 0, sub_root = ~0U, sub_len = 0;
	int room = 1;

	for (i = 0; i < n; i++)
		count[lens[i]]++;
	while (max && !count[max])
		max--;
	for (i = 0; i < 1U << root; i++)
		table[i] = ENTRY(0, KIND_BAD, 1);
	if (max == 0)
		return need == COMPLETE ? -EBADMSG : 0;
	for (len = 1; len <= MAX_BITS; len++) {
		room = room * 2 - count[len];
		if (room < 0)
			return -EBADMSG;
	}
	if (room > 0 && (need == COMPLETE || max != 1))
		return -EBADMSG;

	offset[1] = 0;
	for (len = 1; len <= MAX_BITS; len++)
		offset[len + 1] = (uint16_t)(offset[len] + count[len]);
	for (i = 0; i < n; i++) {
		if (lens[i])
			sorted[offset[lens[i]]++] = (uint16_t)i;
	}

	/* `code` counts codes of the current length `len`. */
	for (i = 0, len = 1; len <= max; len++, code <<= 1) {
		unsigned int k;

		for (k = count[len]; k; k--, code++, i++) {
			unsigned int at = reverse(code, len), end, step;
			uint32_t e = entry(sorted[i]);
			uint32_t *t = table;

			if (len <= root) {
				end = 1U << root;
				step = 1U << len;
				e += len;
			} else {
				unsigned int low = at & ((1U << root) - 1);

				if (low != sub_root) {
					sub_root = low;
					sub = used;
					sub_len = sub_bits(count, len, root);
					used += 1U << sub_len;
					if (used > size)
						return -EBADMSG;
					table[low] = ENTRY(
						sub, KIND_SUB | sub_len, root);
				}
				count[len]--;
				t = table + sub;
				at >>= root;
				end = 1U << sub_len;
				step = 1U << (len - root);
				e += len - root;
			}
			for (; at < end; at += step)
				t[at] = e;
		}
	}
	return 0;
}

/* Look the next code up and drop its bits. */
static __always_inline uint32_t next_code(struct bits *b, const uint32_t *table,
					  unsigned int root)
{
	uint32_t e = table[b->hold & ((1U << root) - 1)];

	if (unlikely(e >> 8 & KIND_SUB)) {
		take(b, root);
		e = table[(e >> 16) +
			  (b->hold & ((1U << (e >> 8 & KIND_BITS)) - 1))];
	}
	take(b, e & 0xff);
	return e;
}

/* The compressed data of one block. */
static int inflate_codes(struct inflate *s)
{
	/* A copy that no pointer leads to: it stays in registers. */
	struct bits b = s->b;
	uint8_t *out = s->out, *const out_end = s->out_end;
	uint8_t *const out_start = s->out_start, *const wide_end = s->wide_end;

	for (;;) {
		uint32_t e;
		size_t len, dist;

		refill(&b);
		if (unlikely(b.ghost) && overrun(&b))
			return -EBADMSG;
		e = next_code(&b, s->lit, LIT_ROOT);
		if (e >> 8 & KIND_LITERAL) {
			if (unlikely(out == out_end))
				return -ENOSPC;
			*out++ = (uint8_t)(e >> 16);
			/* 56 - 15 bits remain: enough for another look-up. */
			e = next_code(&b, s->lit, LIT_ROOT);
			if (e >> 8 & KIND_LITERAL) {
				if (unlikely(out == out_end))
					return -ENOSPC;
				*out++ = (uint8_t)(e >> 16);
				continue;
			}
			refill(&b);
		}
		if (unlikely(e >> 8 & (KIND_END | KIND_BAD))) {
			s->b = b;
			s->out = out;
			return e >> 8 & KIND_END ? 0 : -EBADMSG;
		}
		/* At most 5 + 15 + 13 bits. */
		len = (e >> 16) + take(&b, e >> 8 & KIND_BITS);
		e = next_code(&b, s->dist, DIST_ROOT);
		if (unlikely(e >> 8 & KIND_BAD))
			return -EBADMSG;
		dist = (e >> 16) + take(&b, e >> 8 & KIND_BITS);
		if (unlikely(dist > (size_t)(out - out_start)))
			return -EBADMSG;
		if (unlikely(len > (size_t)(out_end - out)))
			return -ENOSPC;
		out = copy_match(out, dist, len, wide_end);
	}
}

/* Give whole bytes in the reservoir back to the input. */
static int align_input(struct inflate *s)
{
	take(&s->b, s->b.n & 7);
	if (overrun(&s->b))
		return -EBADMSG;
	s->b.in -= s->b.n / 8 - s->b.ghost;
	s->b.hold = 0;
	s->b.n = 0;
	s->b.ghost = 0;
	return 0;
}

static int stored_block(struct inflate *s)
{
	size_t n;

	if (align_input(s) || s->b.in_end - s->b.in < 4)
		return -EBADMSG;
	n = le16(s->b.in);
	if ((n ^ le16(s->b.in + 2)) != 0xffff)
		return -EBADMSG;
	s->b.in += 4;
	if ((size_t)(s->b.in_end - s->b.in) < n)
		return -EBADMSG;
	if ((size_t)(s->out_end - s->out) < n)
		return -ENOSPC;
	memcpy(s->out, s->b.in, n);
	s->b.in += n;
	s->out += n;
	return 0;
}

static int fixed_tables(struct inflate *s)
{
	int rc;

	memset(s->lens, 8, 144);
	memset(s->lens + 144, 9, 112);
	memset(s->lens + 256, 7, 24);
	memset(s->lens + 280, 8, 8);
	rc = build_table(s->lit, LIT_TABLE, LIT_ROOT, s->lens, 288, lit_entry,
			 COMPLETE);
	if (rc)
		return rc;
	memset(s->lens, 5, 32);
	return build_table(s->dist, DIST_TABLE, DIST_ROOT, s->lens, 32,
			   dist_entry, COMPLETE);
}

/* Code lengths of both alphabets, themselves coded and run-length packed. */
static int read_lengths(struct inflate *s, unsigned int total)
{
	unsigned int i = 0, n;
	uint8_t len;

	while (i < total) {
		uint32_t e;

		refill(&s->b);
		if (overrun(&s->b))
			return -EBADMSG;
		e = next_code(&s->b, s->clen, CLEN_ROOT);
		if (e >> 8 & KIND_BAD)
			return -EBADMSG;
		len = (uint8_t)(e >> 16);
		if (len < 16) {
			s->lens[i++] = len;
			continue;
		}
		if (len == 16) {
			if (i == 0)
				return -EBADMSG;
			len = s->lens[i - 1];
			n = 3 + take(&s->b, 2);
		} else {
			n = len == 17 ? 3 + take(&s->b, 3)
				      : 11 + take(&s->b, 7);
			len = 0;
		}
		if (n > total - i)
			return -EBADMSG;
		memset(s->lens + i, len, n);
		i += n;
	}
	return 0;
}

static int dynamic_tables(struct inflate *s)
{
	static const uint8_t order[19] = { 16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
					   11, 4,  12, 3, 13, 2, 14, 1, 15 };
	unsigned int i, nlit, ndist, nclen;
	int rc;

	nlit = take(&s->b, 5) + 257;
	ndist = take(&s->b, 5) + 1;
	nclen = take(&s->b, 4) + 4;
	if (nlit > 286 || ndist > 30)
		return -EBADMSG;
	memset(s->lens, 0, 19);
	for (i = 0; i < nclen; i++) {
		refill(&s->b);
		s->lens[order[i]] = (uint8_t)take(&s->b, 3);
	}
	rc = build_table(s->clen, 1 << CLEN_ROOT, CLEN_ROOT, s->lens, 19,
			 plain_entry, COMPLETE);
	if (rc)
		return rc;
	rc = read_lengths(s, nlit + ndist);
	if (rc)
		return rc;
	if (s->lens[256] == 0)
		return -EBADMSG;
	rc = build_table(s->lit, LIT_TABLE, LIT_ROOT, s->lens, nlit, lit_entry,
			 ONE_CODE_OR_MORE);
	if (rc)
		return rc;
	return build_table(s->dist, DIST_TABLE, DIST_ROOT, s->lens + nlit,
			   ndist, dist_entry, ONE_CODE_OR_MORE);
}

static int inflate(struct inflate *s)
{
	bool last;
	int rc;

	do {
		refill(&s->b);
		last = take(&s->b, 1);
		switch (take(&s->b, 2)) {
		case 0:
			rc = stored_block(s);
			break;
		case 1:
			rc = fixed_tables(s);
			if (!rc)
				rc = inflate_codes(s);
			break;
		case 2:
			rc = dynamic_tables(s);
			if (!rc)
				rc = inflate_codes(s);
			break;
		default:
			rc = -EBADMSG;
			break;
		}
		if (!rc && overrun(&s->b))
			rc = -EBADMSG;
	} while (!rc && !last);
	return rc ? rc : align_input(s);
}

#define FLAG_HCRC    0x02
#define FLAG_EXTRA   0x04
#define FLAG_NAME    0x08
#define FLAG_COMMENT 0x10
#define FLAG_UNKNOWN 0xe0

static int skip_string(struct inflate *s)
{
	while (s->b.in < s->b.in_end) {
		if (!*s->b.in++)
			return 0;
	}
	return -EBADMSG;
}

static int skip_bytes(struct inflate *s, size_t n)
{
	if ((size_t)(s->b.in_end - s->b.in) < n)
		return -EBADMSG;
	s->b.in += n;
	return 0;
}

static int member_header(struct inflate *s)
{
	const uint8_t *p = s->b.in;
	unsigned int flags;
	int rc;

	if (s->b.in_end - p < 2 || p[0] != 0x1f || p[1] != 0x8b)
		return -EINVAL;
	if (s->b.in_end - p < 10)
		return -EBADMSG;
	flags = p[3];
	if (p[2] != 8 || flags & FLAG_UNKNOWN)
		return -EOPNOTSUPP;
	s->b.in += 10;
	if (flags & FLAG_EXTRA) {
		if (s->b.in_end - s->b.in < 2)
			return -EBADMSG;
		rc = skip_bytes(s, 2 + (size_t)le16(s->b.in));
		if (rc)
			return rc;
	}
	if (flags & FLAG_NAME && skip_string(s))
		return -EBADMSG;
	if (flags & FLAG_COMMENT && skip_string(s))
		return -EBADMSG;
	if (flags & FLAG_HCRC) {
		size_t n = (size_t)(s->b.in - p);

		if (s->b.in_end - s->b.in < 2 ||
		    le16(s->b.in) != (uint16_t)crc32_update(&s->crc32, 0, p, n))
			return -EBADMSG;
		s->b.in += 2;
	}
	return 0;
}

int gunzip_decode(const void *in, size_t in_len, void *out, size_t out_cap,
		  size_t *out_len, void *scratch, size_t scratch_len)
{
	struct inflate *s = scratch;
	size_t n;
	int rc;

	if (scratch_len < sizeof(*s) ||
	    !IS_ALIGNED((uintptr_t)scratch, _Alignof(struct inflate)))
		return -EINVAL;
	s->b.in = in;
	s->b.in_end = s->b.in + in_len;
	s->b.hold = 0;
	s->b.n = 0;
	s->b.ghost = 0;
	s->out = s->out_start = out;
	s->out_end = s->out + out_cap;
	s->wide_end = wide_copy_end(out, out_cap);
	crc32_init(&s->crc32);

	rc = member_header(s);
	if (rc)
		return rc;
	rc = inflate(s);
	if (rc)
		return rc;
	n = (size_t)(s->out - s->out_start);
	if (s->b.in_end - s->b.in < 8 ||
	    le32(s->b.in) != crc32_update(&s->crc32, 0, out, n) ||
	    le32(s->b.in + 4) != (uint32_t)n)
		return -EBADMSG;
	*out_len = n;
	return 0;
}
