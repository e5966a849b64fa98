/* control.h: rows of x86's domctl table. */
#ifndef X86_CONTROL_H
#define X86_CONTROL_H

#include <xen/domain.h>
#include <xen/guest_copy.h>
#include <public/domctl.h>
#include <public/sysctl.h>

/* As common/control's: *copyback: the structure goes back. */
typedef long arch_domctl_fn(struct domain *d, struct xen_domctl *op,
			    bool *copyback);

/* domctl_vcpu.c */
arch_domctl_fn domctl_set_ext_vcpucontext, domctl_get_ext_vcpucontext,
	domctl_setvcpuextstate, domctl_getvcpuextstate, domctl_get_vcpu_msrs,
	domctl_set_vcpu_msrs;
/* domctl_policy.c */
arch_domctl_fn domctl_get_cpu_policy, domctl_set_cpu_policy;

/* Copies a policy out: *nr_leaves, *nr_msrs are room, then numbers. */
struct cpu_policy;
long policy_to_guest(const struct cpu_policy *p, guest_ptr_t leaves,
		     uint32_t *nr_leaves, guest_ptr_t msrs, uint32_t *nr_msrs);

#endif /* X86_CONTROL_H */
