/* ptwr_decode.c: see ptwr_decode.h. */
#include <asm/regs.h>

#include "ptwr_decode.h"

#define FLAG_CF	    0x001ULL
#define FLAG_PF	    0x004ULL
#define FLAG_AF	    0x010ULL
#define FLAG_ZF	    0x040ULL
#define FLAG_SF	    0x080ULL
#define FLAG_OF	    0x800ULL
#define FLAGS_ARITH (FLAG_CF | FLAG_PF | FLAG_AF | FLAG_ZF | FLAG_SF | FLAG_OF)

#define REX_W 8
#define REX_R 4
#define REX_X 2
#define REX_B 1

struct stream {
	const uint8_t *p, *end;
	unsigned int rex;
	bool opsize; /* 66 */
	bool rep;
	bool short_stream;
};

static unsigned int next_byte(struct stream *s)
{
	if (s->p == s->end) {
		s->short_stream = true;
		return 0;
	}
	return *s->p++;
}

/* Little endian, sign extended. */
static uint64_t next_imm(struct stream *s, unsigned int size)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < size; i++)
		v |= (uint64_t)next_byte(s) << (8 * i);
	return (uint64_t)((int64_t)(v << (64 - 8 * size)) >> (64 - 8 * size));
}

static uint64_t mask_of(unsigned int size)
{
	return size == 8 ? ~0ULL : (1ULL << (8 * size)) - 1;
}

uint64_t *ptwr_reg(struct cpu_user_regs *r, unsigned int nr)
{
	uint64_t *const regs[16] = {
		(uint64_t *)&r->rax, (uint64_t *)&r->rcx, (uint64_t *)&r->rdx,
		(uint64_t *)&r->rbx, (uint64_t *)&r->rsp, (uint64_t *)&r->rbp,
		(uint64_t *)&r->rsi, (uint64_t *)&r->rdi, (uint64_t *)&r->r8,
		(uint64_t *)&r->r9,  (uint64_t *)&r->r10, (uint64_t *)&r->r11,
		(uint64_t *)&r->r12, (uint64_t *)&r->r13, (uint64_t *)&r->r14,
		(uint64_t *)&r->r15,
	};

	return regs[nr & 15];
}

/* Prefixes; the last opcode byte of a one-byte opcode comes back. */
static unsigned int prefixes(struct stream *s, struct ptwr_insn *out)
{
	for (;;) {
		unsigned int b = next_byte(s);

		switch (b) {
		case 0x66:
			s->opsize = true;
			break;
		case 0xf2:
		case 0xf3:
			s->rep = true;
			break;
		case 0x64:
		case 0x65:
			out->segment = true;
			break;
		case 0xf0:
		case 0x26:
		case 0x2e:
		case 0x36:
		case 0x3e:
			break;
		case 0x40 ... 0x4f:
			/* Only right before the opcode. */
			s->rex = b & 15;
			return next_byte(s);
		default:
			return b;
		}
		if (s->short_stream)
			return 0;
	}
}

/* Skips the memory operand; its reg field. -1: a register operand. */
static int modrm(struct stream *s)
{
	unsigned int m = next_byte(s), mod = m >> 6, rm = m & 7;

	if (mod == 3)
		return -1;
	if (rm == 4) {
		unsigned int sib = next_byte(s);

		if (mod == 0 && (sib & 7) == 5)
			(void)next_imm(s, 4);
	} else if (mod == 0 && rm == 5) {
		(void)next_imm(s, 4);
	}
	if (mod)
		(void)next_imm(s, mod == 1 ? 1 : 4);
	return (m >> 3 & 7) | (s->rex & REX_R ? 8 : 0);
}

static unsigned int operand_size(const struct stream *s)
{
	return s->rex & REX_W ? 8 : s->opsize ? 2 : 4;
}

/* The register operand's value; without REX byte registers 4-7 are AH-BH. */
static uint64_t reg_value(const struct stream *s, struct ptwr_insn *out,
			  bool had_rex, const struct cpu_user_regs *regs)
{
	unsigned int nr = out->reg;

	out->high_byte = out->size == 1 && !had_rex && nr >= 4;
	if (out->high_byte)
		return *ptwr_reg((struct cpu_user_regs *)regs, nr - 4) >> 8 &
		       0xff;
	return *ptwr_reg((struct cpu_user_regs *)regs, nr) & mask_of(out->size);
}

/* Forms "op r/m, reg" of one opcode byte; false: not one of them. */
static bool reg_form(unsigned int op, bool two, struct ptwr_insn *out)
{
	static const struct {
		uint8_t op; /* byte form; the next one is the wider */
		bool two, wide_only;
		uint8_t kind;
	} forms[] = {
		{ 0x88, false, false, PTWR_STORE },
		{ 0x86, false, false, PTWR_XCHG },
		{ 0x20, false, false, PTWR_AND },
		{ 0x08, false, false, PTWR_OR },
		{ 0x30, false, false, PTWR_XOR },
		{ 0xb0, true, false, PTWR_CMPXCHG },
		{ 0xc2, true, true, PTWR_STORE }, /* C3: MOVNTI */
		{ 0xaa, true, true, PTWR_BTS },	  /* AB */
		{ 0xb2, true, true, PTWR_BTR },	  /* B3 */
		{ 0xba, true, true, PTWR_BTC },	  /* BB */
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++) {
		if (two != forms[i].two || (op & ~1u) != forms[i].op ||
		    (forms[i].wide_only && !(op & 1)))
			continue;
		out->kind = forms[i].kind;
		return true;
	}
	return false;
}

