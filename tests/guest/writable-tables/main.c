/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes to an L1 table that is mapped read-only fault and are carried out by
 * the hypervisor: mov, xchg, cmpxchg, or, and.  Fails if the result differs
 * from the instruction's, or an entry for a frame that we may not map gets in.
 */
#include "guest.h"

void test_main(void)
{
	unsigned long a = pfn_to_mfn(spare_pfn()), b = pfn_to_mfn(spare_pfn());
	uint64_t *e, old;
	unsigned char equal;
	struct fault f;

	CHECK_EQ(map_page(TEST_VA, a, PTE_RW), 0);
	*(volatile long *)TEST_VA = 0xa;
	e = pt_entry(TEST_VA, 1);
	CHECK(!(*pt_entry((unsigned long)e, 1) & PTE_W));
	/* Dirty and accessed set beforehand, so that the CPU changes nothing.
	 */
	CHECK_OK(try_write(e, mfn_pte(b, PTE_RW)));
	CHECK_EQ(PTE_FRAME(*e), b);
	mmuext(MMUEXT_INVLPG_LOCAL, TEST_VA, 0);
	*(volatile long *)TEST_VA = 0xb;

	old = mfn_pte(a, PTE_RW);
	f = TRY("xchg %0, (%1)", : "+r"(old) : "r"(e) : "memory");
	CHECK_OK(f);
	CHECK_EQ(PTE_FRAME(old), b);
	CHECK_EQ(PTE_FRAME(*e), a);
	mmuext(MMUEXT_INVLPG_LOCAL, TEST_VA, 0);
	CHECK_EQ(*(volatile long *)TEST_VA, 0xa);

	old = *e;
	f = TRY("lock cmpxchg %3, (%2)\n\tsete %1",
		: "+a"(old), "=r"(equal)
		: "r"(e), "r"(mfn_pte(b, PTE_RW))
		: "memory");
	CHECK_OK(f);
	CHECK(equal);
	CHECK_EQ(PTE_FRAME(*e), b);
	old = 0x1234;
	f = TRY("lock cmpxchg %3, (%2)\n\tsete %1",
		: "+a"(old), "=r"(equal)
		: "r"(e), "r"(mfn_pte(a, PTE_RW))
		: "memory");
	CHECK_OK(f);
	CHECK(!equal);
	CHECK_EQ(PTE_FRAME(old), b);
	CHECK_EQ(PTE_FRAME(*e), b);

	f = TRY("lock andq %1, (%0)", ::"r"(e), "r"(~PTE_W) : "memory");
	CHECK_OK(f);
	CHECK(!(*e & PTE_W));
	f = TRY("lock orq %1, (%0)", ::"r"(e), "r"(PTE_W) : "memory");
	CHECK_OK(f);
	CHECK(*e & PTE_W);
	f = TRY("lock btrq $1, (%0)", ::"r"(e) : "memory");
	CHECK_OK(f);
	CHECK(!(*e & PTE_W));

	/* A frame of the hypervisor: the guest gets its page fault. */
	CHECK_FAULT(try_write(e, mfn_pte(0xffffffffUL, PTE_RW)), X86_PF, 3);
	CHECK_EQ(PTE_FRAME(*e), b);
	/* Only L1 tables. */
	e = pt_entry(TEST_VA, 2);
	CHECK_FAULT(try_write(e, 0), X86_PF, 3);
	/* An ordinary read-only page faults as usual. */
	e = page_alloc();
	CHECK_EQ(page_protect(e, PTE_RO), 0);
	f = try_write(e, 1);
	CHECK_FAULT(f, X86_PF, 3);
	CHECK_EQ(f.cr2, e);
}
