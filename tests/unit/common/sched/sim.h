/*
 * sim.h: a machine in simulated time: CPUs that do nothing but run what the
 * scheduler gives them.  Included by one .c file of a test program.
 *
 * Time jumps from event to event.  After each, every CPU runs its softirqs
 * until none is pending, as it would on its way back to the guest.
 */
#ifndef SIM_H
#define SIM_H

#include <stdio.h>
#include <string.h>
#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/softirq.h>
#include <public/domctl.h>
#include <public/sysctl.h>
#include <asm/host.h>

#define SIM_PAGES 4096

static struct vcpu *sim_current[NR_CPUS];
static unsigned int sim_cpus, sim_switches;
static jmp_buf sim_env;

/* Called after each event, to make vCPUs block and wake. */
static void (*sim_hook)(void);

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	sim_switches++;
	/* Nobody may run in two places, nor where it must not. */
	for (unsigned int cpu = 0; cpu < sim_cpus; cpu++)
		if (cpu != host_cpu && sim_current[cpu] == next)
			abort();
	if (!cpumask_test(host_cpu, vcpu_hard_affinity(next)))
		abort();
	sim_current[host_cpu] = next;
	host_current = next;
	sched_context_saved(prev);
	longjmp(sim_env, 1);
}

static void sim_init(unsigned int cpus, unsigned int per_llc)
{
	host_cpus_init(cpus, per_llc);
	host_ram_init(SIM_PAGES);
	heap_add_range(_mfn(1), _mfn(SIM_PAGES));
	sim_cpus = cpus;
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		host_timer_deadline[cpu] = STIME_MAX;
	tasklet_subsys_init();
	timer_subsys_init();
	domain_subsys_init();
	sched_init();
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		if (cpu && sched_cpu_init(cpu))
			abort();
		host_become(cpu, NULL);
		sched_cpu_start(cpu);
		sim_current[cpu] = per_cpu(idle_vcpu, cpu);
	}
	host_become(0, sim_current[0]);
}

/* Whether sim_softirqs() looks for CPUs that idle while work waits. */
static bool sim_check_idle;

static void sim_no_idle_while_waiting(void)
{
	struct domain *d;
	struct vcpu *v;

	list_for_each_entry (d, &domain_list, list)
		for_each_vcpu (d, v) {
			if (v->runstate.state != RUNSTATE_runnable)
				continue;
			for (unsigned int cpu = 0; cpu < sim_cpus; cpu++)
				if (is_idle_vcpu(sim_current[cpu]) &&
				    cpumask_test(cpu, vcpu_hard_affinity(v))) {
					sched_dump('r');
					fprintf(stderr,
						"cpu %u idles while d%uv%u "
						"waits\n",
						cpu, d->id, v->id);
					abort();
				}
		}
}

/* A context switch ends it; what is left is run next time. */
static void sim_softirqs_once(void)
{
	if (!setjmp(sim_env))
		softirq_run();
}

static void sim_softirqs(void)
{
	bool again;

	do {
		again = false;
		for (unsigned int cpu = 0; cpu < sim_cpus; cpu++) {
			host_become(cpu, sim_current[cpu]);
			if (softirq_is_pending(cpu)) {
				again = true;
				sim_softirqs_once();
			}
			if (tasklet_pending(cpu) &&
			    is_idle_vcpu(sim_current[cpu]))
				tasklet_run_idle();
		}
	} while (again);
	host_become(0, sim_current[0]);
	if (sim_check_idle)
		sim_no_idle_while_waiting();
}

/* Lets `ns` pass, in steps of at most `step` if there is a hook. */
static void sim_run(s_time_t ns, s_time_t step)
{
	s_time_t end = host_now + ns;

	sim_softirqs();
	while (host_now < end) {
		s_time_t next = end;

		for (unsigned int cpu = 0; cpu < sim_cpus; cpu++)
			next = min(next, host_timer_deadline[cpu]);
		if (sim_hook)
			next = min(next, host_now + step);
		host_now = max(next, host_now);
		for (unsigned int cpu = 0; cpu < sim_cpus; cpu++)
			if (host_timer_deadline[cpu] <= host_now) {
				host_timer_deadline[cpu] = STIME_MAX;
				host_become(cpu, sim_current[cpu]);
				softirq_raise(TIMER_SOFTIRQ);
			}
		host_become(0, sim_current[0]);
		if (sim_hook)
			sim_hook();
		sim_softirqs();
	}
}

static struct domain *sim_domain(unsigned int vcpus)
{
	static domid_t next = 1;
	struct xen_domctl_createdomain config = {
		.max_vcpus = vcpus,
		.max_evtchn_port = 1023,
		.max_grant_frames = 4,
		.max_maptrack_frames = 4,
		.grant_opts = 1,
	};
	struct domain *d;
	struct vcpu *v;

	if (domain_create(next++, &config, false, &d))
		abort();
	for (unsigned int i = 0; i < vcpus; i++) {
		v = vcpu_create(d, i);
		if (!v)
			abort();
		v->initialised = true;
		atomic_clear_bit(VPF_down, &v->pause_flags);
	}
	return d;
}

static __maybe_unused struct domain *sim_start(unsigned int vcpus)
{
	struct domain *d = sim_domain(vcpus);

	if (domain_unpause_by_tools(d))
		abort();
	return d;
}

static __maybe_unused void sim_kill(struct domain *d)
{
	int ret;

	/* The others' CPUs only go on when this returns: no waiting. */
	domain_pause_nosync(d);
	sim_softirqs();
	do
		ret = domain_kill(d);
	while (ret == -ERESTART);
	if (ret)
		abort();
	domain_put(d);
	sim_softirqs();
}

static __maybe_unused void sim_credit2(struct domain *d, unsigned int weight,
				       unsigned int cap)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
	};

	op.u.credit2.weight = (uint16_t)weight;
	op.u.credit2.cap = (uint16_t)cap;
	if (sched_adjust_domain(d, &op))
		abort();
}

/* A cpupool operation with what the tools would do; returns its errno. */
static __maybe_unused long sim_pool_op(struct xen_sysctl_cpupool_op *op)
{
	long ret;

	while ((ret = sched_cpupool_op(op)) == -ERESTART)
		sim_softirqs();
	sim_softirqs();
	return ret;
}

static __maybe_unused uint64_t sim_ran(struct vcpu *v)
{
	struct vcpu_runstate_info info;

	vcpu_runstate_get(v, &info);
	return info.time[RUNSTATE_running];
}

#endif /* SIM_H */
