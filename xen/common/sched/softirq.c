/*
 * softirq.c: deferred work by bits.
 *
 * Raising sets a bit of the CPU's word, atomically, since others and
 * interrupts do it too.  softirq_run() clears a bit before it calls the
 * handler: what is raised meanwhile is run again.  The lowest number goes
 * first.  The handler of SCHEDULE_SOFTIRQ may not come back: the rest waits
 * for the return path of the vCPU that was switched to.
 */
#include <xen/softirq.h>

#include <xen/atomic.h>
#include <xen/log.h>
#include <xen/smp.h>

DEFINE_PER_CPU(uint32_t, softirq_pending);

static softirq_fn *handlers[NR_SOFTIRQS];

void softirq_open(enum softirq nr, softirq_fn *fn)
{
	ASSERT(nr < NR_SOFTIRQS);
	handlers[nr] = fn;
}

void softirq_raise(enum softirq nr)
{
	atomic_or(&this_cpu(softirq_pending), 1u << nr);
}

void softirq_raise_cpu(enum softirq nr, unsigned int cpu)
{
	uint32_t bit = 1u << nr;

	/* Who found it clear tells the CPU; others know that it was told. */
	if (!(atomic_or(&per_cpu(softirq_pending, cpu), bit) & bit) &&
	    cpu != smp_processor_id())
		smp_send_event_check(cpu);
}

void softirq_run(void)
{
	uint32_t pending;

	/* A handler that switches stacks may resume on another CPU. */
	while ((pending = READ_ONCE(this_cpu(softirq_pending))) != 0) {
		unsigned int nr = lowest_bit(pending);

		atomic_and(&this_cpu(softirq_pending), ~(1u << nr));
		if (likely(handlers[nr] != NULL))
			handlers[nr]();
	}
}
