/*
 * decompress.h: the formats that Linux kernels and initrds come in, unpacked
 * from one buffer into another.
 *
 * All decoders are pure functions of the same shape: `in` is read within
 * in_len, `out` written within out_cap (bytes beyond the result may be used as
 * work space), `scratch` is DECOMPRESS_SCRATCH_SIZE bytes of work space with
 * the alignment of a pointer.  The output is the dictionary: there is no
 * window to copy through.  Bytes after the end of the stream are ignored
 * (Linux appends the unpacked size).
 *
 * They return 0 with *out_len set, or
 *	-EBADMSG	malformed or truncated input, or a wrong checksum
 *	-ENOSPC		the result is larger than out_cap
 *	-EOPNOTSUPP	well-formed, but a feature that is left out on purpose
 *	-EINVAL		another format, or scratch too small or unaligned
 * No input makes them read or write outside these buffers or loop without
 * progress.
 */
#ifndef XEN_DECOMPRESS_H
#define XEN_DECOMPRESS_H

#include <xen/types.h>

#define DECOMPRESS_SCRATCH_SIZE (256UL << 10)

/* Finds the format by its magic number and calls the decoder below. */
int decompress(const void *in, size_t in_len, void *out, size_t out_cap,
	       size_t *out_len, void *scratch, size_t scratch_len);

/* "gzip", "xz", "lz4", "zstd" by magic number, or NULL. */
const char *decompress_format(const void *in, size_t in_len);

/* gzip (RFC 1952, 1951): one member; CRC and length are checked. */
int gunzip_decode(const void *in, size_t in_len, void *out, size_t out_cap,
		  size_t *out_len, void *scratch, size_t scratch_len);

/*
 * xz: one stream, LZMA2 with or without the x86 filter; checks none, CRC-32
 * and CRC-64 (SHA-256 is not verified); index and footer are checked.
 */
int xz_decode(const void *in, size_t in_len, void *out, size_t out_cap,
	      size_t *out_len, void *scratch, size_t scratch_len);

/*
 * lz4: the legacy frame up to the end of the input (less a trailing size
 * word), or one modern frame, whose checksums are verified; no dictionaries.
 */
int lz4_decode(const void *in, size_t in_len, void *out, size_t out_cap,
	       size_t *out_len, void *scratch, size_t scratch_len);

/* zstd (RFC 8878): one frame, checksum verified; no dictionaries. */
int zstd_decode(const void *in, size_t in_len, void *out, size_t out_cap,
		size_t *out_len, void *scratch, size_t scratch_len);

#endif /* XEN_DECOMPRESS_H */
