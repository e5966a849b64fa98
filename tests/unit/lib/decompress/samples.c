/*
 * samples.c: see samples.h.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lz4.h>
#include <lz4frame.h>
#include <lz4hc.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "samples.h"

const char *const format_names[NR_FORMATS] = { "gzip", "xz", "lz4 legacy",
					       "lz4 frame", "zstd" };

uint32_t sample_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Our own program text: real x86 code. */
static void fill_code(uint8_t *p, size_t n, uint32_t *seed)
{
	FILE *f = fopen("/proc/self/exe", "rb");
	size_t got = 0;

	if (f) {
		fseek(f, (long)(sample_random(seed) % 65536), SEEK_SET);
		got = fread(p, 1, n, f);
		fclose(f);
	}
	while (got && got < n) {
		size_t k = n - got < got ? n - got : got;

		memcpy(p + got, p, k);
		got += k;
	}
}

static void fill_text(uint8_t *p, size_t n, uint32_t *seed)
{
	static const char *const words[] = { "domain ", "the ", "grant",
					     "\n",	"page", " event ",
					     "vcpu, ",	"of ",	"hypercall" };
	size_t i = 0;

	while (i < n) {
		const char *w = words[sample_random(seed) % 9];

		while (*w && i < n)
			p[i++] = (uint8_t)*w++;
	}
}

/* Short repeats at distances 1 to 20, of all lengths, between noise. */
static void fill_periods(uint8_t *p, size_t n, uint32_t *seed)
{
	size_t i = 0;

	while (i < n) {
		size_t dist = 1 + sample_random(seed) % 20;
		size_t len = 1 + sample_random(seed) % 300;

		if (dist > i || sample_random(seed) % 4 == 0) {
			p[i++] = (uint8_t)sample_random(seed);
			continue;
		}
		for (; len && i < n; len--, i++)
			p[i] = p[i - dist];
	}
}

/* Many opcodes of the x86 filter in a row. */
static void fill_opcodes(uint8_t *p, size_t n, uint32_t *seed)
{
	static const uint8_t bytes[] = { 0xe8, 0xe9, 0x00, 0xff,
					 0x01, 0xfe, 0x7f, 0x80 };

	for (size_t i = 0; i < n; i++)
		p[i] = bytes[sample_random(seed) % sizeof(bytes)];
}

uint8_t *sample_data(unsigned int kind, size_t n, uint32_t seed)
{
	uint8_t *p = calloc(1, n + 1);
	size_t i;

	switch (kind) {
	case 0:
		break;
	case 1:
		for (i = 0; i < n; i++)
			p[i] = (uint8_t)sample_random(&seed);
		break;
	case 2:
		fill_text(p, n, &seed);
		break;
	case 3:
		fill_periods(p, n, &seed);
		break;
	case 4:
		fill_code(p, n, &seed);
		break;
	case 5:
		fill_opcodes(p, n, &seed);
		break;
	default: /* few symbols, skewed: long and short codes */
		for (i = 0; i < n; i++) {
			uint32_t r = sample_random(&seed);

			p[i] = (uint8_t)__builtin_ctz(r | 1U << 20);
			if (r % 31 == 0)
				p[i] = (uint8_t)(r >> 5);
		}
		break;
	}
	return p;
}

static void fail(const char *what)
{
	fprintf(stderr, "samples: %s failed\n", what);
	abort();
}

static uint8_t *gzip_pack(unsigned int level, const uint8_t *data, size_t n,
			  size_t *packed)
{
	static const int levels[NR_LEVELS] = { 0, 1, 6, 9 };
	static const int strategy[NR_LEVELS] = { Z_DEFAULT_STRATEGY, Z_FIXED,
						 Z_DEFAULT_STRATEGY,
						 Z_FILTERED };
	gz_header head = { 0 };
	z_stream z = { 0 };
	uint8_t *out;
	size_t cap;

	if (deflateInit2(&z, levels[level], Z_DEFLATED, 31, 8,
			 strategy[level]) != Z_OK)
		fail("deflateInit2");
	head.name = (Bytef *)"name";
	head.comment = (Bytef *)"comment";
	head.extra = (Bytef *)"extra";
	head.extra_len = 5;
	head.hcrc = 1;
	if (level == 2)
		deflateSetHeader(&z, &head);
	cap = deflateBound(&z, n) + 200;
	out = malloc(cap);
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)cap;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		fail("deflate");
	*packed = cap - z.avail_out;
	deflateEnd(&z);
	return out;
}

