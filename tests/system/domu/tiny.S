/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest PV guest: it powers off at once.  For the tests that create
 * many guests and look at what is left behind; a guest that did not run would
 * never go away.
 */
#define SCHED_OP	29
#define SHUTDOWN	2

	.text
	.globl _start
_start:
	mov $SHUTDOWN, %edi
	lea reason(%rip), %rsi
	call hypercall_page + SCHED_OP * 32
	ud2

	.balign 4096
hypercall_page:
	.skip 4096, 0x90

	.data
reason:
	.long 0		/* poweroff */

	.macro note type, desc:vararg
	.long 4, 2f - 1f, \type
	.asciz "Xen"
1:	\desc
2:	.balign 4
	.endm

	.section .note.Xen, "a", @note
	note 1, .quad _start
	note 2, .quad hypercall_page
	note 3, .quad 0				/* virtual base */
	note 4, .quad 0				/* offset of ELF addresses */
	note 5, .asciz "xen-3.0"
	note 6, .asciz "tiny"
	note 8, .asciz "generic"
	note 9, .asciz "yes"
