/* msr.c: MSR accesses that survive a #GP. */
#include <xen/errno.h>
#include <asm/insn.h>
#include <asm/trap.h>

int rdmsr_safe(uint32_t msr, uint64_t *v)
{
	uint32_t lo, hi;
	int rc;

	__asm__ volatile(
		"1: rdmsr\n\txor %2, %2\n\tjmp 3f\n"
		"2: mov %4, %2\n\txor %%eax, %%eax\n\txor %%edx, %%edx\n"
		"3:\n" EX_TABLE(1b, 2b)
		: "=a"(lo), "=d"(hi), "=r"(rc)
		: "c"(msr), "i"(-EFAULT));
	*v = lo | (uint64_t)hi << 32;
	return rc;
}

int wrmsr_safe(uint32_t msr, uint64_t v)
{
	int rc;

	__asm__ volatile("1: wrmsr\n\txor %0, %0\n\tjmp 3f\n"
			 "2: mov %4, %0\n"
			 "3:\n" EX_TABLE(1b, 2b)
			 : "=r"(rc)
			 : "c"(msr), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)),
			   "i"(-EFAULT)
			 : "memory");
	return rc;
}