static uint8_t *xz_pack(unsigned int level, int bare, const uint8_t *data,
			size_t n, size_t *packed)
{
	static const lzma_check checks[NR_LEVELS] = { LZMA_CHECK_NONE,
						      LZMA_CHECK_CRC32,
						      LZMA_CHECK_CRC64,
						      LZMA_CHECK_CRC32 };
	lzma_options_lzma opt;
	lzma_filter filters[3];
	unsigned int i = 0;
	size_t cap = lzma_stream_buffer_bound(n);
	uint8_t *out = malloc(cap);

	lzma_lzma_preset(&opt, level * 2);
	opt.dict_size = 1 << 20; /* less for the encoder to allocate */
	if (level == 2) {
		opt.lc = 0;
		opt.lp = 4;
		opt.pb = 1;
	}
	if (level != 1)
		filters[i++] = (lzma_filter){ LZMA_FILTER_X86, NULL };
	filters[i++] = (lzma_filter){ LZMA_FILTER_LZMA2, &opt };
	filters[i] = (lzma_filter){ LZMA_VLI_UNKNOWN, NULL };
	*packed = 0;
	if (lzma_stream_buffer_encode(
		    filters, bare ? LZMA_CHECK_NONE : checks[level], NULL, data,
		    n, out, packed, cap) != LZMA_OK)
		fail("lzma_stream_buffer_encode");
	return out;
}

static void put_le32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

static uint8_t *lz4_legacy_pack(unsigned int level, const uint8_t *data,
				size_t n, size_t *packed)
{
	const size_t block = 8 << 20;
	size_t cap = 8 + (size_t)LZ4_compressBound((int)n) +
		     (n / block + 1) * 16,
	       len = 4;
	uint8_t *out = malloc(cap);

	put_le32(out, 0x184c2102);
	do {
		size_t k = n < block ? n : block;
		int got = LZ4_compress_HC(
			(const char *)data, (char *)out + len + 4, (int)k,
			(int)(cap - len - 4), 1 + (int)level * 4);

		if (got <= 0)
			fail("LZ4_compress_HC");
		put_le32(out + len, (uint32_t)got);
		len += 4 + (size_t)got;
		data += k;
		n -= k;
	} while (n);
	*packed = len;
	return out;
}

static uint8_t *lz4_frame_pack(unsigned int level, int bare,
			       const uint8_t *data, size_t n, size_t *packed)
{
	LZ4F_preferences_t p = { 0 };
	size_t cap;
	uint8_t *out;

	p.compressionLevel = (int)level * 3;
	p.frameInfo.blockSizeID = (LZ4F_blockSizeID_t)(LZ4F_max64KB + level);
	p.frameInfo.blockMode =
		level % 2 ? LZ4F_blockIndependent : LZ4F_blockLinked;
	if (!bare) {
		p.frameInfo.contentChecksumFlag = level >= 1;
		p.frameInfo.blockChecksumFlag = level >= 2;
		p.frameInfo.contentSize = level == 3 ? n : 0;
	}
	cap = LZ4F_compressFrameBound(n, &p);
	out = malloc(cap);
	*packed = LZ4F_compressFrame(out, cap, data, n, &p);
	if (LZ4F_isError(*packed))
		fail("LZ4F_compressFrame");
	return out;
}

static uint8_t *zstd_pack(unsigned int level, int bare, const uint8_t *data,
			  size_t n, size_t *packed)
{
	static const int levels[NR_LEVELS] = { -5, 1, 9, 19 };
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t cap = ZSTD_compressBound(n);
	uint8_t *out = malloc(cap);

	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, levels[level]);
	ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, 18 + (int)level);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, !bare && level != 1);
	ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, level != 2);
	*packed = ZSTD_compress2(c, out, cap, data, n);
	if (ZSTD_isError(*packed))
		fail("ZSTD_compress2");
	ZSTD_freeCCtx(c);
	return out;
}

