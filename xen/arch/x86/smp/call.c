/*
 * call.c: functions run on other CPUs, and the interrupts to them.
 *
 * One call at a time.  The caller waits with interrupts on, so that it can
 * answer the call of another.
 */
#include <xen/atomic.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/spinlock.h>
#include <xen/arch/cpu.h>
#include <xen/arch/smp.h>
#include <asm/apic.h>
#include <xen/time.h>
#include <asm/smp.h>

static struct spinlock call_lock = SPINLOCK_INIT(LOCK_CALL);

/* Of the call under call_lock; a CPU clears its bit when it may go. */
static struct {
	void (*fn)(void *data);
	void *data;
	bool wait;
	cpumask_t pending;
} call;

void smp_call_interrupt(void)
{
	unsigned int cpu = smp_processor_id();
	void (*fn)(void *) = call.fn;
	void *data = call.data;

	if (!cpumask_test(cpu, &call.pending))
		return;
	if (!call.wait) {
		atomic_clear_bit(cpu, call.pending.bits);
		fn(data);
		return;
	}
	fn(data);
	atomic_clear_bit(cpu, call.pending.bits);
}

static void call_others(const cpumask_t *mask, void (*fn)(void *), void *data,
			bool wait)
{
	cpumask_t others;

	ASSERT(arch_irqs_enabled());
	spin_lock(&call_lock);
	call.fn = fn;
	call.data = data;
	call.wait = wait;
	/* One may have gone offline just now: see smp_call_settle(). */
	cpumask_and(&others, mask, &cpu_online_map);
	call.pending = others;
	smp_mb();
	arch_smp_send_call(&others);
	while (READ_ONCE(call.pending.bits[0]))
		arch_cpu_relax();
	spin_unlock(&call_lock);
}
static_assert(NR_CPUS <= 64, "call.pending is one word");

void smp_call_settle(void)
{
	spin_lock(&call_lock);
	spin_unlock(&call_lock);
}

void smp_call(const cpumask_t *mask, void (*fn)(void *), void *data, bool wait)
{
	unsigned int self = smp_processor_id();
	cpumask_t others;
	unsigned long flags;

	cpumask_and(&others, mask, &cpu_online_map);
	cpumask_clear(self, &others);
	if (!cpumask_empty(&others))
		call_others(&others, fn, data, wait);
	if (cpumask_test(self, mask)) {
		flags = arch_irq_save();
		fn(data);
		arch_irq_restore(flags);
	}
}

void arch_smp_send_call(const cpumask_t *mask)
{
	apic_send_mask(mask, VECTOR_CALL);
}

void arch_smp_send_event_check(const cpumask_t *mask)
{
	apic_send_mask(mask, VECTOR_EVENT_CHECK);
}

void smp_send_event_check(unsigned int cpu)
{
	if (cpu != smp_processor_id())
		apic_send(cpu_apic_id[cpu], APIC_DM_FIXED | VECTOR_EVENT_CHECK);
}

/* ---- The end ---- */

static bool stopping;

/* NMIs: a CPU that hangs with interrupts off stops as well. */
void arch_smp_stop_others(void)
{
	unsigned int cpu, self = smp_processor_id();

	WRITE_ONCE(stopping, true);
	smp_mb();
	if (cpumask_weight(&cpu_online_map) < 2)
		return;
	for_each_cpu(cpu, &cpu_online_map) if (cpu != self)
		apic_send(cpu_apic_id[cpu], APIC_DM_NMI);
	udelay(1000);
}

bool smp_stopping(void)
{
	return READ_ONCE(stopping);
}
