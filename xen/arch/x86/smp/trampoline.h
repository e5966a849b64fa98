/*
 * trampoline.h: what trampoline.S leaves blank, at its end, for smp/boot.c to
 * fill in the copy below 1 MiB.
 */
#ifndef X86_SMP_TRAMPOLINE_H
#define X86_SMP_TRAMPOLINE_H

#ifndef __ASSEMBLER__

#include <xen/types.h>

struct trampoline_data {
	uint32_t far_offset; /* of its 64-bit code, machine address */
	uint16_t far_selector;
	uint16_t gdt_limit;
	uint32_t gdt_base; /* machine address */
	uint32_t cr3;
	uint32_t efer;
	uint32_t pad;
	uint64_t gdt[2];
	uint64_t stack, entry;
} __packed;
static_assert(sizeof(struct trampoline_data) == 56, "trampoline.S has offsets");

extern const char trampoline_start[], trampoline_code64[], trampoline_data[],
	trampoline_end[];

#endif /* !__ASSEMBLER__ */

#define TR_FAR	 0
#define TR_GDTR	 6
#define TR_CR3	 12
#define TR_EFER	 16
#define TR_STACK 40
#define TR_ENTRY 48

#endif /* X86_SMP_TRAMPOLINE_H */
