/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fpu_taskswitch and the state of the FPU: with TS set the first use raises
 * #NM once; registers survive switches of vCPUs.
 */
#include "guest.h"

static void spoil(void)
{
	unsigned long v[2] = { 0xbadbadbad, 0xbadbadbad };

	for (int i = 0; i < 100; i++) {
		asm volatile(
			"movups %0, %%xmm0\n\tmovups %0, %%xmm15" ::"m"(v));
		hc_sched_op(SCHEDOP_yield, 0);
	}
}

void test_main(void)
{
	unsigned long in[2] = { 0x123456789, 0xabcdef }, out[2] = { 0 };
	struct fault f;

	CHECK_EQ(hc_fpu_taskswitch(1), 0);
	f = TRY("fninit", );
	CHECK_FAULT(f, X86_NM, 0);
	f = TRY("fninit", );
	CHECK_OK(f);
	CHECK_EQ(hc_fpu_taskswitch(1), 0);
	f = TRY("movups %0, %%xmm0", ::"m"(in));
	CHECK_FAULT(f, X86_NM, 0);
	CHECK_EQ(hc_fpu_taskswitch(1), 0);
	CHECK_EQ(hc_fpu_taskswitch(0), 0);
	f = TRY("movups %0, %%xmm0", ::"m"(in));
	CHECK_OK(f);
	asm volatile("movups %0, %%xmm15" ::"m"(in));
	if (vcpu_count() > 1)
		CHECK_EQ(vcpu_start(1, spoil), 0);
	for (int i = 0; i < 100; i++) {
		hc_sched_op(SCHEDOP_yield, 0);
		asm volatile("movups %%xmm0, %0" : "=m"(out));
		if (!CHECK_EQ(memcmp(in, out, 16), 0))
			break;
	}
	asm volatile("movups %%xmm15, %0" : "=m"(out));
	CHECK_EQ(memcmp(in, out, 16), 0);
	if (vcpu_count() > 1)
		CHECK(vcpu_wait(1));
	/* #MF: an unmasked x87 division by zero. */
	asm volatile("fninit\n\tfldcw %0" ::"m"((unsigned short){ 0x37b }));
	f = TRY("fld1\n\tfldz\n\tfdivrp\n\tfwait", );
	CHECK_FAULT(f, X86_MF, 0);
	asm volatile("fnclex\n\tfninit");
}
