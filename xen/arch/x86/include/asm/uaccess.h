/*
 * asm/uaccess.h: single words of the current guest's memory, for hot paths.
 * Between user_begin() and user_end() only; the address was checked.
 */
#ifndef ASM_UACCESS_H
#define ASM_UACCESS_H

#include <asm/smap.h>
#include <asm/trap.h>

#define user_begin() stac()
#define user_end()   clac()

/* Stores a 64-bit value; goes to `fault` if it can't. */
/* clang-format off */
#define put_user_or_goto(addr, value, fault)                 \
	__asm__ goto("1: movq %0, (%1)\n" EX_TABLE(1b, %l2)  \
		     :                                       \
		     : "r"((uint64_t)(value)), "r"(addr)     \
		     : "memory"                              \
		     : fault)
/* clang-format on */

/* Loads one; *ok becomes false if it can't. */
static inline uint64_t get_user_u64(unsigned long addr, bool *ok)
{
	uint64_t v = 0;
	uint8_t bad = 0;

	__asm__ volatile("1: movq (%2), %0\n\tjmp 3f\n"
			 "2: movb $1, %1\n"
			 "3:\n" EX_TABLE(1b, 2b)
			 : "+r"(v), "+q"(bad)
			 : "r"(addr)
			 : "memory");
	if (bad)
		*ok = false;
	return v;
}

#endif /* ASM_UACCESS_H */
