/*
 * root.h: top tables of vCPUs, and drops of tables that were stopped.
 *
 * A vCPU has at most one table whose drop waits (pv_vcpu::dropping): no MMU
 * operation goes on before it is done, so that a guest that hears success
 * finds its pages free.
 */
#ifndef PV_MM_ROOT_H
#define PV_MM_ROOT_H

#include <xen/domain.h>

/* Bit of the count argument of mmu_update and mmuext_op in continuations. */
#define MMU_PREEMPTED 0x80000000u

/* The drop of `mfn` of `d` was stopped: v goes on with it.  (Tables of others
 * are finished at once: only a privileged domain has that.) */
void pv_drop_later(struct vcpu *v, struct domain *d, mfn_t mfn);
bool pv_drop_some(struct vcpu *v);

/* Whether some of it is left still. */
static inline bool pv_drop_pending(struct vcpu *v)
{
	return unlikely(mfn_is_set(v->arch.pv.dropping)) && pv_drop_some(v);
}

/* CPUs that have a vCPU of the guest's bitmap loaded; -EFAULT. */
int pv_vcpus_to_cpus(const struct domain *d, uint64_t bitmap, cpumask_t *mask);

#endif /* PV_MM_ROOT_H */
