/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every hypercall number, every sub-operation number and some beyond the last
 * with each kind of pointer, and filled with zeros and ones.
 */
#include "../table.h"

/* Which argument is what; the rest are `other`. */
struct shape {
	const char *name;
	unsigned int op;
	unsigned int cmds; /* 0 .. cmds - 1, and some unknown ones */
	int cmd_arg, ptr_arg;
	unsigned long other;
	unsigned long bad_only; /* mask: not with what can be read */
	unsigned long never;	/* mask: not at all */
};

#define BIT(n) (1UL << (n))

static const struct shape shapes[] = {
	{ "set_trap_table", __HYPERVISOR_set_trap_table, 1, -1, 0, 0, 1, 0 },
	{ "mmu_update.0", __HYPERVISOR_mmu_update, 1, -1, 0, 0, 0, 0 },
	{ "mmu_update.done", __HYPERVISOR_mmu_update, 1, -1, 2, 0, 0, 0 },
	{ "set_gdt.0", __HYPERVISOR_set_gdt, 1, -1, 0, 0, 0, 0 },
	{ "set_gdt.1", __HYPERVISOR_set_gdt, 1, -1, 0, 1, 0, 0 },
	{ "set_gdt.n", __HYPERVISOR_set_gdt, 1, -1, 0, 100000, 0, 0 },
	{ "fpu_taskswitch", __HYPERVISOR_fpu_taskswitch, 3, 0, 1, 0, 0, 0 },
	{ "platform_op", __HYPERVISOR_platform_op, 1, -1, 0, 0, 0, 0 },
	{ "get_debugreg", __HYPERVISOR_get_debugreg, 10, 0, 1, 0, 0, 0 },
	{ "update_descriptor", __HYPERVISOR_update_descriptor, 1, -1, 0, 0, 0,
	  0 },
	{ "memory_op", __HYPERVISOR_memory_op, 32, 0, 1, 0, BIT(13), 0 },
	{ "memory_op.start", __HYPERVISOR_memory_op, 32, 0, 1, 1, BIT(13), 0 },
	{ "multicall.0", __HYPERVISOR_multicall, 1, -1, 0, 0, 0, 0 },
	{ "multicall.1", __HYPERVISOR_multicall, 1, -1, 0, 1, 1, 0 },
	{ "event_channel_op_compat", __HYPERVISOR_event_channel_op_compat, 1,
	  -1, 0, 0, 0, 0 },
	{ "xen_version", __HYPERVISOR_xen_version, 14, 0, 1, 0, 0, 0 },
	{ "console_io.0", __HYPERVISOR_console_io, 4, 0, 2, 0, 0, 0 },
	{ "console_io.n", __HYPERVISOR_console_io, 4, 0, 2, 4, BIT(0), 0 },
	{ "physdev_op_compat", __HYPERVISOR_physdev_op_compat, 1, -1, 0, 0, 0,
	  0 },
	{ "grant.0", __HYPERVISOR_grant_table_op, 16, 0, 1, 0, 0, 0 },
	{ "grant.1", __HYPERVISOR_grant_table_op, 16, 0, 1, 1, 0, 0 },
	{ "grant.2", __HYPERVISOR_grant_table_op, 16, 0, 1, 2, 0, 0 },
	{ "vm_assist.enable", __HYPERVISOR_vm_assist, 1, -1, 1, 0, 1, 0 },
	{ "vm_assist.cmd", __HYPERVISOR_vm_assist, 5, 0, -1, 40, 0, 0 },
	{ "vcpu_op.0", __HYPERVISOR_vcpu_op, 16, 0, 2, 0, BIT(10),
	  BIT(2) | BIT(11) },
	{ "vcpu_op.1", __HYPERVISOR_vcpu_op, 16, 0, 2, 1, BIT(10), BIT(11) },
	{ "vcpu_op.9999", __HYPERVISOR_vcpu_op, 16, 0, 2, 9999, 0, 0 },
	{ "mmuext_op.0", __HYPERVISOR_mmuext_op, 1, -1, 0, 0, 0, 0 },
	{ "xsm_op", __HYPERVISOR_xsm_op, 1, -1, 0, 0, 0, 0 },
	{ "nmi_op", __HYPERVISOR_nmi_op, 4, 0, 1, 0, 0, 0 },
	{ "sched_op", __HYPERVISOR_sched_op, 10, 0, 1, 0,
	  BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6), BIT(1) },
	{ "callback_op", __HYPERVISOR_callback_op, 4, 0, 1, 0, BIT(0), 0 },
	{ "event_channel_op", __HYPERVISOR_event_channel_op, 18, 0, 1, 0,
	  BIT(10), 0 },
	{ "physdev_op", __HYPERVISOR_physdev_op, 36, 0, 1, 0, 0, 0 },
	{ "hvm_op", __HYPERVISOR_hvm_op, 28, 0, 1, 0, 0, 0 },
	{ "sysctl", __HYPERVISOR_sysctl, 1, -1, 0, 0, 0, 0 },
	{ "domctl", __HYPERVISOR_domctl, 1, -1, 0, 0, 0, 0 },
	{ "kexec_op", __HYPERVISOR_kexec_op, 9, 0, 1, 0, BIT(1), 0 },
	{ "argo_op", 39, 7, 0, 1, 0, 0, 0 },
	{ "xenpmu_op", __HYPERVISOR_xenpmu_op, 10, 0, 1, 0, 0, 0 },
	{ "dm_op.self.0", __HYPERVISOR_dm_op, 1, -1, 2, 0, 0, 0 },
	{ "dm_op.self.1", __HYPERVISOR_dm_op, 1, -1, 2, 1, 0, 0 },
	{ "hypfs_op", __HYPERVISOR_hypfs_op, 7, 0, 1, 0, 0, 0 },
	{ "hypfs_op.path", __HYPERVISOR_hypfs_op, 7, 0, 1, 2, 0, 0 },
	{ "mca", __HYPERVISOR_arch_0, 1, -1, 0, 0, 0, 0 },
};