/* Forms "op r/m, immediate"; reg is the opcode's extension. */
static bool imm_form(unsigned int op, bool two, unsigned int reg,
		     struct ptwr_insn *out)
{
	if (two) {
		if (op != 0xba || reg < 5)
			return false;
		out->kind = reg == 5   ? PTWR_BTS
			    : reg == 6 ? PTWR_BTR
				       : PTWR_BTC;
		return true;
	}
	if (op == 0xc6 || op == 0xc7) {
		out->kind = PTWR_STORE;
		return reg == 0;
	}
	if (op != 0x80 && op != 0x81 && op != 0x83)
		return false;
	out->kind = reg == 1 ? PTWR_OR : reg == 4 ? PTWR_AND : PTWR_XOR;
	return reg == 1 || reg == 4 || reg == 6;
}

static bool is_bit(enum ptwr_kind kind)
{
	return kind == PTWR_BTS || kind == PTWR_BTR || kind == PTWR_BTC;
}

static bool string_form(const struct stream *s, unsigned int op,
			const struct cpu_user_regs *regs, struct ptwr_insn *out)
{
	if (op != 0xaa && op != 0xab && op != 0xa4 && op != 0xa5)
		return false;
	out->kind = op & 0x08 ? PTWR_STOS : PTWR_MOVS;
	out->size = op & 1 ? operand_size(s) : 1;
	out->rep = s->rep;
	out->value = regs->rax & mask_of(out->size);
	return !out->segment || out->kind == PTWR_STOS;
}

bool ptwr_decode(const uint8_t *bytes, unsigned int n,
		 const struct cpu_user_regs *regs, struct ptwr_insn *out)
{
	struct stream s = { .p = bytes, .end = bytes + n };
	unsigned int op;
	bool two, had_rex;
	int reg;

	*out = (struct ptwr_insn){ 0 };
	op = prefixes(&s, out);
	had_rex = s.p - bytes >= 2 && (s.p[-2] & 0xf0) == 0x40;
	two = op == 0x0f;
	if (two)
		op = next_byte(&s);
	if (s.short_stream)
		return false;
	if (!two && string_form(&s, op, regs, out)) {
		out->len = s.p - bytes;
		return true;
	}
	reg = modrm(&s);
	if (reg < 0)
		return false;
	out->size = (op & 1) || (two && op == 0xba) ? operand_size(&s) : 1;
	out->reg = reg;
	if (reg_form(op, two, out) && !(two && op == 0xba)) {
		out->value = reg_value(&s, out, had_rex, regs);
	} else if (imm_form(op, two, reg & 7, out)) {
		unsigned int imm = two || op == 0x83 || op == 0x80 || op == 0xc6
					   ? 1
					   : min(out->size, 4u);

		if (op == 0x80 || op == 0xc6)
			out->size = 1;
		out->value = next_imm(&s, imm);
	} else {
		return false;
	}
	if (is_bit(out->kind))
		out->value &= out->size * 8 - 1;
	else
		out->value &= mask_of(out->size);
	out->len = s.p - bytes;
	return !s.short_stream;
}

static uint64_t logic_flags(uint64_t v, unsigned int size)
{
	uint64_t f = 0;

	if (!(v & mask_of(size)))
		f |= FLAG_ZF;
	if (v >> (size * 8 - 1) & 1)
		f |= FLAG_SF;
	if (!__builtin_parity(v & 0xff))
		f |= FLAG_PF;
	return f;
}

/* Of a - b. */
static uint64_t sub_flags(uint64_t a, uint64_t b, unsigned int size)
{
	uint64_t r = (a - b) & mask_of(size);
	uint64_t f = logic_flags(r, size);
	unsigned int top = size * 8 - 1;

	if (a < b)
		f |= FLAG_CF;
	if ((a ^ b ^ r) & 0x10)
		f |= FLAG_AF;
	if (((a ^ b) & (a ^ r)) >> top & 1)
		f |= FLAG_OF;
	return f;
}

uint64_t ptwr_apply(const struct ptwr_insn *in, uint64_t old, uint64_t rax,
		    uint64_t *eflags)
{
	uint64_t bit = is_bit(in->kind) ? 1ULL << in->value : 0;
	uint64_t val = in->value, keep = *eflags & ~FLAGS_ARITH;

	switch (in->kind) {
	case PTWR_AND:
		val &= old;
		break;
	case PTWR_OR:
		val |= old;
		break;
	case PTWR_XOR:
		val ^= old;
		break;
	case PTWR_CMPXCHG:
		rax &= mask_of(in->size);
		*eflags = keep | sub_flags(rax, old, in->size);
		return rax == old ? val : old;
	case PTWR_BTS:
	case PTWR_BTR:
	case PTWR_BTC:
		*eflags = (*eflags & ~FLAG_CF) | (old & bit ? FLAG_CF : 0);
		return in->kind == PTWR_BTS   ? old | bit
		       : in->kind == PTWR_BTR ? old & ~bit
					      : old ^ bit;
	default:
		return val;
	}
	*eflags = keep | logic_flags(val, in->size);
	return val;
}
