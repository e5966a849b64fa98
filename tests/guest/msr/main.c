/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MSRs by emulation: those that a PV kernel reads are there, unknown ones
 * raise #GP, the hypervisor's own entry points can be neither read to its
 * harm nor written.
 */
#include "guest.h"

void test_main(void)
{
	uint64_t v = 0;

	CHECK_OK(try_rdmsr(0xc0000080, &v));
	CHECK(v >> 8 & 1);
	CHECK(v >> 10 & 1);
	CHECK(!(v >> 12 & 1));
	CHECK_OK(try_rdmsr(0xc0000102, &v));
	CHECK_FAULT(try_rdmsr(0xdeadbeef, &v), X86_GP, 0);
	CHECK_FAULT(try_wrmsr(0xdeadbeef, 0), X86_GP, 0);
	/* The syscall entry. */
	CHECK_FAULT(try_wrmsr(0xc0000082, 0x1000), X86_GP, 0);
	CHECK_FAULT(try_wrmsr(0xc0000084, 0), X86_GP, 0);
	/* SYSENTER. */
	CHECK_FAULT(try_wrmsr(0x176, 0x1000), X86_GP, 0);
	/* Prediction command of a CPU without it, bad bits. */
	CHECK_FAULT(try_wrmsr(0x49, 1UL << 40), X86_GP, 0);
	/* x2APIC. */
	CHECK_FAULT(try_rdmsr(0x802, &v), X86_GP, 0);
	CHECK_FAULT(try_wrmsr(0x830, 0), X86_GP, 0);
	/* We are still there. */
	CHECK_EQ(hc_xen_version(XENVER_pagesize, 0), 4096);
}
