/*
 * tlb.c: TLB flushes and their clock; asm/tlb.h says what the stamps are for.
 *
 * One flush of others at a time; the sender waits with interrupts on, so that
 * it can answer the flush of another.
 */
#include <xen/atomic.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/percpu.h>
#include <xen/perfc.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/spinlock.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <asm/apic.h>
#include <asm/insn.h>
#include <asm/regs.h>
#include <asm/smp.h>
#include <asm/tlb.h>

/* 0: it wrapped, and not all CPUs have been flushed since. */
static uint16_t tlb_clock = 1;
static DEFINE_PER_CPU(uint16_t, tlb_cpu_stamp);
static struct tasklet wrap_tasklet;

static struct spinlock flush_lock = SPINLOCK_INIT(LOCK_CALL);
static cpumask_t flush_pending;
static unsigned long flush_va;
#define FLUSH_ALL 1ul /* no page begins there */

/* ---- Clock ---- */

/* Before the flush: what was used up to here can't survive it. */
static uint16_t clock_tick(void)
{
	uint16_t now = READ_ONCE(tlb_clock), next;

	do {
		if (!now)
			return 0;
		next = now + 1;
	} while (!atomic_try_cmpxchg(&tlb_clock, &now, next));
	if (!next)
		tasklet_schedule(&wrap_tasklet);
	return next;
}

/* A new period: all stamps of pages are from before the flush of everyone. */
static void clock_wrapped(void *unused)
{
	tlb_flush_mask(&cpu_online_map);
	WRITE_ONCE(tlb_clock, 1);
}

uint16_t arch_tlb_stamp(void)
{
	return READ_ONCE(tlb_clock);
}

/* Whether a CPU that flushed at `cpu` may hold what was given up at `page`. */
static bool stamp_stale(uint16_t cpu, uint16_t page)
{
	uint16_t now = READ_ONCE(tlb_clock);

	return !now || (cpu <= page && page <= now);
}

/* ---- Here ---- */

static void flush_all(void)
{
	unsigned long cr4 = read_cr4();

	if (cr4 & X86_CR4_PGE) {
		write_cr4(cr4 & ~(unsigned long)X86_CR4_PGE);
		write_cr4(cr4);
	} else {
		write_cr3(read_cr3());
	}
}

void tlb_flush_local(void)
{
	unsigned long flags = arch_irq_save();
	uint16_t stamp = clock_tick();

	flush_all();
	this_cpu(tlb_cpu_stamp) = stamp;
	arch_irq_restore(flags);
}

void tlb_flushed(void)
{
	this_cpu(tlb_cpu_stamp) = clock_tick();
}

void tlb_load_cr3(unsigned long cr3)
{
	write_cr3(cr3);
}

/* ---- Others ---- */

void tlb_flush_interrupt(void)
{
	unsigned int cpu = smp_processor_id();
	unsigned long va = READ_ONCE(flush_va);

	if (!cpumask_test(cpu, &flush_pending))
		return;
	if (va == FLUSH_ALL)
		tlb_flush_local();
	else
		invlpg(va);
	atomic_clear_bit(cpu, flush_pending.bits);
}

static void flush_mask(const cpumask_t *mask, unsigned long va)
{
	unsigned int self = smp_processor_id();
	cpumask_t others;

	cpumask_and(&others, mask, &cpu_online_map);
	if (cpumask_test(self, mask)) {
		if (va == FLUSH_ALL)
			tlb_flush_local();
		else
			invlpg(va);
	}
	cpumask_clear(self, &others);
	if (cpumask_empty(&others))
		return;
	ASSERT(arch_irqs_enabled());
	perfc_inc(tlb_flushes);
	spin_lock(&flush_lock);
	flush_va = va;
	/* One may have gone offline just now: see tlb_settle(). */
	cpumask_and(&others, &others, &cpu_online_map);
	flush_pending = others;
	smp_mb();
	apic_send_mask(&others, VECTOR_TLB);
	while (READ_ONCE(flush_pending.bits[0]))
		cpu_relax();
	spin_unlock(&flush_lock);
}
static_assert(NR_CPUS <= 64, "flush_pending is one word");

void tlb_settle(void)
{
	spin_lock(&flush_lock);
	spin_unlock(&flush_lock);
}

void tlb_flush_mask(const cpumask_t *mask)
{
	flush_mask(mask, FLUSH_ALL);
}

void tlb_flush_page_mask(const cpumask_t *mask, unsigned long va)
{
	flush_mask(mask, va & PAGE_MASK);
}

void arch_tlb_flush_since(const cpumask_t *mask, uint16_t stamp)
{
	cpumask_t stale = CPUMASK_NONE;
	unsigned int cpu;

	for_each_cpu(
		cpu,
		mask) if (cpumask_test(cpu, &cpu_online_map) &&
			  stamp_stale(READ_ONCE(per_cpu(tlb_cpu_stamp, cpu)),
				      stamp)) cpumask_set(cpu, &stale);
	if (!cpumask_empty(&stale))
		tlb_flush_mask(&stale);
}

void __init tlb_init(void)
{
	tasklet_softirq_init(&wrap_tasklet, clock_wrapped, NULL);
}
