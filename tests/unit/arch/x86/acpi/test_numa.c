/*
 * test_numa.c: from SRAT and SLIT to nodes: domains with any number, memory
 * that hot-plug would bring, tables that contradict themselves, numa=off.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <xen/acpi.h>
#include <xen/arch/mm.h>
#include <asm/host.h>
#include "../../../../../xen/arch/x86/acpi/numa.c"
#include "../../../../../xen/arch/x86/mm/numa.c"

struct acpi_info acpi;

int param_set_bool(const char *s, bool *var)
{
	return 0;
}

void keyhandler_register(unsigned char key, keyhandler_fn *fn, const char *text,
			 bool irq_safe)
{
}

static void memory(unsigned int pxm, uint64_t start, uint64_t end, bool hotplug)
{
	unsigned int i = acpi.srat.nr_memory++;

	acpi.srat.memory[i].start = start;
	acpi.srat.memory[i].end = end;
	acpi.srat.memory[i].pxm = pxm;
	acpi.srat.memory[i].hotplug = hotplug;
}

static int fresh(void **state)
{
	memset(&acpi, 0, sizeof(acpi));
	memset(distance, 0, sizeof(distance));
	nodes = nr_ranges = 0;
	nr_nodes = 1;
	opt_numa = true;
	max_page = 0x200000;
	acpi.has_srat = true;
	/* Domain 7 first, its memory in two parts around domain 3's. */
	memory(7, 0, 0x40000000, false);
	memory(3, 0x40000000, 0x80000000, false);
	memory(7, 0x100000000, 0x140000000, false);
	acpi.srat.nr_cpus = 3;
	acpi.srat.cpu[0].apic_id = 0;
	acpi.srat.cpu[0].pxm = 7;
	acpi.srat.cpu[1].apic_id = 9;
	acpi.srat.cpu[1].pxm = 3;
	acpi.srat.cpu[2].apic_id = 10;
	acpi.srat.cpu[2].pxm = 5; /* has no memory */
	return 0;
}

static void test_two_nodes(void **state)
{
	acpi.has_slit = true;
	acpi.slit.nr = 8;
	memset(acpi.slit.distance, 10, sizeof(acpi.slit.distance));
	acpi.slit.distance[7][3] = 31;
	acpi.slit.distance[3][7] = 29;
	numa_init();
	assert_int_equal(nr_nodes, 2);
	assert_int_equal(arch_mfn_node(_mfn(0x3ffff)), 0);
	assert_int_equal(arch_mfn_node(_mfn(0x40000)), 1);
	assert_int_equal(arch_mfn_node(_mfn(0x7ffff)), 1);
	assert_int_equal(arch_mfn_node(_mfn(0x100000)), 0);
	assert_int_equal(numa_apic_node(0), 0);
	assert_int_equal(numa_apic_node(9), 1);
	assert_int_equal(numa_apic_node(10), 0);
	assert_int_equal(numa_apic_node(11), 0);
	assert_int_equal(numa_pxm_node(3), 1);
	assert_int_equal(numa_pxm_node(5), NR_NODES);
	assert_int_equal(arch_node_distance(0, 1), 31);
	assert_int_equal(arch_node_distance(1, 0), 29);
	assert_int_equal(arch_node_distance(1, 1), 10);
	assert_int_equal(arch_node_span(0), 0x140000);
	assert_int_equal(arch_node_span(1), 0x40000);
	assert_int_equal(arch_node_span(2), 0);
	/* Of a node that goes on above what is used, only what is used. */
	max_page = 0x60000;
	assert_int_equal(arch_node_span(1), 0x20000);
}

static void test_hotplug(void **state)
{
	memory(4, 0x1000000000, 0x2000000000, true);
	numa_init();
	assert_int_equal(nr_nodes, 2);
	assert_int_equal(arch_mfn_node(_mfn(0x1000000)), 0);
	assert_int_equal(arch_node_distance(0, 1), 20);
}

static void one_node(void)
{
	numa_init();
	assert_int_equal(nr_nodes, 1);
	assert_int_equal(arch_mfn_node(_mfn(0x40000)), 0);
	assert_int_equal(numa_apic_node(9), 0);
	assert_int_equal(arch_node_span(0), max_page);
	assert_int_equal(arch_node_span(1), 0);
}

static void test_contradiction(void **state)
{
	memory(3, 0x3ffff000, 0x40000000, false);
	one_node();
}

static void test_off(void **state)
{
	opt_numa = false;
	one_node();
}

static void test_no_srat(void **state)
{
	acpi.has_srat = false;
	one_node();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_two_nodes, fresh),
		cmocka_unit_test_setup(test_hotplug, fresh),
		cmocka_unit_test_setup(test_contradiction, fresh),
		cmocka_unit_test_setup(test_off, fresh),
		cmocka_unit_test_setup(test_no_srat, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
