/*
 * zstd_entropy.c: FSE and Huffman tables of zstd (RFC 8878, section 4).
 */
#include <xen/bitops.h>
#include <xen/errno.h>

#include "zstd_entropy.h"

int back_init(struct back_bits *b, const uint8_t *p, size_t n)
{
	if (n == 0 || p[n - 1] == 0)
		return -EBADMSG;
	b->start = p;
	b->pos = (ptrdiff_t)(n - 1) * 8 + (ptrdiff_t)highest_bit(p[n - 1]);
	back_refill(b);
	return 0;
}

int fse_build_table(struct fse_table *t, const int16_t *prob,
		    unsigned int symbols, unsigned int log)
{
	uint16_t next[FSE_MAX_SYMBOLS];
	unsigned int size = 1U << log, mask = size - 1, high = size;
	unsigned int step = (size >> 1) + (size >> 3) + 3;
	unsigned int s, i, pos = 0;

	t->log = log;
	for (s = 0; s < symbols; s++) {
		next[s] = (uint16_t)(prob[s] < 0 ? 1 : prob[s]);
		if (prob[s] < 0)
			t->entry[--high].symbol = (uint8_t)s;
	}
	/* The step is odd: the walk meets each place once. */
	for (s = 0; s < symbols; s++) {
		int n;

		for (n = 0; n < prob[s]; n++) {
			t->entry[pos].symbol = (uint8_t)s;
			do {
				pos = (pos + step) & mask;
			} while (pos >= high);
		}
	}
	if (pos)
		return -EBADMSG;
	for (i = 0; i < size; i++) {
		struct fse_entry *e = &t->entry[i];
		unsigned int x = next[e->symbol]++;

		e->bits = (uint8_t)(log - highest_bit(x));
		e->next = (uint16_t)((x << e->bits) - size);
	}
	return 0;
}

/* Bits [*at, *at + n) of a stream read forwards; zeros behind its end. */
static unsigned int forward_bits(const uint8_t *p, size_t len, size_t *at,
				 unsigned int n)
{
	unsigned int i, v = 0;

	for (i = 0; i < n; i++) {
		size_t bit = *at + i;

		if (bit / 8 < len)
			v |= (unsigned int)(p[bit / 8] >> bit % 8 & 1) << i;
	}
	*at += n;
	return v;
}

/*
 * A number of [0, limit] in as few bits as that range allows: small values
 * save a bit if the range is no power of two.
 */
static unsigned int forward_range(const uint8_t *p, size_t len, size_t *at,
				  unsigned int limit)
{
	unsigned int bits = highest_bit(limit) + 1;
	unsigned int spare = (1U << bits) - 1 - limit;
	unsigned int v = forward_bits(p, len, at, bits);
	unsigned int low = v & ((1U << (bits - 1)) - 1);

	if (low < spare) {
		(*at)--;
		return low;
	}
	return v == low ? v : v - spare;
}

int fse_read_table(struct fse_table *t, const uint8_t **in,
		   const uint8_t *in_end, unsigned int max_log,
		   unsigned int max_symbol)
{
	int16_t prob[FSE_MAX_SYMBOLS];
	const uint8_t *p = *in;
	size_t len = (size_t)(in_end - p), at = 0;
	unsigned int log = forward_bits(p, len, &at, 4) + 5, n = 0, repeat;
	int left = 1 << log;

	if (log > max_log)
		return -EBADMSG;
	while (left > 0) {
		int v;

		if (n > max_symbol)
			return -EBADMSG;
		v = (int)forward_range(p, len, &at, (unsigned int)left + 1) - 1;
		prob[n++] = (int16_t)v;
		left -= v < 0 ? 1 : v;
		if (v)
			continue;
		do {
			repeat = forward_bits(p, len, &at, 2);
			if (repeat > max_symbol + 1 - n)
				return -EBADMSG;
			memset(prob + n, 0, repeat * sizeof(*prob));
			n += repeat;
		} while (repeat == 3);
	}
	if (left < 0 || (at + 7) / 8 > len)
		return -EBADMSG;
	*in = p + (at + 7) / 8;
	return fse_build_table(t, prob, n, log);
}

