/*
 * xxhash.h: the checksums of lz4 (XXH32) and zstd (XXH64) frames, seed 0.
 */
#ifndef XEN_LIB_DECOMPRESS_XXHASH_H
#define XEN_LIB_DECOMPRESS_XXHASH_H

#include <xen/types.h>

/* The hash of n bytes. */
uint32_t xxh32(const void *data, size_t n);
uint64_t xxh64(const void *data, size_t n);

#endif /* XEN_LIB_DECOMPRESS_XXHASH_H */
