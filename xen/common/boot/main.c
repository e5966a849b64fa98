/*
 * main.c: boot, as a list.  Each line may use what stands above it.
 */
#include <xen/boot.h>
#include <xen/console.h>
#include <xen/coverage.h>
#include <xen/domain.h>
#include <xen/event.h>
#include <xen/gdb.h>
#include <xen/grant.h>
#include <xen/init.h>
#include <xen/kexec.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/spinlock.h>
#include <xen/timer.h>
#include <xen/trace.h>
#include <xen/arch/boot.h>
#include <xen/arch/cpu.h>

bool boot_finished;

/* What runs when boot-only code is gone. */
static void __noreturn __noinline boot_done(void)
{
	console_give_to_dom0();
	arch_free_init_memory();
	boot_finished = true;
	domain_unpause(hardware_domain);
	arch_idle_loop();
}

void __init boot_main(void)
{
	arch_boot_cpu();
	tasklet_subsys_init();
	keyhandler_init();
	timer_subsys_init();
	domain_subsys_init();
	evtchn_subsys_init();
	grant_subsys_init();
	sched_init();
	arch_boot_platform();
	arch_irq_enable();
	locks_irq_check_start();
	log_clock_works();
	console_init_irq();
	arch_boot_smp();
	trace_init();
	kexec_init();
	coverage_init();
	gdb_init();
	if (arch_boot_dom0())
		panic("Dom0 can't be built: see the messages above\n");
	log_info("Xenolith is up: %u CPUs, %lu MiB free; dom0 starts\n",
		 cpumask_weight(&cpu_online_map),
		 heap_free_pages() >> (20 - PAGE_SHIFT));
	boot_done();
}
