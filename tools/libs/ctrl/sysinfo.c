// SPDX-License-Identifier: GPL-2.0-only
/* The machine: CPUs, nodes, memory, and maps sized by them. */
#include "private.h"

int xc_physinfo(xc_interface *xch, xc_physinfo_t *info)
{
	struct xen_sysctl s = { .cmd = XEN_SYSCTL_physinfo };

	if (xc_sysctl(xch, &s))
		return -1;
	*info = s.u.physinfo;
	return 0;
}

int xc_cputopoinfo(xc_interface *xch, unsigned int *max_cpus,
		   xc_cputopo_t *cputopo)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_cputopoinfo,
		.u.cputopoinfo.num_cpus = *max_cpus,
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, cputopo, *max_cpus * sizeof(*cputopo),
		      XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(s.u.cputopoinfo.cputopo, b.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &b);
	if (!ret)
		*max_cpus = s.u.cputopoinfo.num_cpus;
	return ret;
}

int xc_numainfo(xc_interface *xch, unsigned int *max_nodes,
		xc_meminfo_t *meminfo, uint32_t *distance)
{
	size_t n = *max_nodes;
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_numainfo,
		.u.numainfo.num_nodes = n,
	};
	xc_hypercall_buffer_t bm, bd;
	int ret;

	if (xc_bounce(xch, &bm, meminfo, n * sizeof(*meminfo), XC_BOUNCE_OUT))
		return -1;
	if (xc_bounce(xch, &bd, distance, n * n * sizeof(*distance),
		      XC_BOUNCE_OUT)) {
		xc_unbounce(xch, &bm);
		return -1;
	}
	set_xen_guest_handle_raw(s.u.numainfo.meminfo, bm.hbuf);
	set_xen_guest_handle_raw(s.u.numainfo.distance, bd.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &bd);
	xc_unbounce(xch, &bm);
	if (!ret)
		*max_nodes = s.u.numainfo.num_nodes;
	return ret;
}

int xc_getcpuinfo(xc_interface *xch, int max_cpus, xc_cpuinfo_t *info,
		  int *nr_cpus)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_getcpuinfo,
		.u.getcpuinfo.max_cpus = max_cpus,
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, info, max_cpus * sizeof(*info), XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(s.u.getcpuinfo.info, b.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &b);
	if (!ret && nr_cpus)
		*nr_cpus = s.u.getcpuinfo.nr_cpus;
	return ret;
}

static int cpu_hotplug(xc_interface *xch, int cpu, uint32_t op)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_cpu_hotplug,
		.u.cpu_hotplug = { .cpu = cpu, .op = op },
	};
	int ret;

	do
		ret = xc_sysctl(xch, &s);
	while (ret < 0 && errno == EBUSY);
	return ret;
}

int xc_cpu_online(xc_interface *xch, int cpu)
{
	return cpu_hotplug(xch, cpu, XEN_SYSCTL_CPU_HOTPLUG_ONLINE);
}

int xc_cpu_offline(xc_interface *xch, int cpu)
{
	return cpu_hotplug(xch, cpu, XEN_SYSCTL_CPU_HOTPLUG_OFFLINE);
}

int xc_get_max_cpus(xc_interface *xch)
{
	xc_physinfo_t info;

	return xc_physinfo(xch, &info) ? -1 : (int)info.max_cpu_id + 1;
}

int xc_get_online_cpus(xc_interface *xch)
{
	xc_physinfo_t info;

	return xc_physinfo(xch, &info) ? -1 : (int)info.nr_cpus;
}

int xc_get_max_nodes(xc_interface *xch)
{
	xc_physinfo_t info;

	return xc_physinfo(xch, &info) ? -1 : (int)info.max_node_id + 1;
}

static int map_size(int bits)
{
	return bits < 0 ? -1 : (bits + 7) / 8;
}

int xc_get_cpumap_size(xc_interface *xch)
{
	return map_size(xc_get_max_cpus(xch));
}

int xc_get_nodemap_size(xc_interface *xch)
{
	return map_size(xc_get_max_nodes(xch));
}

static uint8_t *map_alloc(int bytes)
{
	return bytes > 0 ? calloc(1, bytes) : NULL;
}

xc_cpumap_t xc_cpumap_alloc(xc_interface *xch)
{
	return map_alloc(xc_get_cpumap_size(xch));
}

xc_nodemap_t xc_nodemap_alloc(xc_interface *xch)
{
	return map_alloc(xc_get_nodemap_size(xch));
}

void xc_cpumap_setcpu(int cpu, xc_cpumap_t map)
{
	map[cpu / 8] |= 1 << cpu % 8;
}

void xc_cpumap_clearcpu(int cpu, xc_cpumap_t map)
{
	map[cpu / 8] &= ~(1 << cpu % 8);
}

int xc_cpumap_testcpu(int cpu, xc_cpumap_t map)
{
	return map[cpu / 8] >> cpu % 8 & 1;
}
