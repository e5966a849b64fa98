/*
 * nodes.c: dom0_nodes= and dom0_vcpus_pin: where dom0 runs and has its memory.
 *
 * dom0_nodes=N[,N...][,strict|relaxed]: memory comes from these nodes first;
 * vCPUs may run on their CPUs only (strict, the default), or would rather
 * (relaxed).  dom0_vcpus_pin: each vCPU has one of these CPUs, in turn.
 */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include "private.h"

static nodemask_t opt_nodes __initdata;
static bool opt_relaxed __initdata, opt_pin __initdata;

static __init int set_word(const char *word, size_t len)
{
	const char *end;
	unsigned long node;

	if (len == 7 && !memcmp(word, "relaxed", 7)) {
		opt_relaxed = true;
		return 0;
	}
	if (len == 6 && !memcmp(word, "strict", 6)) {
		opt_relaxed = false;
		return 0;
	}
	node = simple_strtoul(word, &end, 0);
	if (end == word || end != word + len || node >= NR_NODES)
		return -EINVAL;
	nodemask_set((unsigned int)node, &opt_nodes);
	return 0;
}

static __init int set_nodes(const char *s)
{
	int ret = 0;

	while (!ret && *s) {
		size_t len = 0;

		while (s[len] && s[len] != ',')
			len++;
		ret = set_word(s, len);
		s += len + (s[len] == ',');
	}
	return ret;
}
PARAM_CUSTOM("dom0_nodes", set_nodes);
PARAM_BOOL("dom0_vcpus_pin", opt_pin);

static __init cpumask_t cpus_of_nodes(void)
{
	cpumask_t mask = CPUMASK_NONE;
	unsigned int cpu;

	for_each_cpu(cpu, &cpu_online_map)
	{
		unsigned int node = arch_cpu_node(cpu);

		if (nodemask_empty(&opt_nodes) ||
		    (node < NR_NODES && nodemask_test(node, &opt_nodes)))
			cpumask_set(cpu, &mask);
	}
	return mask;
}

static __init void place_vcpus(struct domain *d, const cpumask_t *cpus)
{
	unsigned int cpu = cpumask_first(cpus);
	struct vcpu *v;

	for_each_vcpu (d, v) {
		cpumask_t one = cpumask_of(cpu);

		if (opt_pin)
			(void)vcpu_set_hard_affinity(v, &one);
		else if (opt_relaxed)
			(void)vcpu_set_soft_affinity(v, cpus);
		else
			(void)vcpu_set_hard_affinity(v, cpus);
		cpu = cpumask_cycle(cpu, cpus);
	}
}

__init void dom0_place(struct domain *d)
{
	bool nodes = !nodemask_empty(&opt_nodes);
	cpumask_t cpus = cpus_of_nodes();

	if (!nodes && !opt_pin)
		return;
	if (cpumask_empty(&cpus)) {
		log_warn("dom0_nodes=: no CPU is on these nodes, dom0 may run "
			 "on all\n");
		return;
	}
	if (nodes) {
		d->auto_node_affinity = false;
		d->node_affinity = opt_nodes;
	}
	place_vcpus(d, &cpus);
}