/* Weights packed with FSE: two decoders take turns until the bits run out. */
static int read_packed_weights(struct fse_table *fse, const uint8_t *in,
			       const uint8_t *in_end, uint8_t *weight,
			       unsigned int *count)
{
	struct back_bits b;
	unsigned int state[2], n = 0, turn = 0;

	if (fse_read_table(fse, &in, in_end, 6, 255) ||
	    back_init(&b, in, (size_t)(in_end - in)))
		return -EBADMSG;
	state[0] = (unsigned int)back_take(&b, fse->log);
	state[1] = (unsigned int)back_take(&b, fse->log);
	if (b.pos < 0)
		return -EBADMSG;
	do {
		const struct fse_entry *e = &fse->entry[state[turn]];

		if (n >= 254)
			return -EBADMSG;
		weight[n++] = e->symbol;
		back_refill(&b);
		state[turn] = e->next + (unsigned int)back_take(&b, e->bits);
		turn ^= 1;
	} while (b.pos >= 0);
	weight[n++] = fse->entry[state[turn]].symbol;
	*count = n;
	return 0;
}

/* Weights as they are, two in a byte. */
static int read_plain_weights(const uint8_t *in, unsigned int n,
			      uint8_t *weight)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		weight[i] = i % 2 ? in[i / 2] & 15 : in[i / 2] >> 4;
	return 0;
}

/* The last weight is not stored: it fills the code up. */
static int complete_weights(uint8_t *weight, unsigned int *count,
			    unsigned int *log, unsigned int *of_weight)
{
	unsigned int i, sum = 0, rest;

	memset(of_weight, 0, (HUF_MAX_LOG + 2) * sizeof(*of_weight));
	for (i = 0; i < *count; i++) {
		if (weight[i] > HUF_MAX_LOG)
			return -EBADMSG;
		of_weight[weight[i]]++;
		sum += weight[i] ? 1U << (weight[i] - 1) : 0;
	}
	if (sum == 0)
		return -EBADMSG;
	*log = highest_bit(sum) + 1;
	rest = (1U << *log) - sum;
	if (*log > HUF_MAX_LOG || !is_power_of_2(rest))
		return -EBADMSG;
	weight[*count] = (uint8_t)(highest_bit(rest) + 1);
	of_weight[weight[(*count)++]]++;
	/* The longest codes come in pairs. */
	return of_weight[1] < 2 || of_weight[1] % 2 ? -EBADMSG : 0;
}

int huf_read_table(struct huf_table *t, struct fse_table *fse,
		   const uint8_t **in, const uint8_t *in_end)
{
	uint8_t weight[256];
	unsigned int of_weight[HUF_MAX_LOG + 2], at[HUF_MAX_LOG + 2];
	unsigned int count, size, i, w;
	const uint8_t *p = *in;
	int rc;

	if (p == in_end)
		return -EBADMSG;
	size = *p++;
	if (size >= 128) {
		count = size - 127;
		size = (count + 1) / 2;
		if (size > (size_t)(in_end - p))
			return -EBADMSG;
		rc = read_plain_weights(p, count, weight);
	} else {
		if (size > (size_t)(in_end - p))
			return -EBADMSG;
		rc = read_packed_weights(fse, p, p + size, weight, &count);
	}
	if (!rc)
		rc = complete_weights(weight, &count, &t->log, of_weight);
	if (rc)
		return rc;
	*in = p + size;

	/* Short weights, that is long codes, come first. */
	for (w = 1, i = 0; w <= HUF_MAX_LOG; w++) {
		at[w] = i;
		i += of_weight[w] << (w - 1);
	}
	for (i = 0; i < count; i++) {
		unsigned int k;

		w = weight[i];
		if (!w)
			continue;
		for (k = 1U << (w - 1); k; k--) {
			t->entry[at[w]].symbol = (uint8_t)i;
			t->entry[at[w]++].bits = (uint8_t)(t->log + 1 - w);
		}
	}
	return 0;
}

static __always_inline uint8_t huf_symbol(const struct huf_table *t,
					  struct back_bits *b, unsigned int log)
{
	unsigned int i = (unsigned int)(b->hold >> (64 - log));

	b->hold <<= t->entry[i].bits;
	b->pos -= t->entry[i].bits;
	return t->entry[i].symbol;
}

int huf_decode(const struct huf_table *t, const uint8_t *in, size_t in_len,
	       uint8_t *out, size_t n)
{
	const unsigned int log = t->log;
	struct back_bits b;

	if (back_init(&b, in, in_len))
		return -EBADMSG;
	/* 57 bits hold five codes. */
	for (; n >= 5; n -= 5, out += 5) {
		back_refill(&b);
		out[0] = huf_symbol(t, &b, log);
		out[1] = huf_symbol(t, &b, log);
		out[2] = huf_symbol(t, &b, log);
		out[3] = huf_symbol(t, &b, log);
		out[4] = huf_symbol(t, &b, log);
	}
	back_refill(&b);
	for (; n; n--)
		*out++ = huf_symbol(t, &b, log);
	return b.pos ? -EBADMSG : 0;
}
