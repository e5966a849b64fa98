/*
 * xen_map_check.c: do the hypervisor's page tables keep W^X?
 *
 * What can be executed is collected first: few ranges of frames, the image's
 * text and the CPUs' syscall stubs.  Then no writable mapping, wherever it is,
 * may reach one of them.  Tables above the leaves allow everything.
 */
#include <xen/init.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/arch/mm.h>
#include <asm/layout.h>
#include <asm/xen_map.h>

#define MAX_RANGES (NR_CPUS + 16)

static struct {
	uint64_t start, end; /* machine addresses */
} code[MAX_RANGES];
static unsigned int nr_code;

typedef void leaf_fn(unsigned long va, uint64_t e, uint64_t size);

static void walk(const uint64_t *table, unsigned int level, unsigned long va,
		 leaf_fn *fn)
{
	unsigned int shift = PAGE_SHIFT + 9 * (level - 1);

	for (unsigned int i = 0; i < 512; i++) {
		uint64_t e = table[i];
		unsigned long at = va + ((unsigned long)i << shift);

		if (!(e & PTE_P))
			continue;
		if (level == 4 && i >= 256)
			at |= 0xffff000000000000;
		if (level == 1 || (level < 4 && (e & PTE_PS)))
			fn(at, e, 1UL << shift);
		else
			walk(maddr_to_virt(_maddr(e & PTE_ADDR_MASK)),
			     level - 1, at, fn);
	}
}

static uint64_t leaf_address(uint64_t e, uint64_t size)
{
	return e & PTE_ADDR_MASK & ~(size - 1);
}

static void collect(unsigned long va, uint64_t e, uint64_t size)
{
	uint64_t pa = leaf_address(e, size);

	if (e & PTE_NX)
		return;
	if (nr_code && code[nr_code - 1].end == pa) {
		code[nr_code - 1].end += size;
		return;
	}
	if (nr_code == MAX_RANGES)
		panic("Rights: %u ranges can be executed\n", nr_code);
	code[nr_code].start = pa;
	code[nr_code++].end = pa + size;
}

static void check(unsigned long va, uint64_t e, uint64_t size)
{
	uint64_t pa = leaf_address(e, size);

	if (!(e & PTE_RW))
		return;
	for (unsigned int i = 0; i < nr_code; i++)
		if (pa < code[i].end && pa + size > code[i].start)
			panic("Rights: code at %#lx-%#lx can be written at "
			      "%#lx\n",
			      (unsigned long)code[i].start,
			      (unsigned long)code[i].end, va);
}

/* Of a CPU's area all but the stub, three IST stacks and the stack. */
static void check_guards(unsigned int cpu)
{
	unsigned long va =
		CPU_VIRT_START + ((unsigned long)cpu << CPU_VIRT_SHIFT);
	unsigned int level;

	for (unsigned int page = 0; page < 16; page++)
		if ((page < 7 || page == 11) &&
		    xen_lookup(va + page * PAGE_SIZE, &level))
			panic("Rights: CPU %u has no guard at %#lx\n", cpu,
			      va + page * PAGE_SIZE);
}

void xen_map_check(void)
{
	unsigned int cpu;

	nr_code = 0;
	walk(idle_l4, 4, 0, collect);
	walk(idle_l4, 4, 0, check);
	for_each_cpu(cpu, &cpu_online_map) check_guards(cpu);
}
