/*
 * numa.c: SRAT's proximity domains become node numbers, in the order in which
 * they appear with memory; CPUs of domains without memory go to node 0.
 *
 * A table that says two things of one address is not believed at all.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/nodemask.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <asm/numa.h>

static bool opt_numa = true;
PARAM_BOOL("numa", opt_numa);

static uint32_t node_pxm[NR_NODES];
static unsigned int nodes;

static int pxm_to_node(uint32_t pxm)
{
	for (unsigned int i = 0; i < nodes; i++)
		if (node_pxm[i] == pxm)
			return i;
	return -1;
}

unsigned int numa_pxm_node(uint32_t pxm)
{
	int node = pxm_to_node(pxm);

	return node < 0 ? NR_NODES : node;
}

unsigned int numa_apic_node(uint32_t apic_id)
{
	int node;

	for (unsigned int i = 0; i < acpi.srat.nr_cpus && nodes; i++) {
		if (acpi.srat.cpu[i].apic_id != apic_id)
			continue;
		node = pxm_to_node(acpi.srat.cpu[i].pxm);
		return node < 0 ? 0 : node;
	}
	return 0;
}

static bool __init srat_consistent(const struct acpi_srat *s)
{
	for (unsigned int i = 0; i < s->nr_memory; i++)
		for (unsigned int j = 0; j < i; j++)
			if (s->memory[i].start < s->memory[j].end &&
			    s->memory[i].end > s->memory[j].start &&
			    s->memory[i].pxm != s->memory[j].pxm)
				return false;
	return true;
}

static void __init add_memory(unsigned int i)
{
	uint64_t start = acpi.srat.memory[i].start;
	uint64_t end = acpi.srat.memory[i].end;
	int node = pxm_to_node(acpi.srat.memory[i].pxm);

	if (node < 0) {
		if (nodes == NR_NODES)
			return;
		node = nodes++;
		node_pxm[node] = acpi.srat.memory[i].pxm;
	}
	if (numa_add_range(_mfn(PFN_UP(start)), _mfn(PFN_DOWN(end)), node))
		log_warn("NUMA: too many memory ranges in SRAT\n");
	else
		log_info("NUMA: node %d (domain %u) has %#lx-%#lx\n", node,
			 node_pxm[node], (unsigned long)start,
			 (unsigned long)end - 1);
}

static void __init add_distances(void)
{
	for (unsigned int a = 0; a < nodes; a++)
		for (unsigned int b = 0; b < nodes; b++)
			if (node_pxm[a] < acpi.slit.nr &&
			    node_pxm[b] < acpi.slit.nr)
				numa_set_distance(
					a, b,
					acpi.slit.distance[node_pxm[a]]
							  [node_pxm[b]]);
}

static void numa_dump(unsigned char key)
{
	unsigned int cpu;

	for (unsigned int n = 0; n < nr_nodes; n++) {
		log_info("Node %u: %lu MiB free, distances", n,
			 heap_free_pages_node(n) >> (20 - PAGE_SHIFT));
		for (unsigned int m = 0; m < nr_nodes; m++)
			log_info(" %u", arch_node_distance(n, m));
		log_info(", CPUs");
		for_each_cpu(cpu, &cpu_online_map) if (arch_cpu_node(cpu) == n)
			log_info(" %u", cpu);
		log_info("\n");
	}
}

void __init numa_init(void)
{
	keyhandler_register('u', numa_dump, "show NUMA nodes", true);
	if (!opt_numa || !acpi.has_srat)
		return;
	if (!srat_consistent(&acpi.srat)) {
		log_warn("NUMA: SRAT contradicts itself: taken as one node\n");
		return;
	}
	for (unsigned int i = 0; i < acpi.srat.nr_memory; i++)
		if (!acpi.srat.memory[i].hotplug)
			add_memory(i);
	if (acpi.has_slit)
		add_distances();
}
