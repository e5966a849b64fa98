/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall page that the ELF note asks for is filled: calls through it
 * work, each slot is for its number.
 */
#include "guest.h"

extern char hypercall_page[];

static long through_page(unsigned int op, unsigned long a1, unsigned long a2)
{
	long ret;

	asm volatile("call *%%rbx"
		     : "=a"(ret), "+D"(a1), "+S"(a2)
		     : "b"(hypercall_page + op * 32)
		     : "rcx", "r11", "rdx", "r8", "r9", "r10", "memory");
	return ret;
}

void test_main(void)
{
	struct xen_memory_domain d = { .domid = DOMID_SELF };

	CHECK((unsigned char)hypercall_page[0] != 0x90);
	CHECK_EQ(through_page(__HYPERVISOR_xen_version, XENVER_pagesize, 0),
		 4096);
	CHECK_EQ(through_page(__HYPERVISOR_memory_op,
			      XENMEM_current_reservation, (unsigned long)&d),
		 start_info->nr_pages);
	CHECK_EQ(through_page(63, 0, 0), -XEN_ENOSYS);
}
