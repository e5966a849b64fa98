/*
 * match.h: what every decoder of the LZ family does: little-endian loads, and
 * repeating earlier output.
 */
#ifndef XEN_LIB_DECOMPRESS_MATCH_H
#define XEN_LIB_DECOMPRESS_MATCH_H

#include <xen/string.h>

static __always_inline uint16_t le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static __always_inline uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static __always_inline uint64_t le64(const uint8_t *p)
{
	return le32(p) | (uint64_t)le32(p + 4) << 32;
}

static __always_inline void copy8(uint8_t *dst, const uint8_t *src)
{
	uint64_t v;

	memcpy(&v, src, sizeof(v));
	memcpy(dst, &v, sizeof(v));
}

/*
 * The last address up to which copies may end that write 8 bytes at a time,
 * and so up to 7 too many, in a buffer of `cap` bytes.
 */
static inline uint8_t *wide_copy_end(uint8_t *buf, size_t cap)
{
	return cap < 8 ? buf : buf + cap - 8;
}

/*
 * Append `len` > 0 bytes, repeating what is `dist` > 0 bytes back.  The caller
 * has checked that both ends lie in the buffer; `wide_end` as above.  Returns
 * the new end.
 */
static __always_inline uint8_t *copy_match(uint8_t *out, size_t dist,
					   size_t len, const uint8_t *wide_end)
{
	const uint8_t *src = out - dist;
	uint8_t *end = out + len;

	if (likely(dist >= 8 && end <= wide_end)) {
		do {
			copy8(out, src);
			out += 8;
			src += 8;
		} while (out < end);
		return end;
	}
	if (len >= 16 && end <= wide_end) {
		/* A short period: lay down 8 bytes, then go by a multiple. */
		unsigned int i;

		for (i = 0; i < 8; i++)
			out[i] = src[i];
		src = out + 8 - (8 + dist - 1) / dist * dist;
		out += 8;
		do {
			copy8(out, src);
			out += 8;
			src += 8;
		} while (out < end);
		return end;
	}
	do {
		*out++ = *src++;
	} while (out < end);
	return end;
}

#endif /* XEN_LIB_DECOMPRESS_MATCH_H */
