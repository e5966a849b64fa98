/*
 * zstd_entropy.h: the two entropy codes of zstd, FSE and Huffman, and the bit
 * stream that both are read from: backwards, from its last byte.
 */
#ifndef XEN_LIB_DECOMPRESS_ZSTD_ENTROPY_H
#define XEN_LIB_DECOMPRESS_ZSTD_ENTROPY_H

#include "match.h"

#define FSE_MAX_LOG	9
#define FSE_MAX_SYMBOLS 256
#define HUF_MAX_LOG	11

/*
 * A stream read backwards: `pos` bits are left before the point of reading,
 * and the next ones stand at the top of `hold`.  Behind its start a stream
 * gives zeros and pos is negative: the user looks at it when convenient.
 */
struct back_bits {
	const uint8_t *start;
	ptrdiff_t pos;
	uint64_t hold;
};

/* Have at least 57 bits (or zeros) in hold. */
static __always_inline void back_refill(struct back_bits *b)
{
	ptrdiff_t bytes = (b->pos + 7) >> 3;
	unsigned int skip = (unsigned int)(bytes * 8 - b->pos);

	if (likely(bytes >= 8)) {
		b->hold = le64(b->start + bytes - 8) << skip;
	} else {
		b->hold = 0;
		if (bytes > 0) {
			ptrdiff_t i;

			for (i = 0; i < bytes; i++)
				b->hold |= (uint64_t)b->start[i]
					   << (64 - 8 * (bytes - i));
			b->hold <<= skip;
		}
	}
}

/* The next n <= 57 bits since the last refill. */
static __always_inline uint64_t back_take(struct back_bits *b, unsigned int n)
{
	uint64_t v = b->hold >> 1 >> (63 - n);

	b->hold <<= n;
	b->pos -= n;
	return v;
}

/*
 * Start at the end of n bytes; the highest bit set in the last one only marks
 * the end.  -EBADMSG if there is none.
 */
int back_init(struct back_bits *b, const uint8_t *p, size_t n);

/* A state of an FSE decoder and what it decodes to. */
struct fse_entry {
	uint16_t next; /* to which `bits` bits are added for the next state */
	uint8_t bits;
	uint8_t symbol;
};

struct fse_table {
	unsigned int log;
	struct fse_entry entry[1 << FSE_MAX_LOG];
};

/*
 * Read the description of a table from *in, which is advanced; at most
 * 2^max_log states and max_symbol + 1 symbols.  0 or -EBADMSG.
 */
int fse_read_table(struct fse_table *t, const uint8_t **in,
		   const uint8_t *in_end, unsigned int max_log,
		   unsigned int max_symbol);

/* Build from probabilities in units of 2^-log, -1 for "less than one". */
int fse_build_table(struct fse_table *t, const int16_t *prob,
		    unsigned int symbols, unsigned int log);

/* Huffman: the next `log` bits choose symbol and length. */
struct huf_table {
	unsigned int log;
	struct {
		uint8_t symbol, bits;
	} entry[1 << HUF_MAX_LOG];
};

/* Read the description of a tree; `fse` is work space.  0 or -EBADMSG. */
int huf_read_table(struct huf_table *t, struct fse_table *fse,
		   const uint8_t **in, const uint8_t *in_end);

/* Decode exactly n symbols from exactly in_len bytes.  0 or -EBADMSG. */
int huf_decode(const struct huf_table *t, const uint8_t *in, size_t in_len,
	       uint8_t *out, size_t n);

#endif /* XEN_LIB_DECOMPRESS_ZSTD_ENTROPY_H */
