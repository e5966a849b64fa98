/*
 * numa.c: which node a frame is of.
 *
 * Ranges come from ACPI's SRAT, distances from its SLIT, both before the heap
 * is filled; without them there is one node.
 */
#include <xen/arch/mm.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/nodemask.h>
#include <asm/numa.h>

#define MAX_RANGES 64

static struct {
	unsigned long start, end; /* frames */
	uint8_t node;
} ranges[MAX_RANGES];
static unsigned int nr_ranges;
static uint8_t distance[NR_NODES][NR_NODES]; /* 0: not known */

unsigned int nr_nodes = 1;

int numa_add_range(mfn_t start, mfn_t end, unsigned int node)
{
	if (nr_ranges == MAX_RANGES || node >= NR_NODES)
		return -ENOSPC;
	if (mfn_x(start) >= mfn_x(end))
		return 0;
	ranges[nr_ranges].start = mfn_x(start);
	ranges[nr_ranges].end = mfn_x(end);
	ranges[nr_ranges].node = node;
	nr_ranges++;
	if (node >= nr_nodes)
		nr_nodes = node + 1;
	return 0;
}

void numa_set_distance(unsigned int a, unsigned int b, uint8_t d)
{
	if (a < NR_NODES && b < NR_NODES)
		distance[a][b] = d;
}

unsigned int arch_mfn_node(mfn_t mfn)
{
	for (unsigned int i = 0; i < nr_ranges; i++)
		if (mfn_x(mfn) >= ranges[i].start && mfn_x(mfn) < ranges[i].end)
			return ranges[i].node;
	return 0;
}

unsigned long arch_node_span(unsigned int node)
{
	unsigned long first = max_page, end = 0;

	if (nr_nodes == 1)
		return node ? 0 : max_page;
	for (unsigned int i = 0; i < nr_ranges; i++) {
		if (ranges[i].node != node)
			continue;
		first = min(first, ranges[i].start);
		end = max(end, min(ranges[i].end, max_page));
	}
	return end > first ? end - first : 0;
}

unsigned int arch_node_distance(unsigned int a, unsigned int b)
{
	if (a < NR_NODES && b < NR_NODES && distance[a][b])
		return distance[a][b];
	return a == b ? 10 : 20;
}
