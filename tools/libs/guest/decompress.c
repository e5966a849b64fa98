// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unpacking by magic number: one table, one function a format, each of which
 * appends to a bounded output.  The input may be hostile; the libraries check
 * it, we check sizes.  A Linux payload ends with its unpacked size (32 bits),
 * which is only used as a first guess.
 */
#include "private.h"

#include <sys/mman.h>

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

int xg_out_reserve(struct xg_out *out, size_t want)
{
	size_t cap = out->cap ? out->cap : 1 << 20;
	uint8_t *buf;

	if (want > out->limit - out->len)
		return -EFBIG;
	while (cap - out->len < want)
		cap *= 2;
	if (cap > out->limit)
		cap = out->limit;
	if (cap == out->cap)
		return 0;
	buf = realloc(out->buf, cap);
	if (!buf)
		return -ENOMEM;
	out->buf = buf;
	out->cap = cap;
	return 0;
}

static int no_room(int rc, const struct xg_out *out, struct xc_dom_error *err)
{
	if (rc == -EFBIG)
		return xg_fail(err, EFBIG,
			       "it unpacks to more than the limit of %zu MiB",
			       out->limit >> 20);
	return xg_fail(err, ENOMEM, "no memory to unpack it");
}

static int damaged(struct xc_dom_error *err, const char *format)
{
	return xg_fail(err, EINVAL, "its %s data is damaged or cut short",
		       format);
}

static int do_gzip(const uint8_t *in, size_t in_len, struct xg_out *out,
		   struct xc_dom_error *err)
{
	z_stream s = { .next_in = (uint8_t *)in, .avail_in = in_len };
	int rc, z;

	if (in_len > UINT32_MAX || inflateInit2(&s, 15 + 16) != Z_OK)
		return xg_fail(err, ENOMEM, "zlib does not start");
	do {
		rc = xg_out_reserve(out, 1);
		if (rc) {
			inflateEnd(&s);
			return no_room(rc, out, err);
		}
		s.next_out = out->buf + out->len;
		s.avail_out = out->cap - out->len;
		z = inflate(&s, Z_NO_FLUSH);
		out->len = out->cap - s.avail_out;
	} while (z == Z_OK && (s.avail_in || !s.avail_out));
	inflateEnd(&s);
	return z == Z_STREAM_END ? 0 : damaged(err, "gzip");
}

static int run_lzma(lzma_stream *s, lzma_ret init, const uint8_t *in,
		    size_t in_len, struct xg_out *out, const char *format,
		    struct xc_dom_error *err)
{
	lzma_ret z;
	int rc;

	if (init != LZMA_OK)
		return xg_fail(err, ENOMEM, "liblzma does not start");
	s->next_in = in;
	s->avail_in = in_len;
	do {
		rc = xg_out_reserve(out, 1);
		if (rc) {
			lzma_end(s);
			return no_room(rc, out, err);
		}
		s->next_out = out->buf + out->len;
		s->avail_out = out->cap - out->len;
		z = lzma_code(s, LZMA_RUN);
		out->len = out->cap - s->avail_out;
	} while (z == LZMA_OK && (s->avail_in || !s->avail_out));
	lzma_end(s);
	return z == LZMA_STREAM_END ? 0 : damaged(err, format);
}

#define LZMA_MEMORY (256UL << 20)

static int do_xz(const uint8_t *in, size_t in_len, struct xg_out *out,
		 struct xc_dom_error *err)
{
	lzma_stream s = LZMA_STREAM_INIT;

	return run_lzma(&s, lzma_stream_decoder(&s, LZMA_MEMORY, 0), in, in_len,
			out, "xz", err);
}

static int do_lzma(const uint8_t *in, size_t in_len, struct xg_out *out,
		   struct xc_dom_error *err)
{
	lzma_stream s = LZMA_STREAM_INIT;

	return run_lzma(&s, lzma_alone_decoder(&s, LZMA_MEMORY), in, in_len,
			out, "lzma", err);
}

static int do_bzip2(const uint8_t *in, size_t in_len, struct xg_out *out,
		    struct xc_dom_error *err)
{
	bz_stream s = { .next_in = (char *)in, .avail_in = in_len };
	int rc, z;

	if (in_len > UINT32_MAX || BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
		return xg_fail(err, ENOMEM, "libbz2 does not start");
	do {
		rc = xg_out_reserve(out, 1);
		if (rc) {
			BZ2_bzDecompressEnd(&s);
			return no_room(rc, out, err);
		}
		s.next_out = (char *)out->buf + out->len;
		s.avail_out = out->cap - out->len;
		z = BZ2_bzDecompress(&s);
		out->len = out->cap - s.avail_out;
	} while (z == BZ_OK && (s.avail_in || !s.avail_out));
	BZ2_bzDecompressEnd(&s);
	return z == BZ_STREAM_END ? 0 : damaged(err, "bzip2");
}

/* Blocks with a size in front, each of at most 8 MiB: what kernels use. */
#define LZ4_LEGACY_BLOCK (8 << 20)

static int do_lz4_legacy(const uint8_t *in, size_t in_len, struct xg_out *out,
			 struct xc_dom_error *err)
{
	size_t pos = 4;
	uint32_t len;
	int rc, n;

