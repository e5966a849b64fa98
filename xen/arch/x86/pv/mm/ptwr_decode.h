/*
 * ptwr_decode.h: instructions with which a guest writes its page tables.
 *
 * Pure: bytes and registers in, an operation out.  Known are the forms that
 * compilers and kernels use on 64-bit entries: MOV, MOVNTI, XCHG, CMPXCHG,
 * AND, OR, XOR, BTS, BTR, BTC, STOS and MOVS, with 8 to 64 bit operands, in
 * 64-bit mode (SDM vol. 2, 2.1 and appendix A).
 */
#ifndef PV_MM_PTWR_DECODE_H
#define PV_MM_PTWR_DECODE_H

#include <xen/types.h>
#include <public/xen.h>

enum ptwr_kind {
	PTWR_STORE,   /* the entry becomes `value` */
	PTWR_XCHG,    /* and register `reg` gets what it was */
	PTWR_CMPXCHG, /* if it equals RAX, else RAX gets it */
	PTWR_AND,
	PTWR_OR,
	PTWR_XOR,
	PTWR_BTS, /* bit `value` */
	PTWR_BTR,
	PTWR_BTC,
	PTWR_STOS, /* stores `value`, moves RDI */
	PTWR_MOVS, /* stores what is at RSI, moves both */
};

struct ptwr_insn {
	enum ptwr_kind kind;
	unsigned int len;  /* bytes of the instruction */
	unsigned int size; /* bytes written: 1, 2, 4, 8 */
	unsigned int reg;  /* register number, PTWR_XCHG and PTWR_CMPXCHG */
	bool high_byte;	   /* it is AH, CH, DH or BH */
	bool rep;	   /* string instruction, RCX times */
	bool segment;	   /* FS or GS: MOVS's source is not known */
	uint64_t value;
};

/* Decodes up to `n` bytes; false: another instruction, or too short. */
bool ptwr_decode(const uint8_t *bytes, unsigned int n,
		 const struct cpu_user_regs *regs, struct ptwr_insn *out);

/* General register by number, 0-15. */
uint64_t *ptwr_reg(struct cpu_user_regs *regs, unsigned int nr);

/*
 * What the operand `old` (of in->size bytes) becomes, itself where CMPXCHG
 * does not match; *eflags gets the arithmetic flags.
 */
uint64_t ptwr_apply(const struct ptwr_insn *in, uint64_t old, uint64_t rax,
		    uint64_t *eflags);

#endif /* PV_MM_PTWR_DECODE_H */
