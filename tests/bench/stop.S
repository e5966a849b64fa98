/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Position-independent code that tests/bench/run puts over the entry point of
 * a Linux kernel: says on the hypervisor's console what the time stamp counter
 * is, and waits for ever.
 */
	.text
	rdtsc
	shl	$32, %rdx
	lea	(%rax, %rdx), %rbx
	sub	$32, %rsp
	movl	$0x636e6562, (%rsp)	/* "benc" */
	movl	$0x73742068, 4(%rsp)	/* "h ts" */
	movw	$0x2063, 8(%rsp)	/* "c " */
	lea	10(%rsp), %rdi
	mov	$16, %ecx
1:	rol	$4, %rbx
	mov	%ebx, %eax
	and	$15, %eax
	add	$'0', %al
	cmp	$'9', %al
	jbe	2f
	add	$'a' - '0' - 10, %al
2:	stosb
	loop	1b
	movb	$'\n', (%rdi)
	mov	$18, %eax		/* console_io(write, 27, rsp) */
	xor	%edi, %edi
	mov	$27, %esi
	mov	%rsp, %rdx
	syscall
3:	mov	$29, %eax		/* sched_op(block) */
	mov	$1, %edi
	xor	%esi, %esi
	syscall
	jmp	3b
	.section .note.GNU-stack, "", @progbits
