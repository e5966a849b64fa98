/* platform_cpu.c: what platform_op tells of CPUs, and takes about them. */
#include "platform.h"

#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/time.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <public/platform.h>

long platform_get_cpuinfo(struct xen_platform_op *op, bool *copyback)
{
	struct xenpf_pcpuinfo *info = &op->u.pcpu_info;
	uint32_t cpu = info->xen_cpuid;

	info->max_present = cpumask_last(&cpu_present_map);
	*copyback = true;
	if (!cpumask_test(cpu, &cpu_present_map)) {
		info->flags = XEN_PCPU_FLAGS_INVALID;
		return 0;
	}
	cpu = array_index_nospec(cpu, NR_CPUS);
	info->apic_id = cpu_apic_id[cpu];
	info->acpi_id = cpu_acpi_id(cpu);
	info->flags =
		cpumask_test(cpu, &cpu_online_map) ? XEN_PCPU_FLAGS_ONLINE : 0;
	return 0;
}

/* All CPUs are of one kind. */
long platform_get_cpu_version(struct xen_platform_op *op, bool *copyback)
{
	struct xenpf_pcpu_version *ver = &op->u.pcpu_version;
	uint32_t cpu = ver->xen_cpuid;

	memset(ver, 0, sizeof(*ver));
	ver->xen_cpuid = cpu;
	ver->max_present = cpumask_last(&cpu_present_map);
	*copyback = true;
	if (!cpumask_test(cpu, &cpu_online_map))
		return 0;
	memcpy(ver->vendor_id, cpu_features.vendor_id, sizeof(ver->vendor_id));
	ver->family = cpu_features.family;
	ver->model = cpu_features.model;
	ver->stepping = cpu_features.stepping;
	return 0;
}

long platform_cpu_online(struct xen_platform_op *op, bool *copyback)
{
	return cpu_up(op->u.cpu_ol.cpuid);
}

/* The boot CPU stays, as in Xen by another number than elsewhere. */
long platform_cpu_offline(struct xen_platform_op *op, bool *copyback)
{
	if (op->u.cpu_ol.cpuid == 0)
		return -EOPNOTSUPP;
	return cpu_down(op->u.cpu_ol.cpuid);
}

long platform_core_parking(struct xen_platform_op *op, bool *copyback)
{
	switch (op->u.core_parking.type) {
	case XEN_CORE_PARKING_GET:
		op->u.core_parking.idle_nums = 0;
		*copyback = true;
		return 0;
	case XEN_CORE_PARKING_SET:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

/* Only dom0 as owner of frequency control would need it. */
long platform_getidletime(struct xen_platform_op *op, bool *copyback)
{
	return -ENOSYS;
}

/*
 * C- and P-states: CPUs idle in C1 and keep the firmware's frequency, so that
 * what ACPI says of more is heard and not used.
 */
long platform_set_pminfo(struct xen_platform_op *op, bool *copyback)
{
	switch (op->u.set_pminfo.type) {
	case XEN_PM_CX:
	case XEN_PM_PX:
	case XEN_PM_PDC:
		return 0;
	case XEN_PM_TX:
		return -ENOSYS;
	default:
		return -EINVAL;
	}
}

/* ---- MSRs on one CPU ---- */

#define MAX_ENTRIES 3
#define MSR_TSC	    0x10u

struct resource_job {
	unsigned int nr;
	struct xenpf_resource_entry entry[MAX_ENTRIES];
};

/* Nothing but the TSC: cache monitoring is not there. */
static int check_entry(const struct xenpf_resource_entry *e)
{
	if (e->rsvd)
		return -EINVAL;
	switch (e->u.cmd) {
	case XEN_RESOURCE_OP_MSR_READ:
	case XEN_RESOURCE_OP_MSR_WRITE:
		if (e->idx >> 32)
			return -EINVAL;
		return e->idx == MSR_TSC && e->u.cmd == XEN_RESOURCE_OP_MSR_READ
			       ? 0
			       : -EACCES;
	default:
		return -EOPNOTSUPP;
	}
}

static void do_job(void *data)
{
	struct resource_job *job = data;

	for (unsigned int i = 0; i < job->nr; i++) {
		job->entry[i].val = rdtsc();
		job->entry[i].u.ret = 0;
	}
}

/* Up to the first entry that is refused; how many were done. */
long platform_resource_op(struct xen_platform_op *op, bool *copyback)
{
	const struct xenpf_resource_op *r = &op->u.resource_op;
	struct resource_job job = { .nr = 0 };
	unsigned int i, out = r->nr_entries;
	cpumask_t mask;
	int ret = 0;

	if (r->nr_entries > MAX_ENTRIES)
		return -EINVAL;
	if (copy_from_guest(job.entry, guest_ptr(r->entries),
			    r->nr_entries * sizeof(job.entry[0])))
		return -EFAULT;
	if (!cpumask_test(r->cpu, &cpu_online_map))
		return -EINVAL;
	for (i = 0; i < r->nr_entries; i++) {
		ret = check_entry(&job.entry[i]);
		if (ret) {
			job.entry[i].u.ret = ret;
			out = i + 1;
			break;
		}
	}
	job.nr = i;
	if (job.nr) {
		mask = cpumask_of(r->cpu);
		smp_call(&mask, do_job, &job, true);
	}
	if (copy_to_guest(guest_ptr(r->entries), job.entry,
			  out * sizeof(job.entry[0])))
		return -EFAULT;
	return job.nr;
}