uint8_t *sample_compress(enum sample_format fmt, unsigned int level, int bare,
			 const uint8_t *data, size_t n, size_t *packed)
{
	switch (fmt) {
	case FMT_GZIP:
		return gzip_pack(level, data, n, packed);
	case FMT_XZ:
		return xz_pack(level, bare, data, n, packed);
	case FMT_LZ4_LEGACY:
		return lz4_legacy_pack(level, data, n, packed);
	case FMT_LZ4_FRAME:
		return lz4_frame_pack(level, bare, data, n, packed);
	default:
		return zstd_pack(level, bare, data, n, packed);
	}
}

static int gzip_reference(const uint8_t *in, size_t n, uint8_t *out, size_t cap,
			  size_t *out_len)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)in,
		       .avail_in = (uInt)n,
		       .next_out = out,
		       .avail_out = (uInt)cap };
	int rc;

	if (inflateInit2(&z, 31) != Z_OK)
		return -1;
	rc = inflate(&z, Z_FINISH);
	*out_len = z.total_out;
	inflateEnd(&z);
	return rc == Z_STREAM_END ? 0 : -1;
}

static int xz_reference(const uint8_t *in, size_t n, uint8_t *out, size_t cap,
			size_t *out_len)
{
	uint64_t limit = 1 << 30;
	size_t in_pos = 0;

	*out_len = 0;
	return lzma_stream_buffer_decode(&limit, 0, NULL, in, &in_pos, n, out,
					 out_len, cap) == LZMA_OK
		       ? 0
		       : -1;
}

static int lz4_legacy_reference(const uint8_t *in, size_t n, uint8_t *out,
				size_t cap, size_t *out_len)
{
	size_t at = 4, len = 0;

	while (n - at > 4) {
		uint32_t size;
		int got;

		memcpy(&size, in + at, 4);
		at += 4;
		if (size > n - at)
			return -1;
		got = LZ4_decompress_safe((const char *)in + at,
					  (char *)out + len, (int)size,
					  (int)(cap - len));
		if (got < 0)
			return -1;
		at += size;
		len += (size_t)got;
	}
	*out_len = len;
	return 0;
}

static int lz4_frame_reference(const uint8_t *in, size_t n, uint8_t *out,
			       size_t cap, size_t *out_len)
{
	LZ4F_dctx *d;
	size_t hint = 1, in_at = 0, out_at = 0;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&d, LZ4F_VERSION)))
		return -1;
	while (hint && !LZ4F_isError(hint)) {
		size_t in_n = n - in_at, out_n = cap - out_at;

		hint = LZ4F_decompress(d, out + out_at, &out_n, in + in_at,
				       &in_n, NULL);
		in_at += in_n;
		out_at += out_n;
		if (!in_n && !out_n)
			break;
	}
	LZ4F_freeDecompressionContext(d);
	*out_len = out_at;
	return hint ? -1 : 0;
}

static int zstd_reference(const uint8_t *in, size_t n, uint8_t *out, size_t cap,
			  size_t *out_len)
{
	size_t frame = ZSTD_findFrameCompressedSize(in, n);

	if (ZSTD_isError(frame))
		return -1;
	*out_len = ZSTD_decompress(out, cap, in, frame);
	return ZSTD_isError(*out_len) ? -1 : 0;
}

int sample_reference(enum sample_format fmt, const uint8_t *in, size_t n,
		     uint8_t *out, size_t cap, size_t *out_len)
{
	switch (fmt) {
	case FMT_GZIP:
		return gzip_reference(in, n, out, cap, out_len);
	case FMT_XZ:
		return xz_reference(in, n, out, cap, out_len);
	case FMT_LZ4_LEGACY:
		return lz4_legacy_reference(in, n, out, cap, out_len);
	case FMT_LZ4_FRAME:
		return lz4_frame_reference(in, n, out, cap, out_len);
	default:
		return zstd_reference(in, n, out, cap, out_len);
	}
}
