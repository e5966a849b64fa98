/*
 * topology.c: which CPUs share a core, a last-level cache, a socket, a node.
 *
 * An APIC id is cut into fields: thread, core, package; their widths are
 * CPUID's to say (SDM 3A 9.9; APM 3 E.4.15-17).
 */
#include <xen/acpi.h>
#include <xen/bitops.h>
#include <xen/percpu.h>
#include <xen/string.h>
#include <xen/arch/cpu.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/numa.h>
#include <asm/platform.h>
#include <asm/smp.h>

static struct cpu_topology {
	uint32_t llc, socket, core, node;
} topology[NR_CPUS];

/* Bits that number `n` things. */
static unsigned int bits_for(unsigned int n)
{
	return order_from_pages(n);
}

/* Leaf 0xb: widths of the thread and of the thread-and-core field. */
static bool shifts_from_leaf_b(unsigned int *thread, unsigned int *package)
{
	struct cpuid_leaf l;
	unsigned int level;

	if (cpu_features.max_leaf < 0xb)
		return false;
	cpuid(0xb, 0, &l);
	if (!l.b)
		return false;
	*thread = *package = 0;
	for (level = 0; level < 8; level++) {
		cpuid(0xb, level, &l);
		if (!(l.c >> 8 & 0xff))
			break;
		if ((l.c >> 8 & 0xff) == 1)
			*thread = l.a & 31;
		*package = l.a & 31;
	}
	return true;
}

static void shifts_from_old_leaves(unsigned int *thread, unsigned int *package)
{
	struct cpuid_leaf l;
	unsigned int logical, cores = 1;

	*thread = *package = 0;
	cpuid(1, 0, &l);
	if (!(l.d & BIT(28)))
		return;
	logical = l.b >> 16 & 0xff;
	if (cpu_features.vendor == VENDOR_AMD &&
	    cpu_features.max_ext_leaf >= 0x80000008) {
		cpuid(0x80000008, 0, &l);
		logical = (l.c & 0xff) + 1;
		cores = logical;
		if (cpu_features.max_ext_leaf >= 0x8000001e) {
			cpuid(0x8000001e, 0, &l);
			cores = logical / ((l.b >> 8 & 0xff) + 1);
		}
	} else if (cpu_features.max_leaf >= 4) {
		cpuid(4, 0, &l);
		cores = (l.a >> 26) + 1;
	}
	*package = bits_for(logical);
	*thread = cores && cores < logical ? bits_for(logical / cores) : 0;
}

/* Width of the field below the highest unified or data cache's number. */
static unsigned int llc_shift(unsigned int package)
{
	uint32_t leaf = cpu_features.vendor == VENDOR_AMD ? 0x8000001d : 4;
	unsigned int i, shift = package, level = 0;
	struct cpuid_leaf l;

	if (leaf >
	    (leaf == 4 ? cpu_features.max_leaf : cpu_features.max_ext_leaf))
		return package;
	for (i = 0; i < 16; i++) {
		cpuid(leaf, i, &l);
		if (!(l.a & 31))
			break;
		if ((l.a & 31) == 2 || (l.a >> 5 & 7) < level)
			continue;
		level = l.a >> 5 & 7;
		shift = bits_for((l.a >> 14 & 0xfff) + 1);
	}
	return min(shift, package);
}

void topology_cpu_init(unsigned int cpu)
{
	unsigned int thread, package;
	uint32_t id = cpu_apic_id[cpu];

	if (!shifts_from_leaf_b(&thread, &package))
		shifts_from_old_leaves(&thread, &package);
	topology[cpu] = (struct cpu_topology){
		.llc = id >> llc_shift(package),
		.socket = id >> package,
		.core = (id & (uint32_t)(BIT(package) - 1)) >> thread,
		.node = numa_apic_node(id),
	};
}

uint32_t cpu_acpi_id(unsigned int cpu)
{
	for (unsigned int i = 0; i < acpi.madt.nr_cpus; i++)
		if (acpi.madt.cpu[i].apic_id == cpu_apic_id[cpu])
			return acpi.madt.cpu[i].acpi_id;
	return ~0u;
}

unsigned int arch_cpu_llc_id(unsigned int cpu)
{
	return topology[cpu].llc;
}

unsigned int arch_cpu_socket(unsigned int cpu)
{
	return topology[cpu].socket;
}

unsigned int arch_cpu_core(unsigned int cpu)
{
	return topology[cpu].core;
}

unsigned int arch_cpu_node(unsigned int cpu)
{
	return topology[cpu].node;
}
