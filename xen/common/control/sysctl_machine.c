/* sysctl_machine.c: CPUs, memory, nodes and devices of the machine. */
#include "control.h"

#include <xen/arch/cpu.h>
#include <xen/arch/domain.h>
#include <xen/arch/mm.h>
#include <xen/errno.h>
#include <xen/pci.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/string.h>

/* CPUs that are in CPU `cpu`'s socket, and in its core. */
static void siblings(unsigned int cpu, unsigned int *socket, unsigned int *core)
{
	unsigned int i;

	*socket = *core = 0;
	for_each_cpu(i, &cpu_online_map)
	{
		if (arch_cpu_socket(i) != arch_cpu_socket(cpu))
			continue;
		++*socket;
		if (arch_cpu_core(i) == arch_cpu_core(cpu))
			++*core;
	}
}

long sysctl_physinfo(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_physinfo *pi = &op->u.physinfo;
	unsigned int in_socket, in_core;

	memset(pi, 0, sizeof(*pi));
	siblings(0, &in_socket, &in_core);
	pi->threads_per_core = max(in_core, 1u);
	pi->cores_per_socket = max(in_socket / max(in_core, 1u), 1u);
	pi->nr_cpus = cpumask_weight(&cpu_online_map);
	pi->max_cpu_id = cpumask_last(&cpu_possible_map);
	pi->nr_nodes = nr_nodes;
	pi->max_node_id = nr_nodes - 1;
	pi->cpu_khz = arch_cpu_khz();
	pi->total_pages = total_pages;
	pi->free_pages = heap_free_pages();
	pi->outstanding_pages = heap_claimed_pages();
	pi->max_mfn = max_page - 1;
	arch_physinfo(pi);
	*copyback = true;
	return 0;
}

long sysctl_cputopoinfo(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cputopoinfo *ti = &op->u.cputopoinfo;
	unsigned int num = cpumask_last(&cpu_present_map) + 1, cpu;
	guest_ptr_t out = guest_ptr(ti->cputopo);

	*copyback = true;
	if (!guest_ptr_null(out)) {
		num = min(num, ti->num_cpus);
		for (cpu = 0; cpu < num; cpu++) {
			struct xen_sysctl_cputopo t = { XEN_INVALID_CORE_ID,
							XEN_INVALID_SOCKET_ID,
							XEN_INVALID_NODE_ID };

			if (cpumask_test(cpu, &cpu_online_map))
				t = (struct xen_sysctl_cputopo){
					arch_cpu_core(cpu),
					arch_cpu_socket(cpu), arch_cpu_node(cpu)
				};
			if (put_guest_at(out, cpu, &t))
				return -EFAULT;
		}
	}
	ti->num_cpus = num;
	return 0;
}

static long put_nodes(const struct xen_sysctl_numainfo *ni, unsigned int num)
{
	guest_ptr_t mem = guest_ptr(ni->meminfo);
	guest_ptr_t dist = guest_ptr(ni->distance);

	for (unsigned int i = 0; i < num; i++) {
		struct xen_sysctl_meminfo m = {
			.memsize = (uint64_t)arch_node_span(i) << PAGE_SHIFT,
			.memfree = (uint64_t)heap_free_pages_node(i)
				   << PAGE_SHIFT,
		};

		if (!guest_ptr_null(mem) && put_guest_at(mem, i, &m))
			return -EFAULT;
		for (unsigned int j = 0; j < num && !guest_ptr_null(dist);
		     j++) {
			uint32_t d = arch_node_distance(i, j);

			if (put_guest_at(dist, i * num + j, &d))
				return -EFAULT;
		}
	}
	return 0;
}

long sysctl_numainfo(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_numainfo *ni = &op->u.numainfo;
	bool ask = guest_ptr_null(guest_ptr(ni->meminfo)) &&
		   guest_ptr_null(guest_ptr(ni->distance));
	unsigned int num = ask ? nr_nodes : min(nr_nodes, ni->num_nodes);
	long ret = ask ? 0 : put_nodes(ni, num);

	ni->num_nodes = num;
	*copyback = true;
	return ret;
}