static long call(const struct shape *s, unsigned long cmd, unsigned long ptr)
{
	unsigned long a[5];
	long rc;

	for (int i = 0; i < 5; i++)
		a[i] = i == s->cmd_arg ? cmd : i == s->ptr_arg ? ptr : s->other;
	rc = hypercall(s->op, a[0], a[1], a[2], a[3], a[4]);
	/* The state that the kernel itself depends on. */
	if (s->op == __HYPERVISOR_fpu_taskswitch)
		hc_fpu_taskswitch(0);
	return rc;
}

static void one_cmd(const struct shape *s, unsigned long cmd)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		const struct place *p = &places[i];

		if (p->readable && cmd < 64 && (s->bad_only & BIT(cmd)))
			continue;
		buffer(p->fill);
		ROW(call(s, cmd, p->at), "%s cmd=%lx %s", s->name, cmd,
		    p->name);
		if (s->ptr_arg < 0)
			break;
	}
}

static void unknown_numbers(void)
{
	static const unsigned int numbers[] = { 11, 25, 31, 38, 39, 43, 44,
						45, 46, 47, 49, 50, 51, 52,
						53, 54, 55, 56, 63, 64, 1000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++)
		ROW(hypercall(numbers[i], 0, 0, 0, 0, 0), "number=%u",
		    numbers[i]);
	ROW(hypercall(-1UL, 0, 0, 0, 0, 0), "number=-1");
	ROW(hypercall(1UL << 32, 0, 0, 0, 0, 0), "number=1<<32");
	ROW(hypercall((1UL << 32) | __HYPERVISOR_xen_version, 0, 0, 0, 0, 0),
	    "number=1<<32|17");
}

void test_main(void)
{
	unsigned int from = option("from", 0);

	table_init();
	for (unsigned int i = from; i < ARRAY_SIZE(shapes); i++) {
		const struct shape *s = &shapes[i];

		for (unsigned long cmd = 0; cmd < s->cmds; cmd++)
			if (!(s->never & BIT(cmd)))
				one_cmd(s, cmd);
		if (s->cmd_arg < 0)
			continue;
		one_cmd(s, 0x7fffffff);
		one_cmd(s, 0xffffffff);
		one_cmd(s, 0x100000000UL);
	}
	unknown_numbers();
}
