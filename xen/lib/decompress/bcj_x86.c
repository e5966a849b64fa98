/*
 * bcj_x86.c: the x86 branch filter of xz (.xz file format, section 5.3.2).
 *
 * The encoder replaced the relative operand of E8 (CALL) and E9 (JMP), when
 * its top byte was 00 or FF, by the absolute target, so that calls of one
 * function look alike.  Operands may contain E8 and E9 bytes themselves, so
 * the rule depends on which of the three bytes before an opcode were opcodes
 * that were not converted: `mask` has bit 0 set if the last byte was one, bit
 * 1 the byte before, bit 2 the third.
 *
 * Nearly all bytes are no opcodes: they are passed over eight at a time.
 */
#include "bcj_x86.h"
#include "match.h"

#define BYTES(b) (0x0101010101010101ULL * (b))

static bool is_opcode(uint8_t b)
{
	return (b & 0xfe) == 0xe8;
}

static bool is_top_byte(uint8_t b)
{
	return b == 0 || b == 0xff;
}

/* The first opcode in [i, end), or end. */
static size_t next_opcode(const uint8_t *buf, size_t i, size_t end)
{
	for (; end >= i + 8; i += 8) {
		uint64_t v;

		memcpy(&v, buf + i, sizeof(v));
		v = (v & BYTES(0xfe)) ^ BYTES(0xe8);
		if ((v - BYTES(0x01)) & ~v & BYTES(0x80))
			break;
	}
	while (i < end && !is_opcode(buf[i]))
		i++;
	return i;
}

/* Number of the highest byte that `mask` marks, counted as the filter does. */
static unsigned int mask_bit(unsigned int mask)
{
	return mask >= 4 ? 3 : mask >= 2 ? 2 : mask;
}

/* Whether an opcode after those of `mask` is a candidate. */
static bool mask_allows(unsigned int mask, const uint8_t *opcode)
{
	if (mask == 0)
		return true;
	if (mask == 3 || mask > 4)
		return false;
	return !is_top_byte(opcode[4 - mask_bit(mask)]);
}

/*
 * The operand before encoding; ip is the address behind the instruction.  What
 * the encoder stepped over is stepped over again, once at most: the second
 * value is the complement of the operand in the byte that counts, and that is
 * no top byte, or mask_allows() would have refused.
 */
static uint32_t to_relative(uint32_t operand, uint32_t ip, unsigned int mask)
{
	uint32_t rel = operand - ip;

	if (mask) {
		unsigned int shift = 24 - 8 * mask_bit(mask);

		if (is_top_byte((uint8_t)(rel >> shift)))
			rel = (rel ^ ((1U << (shift + 8)) - 1)) - ip;
	}
	/* 25 bits, sign-extended. */
	rel &= 0x01ffffff;
	return rel | (0U - (rel & 0x01000000));
}

static void store_le32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

void bcj_x86_decode(uint8_t *buf, size_t n, uint32_t start)
{
	size_t i = 0, seen = 0; /* `mask` describes what is before `seen` */
	size_t end = n < 4 ? 0 : n - 4; /* opcode and operand must fit */
	unsigned int mask = 0;

	while ((i = next_opcode(buf, i, end)) < end) {
		mask = i - seen > 2 ? 0 : mask << (i - seen) & 7;
		if (mask_allows(mask, buf + i) && is_top_byte(buf[i + 4])) {
			store_le32(buf + i + 1,
				   to_relative(le32(buf + i + 1),
					       start + (uint32_t)i + 5, mask));
			i += 5;
			mask = 0;
		} else {
			i++;
			mask = mask << 1 | 1;
		}
		seen = i;
	}
}
