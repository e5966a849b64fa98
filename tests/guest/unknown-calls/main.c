/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercall numbers without a meaning are -ENOSYS, whatever the upper bits.
 */
#include "guest.h"

void test_main(void)
{
	static const unsigned long unknown[] = { 11,  43,   44,	      47, 50,
						 55,  56,   63,	      64, 1000,
						 ~0u, ~0UL, 1UL << 31 };

	for (unsigned int i = 0; i < ARRAY_SIZE(unknown); i++)
		if (!CHECK_EQ(hypercall(unknown[i], 0, 0, 0, 0, 0),
			      -XEN_ENOSYS))
			printf("    hypercall %lu\n", unknown[i]);
	CHECK_EQ(HCALL1(tmem_op, 0), -XEN_ENOSYS);
}
