/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every hypercall with every subcommand and bad pointers: nothing but an error
 * or a result may come of it.  Fails if the domain or the hypervisor dies, or
 * memory of ours beside the handles changes.
 */
#include "guest.h"

static unsigned long canary[1024];

/* What would end the machine, the test or its page tables. */
static bool skip(unsigned int op, unsigned int cmd)
{
	switch (op) {
	case __HYPERVISOR_iret:
	case __HYPERVISOR_stack_switch:
	case __HYPERVISOR_set_callbacks:
	case __HYPERVISOR_set_trap_table:
	case __HYPERVISOR_fpu_taskswitch:
	case __HYPERVISOR_sched_op_compat:
	case __HYPERVISOR_set_timer_op:
	case __HYPERVISOR_kexec_op:
	/* platform_op, sysctl and domctl may do anything for dom0. */
	case __HYPERVISOR_platform_op:
	case __HYPERVISOR_set_segment_base:
		return true;
	case __HYPERVISOR_sched_op:
		return cmd == SCHEDOP_block || cmd == SCHEDOP_shutdown ||
		       cmd == SCHEDOP_poll;
	case __HYPERVISOR_vcpu_op:
		return cmd == VCPUOP_down || cmd == VCPUOP_send_nmi;
	case __HYPERVISOR_nmi_op:
	case __HYPERVISOR_vm_assist:
		return true;
	case __HYPERVISOR_console_io:
		return cmd == CONSOLEIO_write;
	}
	return false;
}

static const unsigned long pointers[] = {
	0,
	8,
	0xfff,
	0x7fffffffffff,
	0x800000000000,
	0xffff7fffffffffff,
	HYPERVISOR_VIRT_START - 1,
	HYPERVISOR_VIRT_START,
	HYPERVISOR_VIRT_START + (1UL << 38),
	HYPERVISOR_VIRT_START + (1UL << 41) + 1,
	HYPERVISOR_VIRT_START + (3UL << 40),
	HYPERVISOR_VIRT_END - 4,
	~0UL,
	0xffffffffffffff00,
	1UL << 63,
	0xffffffff7ffffffc,
	TEST_VA,
};

void test_main(void)
{
	unsigned int calls = 0;

	memset(canary, 0x5a, sizeof(canary));
	for (unsigned int op = 0; op < 64; op++)
		for (unsigned int cmd = 0; cmd < 48; cmd++) {
			if (skip(op, cmd))
				continue;
			if (option("trace", 0))
				printf("%u cmd %u\n", op, cmd);
			for (unsigned int i = 0; i < ARRAY_SIZE(pointers);
			     i++) {
				unsigned long p = pointers[i];

				hypercall(op, cmd, p, 0, 0, 0);
				hypercall(op, cmd, p, 1, p, 0x7ff0);
				hypercall(op, cmd, 0, p, 0, 0);
				if (!skip(op, p))
					hypercall(op, p, 1, 0, 0x7ff0, 0);
				calls += 4;
			}
		}
	printf("%u calls\n", calls);
	for (unsigned int i = 0; i < 1024; i++)
		if (!CHECK_EQ(canary[i], 0x5a5a5a5a5a5a5a5a))
			break;
	CHECK_EQ(hc_xen_version(XENVER_pagesize, 0), 4096);
}
