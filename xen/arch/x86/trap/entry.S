/*
 * entry.S: every way into the hypervisor and back.
 *
 * Interrupts and exceptions from a guest push their frame so that the saved
 * registers are exactly cpu_info::guest_regs; from the hypervisor itself they
 * lie anywhere below.  SYSCALL arrives through each CPU's stub (cpu/area.c),
 * which loads the stack and has pushed SS and RSP.
 *
 * On the way out to a guest, with interrupts off: softirqs, attention flags,
 * event upcall, then SYSRET where the entry allows it, else IRET.
 *
 * Guest-controlled registers are cleared after they are saved, so that no
 * stale guest value feeds speculation.  CLAC/STAC sites are 3-byte NOPs that
 * cpu/smap.c patches where the CPU has SMAP.
 */
#include <asm/current.h>
#include <asm/regs.h>
#include <asm/smap.h>
#include <asm-offsets.h>

	.text
	.section .text.entry, "ax", @progbits

.macro SAVE_REGS
	push %rdi
	push %rsi
	push %rdx
	push %rcx
	push %rax
	push %r8
	push %r9
	push %r10
	push %r11
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
.endm

.macro CLEAR_REGS
	xor %ebx, %ebx
	xor %ebp, %ebp
	xor %r8d, %r8d
	xor %r9d, %r9d
	xor %r10d, %r10d
	xor %r11d, %r11d
	xor %r12d, %r12d
	xor %r13d, %r13d
	xor %r14d, %r14d
	xor %r15d, %r15d
.endm

.macro RESTORE_REGS
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rax
	pop %rcx
	pop %rdx
	pop %rsi
	pop %rdi
.endm

/* ---- SYSCALL ---- */

	.balign 16
	.globl syscall_entry
syscall_entry:
	/* On the stack: SS, RSP.  RCX = RIP, R11 = RFLAGS. IF is off. */
	push %r11
	push $GUEST_CS64
	push %rcx
	push $0
	movl $TRAP_syscall, 4(%rsp)
	SAVE_REGS
	mov CPU_INFO_current(%rsp), %rbx
	cmpb $0, VCPU_kernel_mode(%rbx)
	je guest_user_syscall
	sti
	mov %rsp, %rdi
	xor %ebp, %ebp
	xor %r12d, %r12d
	xor %r13d, %r13d
	xor %r14d, %r14d
	xor %r15d, %r15d
	call pv_hypercall
	/* fall through */

/*
 * The way out.  RSP = guest_regs.
 */
	.globl ret_to_guest
ret_to_guest:
	mov CPU_INFO_current(%rsp), %rbx
ret_to_guest_rbx:
	cli
	mov CPU_INFO_percpu(%rsp), %rax
	lea per_cpu__softirq_pending(%rip), %rcx
	cmpl $0, (%rax, %rcx)
	jne handle_softirqs
	cmpb $0, VCPU_attention(%rbx)
	jne handle_attention
check_events:
	mov VCPU_vcpu_info(%rbx), %rax
	movzwl (%rax), %eax	/* pending in AL, mask in AH */
	test %ah, %ah
	jnz restore_guest
	test %al, %al
	jnz deliver_upcall

	.globl restore_guest
restore_guest:
	cmpl $TRAP_syscall, UREGS_entry_vector(%rsp)
	jne iret_to_guest
	cmpw $GUEST_CS64, UREGS_cs(%rsp)
	jne iret_to_guest
	/*
	 * SYSRET to a non-canonical RIP would fault in ring 0 on the guest's
	 * stack (CVE-2012-0217): only lower-half and upper-half addresses.
	 */
	mov UREGS_rip(%rsp), %rcx
	mov %rcx, %rax
	shl $16, %rax
	sar $16, %rax
	cmp %rax, %rcx
	jne iret_to_guest
	RESTORE_REGS
	mov 8(%rsp), %rcx	/* RIP */
	mov 24(%rsp), %r11	/* RFLAGS */
	mov 32(%rsp), %rsp
	sysretq

iret_to_guest:
	RESTORE_REGS
	add $8, %rsp
	.globl guest_iret
guest_iret:
	iretq
	.pushsection .ex_table, "a"
	.quad guest_iret, guest_iret_fault
	.popsection

/*
 * IRET refused the guest's frame; RSP is at guest_regs.rip again, and below it
 * xen_exception() has put vector and error code.
 */
guest_iret_fault:
	sub $8, %rsp
	SAVE_REGS
	CLEAR_REGS
	mov %rsp, %rdi
	call pv_iret_fault
	jmp ret_to_guest

	/*
	 * The IRET is tried again, an LDT page is there now.  Interrupts were
	 * on: the way out begins anew.  RSP as above, registers the guest's.
	 */
	.globl guest_iret_again
guest_iret_again:
	sub $8, %rsp
	SAVE_REGS
	jmp ret_to_guest

handle_softirqs:
	sti
	call softirq_run
	jmp ret_to_guest

handle_attention:
	mov %rbx, %rdi
	call pv_attention
	test %al, %al
	jz check_events
	sti
	jmp ret_to_guest

