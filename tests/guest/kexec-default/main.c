/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec of a kernel that is copied to its place when it starts, over memory
 * that is in use until then: a small one of 64 bits, 600 pages at 32 MiB, of
 * which each has its number.  It checks all of them, that it is where it
 * belongs and that interrupts are off, and says so on the serial line itself.
 * Fails if a page is not as it was loaded: lost, or overwritten while others
 * were copied.
 */
#include "guest.h"
#include <kexec.h>

#define PAGES 600UL
#define PLACE 0x2000000UL

extern char kernel_code[], kernel_code_end[];

/* RBX is where it is; R12 counts the checks. */
asm(".pushsection .rodata\n"
    "kernel_code:\n"
    "	lea	kernel_code(%rip), %rbx\n"
    "	mov	$'1', %r12d\n"
    "	cmp	$0x2000000, %rbx\n"
    "	jne	fail\n"
    "	inc	%r12d\n" /* 2 */
    "	pushf\n"
    "	pop	%rax\n"
    "	test	$0x200, %eax\n"
    "	jnz	fail\n"
    "	inc	%r12d\n" /* 3: numbers at the end of each page but the last */
    "	xor	%ecx, %ecx\n"
    "	lea	4088(%rbx), %rsi\n"
    "1:	cmp	%rcx, (%rsi)\n"
    "	jne	fail\n"
    "	add	$4096, %rsi\n"
    "	inc	%ecx\n"
    "	cmp	$599, %ecx\n"
    "	jb	1b\n"
    "	inc	%r12d\n" /* 4: which was not loaded */
    "	mov	$512, %ecx\n"
    "	lea	599 * 4096(%rbx), %rdi\n"
    "	xor	%eax, %eax\n"
    "	repe scasq\n"
    "	jne	fail\n"
    "	lea	success(%rip), %rsi\n"
    "	jmp	print\n"
    "fail:	mov	%r12b, number(%rip)\n"
    "	lea	failure(%rip), %rsi\n"
    "print:	mov	$0x3fd, %dx\n"
    "2:	in	%dx, %al\n"
    "	test	$0x20, %al\n"
    "	jz	2b\n"
    "	lodsb\n"
    "	mov	$0x3f8, %dx\n"
    "	out	%al, %dx\n"
    "	test	%al, %al\n"
    "	jnz	print\n"
    "	mov	$0x604, %dx\n" /* ACPI S5 of QEMU's q35 */
    "	mov	$0x2000, %ax\n"
    "	out	%ax, %dx\n"
    "3:	hlt\n"
    "	jmp	3b\n"
    "success:\n"
    "	.asciz	\"\\nThe other kernel runs\\nTest result: SUCCESS\\n\"\n"
    "failure:\n"
    "	.ascii	\"\\nFailure: other kernel, check \"\n"
    "number:	.asciz	\"0\\nTest result: FAILURE\\n\"\n"
    "kernel_code_end:\n"
    ".popsection");

static char buffer[(PAGES - 1) * PAGE_SIZE] __attribute__((aligned(4096)));

void test_main(void)
{
	xen_kexec_exec_t x = { .type = KEXEC_TYPE_DEFAULT };
	xen_kexec_segment_t segment = { .buf_size = sizeof(buffer),
					.dest_maddr = PLACE,
					.dest_size = PAGES * PAGE_SIZE };
	xen_kexec_load_t l = { .type = KEXEC_TYPE_DEFAULT,
			       .arch = 62,
			       .nr_segments = 1,
			       .entry_maddr = PLACE };

	memcpy(buffer, kernel_code, kernel_code_end - kernel_code);
	for (unsigned long i = 0; i < PAGES - 1; i++)
		*(unsigned long *)(buffer + (i + 1) * PAGE_SIZE - 8) = i;
	set_xen_guest_handle(segment.buf.h, (const void *)buffer);
	set_xen_guest_handle(l.segments.h, &segment);
	CHECK_EQ(HCALL2(kexec_op, KEXEC_CMD_kexec_load, &l), 0);
	CHECK_EQ(HCALL2(kexec_op, KEXEC_CMD_kexec, &x), 0);
	for (;;)
		hc_sched_op(SCHEDOP_yield, 0);
}
