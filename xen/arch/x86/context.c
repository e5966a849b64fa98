/*
 * context.c: which vCPU's state a CPU holds, and switching it.
 *
 * `loaded` is the vCPU whose page tables, segments, FPU and debug registers
 * are in the CPU and whose general registers are in cpu_info.  The idle vCPU
 * runs with all of that left alone, so that going idle and back costs next
 * to nothing; who else wants that vCPU (another CPU, or someone who reads
 * its state) calls arch_vcpu_sync_state(), which interrupts the holder.
 *
 * vcpu::dirty_cpu names the holder; only the holder changes it, interrupts
 * off.
 */
#include <xen/atomic.h>
#include <xen/boot.h>
#include <xen/domain.h>
#include <xen/perfc.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/string.h>
#include <xen/time.h>
#include <xen/arch/cpu.h>
#include <xen/arch/domain.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/policy.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <asm/smp.h>
#include <asm/trap.h>
#include <asm/xen_map.h>

static DEFINE_PER_CPU(struct vcpu *, loaded);

extern paddr_t idle_pg_table_pa;

/* All but the segment selectors behind SS, which the CPU holds. */
#define REGS_FRAME offsetof(struct cpu_user_regs, es)

static void save_loaded(struct vcpu *v)
{
	memcpy(&v->arch.regs, guest_regs(), REGS_FRAME);
	pv_save_segments(v);
	fpu_save(v);
	if (v->arch.dr[7])
		__asm__ volatile("mov %0, %%db7" : : "r"(0UL));
	/* The next page tables may not map this GDT: an NMI needs one. */
	cpu_gdt_load_idle();
}

/*
 * This CPU is off `v`, page tables and all: only now may others take it, or
 * free what it used.  `next` is loaded instead, or NULL.
 */
static void let_go(struct vcpu *v, const struct vcpu *next)
{
	if (!next || next->domain != v->domain)
		atomic_and(&v->domain->arch.dirty_cpus.bits[0],
			   ~(1UL << smp_processor_id()));
	store_release(&v->dirty_cpu, (unsigned int)NR_CPUS);
}

static void load_gdt(struct vcpu *v)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __packed gdtr = {
		.limit = (XEN_GDT_PAGE + 1) * PAGE_SIZE - 1,
		.base = GDT_VIRT_START(v),
	};

	pv_set_gdt_page(v, this_cpu(gdt_page_mfn));
	__asm__ volatile("lgdt %0" : : "m"(gdtr));
}

static void load(struct vcpu *v)
{
	unsigned int cpu = smp_processor_id();

	v->dirty_cpu = cpu;
	atomic_or(&v->domain->arch.dirty_cpus.bits[0], 1UL << cpu);
	memcpy(guest_regs(), &v->arch.regs, REGS_FRAME);
	pv_write_ptbase(v);
	load_gdt(v);
	pv_load_ldt(v);
	/* That may fault and call for LDT pages: with interrupts on. */
	v->arch.pv.segments_due = true;
	pv_load_cr4(v);
	fpu_restore(v);
	guest_msrs_load(v);
	if (v->arch.dr[7])
		pv_load_debug(v);
}

/* The CPU holds nobody's state any more. */
static void unload(void)
{
	struct vcpu *v = this_cpu(loaded);

	if (!v)
		return;
	save_loaded(v);
	this_cpu(loaded) = NULL;
	__asm__ volatile("lldt %w0" : : "r"(0));
	write_cr3(idle_pg_table_pa);
	let_go(v, NULL);
}

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	struct cpu_info *info = get_cpu_info();
	struct vcpu *held;

	perfc_inc(context_switches);
	if (!is_idle_vcpu(next)) {
		/* Another CPU may still hold it lazily. */
		if (next->dirty_cpu != info->processor_id)
			arch_vcpu_sync_state(next);
		irq_disable();
		held = this_cpu(loaded);
		if (held != next) {
			if (held)
				save_loaded(held);
			this_cpu(loaded) = next;
			load(next);
			if (held)
				let_go(held, next);
		}
	}
	irq_disable();
	info->current_vcpu = next;
	sched_context_saved(prev);
	arch_context_continue(next);
}

static void __noreturn resume_guest(void)
{
	struct vcpu *v = current;

	if (v->arch.pv.segments_due) {
		v->arch.pv.segments_due = false;
		if (unlikely(!pv_load_segments(v)))
			pv_failsafe(v);
	}
	vcpu_time_update(v);
	if (v->runstate_guest)
		vcpu_runstate_publish(v);
	__asm__ volatile("mov %0, %%rsp\n\tjmp ret_to_guest"
			 :
			 : "r"(guest_regs())
			 : "memory");
	unreachable();
}

void arch_context_continue(struct vcpu *v)
{
	irq_enable();
	leave_to(stack_bottom(),
		 is_idle_vcpu(v) ? arch_idle_loop : resume_guest);
}

/* On the holder, interrupts off: the state goes to memory. */
static void sync_here(void *data)
{
	struct vcpu *v = data;

	if (this_cpu(loaded) == v && current != v)
		unload();
}

void vcpu_state_unload(void)
{
	unsigned long flags = arch_irq_save();

	unload();
	arch_irq_restore(flags);
}

void arch_vcpu_sync_state(struct vcpu *v)
{
	unsigned int cpu = load_acquire(&v->dirty_cpu);
	cpumask_t mask;
	unsigned long flags;

	if (cpu == NR_CPUS)
		return;
	if (cpu == smp_processor_id()) {
		flags = arch_irq_save();
		sync_here(v);
		arch_irq_restore(flags);
		return;
	}
	mask = cpumask_of(cpu);
	smp_call(&mask, sync_here, v, true);
}

void arch_idle_loop(void)
{
	unsigned int cpu = smp_processor_id();

	irq_enable();
	for (;;) {
		if (softirq_is_pending(cpu)) {
			softirq_run();
			continue;
		}
		if (tasklet_pending(cpu)) {
			tasklet_run_idle();
			if (!cpumask_test(cpu, &cpu_online_map))
				cpu_stop_here();
			continue;
		}
		if (boot_finished && heap_scrub_some())
			continue;
		irq_disable();
		if (softirq_is_pending(cpu) || tasklet_pending(cpu)) {
			irq_enable();
			continue;
		}
		arch_cpu_idle();
	}
}
