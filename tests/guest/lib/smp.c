/* SPDX-License-Identifier: GPL-2.0-only */
/* More vCPUs: each has a stack in `stacks`, by which it knows its number. */
#include "guest.h"

static void (*volatile vcpu_fn[MAX_CPUS])(void);

/* Boot vCPU also on foreign stacks (user mode's). */
unsigned int cpu_id(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0) -
			   (unsigned long)stacks;

	return sp < STACK_SIZE * MAX_CPUS ? sp / STACK_SIZE : 0;
}

unsigned int vcpu_count(void)
{
	unsigned int n = 0;

	while (n < MAX_CPUS && hc_vcpu_op(VCPUOP_is_up, n, 0) >= 0)
		n++;
	return n;
}

void vcpu_main(void);
extern char vcpu_entry[];
void vcpu_main(void)
{
	unsigned int cpu = cpu_id();

	for (;;) {
		/* Again after each vcpu_start(). */
		if (vcpu_fn[cpu])
			vcpu_fn[cpu]();
		vcpu_fn[cpu] = NULL;
		hc_vcpu_op(VCPUOP_down, cpu, 0);
	}
}

void vcpu_context(struct vcpu_guest_context *c, unsigned int cpu)
{
	memset(c, 0, sizeof(*c));
	c->flags = VGCF_IN_KERNEL;
	c->user_regs.rip = (unsigned long)vcpu_entry;
	c->user_regs.rsp = (unsigned long)stacks + STACK_SIZE * (cpu + 1);
	c->user_regs.cs = FLAT_KERNEL_CS;
	c->user_regs.ss = FLAT_KERNEL_SS;
	c->user_regs.rflags = 0;
	c->kernel_ss = FLAT_KERNEL_SS;
	c->kernel_sp = c->user_regs.rsp;
	for (struct trap_info *t = trap_table; t->address; t++)
		c->trap_ctxt[t->vector] = *t;
	c->ctrlreg[0] = 0x80050033;
	c->ctrlreg[3] =
		xen_pfn_to_cr3(virt_to_mfn((void *)start_info->pt_base));
	c->event_callback_eip = (unsigned long)stub_event;
	c->failsafe_callback_eip = (unsigned long)stub_failsafe;
	c->syscall_callback_eip = (unsigned long)stub_syscall;
}

long vcpu_start(unsigned int cpu, void (*fn)(void))
{
	static struct vcpu_guest_context c;
	long rc;

	vcpu_context(&c, cpu);
	vcpu_fn[cpu] = fn;
	rc = hc_vcpu_op(VCPUOP_initialise, cpu, &c);
	if (rc && rc != -XEN_EEXIST)
		return rc;
	return hc_vcpu_op(VCPUOP_up, cpu, 0);
}

bool vcpu_wait(unsigned int cpu)
{
	uint64_t end = now_ns() + 5000000000UL;

	while (vcpu_fn[cpu] || hc_vcpu_op(VCPUOP_is_up, cpu, 0) == 1) {
		if (now_ns() > end)
			return false;
		hc_sched_op(SCHEDOP_yield, 0);
	}
	return true;
}
