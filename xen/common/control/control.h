/* control.h: domctl and sysctl: their tables' rows, and what both use. */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include <xen/cpumask.h>
#include <xen/domain.h>
#include <xen/guest_copy.h>
#include <xen/nodemask.h>
#include <public/domctl.h>
#include <public/sysctl.h>

/* ---- domctl ---- */

/*
 * One XEN_DOMCTL_* command on `d`, of which the caller has a reference.
 * *copyback: the structure goes back to the caller, errors included.
 */
typedef long domctl_fn(struct domain *d, struct xen_domctl *op, bool *copyback);

#define DOMCTL_NOT_SELF	 1u /* -EINVAL for the caller's own domain */
#define DOMCTL_NO_DOMAIN 2u /* d is NULL */
#define DOMCTL_NO_LOCK	 4u /* others may go on meanwhile */

struct domctl_row {
	uint32_t cmd;
	unsigned int flags;
	domctl_fn *fn; /* NULL: `error` */
	int error;
	const char *name;
};

/* domctl_life.c */
domctl_fn domctl_createdomain, domctl_destroydomain, domctl_pausedomain,
	domctl_unpausedomain, domctl_resumedomain, domctl_max_vcpus,
	domctl_max_mem, domctl_setdomainhandle, domctl_settimeoffset,
	domctl_set_target, domctl_subscribe, domctl_set_virq_handler;
/* domctl_info.c */
domctl_fn domctl_getdomaininfo, domctl_getvcpuinfo;
/* domctl_vcpu.c */
domctl_fn domctl_setvcpucontext, domctl_getvcpucontext, domctl_setvcpuaffinity,
	domctl_getvcpuaffinity, domctl_setnodeaffinity, domctl_getnodeaffinity,
	domctl_scheduler_op, domctl_gdbsx_pausevcpu, domctl_gdbsx_unpausevcpu,
	domctl_gdbsx_domstatus;
/* domctl_device.c */
domctl_fn domctl_irq_permission, domctl_iomem_permission;

/* domctl_translated.c */
domctl_fn domctl_vm_event_op, domctl_set_access_required, domctl_monitor_op,
	domctl_setvnumainfo, domctl_setdebugging;

/* What tools see of `d`. */
void domain_info(struct domain *d, struct xen_domctl_getdomaininfo *info);

/* ---- sysctl ---- */

typedef long sysctl_fn(struct xen_sysctl *op, bool *copyback);

struct sysctl_row {
	uint32_t cmd;
	sysctl_fn *fn; /* NULL: `error` */
	int error;
	const char *name;
};

/* sysctl_machine.c */
sysctl_fn sysctl_physinfo, sysctl_cputopoinfo, sysctl_numainfo,
	sysctl_pcitopoinfo, sysctl_availheap, sysctl_getcpuinfo,
	sysctl_get_pmstat, sysctl_pm_op, sysctl_cpu_hotplug;
/* sysctl_hypervisor.c */
sysctl_fn sysctl_readconsole, sysctl_sched_id, sysctl_scheduler_op,
	sysctl_cpupool_op, sysctl_perfc_op, sysctl_getdomaininfolist,
	sysctl_debug_keys, sysctl_coverage_op, sysctl_tbuf_op,
	sysctl_livepatch_op;

/* ---- bitmap.c: struct xenctl_bitmap ---- */

/* Bits beyond the guest's count as 0, beyond ours are dropped; -EFAULT. */
int cpumask_from_guest(cpumask_t *mask, const struct xenctl_bitmap *map);
int cpumask_to_guest(struct xenctl_bitmap *map, const cpumask_t *mask);
int nodemask_from_guest(nodemask_t *mask, const struct xenctl_bitmap *map);
int nodemask_to_guest(struct xenctl_bitmap *map, const nodemask_t *mask);

#endif /* CONTROL_CONTROL_H */