	/* The last four bytes may be the unpacked size. */
	while (in_len - pos > 4) {
		len = xg_le32(in + pos);
		pos += 4;
		if (!len)
			break;
		if (len > in_len - pos ||
		    len > LZ4_COMPRESSBOUND(LZ4_LEGACY_BLOCK))
			return damaged(err, "lz4");
		rc = xg_out_reserve(out, 1);
		while (!rc) {
			size_t room = out->cap - out->len;

			n = LZ4_decompress_safe(
				(const char *)in + pos,
				(char *)out->buf + out->len, len,
				room < LZ4_LEGACY_BLOCK ? (int)room
							: LZ4_LEGACY_BLOCK);
			if (n >= 0 || room >= LZ4_LEGACY_BLOCK ||
			    out->cap == out->limit)
				break;
			rc = xg_out_reserve(out, room + 1);
		}
		if (rc)
			return no_room(rc, out, err);
		if (n < 0)
			return damaged(err, "lz4");
		out->len += n;
		pos += len;
	}
	return out->len ? 0 : damaged(err, "lz4");
}

static int do_lz4_frame(const uint8_t *in, size_t in_len, struct xg_out *out,
			struct xc_dom_error *err)
{
	LZ4F_dctx *ctx;
	size_t pos = 0, n, room, left;
	int rc;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&ctx, LZ4F_VERSION)))
		return xg_fail(err, ENOMEM, "liblz4 does not start");
	do {
		rc = xg_out_reserve(out, 1);
		if (rc) {
			LZ4F_freeDecompressionContext(ctx);
			return no_room(rc, out, err);
		}
		room = out->cap - out->len;
		n = in_len - pos;
		left = LZ4F_decompress(ctx, out->buf + out->len, &room,
				       in + pos, &n, NULL);
		pos += n;
		out->len += room;
	} while (left && !LZ4F_isError(left) && (n || room));
	LZ4F_freeDecompressionContext(ctx);
	return left ? damaged(err, "lz4") : 0;
}

static int do_zstd(const uint8_t *in, size_t in_len, struct xg_out *out,
		   struct xc_dom_error *err)
{
	ZSTD_DStream *s = ZSTD_createDStream();
	ZSTD_inBuffer ib = { in, in_len, 0 };
	ZSTD_outBuffer ob;
	size_t left, was;
	int rc;

	if (!s)
		return xg_fail(err, ENOMEM, "libzstd does not start");
	do {
		rc = xg_out_reserve(out, 1);
		if (rc) {
			ZSTD_freeDStream(s);
			return no_room(rc, out, err);
		}
		ob = (ZSTD_outBuffer){ out->buf, out->cap, out->len };
		was = ib.pos;
		left = ZSTD_decompressStream(s, &ob, &ib);
		was = (ib.pos - was) + (ob.pos - out->len);
		out->len = ob.pos;
	} while (left && !ZSTD_isError(left) && was);
	ZSTD_freeDStream(s);
	return left ? damaged(err, "zstd") : 0;
}

static const struct format {
	const char *name;
	uint8_t magic[9];
	unsigned int len;
	int (*fn)(const uint8_t *in, size_t in_len, struct xg_out *out,
		  struct xc_dom_error *err);
} formats[] = {
	{ "gzip", { 0x1f, 0x8b }, 2, do_gzip },
	{ "xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, do_xz },
	{ "lzma", { 0x5d, 0, 0 }, 3, do_lzma },
	{ "bzip2", { 'B', 'Z', 'h' }, 3, do_bzip2 },
	{ "lzo",
	  { 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' },
	  9,
	  xg_lzop },
	{ "lz4", { 0x02, 0x21, 0x4c, 0x18 }, 4, do_lz4_legacy },
	{ "lz4", { 0x04, 0x22, 0x4d, 0x18 }, 4, do_lz4_frame },
	{ "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, do_zstd },
};

void xg_prepare_pages(uint8_t *buf, size_t len)
{
	size_t skip = -(uintptr_t)buf & (XC_PAGE_SIZE - 1);

	if (len < 2 * XC_PAGE_SIZE)
		return;
	len = (len - skip) & ~(XC_PAGE_SIZE - 1);
#ifdef MADV_POPULATE_WRITE
	madvise(buf + skip, len, MADV_POPULATE_WRITE);
#endif
	if (len > 33UL << 20)
		madvise(buf + skip, len, MADV_DONTFORK);
}

int xc_dom_decompress(const void *in, size_t in_len, size_t limit, void **out,
		      size_t *out_len, const char **format,
		      struct xc_dom_error *err)
{
	const struct format *f;
	struct xg_out o = { .limit = limit };
	uint32_t guess;
	int rc;

	for (f = formats; f < formats + sizeof(formats) / sizeof(*f); f++)
		if (in_len >= f->len && !memcmp(in, f->magic, f->len))
			break;
	if (f == formats + sizeof(formats) / sizeof(*f))
		return xg_fail(err, ENOENT, "no known compression");
	*format = f->name;

	/* A good guess saves the copies of growing; a bad one costs nothing. */
	guess = in_len >= 4 ? xg_le32((const uint8_t *)in + in_len - 4) : 0;
	if (guess > in_len && guess / 64 < in_len && guess < limit &&
	    xg_out_reserve(&o, guess + 1UL))
		return xg_fail(err, ENOMEM, "no memory to unpack it");
	if (o.buf)
		xg_prepare_pages(o.buf, guess);
	rc = f->fn(in, in_len, &o, err);
	if (rc) {
		free(o.buf);
		return rc;
	}
	*out = o.buf;
	*out_len = o.len;
	return 0;
}
