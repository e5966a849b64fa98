/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * REP INS and OUTS of a kernel: over page ends, in both directions, into a
 * page that is not there (the fault tells where, and what was read until then
 * is kept); a long one costs far less than its elements one by one.
 */
#include "guest.h"

#define PORT 0x80

static uint32_t *buffer;

static struct fault rep_insl(void **to, unsigned long *n)
{
	return TRY("rep insl", : "+D"(*to), "+c"(*n) : "d"(0xcfc) : "memory");
}

static void address(uint32_t a)
{
	asm volatile("outl %0, %w1" ::"a"(a), "d"(0xcf8));
}

/* Device and vendor of the host bridge, which reads the same each time. */
static uint32_t host_bridge(void)
{
	uint32_t v;

	address(0x80000000);
	asm volatile("inl %w1, %0" : "=a"(v) : "d"(0xcfc));
	return v;
}

static uint64_t time_rep(unsigned long n)
{
	void *from = buffer;
	uint64_t t = rdtsc();

	asm volatile("rep outsb" : "+S"(from), "+c"(n) : "d"(PORT));
	return rdtsc() - t;
}

static uint64_t time_single(unsigned long n)
{
	uint64_t t = rdtsc();

	while (n--)
		asm volatile("outb %%al, %w0" ::"d"(PORT), "a"(0));
	return rdtsc() - t;
}

void test_main(void)
{
	struct physdev_set_iopl s = { .iopl = 1 };
	uint64_t rep = ~0UL, single = ~0UL;
	unsigned long n, same;
	struct fault f;
	uint32_t want;
	void *to;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iopl, &s), 0);
	buffer = page_alloc();
	CHECK_EQ(map_page(TEST_VA, virt_to_mfn(buffer), PTE_RW), 0);
	CHECK_EQ(map_page(TEST_VA + PAGE_SIZE, pfn_to_mfn(spare_pfn()), PTE_RW),
		 0);
	want = host_bridge();
	CHECK(want != ~0u && want != 0);

	/* Two pages, but for the first 12 bytes. */
	to = (void *)(TEST_VA + 12);
	n = 2044;
	CHECK_OK(rep_insl(&to, &n));
	CHECK_EQ(n, 0);
	CHECK_EQ(to, TEST_VA + 12 + 2044 * 4);
	for (same = 0; same < 2044; same++)
		if (((uint32_t *)TEST_VA)[same + 3] != want)
			break;
	CHECK_EQ(same, 2044);
	CHECK_EQ(((uint32_t *)TEST_VA)[2], 0);

	/* Elements across the end of the first page. */
	to = (void *)(TEST_VA + PAGE_SIZE - 6);
	n = 2;
	CHECK_OK(rep_insl(&to, &n));
	CHECK_EQ(n, 0);
	CHECK_EQ(*(uint32_t *)(TEST_VA + PAGE_SIZE - 2), want);

	/* Downwards. */
	memset(buffer, 0, PAGE_SIZE);
	to = (void *)(TEST_VA + 80);
	n = 10;
	asm volatile("std; rep insl; cld"
		     : "+D"(to), "+c"(n)
		     : "d"(0xcfc)
		     : "memory");
	CHECK_EQ(to, TEST_VA + 40);
	CHECK_EQ(((uint32_t *)TEST_VA)[10], 0);
	CHECK_EQ(((uint32_t *)TEST_VA)[11], want);
	CHECK_EQ(((uint32_t *)TEST_VA)[20], want);

	/* The third page is not there; a zero count does nothing. */
	to = (void *)(TEST_VA + 2 * PAGE_SIZE - 40);
	n = 100;
	f = rep_insl(&to, &n);
	CHECK_EQ(f.vector, X86_PF);
	CHECK_EQ(f.cr2, TEST_VA + 2 * PAGE_SIZE);
	CHECK_EQ(n, 90);
	n = 0;
	CHECK_OK(rep_insl(&to, &n));

	for (int i = 0; i < 5; i++) {
		uint64_t a = time_rep(2048), b = time_single(2048);

		rep = a < rep ? a : rep;
		single = b < single ? b : single;
	}
	printf("2048 bytes: %lu by REP, %lu one by one\n", rep, single);
	CHECK(rep * 2 < single);
}
