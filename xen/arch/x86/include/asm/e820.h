/*
 * asm/e820.h: memory maps as XENMEM_memory_map and friends give them: the
 * PC BIOS's format, 20 bytes an entry.
 */
#ifndef ASM_E820_H
#define ASM_E820_H

#include <xen/types.h>

struct e820entry {
	uint64_t addr, size;
	uint32_t type;
} __packed;
static_assert(sizeof(struct e820entry) == 20, "firmware's layout");

#define E820ENTRIES_MAX 128

#endif /* ASM_E820_H */
