/*
 * domctl.c: control of domains (public/domctl.h): the table of commands and
 * what is the same for all.  What is not in it the arch knows (arch_domctl()).
 *
 * One command at a time: who finds another one busy comes again.
 */
#include "control.h"

#include <xen/arch/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <xen/spinlock.h>

static struct spinlock domctl_lock = SPINLOCK_INIT(LOCK_DOMCTL);

#define ROW(name, flags)                                            \
	{                                                           \
		XEN_DOMCTL_##name, (flags), domctl_##name, 0, #name \
	}
/* Refused, but with an error that depends on what was asked. */
#define REFUSED(name, flags) ROW(name, flags)
#define ABSENT(name, flags, error)                             \
	{                                                      \
		XEN_DOMCTL_##name, (flags), NULL, error, #name \
	}

const struct domctl_row domctl_table[] = {
	ROW(createdomain, DOMCTL_NO_DOMAIN),
	ROW(destroydomain, DOMCTL_NOT_SELF | DOMCTL_NO_LOCK),
	ROW(pausedomain, DOMCTL_NOT_SELF),
	ROW(unpausedomain, 0),
	ROW(getdomaininfo, DOMCTL_NO_DOMAIN),
	ROW(setvcpuaffinity, 0),
	ROW(max_mem, 0),
	ROW(setvcpucontext, DOMCTL_NOT_SELF),
	ROW(getvcpucontext, DOMCTL_NOT_SELF),
	ROW(getvcpuinfo, 0),
	ROW(max_vcpus, DOMCTL_NOT_SELF),
	ROW(scheduler_op, 0),
	ROW(setdomainhandle, 0),
	ROW(setdebugging, DOMCTL_NOT_SELF),
	ROW(irq_permission, 0),
	ROW(iomem_permission, 0),
	ROW(settimeoffset, 0),
	ROW(getvcpuaffinity, 0),
	ROW(resumedomain, DOMCTL_NOT_SELF),
	ROW(subscribe, 0),
	ROW(set_target, 0),
	REFUSED(vm_event_op, 0),
	ABSENT(mem_sharing_op, 0, -ENOSYS),
	ROW(set_access_required, 0),
	ABSENT(audit_p2m, 0, -ENOSYS),
	ROW(set_virq_handler, 0),
	ROW(setnodeaffinity, 0),
	ROW(getnodeaffinity, 0),
	REFUSED(setvnumainfo, DOMCTL_NOT_SELF),
	REFUSED(monitor_op, 0),
	ABSENT(soft_reset, DOMCTL_NOT_SELF, -EINVAL),
	ABSENT(soft_reset_cont, DOMCTL_NOT_SELF, -EINVAL),
	ABSENT(vmtrace_op, DOMCTL_NOT_SELF, -EINVAL),
	ABSENT(get_paging_mempool_size, 0, -EOPNOTSUPP),
	ABSENT(set_paging_mempool_size, 0, -EOPNOTSUPP),
	ABSENT(gdbsx_guestmemio, 0, -EOPNOTSUPP),
	ROW(gdbsx_pausevcpu, DOMCTL_NOT_SELF),
	ROW(gdbsx_unpausevcpu, DOMCTL_NOT_SELF),
	ROW(gdbsx_domstatus, DOMCTL_NOT_SELF),
};
#undef ROW
#undef REFUSED
#undef ABSENT

static const struct domctl_row *find(uint32_t cmd)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(domctl_table); i++)
		if (domctl_table[i].cmd == cmd)
			return &domctl_table[i];
	return NULL;
}

static long run(const struct domctl_row *row, struct domain *d,
		struct xen_domctl *op, bool *copyback)
{
	if (!row)
		return arch_domctl(d, op, copyback);
	if (!row->fn)
		return row->error;
	return row->fn(d, op, copyback);
}

static long run_locked(struct vcpu *v, struct domain *d, struct xen_domctl *op,
		       bool *copyback)
{
	const struct domctl_row *row = find(op->cmd);
	bool lock = !row || !(row->flags & DOMCTL_NO_LOCK);
	long ret;

	if (row && (row->flags & DOMCTL_NOT_SELF) && d == v->domain)
		return -EINVAL;
	if (lock && !spin_trylock(&domctl_lock))
		return -ERESTART;
	ret = run(row, d, op, copyback);
	if (lock)
		spin_unlock(&domctl_lock);
	return ret;
}

/* a[0]: address of a struct xen_domctl. */
long hc_domctl(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[0]);
	const struct domctl_row *row;
	struct domain *d = NULL;
	struct xen_domctl op;
	bool copyback = false;
	long ret;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return -EACCES;
	row = find(op.cmd);
	if (!row || !(row->flags & DOMCTL_NO_DOMAIN)) {
		d = domain_get_by_id(op.domain);
		if (!d)
			return is_control_domain(v->domain) ? -ESRCH : -EPERM;
	}
	if (is_control_domain(v->domain))
		ret = run_locked(v, d, &op, &copyback);
	else
		ret = -EPERM;
	if (d)
		domain_put(d);
	/* What a refused policy says goes back as well. */
	if (ret != -ERESTART && copyback && put_guest(arg, &op))
		return -EFAULT;
	return ret;
}
