/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XSETBV is emulated and checked, XSAVE's upper state survives other vCPUs.
 */
#include "guest.h"

static void cpuid(unsigned int leaf, unsigned int sub, unsigned int *r)
{
	asm volatile(XEN_CPUID
		     : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3])
		     : "0"(leaf), "2"(sub));
}

static struct fault xsetbv(unsigned int reg, uint64_t v)
{
	return TRY("xsetbv", ::"c"(reg), "a"((uint32_t)v),
		   "d"((uint32_t)(v >> 32)));
}

void test_main(void)
{
	unsigned int r[4], lo = 0, hi = 0;
	unsigned long cr4 = 0, in[4] = { 1, 2, 3, 4 }, out[4] = { 0 };
	struct fault f;

	cpuid(1, 0, r);
	if (!(r[2] >> 26 & 1))
		test_skip("no XSAVE");
	/* Linux takes XSAVE only if this is there before it sets CR4. */
	CHECK(r[2] >> 27 & 1);
	TRY("mov %%cr4, %0", : "+r"(cr4));
	CHECK_OK(TRY("mov %0, %%cr4", ::"r"(cr4 | 1UL << 18)));
	cpuid(1, 0, r);
	CHECK(r[2] >> 27 & 1);
	cpuid(0xd, 0, r);
	CHECK((r[0] & 3) == 3);
	CHECK_OK(xsetbv(0, r[0]));
	f = TRY("xgetbv", : "+a"(lo), "+d"(hi) : "c"(0));
	CHECK_OK(f);
	CHECK_EQ(lo, r[0]);
	CHECK_FAULT(xsetbv(0, 0), X86_GP, 0);
	CHECK_FAULT(xsetbv(0, 5), X86_GP, 0);
	CHECK_FAULT(xsetbv(0, 1UL << 62 | 3), X86_GP, 0);
	CHECK_FAULT(xsetbv(1, 3), X86_GP, 0);
	if (!(lo & 4))
		return;
	asm volatile("vmovdqu %0, %%ymm7" ::"m"(in));
	for (int i = 0; i < 50; i++) {
		hc_sched_op(SCHEDOP_yield, 0);
		events_run();
	}
	asm volatile("vmovdqu %%ymm7, %0" : "=m"(out));
	CHECK_EQ(memcmp(in, out, sizeof(in)), 0);
}
