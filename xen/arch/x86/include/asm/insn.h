/* asm/insn.h: privileged and special instructions, one function each (SDM 2).
 */
#ifndef ASM_INSN_H
#define ASM_INSN_H

#include <xen/types.h>

#define DEFINE_CR(n)                                                       \
	static inline unsigned long read_cr##n(void)                       \
	{                                                                  \
		unsigned long v;                                           \
		__asm__ volatile("mov %%cr" #n ", %0" : "=r"(v));          \
		return v;                                                  \
	}                                                                  \
	static inline void write_cr##n(unsigned long v)                    \
	{                                                                  \
		__asm__ volatile("mov %0, %%cr" #n : : "r"(v) : "memory"); \
	}
DEFINE_CR(0)
DEFINE_CR(2)
DEFINE_CR(3)
DEFINE_CR(4)
#undef DEFINE_CR

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo | (uint64_t)hi << 32;
}

static inline void wrmsr(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)v), "d"((uint32_t)(v >> 32))
			 : "memory");
}

/* Forms that survive #GP: 0 or -EFAULT (exception table). */
int rdmsr_safe(uint32_t msr, uint64_t *v);
int wrmsr_safe(uint32_t msr, uint64_t v);

static inline uint64_t rdtsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return lo | (uint64_t)hi << 32;
}

/* Not before earlier instructions have finished. */
static inline uint64_t rdtsc_ordered(void)
{
	uint32_t lo, hi;

	__asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return lo | (uint64_t)hi << 32;
}

struct cpuid_leaf {
	uint32_t a, b, c, d;
};

static inline void cpuid(uint32_t leaf, uint32_t sub, struct cpuid_leaf *r)
{
	__asm__ volatile("cpuid"
			 : "=a"(r->a), "=b"(r->b), "=c"(r->c), "=d"(r->d)
			 : "a"(leaf), "c"(sub));
}

#define DEFINE_IO(suffix, type)                               \
	static inline type in##suffix(uint16_t port)          \
	{                                                     \
		type v;                                       \
		__asm__ volatile("in" #suffix " %w1, %0"      \
				 : "=a"(v)                    \
				 : "Nd"(port));               \
		return v;                                     \
	}                                                     \
	static inline void out##suffix(type v, uint16_t port) \
	{                                                     \
		__asm__ volatile("out" #suffix " %0, %w1"     \
				 :                            \
				 : "a"(v), "Nd"(port));       \
	}
DEFINE_IO(b, uint8_t)
DEFINE_IO(w, uint16_t)
DEFINE_IO(l, uint32_t)
#undef DEFINE_IO

static inline void invlpg(unsigned long va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static inline void wbinvd(void)
{
	__asm__ volatile("wbinvd" : : : "memory");
}

static inline void clflush(const void *p)
{
	__asm__ volatile("clflush %0" : : "m"(*(const char *)p) : "memory");
}

static inline void irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline unsigned long read_flags(void)
{
	unsigned long f;

	__asm__ volatile("pushf; pop %0" : "=r"(f));
	return f;
}

static inline void cpu_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

static inline void xsetbv(uint32_t idx, uint64_t v)
{
	__asm__ volatile("xsetbv"
			 :
			 : "c"(idx), "a"((uint32_t)v),
			   "d"((uint32_t)(v >> 32)));
}

#endif /* ASM_INSN_H */
