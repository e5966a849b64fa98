/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A differential test kernel makes hypercalls and prints one line for each:
 *
 *	= NAME : RESULT [OUTPUT ...]
 *
 * tests/guest/differential.t boots it on our hypervisor and on Xen 4.17 and
 * compares the lines.  So a case states no expectation: it has to be such that
 * its result does not depend on time, addresses or what the machine does else.
 *
 * Pointers come from `places`: those that must be refused, and a buffer with
 * unmapped pages behind it, so that no call can write into the kernel itself.
 */
#ifndef TABLE_H
#define TABLE_H

#define __XEN_TOOLS__
#include "guest.h"

#define ROW(rc, ...)                        \
	do {                                \
		long row_rc = (long)(rc);   \
		printf("= " __VA_ARGS__);   \
		printf(" : %ld\n", row_rc); \
	} while (0)
/* The same with one number that came out. */
#define ROW_OUT(rc, out, ...)                                         \
	do {                                                          \
		long row_rc = (long)(rc);                             \
		printf("= " __VA_ARGS__);                             \
		printf(" : %ld %lx\n", row_rc, (unsigned long)(out)); \
	} while (0)

/* Two pages to write to, then nothing. */
#define BUF	 ((unsigned char *)TEST_VA)
#define BUF_SIZE (2 * PAGE_SIZE)
#define BUF_RO	 (TEST_VA + 4 * PAGE_SIZE)
/* A second buffer, for what arguments point to. */
#define OUT	 ((unsigned char *)TEST_VA + 8 * PAGE_SIZE)
#define OUT_SIZE (2 * PAGE_SIZE)
#define UNMAPPED (TEST_VA + 3 * PAGE_SIZE)

#define NO_DOMAIN 4711

struct place {
	const char *name;
	unsigned long at;
	unsigned char fill;
	bool readable;
};

static const struct place places[] = {
	{ "null", 0, 0, false },
	{ "low", 8, 0, false },
	{ "wild", 0x8000000000000000UL, 0, false },
	{ "xen", HYPERVISOR_VIRT_START + 0x100000, 0, false },
	{ "xen-end", HYPERVISOR_VIRT_END - 8, 0, false },
	{ "hole", UNMAPPED, 0, false },
	{ "tail", TEST_VA + BUF_SIZE - 1, 0, false },
	{ "read-only", BUF_RO, 0, true },
	{ "zero", TEST_VA, 0, true },
	{ "odd", TEST_VA + 1, 0, true },
	{ "ones", TEST_VA, 0xff, true },
};

static void buffer(unsigned char fill)
{
	memset(BUF, fill, BUF_SIZE);
	memset(OUT, fill, OUT_SIZE);
}

static void table_init(void)
{
	long rc = 0;

	for (int i = 0; i < 2; i++) {
		rc |= map_page(TEST_VA + i * PAGE_SIZE,
			       virt_to_mfn(page_alloc()), PTE_RW);
		rc |= map_page((unsigned long)OUT + i * PAGE_SIZE,
			       virt_to_mfn(page_alloc()), PTE_RW);
	}
	rc |= map_page(BUF_RO, virt_to_mfn(page_alloc()), PTE_RO);
	if (rc)
		test_error("cannot map the buffers");
	buffer(0);
}

#endif /* TABLE_H */
