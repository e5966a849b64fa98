/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Takes a hypervisor's place under Multiboot 1 and says on the first serial
 * line what the time stamp counter is at its entry: what firmware and loader
 * cost, to be taken from the figure at dom0's entry.
 */
	.code32
	.section .text
	.balign	4
	.long	0x1badb002, 3, -(0x1badb002 + 3)
	.globl	_start
_start:
	rdtsc
	mov	%eax, %ebx
	mov	%edx, %ebp
	mov	$0x3f8, %edx
	mov	$text, %esi
	mov	$text_end - text, %ecx
1:	lodsb
	outb	%al, %dx
	loop	1b
	call	hex
	mov	%ebx, %ebp
	call	hex
	mov	$'\n', %al
	outb	%al, %dx
2:	hlt
	jmp	2b

	/* ebp, eight digits */
hex:	mov	$8, %ecx
3:	rol	$4, %ebp
	mov	%ebp, %eax
	and	$15, %eax
	mov	digits(%eax), %al
	outb	%al, %dx
	loop	3b
	ret

text:	.ascii	"bench tsc "
text_end:
digits:	.ascii	"0123456789abcdef"
	.section .note.GNU-stack, "", @progbits
