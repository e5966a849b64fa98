/*
 * hotplug.c: this CPU goes offline and stops (common/sched/hotplug.c); the
 * way back is that of every CPU at boot (boot.c).
 *
 * A CPU that stopped halts with interrupts off in the hypervisor's own text
 * and tables, which stay, and waits for INIT.
 */
#include <xen/atomic.h>
#include <xen/smp.h>
#include <xen/arch/cpu.h>
#include <xen/arch/smp.h>
#include <asm/insn.h>
#include <asm/platform.h>
#include <asm/smp.h>

void arch_cpu_leave(void)
{
	/* Others would ask for it by a call, which will not come any more. */
	vcpu_state_unload();
	watchdog_cpu_stop();
	atomic_clear_bit(smp_processor_id(), cpu_online_map.bits);
	/* Who saw the bit still waits for an answer: it gets one. */
	smp_call_settle();
	tlb_settle();
	irq_leave_cpu();
}

void arch_cpu_die(void)
{
	apic_cpu_fini();
	wbinvd();
	for (;;)
		__asm__ volatile("hlt");
}
