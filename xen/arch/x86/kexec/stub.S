/*
 * stub.S: the last code of ours before another kernel: copied to a page of its
 * own, which is mapped at its machine address, and entered there with
 *
 *	RDI	machine address of the list of copies (struct kexec_list), or 0
 *	RSI	the entry
 *	RDX	not 0: the kernel begins in 32-bit mode without paging
 *	RSP	the end of this page
 *
 * in 64-bit mode, interrupts off, with page tables that map all that is needed
 * at its machine address.  The kernel gets zeroes in all other registers, flat
 * segments, and no IDT.
 */
#include <asm/regs.h>

#define CODE64 0x08
#define DATA   0x10
#define CODE32 0x18

#define LIST_HEAD  0
#define LIST_NR	   8
#define LIST_COPY  16

	.section .rodata, "a"
	.balign 16
	.globl kexec_stub, kexec_stub_end
	.hidden kexec_stub, kexec_stub_end
	.code64
kexec_stub:
	/* The descriptor tables are this page's. */
	lea	gdt(%rip), %rax
	mov	%rax, gdtr + 2(%rip)
	lgdt	gdtr(%rip)
	lidt	idtr(%rip)
	mov	$DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	xor	%eax, %eax
	mov	%eax, %fs
	mov	%eax, %gs
	pushq	$CODE64
	lea	1f(%rip), %rax
	push	%rax
	lretq
1:
	/* Neither global pages nor protection; WP would hold up copies. */
	mov	$(X86_CR0_PG | X86_CR0_NE | X86_CR0_ET | X86_CR0_PE), %eax
	mov	%rax, %cr0
	mov	$X86_CR4_PAE, %eax
	mov	%rax, %cr4
	mov	%rsi, %r8
	mov	%edx, %r9d

	/* The list: pages of (to, from). */
	mov	%rdi, %rbx
2:	test	%rbx, %rbx
	jz	4f
	mov	LIST_NR(%rbx), %rdx
	lea	LIST_COPY(%rbx), %rbp
3:	test	%rdx, %rdx
	jz	5f
	mov	(%rbp), %rdi
	mov	8(%rbp), %rsi
	mov	$512, %ecx
	rep movsq
	add	$16, %rbp
	dec	%rdx
	jmp	3b
5:	mov	LIST_HEAD(%rbx), %rbx
	jmp	2b
4:
	/* What was copied may be code. */
	mov	%cr3, %rax
	mov	%rax, %cr3

	test	%r9d, %r9d
	jnz	6f
	push	%r8
	xor	%eax, %eax
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
	xor	%edi, %edi
	xor	%ebp, %ebp
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	ret

6:	/* Below 4 GiB, as this page is; R8 is out of reach there. */
	mov	%r8d, %esi
	lea	7f(%rip), %rax
	pushq	$CODE32
	push	%rax
	lretq
	.code32
7:	mov	$DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	mov	$(X86_CR0_NE | X86_CR0_ET | X86_CR0_PE), %eax
	mov	%eax, %cr0
	mov	$MSR_EFER, %ecx
	rdmsr
	and	$~EFER_LME, %eax
	wrmsr
	xor	%eax, %eax
	mov	%eax, %cr4
	push	%esi
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
	xor	%edi, %edi
	xor	%ebp, %ebp
	ret

	.balign 8
gdt:
	.quad	0
	.quad	0x00af9a000000ffff
	.quad	0x00cf92000000ffff
	.quad	0x00cf9a000000ffff
gdt_end:
gdtr:
	.word	gdt_end - gdt - 1
	.quad	0
idtr:
	.word	0
	.quad	0
kexec_stub_end:

	.section .note.GNU-stack, "", @progbits
