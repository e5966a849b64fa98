/*
 * crc.c: table-driven CRCs.  t[k][b] is what byte b does to the remainder
 * when k zero bytes follow it, so that eight bytes take eight independent
 * look-ups instead of a chain of them.
 */
#include <xen/crc.h>

#define CRC32_POLY 0xedb88320U
#define CRC64_POLY 0xc96c5795d7870f42ULL

static __always_inline uint64_t load_le64(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	       (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

void crc32_init(struct crc32_table *table)
{
	unsigned int i, k;

	for (i = 0; i < 256; i++) {
		uint32_t r = i;

		for (k = 0; k < 8; k++)
			r = r >> 1 ^ (r & 1 ? CRC32_POLY : 0);
		table->t[0][i] = r;
	}
	for (k = 1; k < 8; k++) {
		for (i = 0; i < 256; i++) {
			uint32_t r = table->t[k - 1][i];

			table->t[k][i] = r >> 8 ^ table->t[0][r & 0xff];
		}
	}
}

void crc64_init(struct crc64_table *table)
{
	unsigned int i, k;

	for (i = 0; i < 256; i++) {
		uint64_t r = i;

		for (k = 0; k < 8; k++)
			r = r >> 1 ^ (r & 1 ? CRC64_POLY : 0);
		table->t[0][i] = r;
	}
	for (k = 1; k < 8; k++) {
		for (i = 0; i < 256; i++) {
			uint64_t r = table->t[k - 1][i];

			table->t[k][i] = r >> 8 ^ table->t[0][r & 0xff];
		}
	}
}

uint32_t crc32_update(const struct crc32_table *table, uint32_t crc,
		      const void *data, size_t n)
{
	const uint8_t *p = data;
	const uint32_t(*t)[256] = table->t;

	crc = ~crc;
	for (; n >= 8; n -= 8, p += 8) {
		uint64_t v = load_le64(p) ^ crc;

		crc = t[7][v & 0xff] ^ t[6][v >> 8 & 0xff] ^
		      t[5][v >> 16 & 0xff] ^ t[4][v >> 24 & 0xff] ^
		      t[3][v >> 32 & 0xff] ^ t[2][v >> 40 & 0xff] ^
		      t[1][v >> 48 & 0xff] ^ t[0][v >> 56];
	}
	while (n--)
		crc = crc >> 8 ^ t[0][(crc ^ *p++) & 0xff];
	return ~crc;
}

uint64_t crc64_update(const struct crc64_table *table, uint64_t crc,
		      const void *data, size_t n)
{
	const uint8_t *p = data;
	const uint64_t(*t)[256] = table->t;

	crc = ~crc;
	for (; n >= 8; n -= 8, p += 8) {
		uint64_t v = load_le64(p) ^ crc;

		crc = t[7][v & 0xff] ^ t[6][v >> 8 & 0xff] ^
		      t[5][v >> 16 & 0xff] ^ t[4][v >> 24 & 0xff] ^
		      t[3][v >> 32 & 0xff] ^ t[2][v >> 40 & 0xff] ^
		      t[1][v >> 48 & 0xff] ^ t[0][v >> 56];
	}
	while (n--)
		crc = crc >> 8 ^ t[0][(crc ^ *p++) & 0xff];
	return ~crc;
}
