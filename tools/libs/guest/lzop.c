// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file format of lzop, which Linux uses for LZO kernels: a header with
 * optional fields, then blocks of (unpacked size, packed size, checksums,
 * data), big-endian, ended by an unpacked size of 0.
 */
#include "private.h"

#include <lzo/lzo1x.h>

enum {
	F_ADLER32_D = 1,
	F_ADLER32_C = 2,
	F_CRC32_D = 0x100,
	F_CRC32_C = 0x200,
	F_H_FILTER = 0x800,
};

#define LZOP_BLOCK_MAX (64U << 20)

/* Returns the offset of the first block, 0 if the header is cut short. */
static size_t header_end(const uint8_t *in, size_t in_len, uint32_t *flags)
{
	size_t pos = 9;
	unsigned int version;

	if (in_len < pos + 64)
		return 0;
	version = in[pos] << 8 | in[pos + 1];
	pos += 4;				 /* version, library version */
	pos += version >= 0x940 ? 2 + 1 + 1 : 1; /* needed, method, level */
	*flags = xg_be32(in + pos);
	pos += 4;
	if (*flags & F_H_FILTER)
		pos += 4;
	pos += version >= 0x940 ? 12 : 8; /* mode, times */
	pos += 1 + in[pos];		  /* name */
	pos += 4;			  /* checksum */
	return pos < in_len ? pos : 0;
}

int xg_lzop(const uint8_t *in, size_t in_len, struct xg_out *out,
	    struct xc_dom_error *err)
{
	uint32_t flags, raw, packed;
	size_t pos = header_end(in, in_len, &flags);
	lzo_uint got;
	int rc;

	if (!pos)
		goto bad;
	for (;;) {
		if (in_len - pos < 4)
			goto bad;
		raw = xg_be32(in + pos);
		pos += 4;
		if (!raw)
			return 0;
		if (raw > LZOP_BLOCK_MAX || in_len - pos < 4 + 16)
			goto bad;
		packed = xg_be32(in + pos);
		pos += 4;
		pos += flags & F_ADLER32_D ? 4 : 0;
		pos += flags & F_CRC32_D ? 4 : 0;
		if (packed < raw) {
			pos += flags & F_ADLER32_C ? 4 : 0;
			pos += flags & F_CRC32_C ? 4 : 0;
		}
		if (packed > raw || packed > in_len - pos)
			goto bad;
		rc = xg_out_reserve(out, raw);
		if (rc)
			return xg_fail(err, -rc,
				       "it unpacks to more than the limit");
		if (packed == raw) {
			memcpy(out->buf + out->len, in + pos, raw);
		} else {
			got = raw;
			if (lzo1x_decompress_safe(in + pos, packed,
						  out->buf + out->len, &got,
						  NULL) != LZO_E_OK ||
			    got != raw)
				goto bad;
		}
		out->len += raw;
		pos += packed;
	}
bad:
	return xg_fail(err, EINVAL, "its lzo data is damaged or cut short");
}
