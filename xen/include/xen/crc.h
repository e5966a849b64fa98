/*
 * crc.h: CRC-32 (IEEE 802.3, of gzip and xz) and CRC-64 (ECMA-182, of xz),
 * eight bytes a step.
 *
 * The tables are the caller's memory and are made when needed: they cost less
 * time to make than to load.
 */
#ifndef XEN_CRC_H
#define XEN_CRC_H

#include <xen/types.h>

struct crc32_table {
	uint32_t t[8][256];
};

struct crc64_table {
	uint64_t t[8][256];
};

void crc32_init(struct crc32_table *table);
void crc64_init(struct crc64_table *table);

/* The CRC of what gave `crc` (0 for nothing) followed by n bytes at p. */
uint32_t crc32_update(const struct crc32_table *table, uint32_t crc,
		      const void *p, size_t n);
uint64_t crc64_update(const struct crc64_table *table, uint64_t crc,
		      const void *p, size_t n);

#endif /* XEN_CRC_H */
