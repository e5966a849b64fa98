/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start of a test kernel, its ELF notes, and the entry points that the
 * hypervisor calls: exceptions, events, system calls, the failsafe callback.
 *
 * Every entry makes a struct regs (trap.h) on the stack, calls C with it and
 * goes back by HYPERVISOR_iret.
 */
#define __ASSEMBLY__
#include <elfnote.h>

#define VIRT_BASE 0xffffffff80000000
#define HYPERVISOR_iret 23

	.macro note type, kind:vararg
	.pushsection .note.Xen, "a", @note
	.balign 4
	.long 4, 9f - 8f, \type
	.asciz "Xen"
8:	\kind
9:	.balign 4
	.popsection
	.endm

	note XEN_ELFNOTE_GUEST_OS, .asciz "xenolith-test"
	note XEN_ELFNOTE_GUEST_VERSION, .asciz "1"
	note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	note XEN_ELFNOTE_LOADER, .asciz "generic"
	note XEN_ELFNOTE_VIRT_BASE, .quad VIRT_BASE
	note XEN_ELFNOTE_PADDR_OFFSET, .quad 0
	note XEN_ELFNOTE_ENTRY, .quad _start
	note XEN_ELFNOTE_HYPERCALL_PAGE, .quad hypercall_page
	note XEN_ELFNOTE_PAE_MODE, .asciz "yes"
	note XEN_ELFNOTE_FEATURES, .asciz "writable_page_tables|pae_pgdir_above_4gb"

	.text
	.globl	_start
_start:
	cld
	lea	stacks + STACK_SIZE(%rip), %rsp
	xor	%ebp, %ebp
	mov	%rsi, %rdi
	push	%rbp
	jmp	guest_main

	.globl	vcpu_entry
vcpu_entry:
	cld
	xor	%ebp, %ebp
	call	vcpu_main
	ud2

	/* rcx and r11 are on top of what the CPU would push. */
	.macro	entry vector, has_error
	.balign	16
	pop	%rcx
	pop	%r11
	.if	!\has_error
	push	$0
	.endif
	push	$\vector
	jmp	entry_common
	.endm

	.balign	16
	.globl	trap_stubs
trap_stubs:
	.set	i, 0
	.rept	32
	.if	(i == 8) || (i >= 10 && i <= 14) || (i == 17) || (i == 21)
	entry	i, 1
	.else
	entry	i, 0
	.endif
	.set	i, i + 1
	.endr
	.balign	16

	.globl	stub_vec80, stub_event, stub_syscall, stub_failsafe, stub_nmi
stub_vec80:
	entry	0x80, 0
stub_event:
	entry	0x100, 0
stub_syscall:
	entry	0x101, 0
stub_nmi:
	entry	0x103, 0
stub_failsafe:
	/* ds, es, fs, gs come before the rest. */
	pop	%rcx
	pop	%r11
	pop	failsafe_segs(%rip)
	pop	failsafe_segs + 8(%rip)
	pop	failsafe_segs + 16(%rip)
	pop	failsafe_segs + 24(%rip)
	push	$0
	push	$0x102
	jmp	entry_common

entry_common:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rbx
	push	%rbp
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, %rdi
	mov	%rsp, %rbp
	and	$-16, %rsp
	cld
	call	do_entry
	mov	%rbp, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp
	push	$0
	push	%rcx
	push	%r11
	push	%rax
	mov	$HYPERVISOR_iret, %eax
	syscall
	ud2

	/*
	 * long user_enter(struct iret_context *): runs user mode until
	 * user_leave().
	 */
	.globl	user_enter
user_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, user_saved_rsp(%rip)
	.set	off, 64
	.rept	9
	pushq	off(%rdi)
	.set	off, off - 8
	.endr
	mov	%rsi, %rdi
	mov	$HYPERVISOR_iret, %eax
	syscall
	ud2

	/* void user_leave(long): user_enter() returns that. */
	.globl	user_leave
user_leave:
	mov	%rdi, %rax
	mov	user_saved_rsp(%rip), %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	.bss
user_saved_rsp:
	.skip	8
	.globl	failsafe_segs
failsafe_segs:
	.skip	32
	.balign	4096
	.globl	stacks
stacks:
	.skip	STACK_SIZE * MAX_CPUS
	.globl	user_trap_area
user_trap_area:
	.skip	4096 * 4

	.section .text.page, "ax"
	.balign	4096
	.globl	hypercall_page
hypercall_page:
	.skip	4096, 0x90

	.section .note.GNU-stack, "", @progbits
