/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_segment_base, the bases' MSRs and rd/wr{fs,gs}base agree; addresses that
 * are not canonical are refused; the null selector is accepted.
 */
#include "guest.h"

#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101

static unsigned long data[2] = { 0x1111, 0x2222 };

static unsigned long fs0(void)
{
	unsigned long v;

	asm volatile("mov %%fs:0, %0" : "=r"(v));
	return v;
}

static unsigned long gs0(void)
{
	unsigned long v;

	asm volatile("mov %%gs:0, %0" : "=r"(v));
	return v;
}

void test_main(void)
{
	unsigned long v = 0;
	struct fault f;

	CHECK_EQ(hc_set_segment_base(SEGBASE_FS, &data[0]), 0);
	CHECK_EQ(hc_set_segment_base(SEGBASE_GS_KERNEL, &data[1]), 0);
	CHECK_EQ(hc_set_segment_base(SEGBASE_GS_USER, 0x1000), 0);
	CHECK_EQ(fs0(), 0x1111);
	CHECK_EQ(gs0(), 0x2222);
	CHECK_OK(try_rdmsr(MSR_FS_BASE, &v));
	CHECK_EQ(v, &data[0]);
	CHECK_OK(try_rdmsr(MSR_GS_BASE, &v));
	CHECK_EQ(v, &data[1]);
	CHECK_OK(try_wrmsr(MSR_FS_BASE, (unsigned long)&data[1]));
	CHECK_EQ(fs0(), 0x2222);
	CHECK_FAULT(try_wrmsr(MSR_FS_BASE, 1UL << 63), X86_GP, 0);
	CHECK(hc_set_segment_base(SEGBASE_FS, 1UL << 63) < 0);
	CHECK(hc_set_segment_base(SEGBASE_GS_KERNEL, 1UL << 63) < 0);
	CHECK(hc_set_segment_base(SEGBASE_GS_USER, 1UL << 63) < 0);
	CHECK_EQ(hc_set_segment_base(4, 0), -XEN_EINVAL);
	CHECK_EQ(hc_set_segment_base(SEGBASE_GS_USER_SEL, 0), 0);
	hc_sched_op(SCHEDOP_yield, 0);
	CHECK_EQ(fs0(), 0x2222);
	CHECK_EQ(gs0(), 0x2222);
	f = TRY("rdfsbase %0", : "+r"(v));
	if (f.vector == X86_UD)
		return;
	CHECK_OK(f);
	CHECK_EQ(v, &data[1]);
	CHECK_OK(TRY("wrfsbase %0", ::"r"(&data[0])));
	CHECK_EQ(fs0(), 0x1111);
	CHECK_OK(TRY("wrgsbase %0", ::"r"(&data[0])));
	CHECK_EQ(gs0(), 0x1111);
	hc_sched_op(SCHEDOP_yield, 0);
	CHECK_EQ(fs0(), 0x1111);
	CHECK_EQ(gs0(), 0x1111);
}
