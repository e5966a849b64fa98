/* guest_dump.c: debug key 0: the registers of dom0's vCPUs. */
#include <xen/domain.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/arch/cpu.h>
#include <xen/arch/domain.h>
#include <asm/trap.h>

/*
 * In the idle vCPU's context: none of them runs on this CPU.  Or at the end of
 * the machine, interrupts off: nobody can be waited for, and what is in memory
 * must do.
 */
static void dump_dom0(unsigned char key)
{
	struct domain *d = hardware_domain;
	bool can_wait = arch_irqs_enabled();
	struct vcpu *v;

	if (!d)
		return;
	for_each_vcpu (d, v) {
		if (can_wait) {
			vcpu_pause(v);
			arch_vcpu_sync_state(v);
		}
		log_info("d%uv%u%s, page tables at %lx\n", d->id, v->id,
			 v->arch.pv.kernel_mode ? "" : " (user)",
			 v->arch.pv.cr3[v->arch.pv.kernel_mode]);
		dump_guest_regs(&v->arch.regs);
		if (can_wait)
			vcpu_unpause(v);
	}
}

void __init guest_dump_init(void)
{
	keyhandler_register('0', dump_dom0, "show dom0's registers", false);
}
