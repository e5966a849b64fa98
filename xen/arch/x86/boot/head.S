/*
 * head.S: from the boot loader to C.
 *
 * Entered by Multiboot1 or Multiboot2 in 32-bit protected mode, paging off,
 * EAX = magic, EBX = address of the information (Multiboot 0.6.96, 3.2;
 * Multiboot2 2.0, 3.2).  Builds the boot page tables: the first 4 GiB at 0, at
 * the direct map, and the image at its link address, all writable and
 * executable; boot/memory.c replaces them.  Also the entry of the image's
 * unpaged relocation and of APs after their trampoline.
 */
#include <asm/current.h>
#include <asm/layout.h>
#include <asm/regs.h>
#include <asm-offsets.h>

#define PA(sym) (sym - XEN_VIRT_START)

#define MB2_HEADER_MAGIC 0xe85250d6
#define MB1_HEADER_MAGIC 0x1badb002
#define MB1_FLAGS	 0x3	/* modules on pages, memory information */

	.section .text.head, "ax", @progbits
	.code32
	.globl start_pa
	.set start_pa, PA(start)

	.balign 8
mb1_header:
	.long MB1_HEADER_MAGIC, MB1_FLAGS, -(MB1_HEADER_MAGIC + MB1_FLAGS)

	.balign 8
mb2_header:
	.long MB2_HEADER_MAGIC, 0, mb2_end - mb2_header
	.long -(MB2_HEADER_MAGIC + 0 + (mb2_end - mb2_header))
	/* Information request: basic memory, memory map, ACPI old, new. */
	.balign 8
	.short 1, 1
	.long 2f - 1f
1:	.long 4, 6
2:
	/* Modules on page boundaries. */
	.balign 8
	.short 6, 1
	.long 8
	/* Console: EGA text is supported, none is needed. */
	.balign 8
	.short 4, 1
	.long 12, 2
	.balign 8
	.short 0, 0
	.long 8
mb2_end:

	.balign 16
start:
	cli
	cld
	mov %eax, %ebp			/* magic, kept in ebp */
	mov %ebx, %esi			/* information, kept in esi */

	/* Zero .bss (page tables and stack are in it). */
	mov $PA(__bss_start), %edi
	mov $PA(__bss_end), %ecx
	sub %edi, %ecx
	shr $2, %ecx
	xor %eax, %eax
	rep stosl

	mov $PA(boot_stack) + STACK_SIZE, %esp

	/* Long mode and NX are needed: say so on COM1 and the screen else. */
	mov $0x80000000, %eax
	cpuid
	cmp $0x80000001, %eax
	jb no_long_mode
	mov $0x80000001, %eax
	cpuid
	bt $29, %edx
	jnc no_long_mode
	bt $20, %edx
	jnc no_nx

	/* 2 MiB leaves for the first 4 GiB. */
	mov $PA(boot_l2), %edi
	mov $(PTE_P | PTE_RW | PTE_A | PTE_D | PTE_PS), %eax
	mov $2048, %ecx
1:	mov %eax, (%edi)
	add $0x200000, %eax
	add $8, %edi
	loop 1b

	mov $PA(boot_l2) + PTE_P + PTE_RW + PTE_A, %eax
	mov %eax, PA(boot_l3_id)
	mov %eax, PA(boot_l3_xen)
	add $0x1000, %eax
	mov %eax, PA(boot_l3_id) + 8
	add $0x1000, %eax
	mov %eax, PA(boot_l3_id) + 16
	add $0x1000, %eax
	mov %eax, PA(boot_l3_id) + 24
	mov $PA(boot_l3_id) + PTE_P + PTE_RW + PTE_A, %eax
	mov %eax, PA(boot_l4)
	mov %eax, PA(boot_l4) + 262 * 8
	mov $PA(boot_l3_xen) + PTE_P + PTE_RW + PTE_A, %eax
	mov %eax, PA(boot_l4) + 261 * 8

	mov %cr4, %eax
	or $(X86_CR4_PAE | X86_CR4_PGE), %eax
	mov %eax, %cr4
	mov $PA(boot_l4), %eax
	mov %eax, %cr3
	mov $MSR_EFER, %ecx
	rdmsr
	or $(EFER_LME | EFER_SCE | EFER_NX), %eax
	wrmsr
	mov $(X86_CR0_PG | X86_CR0_WP | X86_CR0_NE | X86_CR0_ET | \
	      X86_CR0_MP | X86_CR0_PE), %eax
	mov %eax, %cr0
	lgdt PA(boot_gdtr)
	ljmp $8, $PA(start64)

no_long_mode:
	mov $PA(msg_no_long_mode), %esi
	jmp early_panic
no_nx:
	mov $PA(msg_no_nx), %esi
early_panic:
	mov $0xb8000, %edi
1:	lodsb
	test %al, %al
	jz 3f
	mov $0x3f8, %edx
	out %al, %dx
	stosb
	mov $7, %al
	stosb
	jmp 1b
3:	hlt
	jmp 3b

	.code64
start64:
	/* By its link address, which the next page tables map as well. */
	lgdt boot_gdtr64(%rip)
	mov $0x10, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	xor %eax, %eax
	mov %eax, %fs
	mov %eax, %gs
	movabs $boot_stack + STACK_SIZE - CPU_INFO_SIZE, %rsp
	xor %ebx, %ebx
	mov %ebp, %edi
	mov %esi, %esi
	xor %ebp, %ebp
	movabs $boot_start, %rax
	call *%rax
	ud2

/*
 * void relocate_image(void *dst, const void *src, size_t len, paddr_t cr3):
 * copies the image, this stack included, and goes on in the copy: nothing is
 * written between the copy and the new CR3.
 */
	.text
	.globl relocate_image
relocate_image:
	mov %rcx, %rax
	mov %rdx, %rcx
	shr $3, %rcx
	rep movsq
	mov %rax, %cr3
	mov %cr4, %rax			/* drop global translations */
	mov %rax, %rcx
	and $~X86_CR4_PGE, %rax
	mov %rax, %cr4
	mov %rcx, %cr4
	ret

	.section .rodata
	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00af9a000000ffff	/* 0x08 64-bit code */
	.quad 0x00cf92000000ffff	/* 0x10 data */
boot_gdt_end:
boot_gdtr:
	.short boot_gdt_end - boot_gdt - 1
	.quad PA(boot_gdt)
boot_gdtr64:
	.short boot_gdt_end - boot_gdt - 1
	.quad boot_gdt
msg_no_long_mode:
	.asciz "Xenolith: this CPU has no 64-bit mode; nothing can be started.\r\n"
msg_no_nx:
	.asciz "Xenolith: this CPU has no NX (or the firmware hides it); enable it there.\r\n"

	.section .bss.stack_aligned, "aw", @nobits
	.balign STACK_SIZE
	.globl boot_stack
boot_stack:
	.fill STACK_SIZE, 1, 0

	.section .bss.page_aligned, "aw", @nobits
	.balign 4096
	.globl boot_l4
boot_l4:    .fill 4096, 1, 0
boot_l3_id: .fill 4096, 1, 0
boot_l3_xen: .fill 4096, 1, 0
boot_l2:    .fill 4 * 4096, 1, 0
