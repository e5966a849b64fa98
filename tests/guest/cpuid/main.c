/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID by forced emulation: the hypervisor's leaves, the version, features
 * that PV guests cannot have are hidden, the vendor agrees with the CPU.
 */
#include "guest.h"

static void cpuid(unsigned int leaf, unsigned int *r)
{
	asm volatile(XEN_CPUID
		     : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3])
		     : "0"(leaf), "2"(0));
}

void test_main(void)
{
	unsigned int r[4], n[4];
	unsigned long cr = 0;
	struct fault f;

	cpuid(0x40000000, r);
	CHECK(r[0] >= 0x40000003 && r[0] < 0x40000100);
	CHECK(r[1] == 0x566e6558 && r[2] == 0x65584d4d && r[3] == 0x4d4d566e);
	cpuid(0x40000001, r);
	CHECK_EQ(r[0], 4 << 16 | 17);
	cpuid(0x40000002, r);
	CHECK_EQ(r[0], 1);
	CHECK_EQ(r[1], 0x40000000);
	cpuid(0, r);
	asm volatile("cpuid"
		     : "=a"(n[0]), "=b"(n[1]), "=c"(n[2]), "=d"(n[3])
		     : "0"(0), "2"(0));
	CHECK(r[1] == n[1] && r[2] == n[2] && r[3] == n[3]);
	cpuid(1, r);
	CHECK(r[2] >> 31 & 1);
	CHECK(!(r[2] >> 5 & 1));
	CHECK(!(r[2] >> 3 & 1));
	CHECK(r[3] >> 24 & 1);
	/* SYSENTER is of no use in long mode but on Intel's. */
	if (n[1] == 0x68747541)
		CHECK(!(r[3] >> 11 & 1));
	/* As the control registers of a new kernel are on Xen. */
	CHECK_OK(TRY("mov %%cr0, %0", : "=r"(cr)));
	CHECK_EQ(cr, 0x80050033);
	CHECK_OK(TRY("mov %%cr4, %0", : "=r"(cr)));
	CHECK_EQ(cr, 0x660);
	cpuid(0x80000001, r);
	CHECK(!(r[2] >> 2 & 1));
	CHECK(r[3] >> 29 & 1);
	CHECK(r[3] >> 20 & 1);
	cpuid(7, r);
	CHECK(!(r[1] >> 7 & 1));
	/* The prefix before something else is #UD. */
	f = TRY(XEN_EMULATE_PREFIX "nop", );
	CHECK(f.vector == X86_UD || f.vector == -1);
	f = TRY(".byte 0x0f, 0x0b, 0x78, 0x65, 0x6f", );
	CHECK_FAULT(f, X86_UD, 0);
}
