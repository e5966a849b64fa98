/*
 * dump.c: debug keys that tell of domains, memory, clocks and the log itself.
 * What each part keeps to itself it dumps by itself: event, grant, sched, ...
 */
#include "private.h"

#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <xen/console.h>
#include <xen/domain.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/sched.h>
#include <xen/smp.h>

/* ---- q: domains ---- */

static void dump_vcpu(const struct vcpu *v)
{
	static const char *const states[] = { "running", "runnable", "blocked",
					      "offline" };

	log_info("  vCPU %u: %s on CPU %u, pause flags %lx count %u, upcall "
		 "pending %u masked %u, poll %d\n",
		 v->id, states[v->runstate.state & 3], READ_ONCE(v->processor),
		 v->pause_flags, v->pause_count,
		 v->vcpu_info->evtchn_upcall_pending,
		 v->vcpu_info->evtchn_upcall_mask, v->poll_evtchn);
}

static void dump_domain(struct domain *d)
{
	const uint8_t *h = d->handle;
	struct vcpu *v;

	log_info("d%u: %s%s%s%s, %u references, paused %u times\n", d->id,
		 d->is_hvm ? "HVM" : "PV", d->is_privileged ? " control" : "",
		 d->dying ? " dying" : "", d->shut_down ? " shut down" : "",
		 d->refs, d->pause_count);
	log_info("  %lu of %lu pages, %lu claimed, %u vCPUs at most, handle "
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
		 "%02x%02x%02x%02x%02x%02x\n",
		 d->tot_pages, d->max_pages, d->claimed_pages, d->max_vcpus,
		 h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9],
		 h[10], h[11], h[12], h[13], h[14], h[15]);
	for_each_vcpu (d, v)
		dump_vcpu(v);
}

static void dump_domains(unsigned char key)
{
	struct domain *d;
	int id = -1;

	while ((d = domain_next(id))) {
		id = d->id;
		dump_domain(d);
		domain_put(d);
	}
}

/* ---- m, H: memory ---- */

static void dump_memory(unsigned char key)
{
	log_info("%lu pages of RAM, %lu of them the heap's: %lu free, %lu of "
		 "these below 4 GiB, %lu claimed\n",
		 total_pages, heap_pages, heap_free_pages(),
		 heap_free_pages_low(), heap_claimed_pages());
	for (unsigned int node = 0; node < nr_nodes; node++)
		log_info("  node %u: %lu free\n", node,
			 heap_free_pages_node(node));
}

/* ---- t: clocks ---- */

static struct {
	s_time_t time;
	uint64_t cycles;
} clocks[NR_CPUS];

static void read_clock(void *unused)
{
	unsigned int cpu = smp_processor_id();

	clocks[cpu].cycles = arch_cycles();
	clocks[cpu].time = system_time();
}

static void dump_clocks(unsigned char key)
{
	cpumask_t cpus = cpu_online_map;
	s_time_t first = STIME_MAX, last = 0;
	unsigned int cpu;

	/* At the end of the machine the others answer no more. */
	if (!arch_irqs_enabled())
		cpus = cpumask_of(smp_processor_id());
	smp_call(&cpus, read_clock, NULL, true);
	for_each_cpu(cpu, &cpus)
	{
		log_info("CPU %u: system time %lu ns, TSC %lu\n", cpu,
			 (unsigned long)clocks[cpu].time,
			 (unsigned long)clocks[cpu].cycles);
		first = min(first, clocks[cpu].time);
		last = max(last, clocks[cpu].time);
	}
	log_info("Read within %lu ns, the way of the interrupts included\n",
		 (unsigned long)(last - first));
}

/* ---- w: the log ---- */

static void dump_log(unsigned char key)
{
	log_replay();
	log_info("*** End of the log\n");
}

void __init dump_init(void)
{
	keyhandler_register('q', dump_domains, "show domains and vCPUs", false);
	keyhandler_register('m', dump_memory, "show free memory", true);
	keyhandler_register('H', dump_memory, "show free memory", true);
	keyhandler_register('t', dump_clocks, "show the CPUs' clocks", false);
	keyhandler_register('w', dump_log, "show the whole log again", false);
}
