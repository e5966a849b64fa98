/*
 * numa.c: SRAT's proximity domains become node numbers, in the order in which
 * they appear with memory; CPUs of domains without memory go to node 0.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/nodemask.h>
#include <xen/string.h>
#include <asm/numa.h>
#include <asm/platform.h>

static bool opt_numa = true;
PARAM_BOOL("numa", opt_numa);

static uint32_t node_pxm[NR_NODES];
static unsigned int nodes;

static int pxm_to_node(uint32_t pxm)
{
	unsigned int i;

	for (i = 0; i < nodes; i++)
		if (node_pxm[i] == pxm)
			return i;
	return -1;
}

unsigned int numa_apic_node(uint32_t apic_id)
{
	unsigned int i;
	int node;

	for (i = 0; i < acpi.srat.nr_cpus && nodes; i++) {
		if (acpi.srat.cpu[i].apic_id != apic_id)
			continue;
		node = pxm_to_node(acpi.srat.cpu[i].pxm);
		return node < 0 ? 0 : node;
	}
	return 0;
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
		log_info("NUMA: node %d has %#lx-%#lx\n", node,
			 (unsigned long)start, (unsigned long)end - 1);
}

static void __init add_distances(void)
{
	unsigned int a, b;

	for (a = 0; a < nodes; a++)
		for (b = 0; b < nodes; b++)
			if (node_pxm[a] < acpi.slit.nr &&
			    node_pxm[b] < acpi.slit.nr)
				numa_set_distance(
					a, b,
					acpi.slit.distance[node_pxm[a]]
							  [node_pxm[b]]);
}

void __init numa_init(void)
{
	unsigned int i;

	if (boot_rsdp)
		acpi_set_rsdp(boot_rsdp, 36);
	acpi_init();
	if (!opt_numa || !acpi.has_srat)
		return;
	for (i = 0; i < acpi.srat.nr_memory; i++)
		if (!acpi.srat.memory[i].hotplug)
			add_memory(i);
	if (acpi.has_slit)
		add_distances();
}
