/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An event whose frame has no place on the guest's stack crashes the guest
 * before it executes another instruction.  The result is printed before; what
 * it says afterwards makes the test fail.
 */
#include "guest.h"

static const char result[] = "Test result: SUCCESS\n";
static const char alive[] = "Xen BUG: the guest goes on after its crash\n";

void test_main(void)
{
	int port = bind_ipi(0);

	CHECK(port > 0);
	events_off();
	event_unmask(port);
	CHECK_EQ(event_send(port), 0);
	CHECK(this_vcpu_info()->evtchn_upcall_pending);
	hc_console_io(CONSOLEIO_write, sizeof(result) - 1, result);
	/* Unmasked, without a stack, through the hypervisor. */
	asm volatile("xor %%esp, %%esp\n\t"
		     "movb $0, (%[mask])\n\t"
		     "mov %[yield], %%eax\n\t"
		     "xor %%edi, %%edi\n\t"
		     "syscall\n\t"
		     "mov %[console], %%eax\n\t"
		     "xor %%edi, %%edi\n\t"
		     "mov %[n], %%esi\n\t"
		     "mov %[text], %%rdx\n\t"
		     "syscall\n\t"
		     "1: jmp 1b"
		     :
		     : [mask] "r"(&this_vcpu_info()->evtchn_upcall_mask),
		       [yield] "i"(__HYPERVISOR_sched_op),
		       [console] "i"(__HYPERVISOR_console_io),
		       [n] "i"(sizeof(alive) - 1), [text] "i"(alive)
		     : "rax", "rcx", "rdx", "rsi", "rdi", "r11", "memory");
}
