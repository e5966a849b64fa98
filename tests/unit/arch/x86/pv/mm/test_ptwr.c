/*
 * test_ptwr.c: the decoder of page-table writes: forms that kernels use, with
 * their length, operand and effect; every truncation is refused, and so is
 * every instruction that is not one of them; no bytes make it read too far
 * (ASan watches).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../../../../../xen/arch/x86/pv/mm/ptwr_decode.h"

#include "seed.h"

#define OLD 0x80000000123450e7ULL

static const struct form {
	const char *text;
	const char *bytes;
	unsigned int len, kind, size;
	uint64_t result; /* of OLD (the low `size` bytes) */
} forms[] = {
	{ "mov %rax,(%rdi)", "\x48\x89\x07", 3, PTWR_STORE, 8,
	  0x1111222233334444 },
	{ "mov %r9,0x10(%r12,%rcx,8)", "\x4d\x89\x4c\xcc\x10", 5, PTWR_STORE, 8,
	  0x9999 },
	{ "mov %rax,0x1000(%rip)", "\x48\x89\x05\x00\x10\x00\x00", 7,
	  PTWR_STORE, 8, 0x1111222233334444 },
	{ "movq $-1,(%rax)", "\x48\xc7\x00\xff\xff\xff\xff", 7, PTWR_STORE, 8,
	  ~0ULL },
	{ "movl $0x12345678,4(%rbx)", "\xc7\x43\x04\x78\x56\x34\x12", 7,
	  PTWR_STORE, 4, 0x12345678 },
	{ "movw $0x1234,(%rax)", "\x66\xc7\x00\x34\x12", 5, PTWR_STORE, 2,
	  0x1234 },
	{ "movb $5,(%rax)", "\xc6\x00\x05", 3, PTWR_STORE, 1, 5 },
	{ "mov %ah,(%rdi)", "\x88\x27", 2, PTWR_STORE, 1, 0x44 },
	{ "mov %spl,(%rdi)", "\x40\x88\x27", 3, PTWR_STORE, 1, 0x77 },
	{ "movnti %rax,(%rdi)", "\x48\x0f\xc3\x07", 4, PTWR_STORE, 8,
	  0x1111222233334444 },
	{ "xchg %rax,(%rdi)", "\x48\x87\x07", 3, PTWR_XCHG, 8,
	  0x1111222233334444 },
	{ "lock cmpxchg %r9,(%rdi)", "\xf0\x4c\x0f\xb1\x0f", 5, PTWR_CMPXCHG, 8,
	  OLD },
	{ "lock andb $0xdf,(%rdi)", "\xf0\x80\x27\xdf", 4, PTWR_AND, 1, 0xc7 },
	{ "lock andq $-3,(%rdi)", "\xf0\x48\x83\x27\xfd", 5, PTWR_AND, 8,
	  OLD & ~2ULL },
	{ "lock orb $2,(%rdi)", "\xf0\x80\x0f\x02", 4, PTWR_OR, 1, 0xe7 },
	{ "lock btrq $5,(%rdi)", "\xf0\x48\x0f\xba\x37\x05", 6, PTWR_BTR, 8,
	  OLD & ~0x20ULL },
	{ "lock btsq $63,(%rdi)", "\xf0\x48\x0f\xba\x2f\x3f", 6, PTWR_BTS, 8,
	  OLD },
	{ "xorl $1,(%rdi)", "\x83\x37\x01", 3, PTWR_XOR, 4, 0x123450e6 },
	{ "rep stos %rax,(%rdi)", "\xf3\x48\xab", 3, PTWR_STOS, 8,
	  0x1111222233334444 },
};

static struct cpu_user_regs regs = {
	.rax = 0x1111222233334444,
	.rsp = 0x77,
	.r9 = 0x9999,
};

static void test_forms(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *f = &forms[i];
		uint64_t old = f->size == 8
				       ? OLD
				       : OLD & ((1ULL << (8 * f->size)) - 1);
		uint64_t flags = 0x202;
		struct ptwr_insn in;
		uint8_t *copy;

		print_message("%s\n", f->text);
		assert_true(ptwr_decode((const uint8_t *)f->bytes, f->len,
					&regs, &in));
		assert_int_equal(in.len, f->len);
		assert_int_equal(in.kind, f->kind);
		assert_int_equal(in.size, f->size);
		assert_true(ptwr_apply(&in, old, regs.rax, &flags) ==
			    f->result);
		/* Cut short, in memory of just that size. */
		for (unsigned int n = 0; n < f->len; n++) {
			copy = malloc(n ? n : 1);
			memcpy(copy, f->bytes, n);
			assert_false(ptwr_decode(copy, n, &regs, &in));
			free(copy);
		}
	}
}

static void test_refused(void **state)
{
	static const char *const bytes[] = {
		"\x48\x8b\x07\x90",	/* mov (%rdi),%rax */
		"\x48\x89\xc7\x90",	/* mov %rax,%rdi */
		"\x48\x83\x07\x01",	/* addq $1,(%rdi) */
		"\x0f\x0b\x90\x90",	/* ud2 */
		"\x48\x0f\xba\x27\x05", /* bt: only reads */
		"\xc7\x48\x04\x01\x00", /* C7 /1 */
		"\xff\x37\x90\x90",	/* push (%rdi) */
	};
	struct ptwr_insn in;

	for (unsigned int i = 0; i < ARRAY_SIZE(bytes); i++)
		assert_false(ptwr_decode((const uint8_t *)bytes[i],
					 strlen(bytes[i]), &regs, &in));
}

static void test_cmpxchg_flags(void **state)
{
	struct ptwr_insn in = { .kind = PTWR_CMPXCHG, .size = 8, .value = 7 };
	uint64_t flags = 0;

	assert_int_equal(ptwr_apply(&in, 5, 5, &flags), 7);
	assert_true(flags & 0x40);
	assert_int_equal(ptwr_apply(&in, 6, 5, &flags), 6);
	assert_false(flags & 0x40);
	assert_true(flags & 1); /* 5 - 6 borrows */
}

static void test_garbage(void **state)
{
	struct ptwr_insn in;

	test_seed();
	for (unsigned int i = 0; i < 300000; i++) {
		unsigned int n = rand() % 16;
		uint8_t *bytes = malloc(n ? n : 1);

		for (unsigned int k = 0; k < n; k++)
			bytes[k] = rand();
		if (ptwr_decode(bytes, n, &regs, &in)) {
			uint64_t flags = 0;

			assert_in_range(in.len, 1, n);
			assert_true(in.size == 1 || in.size == 2 ||
				    in.size == 4 || in.size == 8);
			(void)ptwr_apply(&in, OLD & 0xff, 0, &flags);
		}
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cmpxchg_flags),
		cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
