/*
 * sysctl.c: control of the machine and the hypervisor (public/sysctl.h): the
 * table of commands.  What is not in it the arch knows (arch_sysctl()).
 */
#include "control.h"

#include <xen/arch/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/spinlock.h>

static struct spinlock sysctl_lock = SPINLOCK_INIT(LOCK_DOMCTL);

#define ROW(name)                                          \
	{                                                  \
		XEN_SYSCTL_##name, sysctl_##name, 0, #name \
	}
/* Refused, but with an error that depends on what was asked. */
#define REFUSED(name) ROW(name)
#define ABSENT(name, error)                           \
	{                                             \
		XEN_SYSCTL_##name, NULL, error, #name \
	}

const struct sysctl_row sysctl_table[] = {
	ROW(readconsole),
	ROW(tbuf_op),
	ROW(physinfo),
	ROW(sched_id),
	ROW(perfc_op),
	ROW(getdomaininfolist),
	ROW(debug_keys),
	ROW(getcpuinfo),
	ROW(availheap),
	REFUSED(get_pmstat),
	ROW(cpu_hotplug),
	ROW(pm_op),
	ABSENT(page_offline_op, -EOPNOTSUPP),
	ABSENT(lockprof_op, -ENOSYS),
	ROW(cputopoinfo),
	ROW(numainfo),
	ROW(cpupool_op),
	ROW(scheduler_op),
	ROW(coverage_op),
	ROW(pcitopoinfo),
	ROW(livepatch_op),
};
#undef ROW
#undef REFUSED
#undef ABSENT

static const struct sysctl_row *find(uint32_t cmd)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sysctl_table); i++)
		if (sysctl_table[i].cmd == cmd)
			return &sysctl_table[i];
	return NULL;
}

/* a[0]: address of a struct xen_sysctl. */
long hc_sysctl(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[0]);
	const struct sysctl_row *row;
	struct xen_sysctl op;
	bool copyback = false;
	long ret;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return -EACCES;
	if (!is_control_domain(v->domain))
		return -EPERM;
	if (!spin_trylock(&sysctl_lock))
		return -ERESTART;
	row = find(op.cmd);
	if (!row)
		ret = arch_sysctl(&op, &copyback);
	else
		ret = row->fn ? row->fn(&op, &copyback) : row->error;
	spin_unlock(&sysctl_lock);
	if (ret >= 0 && copyback && put_guest(arg, &op))
		return -EFAULT;
	return ret;
}