long sysctl_pcitopoinfo(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_pcitopoinfo *ti = &op->u.pcitopoinfo;
	guest_ptr_t devs = guest_ptr(ti->devs), nodes = guest_ptr(ti->nodes);
	struct physdev_pci_device dev;
	uint32_t i, node;

	if (guest_ptr_null(devs) || guest_ptr_null(nodes))
		return -EINVAL;
	for (i = 0; i < ti->num_devs && i < 65536; i++) {
		struct pci_dev *found;

		if (get_guest_at(&dev, devs, i))
			return -EFAULT;
		found = pci_dev_find(
			(pci_addr_t){ dev.seg, dev.bus, dev.devfn });
		node = !found			 ? XEN_INVALID_DEV
		       : found->node >= nr_nodes ? XEN_INVALID_NODE_ID
						 : found->node;
		if (put_guest_at(nodes, i, &node))
			return -EFAULT;
	}
	ti->num_devs = i;
	*copyback = true;
	return 0;
}

long sysctl_availheap(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_availheap *h = &op->u.availheap;
	uint64_t pages, low = heap_free_pages_low();

	/* A node that is not there has nothing. */
	pages = h->node < 0 ? heap_free_pages()
		: h->node < (int)nr_nodes
			? heap_free_pages_node(array_index_nospec(
				  (unsigned int)h->node, nr_nodes))
			: 0;
	if (h->max_bitwidth && h->max_bitwidth <= 32)
		pages = min(pages, low);
	else if (h->min_bitwidth >= 32)
		pages -= min(pages, low);
	h->avail_bytes = pages << PAGE_SHIFT;
	*copyback = true;
	return 0;
}

long sysctl_getcpuinfo(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_getcpuinfo *gi = &op->u.getcpuinfo;
	uint32_t n = min(gi->max_cpus, cpumask_last(&cpu_present_map) + 1);

	for (uint32_t i = 0; i < n; i++) {
		struct xen_sysctl_cpuinfo info = { 0 };

		if (cpumask_test(i, &cpu_online_map))
			info.idletime = cpu_idle_time(i);
		if (put_guest_at(guest_ptr(gi->info), i, &info))
			return -EFAULT;
	}
	gi->nr_cpus = n;
	*copyback = true;
	return 0;
}

/* No CPU has states of power that dom0 could ask for. */
long sysctl_get_pmstat(struct xen_sysctl *op, bool *copyback)
{
	return cpumask_test(op->u.get_pmstat.cpuid, &cpu_online_map) ? -ENODEV
								     : -EINVAL;
}

/* No frequency driver, no C-states deeper than C1. */
long sysctl_pm_op(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_pm_op *pm = &op->u.pm_op;

	if (pm->cmd != XEN_SYSCTL_pm_op_get_max_cstate &&
	    pm->cmd != XEN_SYSCTL_pm_op_set_max_cstate &&
	    !cpumask_test(pm->cpuid, &cpu_online_map))
		return -EINVAL;
	switch (pm->cmd) {
	case XEN_SYSCTL_pm_op_get_max_cstate:
		if (pm->cpuid > 1)
			return -EINVAL;
		pm->u.get_max_cstate = XEN_SYSCTL_CX_UNLIMITED;
		*copyback = true;
		return 0;
	case XEN_SYSCTL_pm_op_set_max_cstate:
		return pm->cpuid > 1 ? -EINVAL : 0;
	case XEN_SYSCTL_pm_op_set_sched_opt_smt:
		pm->u.set_sched_opt_smt = 0;
		*copyback = true;
		return 0;
	case XEN_SYSCTL_pm_op_enable_turbo:
	case XEN_SYSCTL_pm_op_disable_turbo:
		return -EACCES; /* no driver that could */
	default:
		return (pm->cmd & PM_PARA_CATEGORY_MASK) == CPUFREQ_PARA
			       ? -EINVAL
			       : -ENOSYS;
	}
}

long sysctl_cpu_hotplug(struct xen_sysctl *op, bool *copyback)
{
	const struct xen_sysctl_cpu_hotplug *h = &op->u.cpu_hotplug;

	switch (h->op) {
	case XEN_SYSCTL_CPU_HOTPLUG_ONLINE:
		return cpu_up(h->cpu);
	case XEN_SYSCTL_CPU_HOTPLUG_OFFLINE:
		return cpu_down(h->cpu);
	case XEN_SYSCTL_CPU_HOTPLUG_SMT_ENABLE:
	case XEN_SYSCTL_CPU_HOTPLUG_SMT_DISABLE:
		return cpu_smt(h->op == XEN_SYSCTL_CPU_HOTPLUG_SMT_ENABLE);
	default:
		return -EOPNOTSUPP;
	}
}
