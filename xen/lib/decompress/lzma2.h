/*
 * lzma2.h: the LZMA2 decoder inside xz.
 */
#ifndef XEN_LIB_DECOMPRESS_LZMA2_H
#define XEN_LIB_DECOMPRESS_LZMA2_H

#include <xen/types.h>

#define LZMA_STATES	12
#define LZMA_POS_STATES 16
#define LZMA_LEN_LOW	8
#define LZMA_LEN_HIGH	256
#define LZMA_LIT_SIZE	0x300
#define LZMA_LCLP_MAX	4

/* Most bytes that one symbol can take from the input, rounded up. */
#define LZMA_SLACK 32

struct lzma_len {
	uint16_t choice, choice2;
	uint16_t low[LZMA_POS_STATES][LZMA_LEN_LOW];
	uint16_t mid[LZMA_POS_STATES][LZMA_LEN_LOW];
	uint16_t high[LZMA_LEN_HIGH];
};

/* All adaptive probabilities; nothing but uint16_t. */
struct lzma_probs {
	uint16_t is_match[LZMA_STATES][LZMA_POS_STATES];
	uint16_t is_rep[LZMA_STATES];
	uint16_t is_rep0[LZMA_STATES];
	uint16_t is_rep1[LZMA_STATES];
	uint16_t is_rep2[LZMA_STATES];
	uint16_t is_rep0_long[LZMA_STATES][LZMA_POS_STATES];
	uint16_t dist_slot[4][64];
	uint16_t dist_special[128];
	uint16_t dist_align[16];
	struct lzma_len match_len, rep_len;
	uint16_t literal[1 << LZMA_LCLP_MAX][LZMA_LIT_SIZE];
};

struct lzma2 {
	unsigned int lc, lp_mask, pos_mask;
	unsigned int state;
	uint32_t rep[4];
	uint8_t *dict; /* where the last dictionary reset was */
	struct lzma_probs probs;
	/* For a chunk that ends with the input: itself and the slack. */
	uint8_t tail[(64 << 10) + LZMA_SLACK];
};

/*
 * Decode an LZMA2 stream from *in (up to in_end) to *out (up to out_end) and
 * advance both.  `s` needs no initialisation.  0, -EBADMSG or -ENOSPC.
 */
int lzma2_decode(struct lzma2 *s, const uint8_t **in, const uint8_t *in_end,
		 uint8_t **out, uint8_t *out_end);

#endif /* XEN_LIB_DECOMPRESS_LZMA2_H */
