/*
 * trampoline.S: where an AP starts: real mode, CS = page >> 4, IP = 0.
 *
 * Copied to boot_trampoline_pa and filled in by smp/boot.c, each time.  Goes from real
 * mode straight to 64-bit mode (SDM 3A 9.8.5: with LME set, PE and PG may be
 * set together), then, with the AP's own stack, to smp_ap_entry().
 */
#include <asm/regs.h>
#include "trampoline.h"

#define OFF(x) ((x) - trampoline_start)

	.section .rodata, "a"
	.balign 16
	.globl trampoline_start, trampoline_code64, trampoline_data
	.globl trampoline_end
	.hidden trampoline_start, trampoline_code64, trampoline_data
	.hidden trampoline_end
	.code16
trampoline_start:
	cli
	cld
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	OFF(trampoline_data) + TR_GDTR
	mov	$X86_CR4_PAE, %eax
	mov	%eax, %cr4
	mov	OFF(trampoline_data) + TR_CR3, %eax
	mov	%eax, %cr3
	mov	$MSR_EFER, %ecx
	rdmsr
	or	OFF(trampoline_data) + TR_EFER, %eax
	wrmsr
	mov	$(X86_CR0_PG | X86_CR0_AM | X86_CR0_WP | X86_CR0_NE | \
		  X86_CR0_ET | X86_CR0_MP | X86_CR0_PE), %eax
	mov	%eax, %cr0
	ljmpl	*(OFF(trampoline_data) + TR_FAR)

	.code64
trampoline_code64:
	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	mov	trampoline_data + TR_STACK(%rip), %rsp
	call	*trampoline_data + TR_ENTRY(%rip)
	ud2

	.balign 16
trampoline_data:
	.skip	56
trampoline_end:

	.section .note.GNU-stack, "", @progbits
