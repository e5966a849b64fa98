/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug registers by hypercall and by instruction; a watchpoint raises #DB in
 * the guest and shows in DR6.  Fails if a breakpoint can be put into the
 * hypervisor, or general detect or I/O breakpoints be switched on.
 */
#include "guest.h"

static volatile unsigned long watched;

void test_main(void)
{
	unsigned long v;
	struct fault f;

	for (int i = 0; i < 4; i++) {
		CHECK_EQ(hc_set_debugreg(i, 0x1000 * (i + 1)), 0);
		CHECK_EQ(hc_get_debugreg(i), 0x1000 * (i + 1));
		CHECK(hc_set_debugreg(i, HYPERVISOR_VIRT_START + (1UL << 41)) <
		      0);
	}
	CHECK_EQ(hc_set_debugreg(0, &watched), 0);
	CHECK_EQ(hc_set_debugreg(8, 0), -XEN_ENODEV);
	f = TRY("mov %%dr0, %0", : "=r"(v));
	CHECK_OK(f);
	CHECK_EQ(v, &watched);
	f = TRY("mov %0, %%dr1", ::"r"(0x5000UL));
	CHECK_OK(f);
	CHECK_EQ(hc_get_debugreg(1), 0x5000);
	/* Write, 8 bytes. */
	CHECK_EQ(hc_set_debugreg(7, 0x90402), 0);
	CHECK_EQ(hc_get_debugreg(7) & 0xf0003, 0x90002);
	f = TRY("movq $1, %0", : "=m"(watched));
	CHECK_FAULT(f, X86_DB, 0);
	CHECK_EQ(watched, 1);
	CHECK(hc_get_debugreg(6) & 1);
	CHECK_EQ(hc_set_debugreg(6, 0), 0);
	hc_sched_op(SCHEDOP_yield, 0);
	f = TRY("movq $2, %0", : "=m"(watched));
	CHECK_FAULT(f, X86_DB, 0);
	CHECK_EQ(hc_set_debugreg(7, 0x400), 0);
	f = TRY("movq $3, %0", : "=m"(watched));
	CHECK_OK(f);
	CHECK_EQ(hc_get_debugreg(7) >> 13 & 1, 0);
}
