/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random hypercalls with arguments that are near to sense: the hypervisor and
 * the domain live on.  The command line may say seed=N, rounds=N and trace=N
 * (tell each call from that round); calls that end the machine by right are
 * left out.
 */
#include "guest.h"

/* A list that begins in the fourth page may run on into those behind it. */
static unsigned long pages[6][512];
static unsigned int op_list[64], ops;
static unsigned long trace, round;

static unsigned long argument(void)
{
	switch (random64() % 12) {
	case 0:
		return 0;
	case 1:
		return random64() % 32;
	case 2:
	case 3:
	case 4:
		return (unsigned long)pages[random64() % 4] +
		       (random64() % 512) * 8;
	case 5:
		return DOMID_SELF;
	case 6:
		return random64();
	case 7:
		return HYPERVISOR_VIRT_START + (random64() & 0x7ffffffffff);
	case 8:
		return pfn_to_mfn(random64() % start_info->nr_pages);
	case 9:
		return 1UL << (random64() & 63);
	case 10:
		return 1;
	}
	return TEST_VA + random64() % 8192;
}

/* Words of the pages that handles point to. */
static void scribble(void)
{
	for (int i = 0; i < 8; i++)
		pages[random64() % 4][random64() % 512] = argument();
}

static bool allowed(unsigned int op)
{
	switch (op) {
	case __HYPERVISOR_iret:
	case __HYPERVISOR_stack_switch:
	case __HYPERVISOR_set_callbacks:
	case __HYPERVISOR_callback_op:
	case __HYPERVISOR_set_trap_table:
	case __HYPERVISOR_sched_op_compat:
	case __HYPERVISOR_platform_op:
	case __HYPERVISOR_sysctl:
	case __HYPERVISOR_domctl:
	case __HYPERVISOR_kexec_op:
	case __HYPERVISOR_console_io:
	case __HYPERVISOR_nmi_op:
	/* These change our own tables and pages under us. */
	case __HYPERVISOR_multicall:
	case __HYPERVISOR_memory_op:
	case __HYPERVISOR_mmuext_op:
	case __HYPERVISOR_mmu_update:
	case __HYPERVISOR_update_va_mapping:
	case __HYPERVISOR_update_va_mapping_otherdomain:
	/* May inject machine checks. */
	case __HYPERVISOR_arch_0:
		return false;
	}
	return true;
}

static void one(void)
{
	unsigned int op = op_list[random64() % ops];
	unsigned long cmd = random64() % 34, arg[4];

	if (op == __HYPERVISOR_sched_op &&
	    (cmd == SCHEDOP_block || cmd == SCHEDOP_shutdown ||
	     cmd == SCHEDOP_poll || cmd == SCHEDOP_watchdog ||
	     cmd == SCHEDOP_remote_shutdown || cmd == SCHEDOP_shutdown_code))
		return;
	if (op == __HYPERVISOR_vcpu_op &&
	    (cmd == VCPUOP_down || cmd == VCPUOP_send_nmi ||
	     cmd == VCPUOP_register_vcpu_info || cmd == VCPUOP_up))
		return;
	/* What dom0 says about devices is believed (and crashes Xen 4.17). */
	if (op == __HYPERVISOR_physdev_op &&
	    (cmd == PHYSDEVOP_apic_write || cmd >= PHYSDEVOP_map_pirq))
		return;
	for (int i = 0; i < 4; i++)
		arg[i] = argument();
	/* A list as long as that is worked off in time, but not in ours. */
	if (op == __HYPERVISOR_grant_table_op)
		arg[1] %= 64;
	if (trace && round >= trace)
		printf("%u cmd %lu: %lx %lx %lx %lx\n", op, cmd, arg[0], arg[1],
		       arg[2], arg[3]);
	hypercall(op, cmd, arg[0], arg[1], arg[2], arg[3]);
}

void test_main(void)
{
	unsigned long seed = option("seed", rdtsc() & 0xffffffff);
	unsigned long rounds = option("rounds", 100000);

	printf("seed=%lu rounds=%lu\n", seed, rounds);
	random_seed(seed);
	trace = option("trace", 0);
	for (unsigned int op = 0; op < 56; op++)
		if (allowed(op))
			op_list[ops++] = op;
	for (; round < rounds; round++) {
		if (trace && !(round & 1023))
			printf("round %lu\n", round);
		if (!(round & 7))
			scribble();
		one();
	}
	hc_fpu_taskswitch(0);
	CHECK_EQ(hc_xen_version(XENVER_pagesize, 0), 4096);
}