deliver_upcall:
	mov %rbx, %rdi
	call pv_deliver_upcall
	/* If the guest has no place for the frame it does not go on. */
	jmp ret_to_guest_rbx

guest_user_syscall:
	sti
	mov %rbx, %rdi
	CLEAR_REGS
	call pv_guest_syscall
	jmp ret_to_guest

	/* SYSCALL from 32-bit code of a 64-bit guest (AMD). */
	.globl syscall32_entry
syscall32_entry:
	push %r11
	push $GUEST_CS32
	push %rcx
	push $0
	movl $TRAP_syscall, 4(%rsp)
	SAVE_REGS
	CLEAR_REGS
	sti
	mov CPU_INFO_current(%rsp), %rdi
	call pv_guest_syscall32
	jmp ret_to_guest

/* ---- SYSENTER (Intel, compatibility mode): no frame at all. ---- */

	.globl sysenter_entry
sysenter_entry:
	/*
	 * RSP = guest_regs.es.  The guest's RIP and RSP are its business.
	 * SYSENTER clears IF alone: TF, DF, NT and AC go here.
	 */
	push $GUEST_DS32
	push $0
	pushfq
	orl $X86_EFLAGS_IF, (%rsp)
	push $0
	popfq
	push $GUEST_CS32
	push $0
	push $0
	movl $TRAP_sysenter, 4(%rsp)
	SAVE_REGS
	CLEAR_REGS
	sti
	mov CPU_INFO_current(%rsp), %rdi
	call pv_guest_sysenter
	jmp ret_to_guest

/* ---- Exceptions and interrupts ---- */

common_exception:
	ASM_CLAC
	SAVE_REGS
	CLEAR_REGS
	cld
	mov %rsp, %rdi
	testb $3, UREGS_cs(%rsp)
	jz 1f
	call guest_exception
	jmp ret_to_guest
1:	call xen_exception
	jmp ret_to_xen

common_interrupt:
	ASM_CLAC
	SAVE_REGS
	CLEAR_REGS
	cld
	mov UREGS_entry_vector(%rsp), %edi
	mov %rsp, %rsi
	call irq_dispatch
	testb $3, UREGS_cs(%rsp)
	jnz ret_to_guest
	/* fall through */
ret_to_xen:
	RESTORE_REGS
	add $8, %rsp
	iretq

/*
 * Interrupt-stack-table entries.  #DB is one of them as a watchpoint that MOV
 * SS holds back comes after the SYSCALL that follows, with the guest's stack.
 *
 * From a guest: the frame moves to guest_regs and the way out is the usual
 * one, whose IRET may fault.  After an NMI it is the IRET at once.
 */
ist_exception:
	ASM_CLAC
	SAVE_REGS
	CLEAR_REGS
	cld
	mov %rsp, %rdi
	testb $3, UREGS_cs(%rsp)
	jnz 1f
	call ist_exception_c
	jmp ret_to_xen
1:	mov %rsp, %rsi
	or $(STACK_SIZE - 1), %rdi
	sub $(CPU_INFO_SIZE - 1), %rdi
	mov %rdi, %rdx
	mov $(UREGS_es / 8), %ecx
	rep movsq
	mov %rdx, %rsp
	mov %rdx, %rdi
	cmpl $TRAP_DB, UREGS_entry_vector(%rsp)
	jne 2f
	call guest_exception
	jmp ret_to_guest
2:	call ist_exception_c
	jmp restore_guest

.macro STUB_NOERR nr, target
	.balign 16
	push $0
	movl $\nr, 4(%rsp)
	jmp \target
.endm
.macro STUB_ERR nr, target
	.balign 16
	movl $\nr, 4(%rsp)
	jmp \target
.endm

	.balign 16
	.globl trap_stubs
trap_stubs:
	STUB_NOERR 0, common_exception
	STUB_NOERR 1, ist_exception
	STUB_NOERR 2, ist_exception
	STUB_NOERR 3, common_exception
	STUB_NOERR 4, common_exception
	STUB_NOERR 5, common_exception
	STUB_NOERR 6, common_exception
	STUB_NOERR 7, common_exception
	STUB_ERR   8, ist_exception
	STUB_NOERR 9, common_exception
	STUB_ERR  10, common_exception
	STUB_ERR  11, common_exception
	STUB_ERR  12, common_exception
	STUB_ERR  13, common_exception
	STUB_ERR  14, common_exception
	STUB_NOERR 15, common_exception
	STUB_NOERR 16, common_exception
	STUB_ERR  17, common_exception
	STUB_NOERR 18, ist_exception
	STUB_NOERR 19, common_exception
	STUB_NOERR 20, common_exception
	STUB_ERR  21, common_exception
	.set nr, 22
	.rept 10
	STUB_NOERR nr, common_exception
	.set nr, nr + 1
	.endr
	.rept 224
	STUB_NOERR nr, common_interrupt
	.set nr, nr + 1
	.endr

/*
 * void leave_to(void *sp, void (*fn)(void)): a fresh stack, nobody returns.
 */
	.globl leave_to
leave_to:
	mov %rdi, %rsp
	xor %ebp, %ebp
	call *%rsi
	ud2
