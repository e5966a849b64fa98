/* arch/domain.h: the arch's part of domains and vCPUs. */
#ifndef XEN_ARCH_DOMAIN_H
#define XEN_ARCH_DOMAIN_H

#include <xen/domain.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>

/* Checks the arch part of a createdomain configuration; -EINVAL. */
int arch_domain_config_check(const struct xen_domctl_createdomain *config);
int arch_domain_create(struct domain *d,
		       const struct xen_domctl_createdomain *config);
/* Last reference gone. */
void arch_domain_destroy(struct domain *d);
/* From domain_kill(): page tables, pages; -ERESTART. */
int arch_domain_relinquish(struct domain *d);
void arch_domain_shutdown(struct domain *d);
void arch_domain_pause(struct domain *d);

int arch_vcpu_create(struct vcpu *v);
void arch_vcpu_destroy(struct vcpu *v);
/* VCPUOP_initialise, XEN_DOMCTL_setvcpucontext: `ctx` already copied in. */
union vcpu_guest_context_any;
int arch_vcpu_initialise(struct vcpu *v, guest_ptr_t ctx);
/* Like a reset: VPF_down with no context. */
int arch_vcpu_reset(struct vcpu *v);
void arch_vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *out);
int arch_vcpu_set_context(struct vcpu *v, const struct vcpu_guest_context *in);

/*
 * Switches this CPU from prev to next (either may be idle); calls
 * sched_context_saved(prev) when prev's state is saved.  Does not return to
 * its caller: leaves through next's return path.
 */
void arch_context_switch(struct vcpu *prev, struct vcpu *next) __noreturn;
/* next == prev: back to where it came from. */
void arch_context_continue(struct vcpu *v) __noreturn;
/* Makes v's registers be in memory if a CPU still holds them lazily. */
void arch_vcpu_sync_state(struct vcpu *v);

/* The vCPU is blocked: put its lazy upcall state in order (HVM: none). */
bool arch_vcpu_has_pending(const struct vcpu *v);
/* Update after v moved to another CPU or its assists changed. */
void arch_vm_assist_changed(struct domain *d);
/* Page size and frames of the shared page of grants/vcpu_info. */
unsigned long arch_max_vcpus(const struct domain *d);

/* VCPUOP_*, domctl, sysctl sub-operations only an arch knows; -ENOSYS. */
struct xen_domctl;
struct xen_sysctl;
long arch_vcpu_op(struct vcpu *v, unsigned int cmd, guest_ptr_t arg);
/* *copyback: write the structure back to the caller. */
long arch_domctl(struct domain *d, struct xen_domctl *op, bool *copyback);
long arch_sysctl(struct xen_sysctl *op, bool *copyback);
/* The arch's fields of getdomaininfo and physinfo, which are zeroed. */
struct xen_domctl_getdomaininfo;
struct xen_sysctl_physinfo;
void arch_domain_info(const struct domain *d,
		      struct xen_domctl_getdomaininfo *info);
void arch_physinfo(struct xen_sysctl_physinfo *info);

/* XENVER_capabilities text; XENVER_get_features word of submap `i`. */
void arch_capabilities(char *buf, size_t len);
uint32_t arch_features(const struct domain *d, unsigned int submap);
/* XENVER_platform_parameters; VMASST_TYPE_* bits that `d` may switch. */
unsigned long arch_hypervisor_virt_start(const struct domain *d);
unsigned long arch_vm_assists(const struct domain *d);
/* The build id of the image, its size in *len; NULL: it has none. */
const void *arch_build_id(size_t *len);

/* Multicall and continuation: args back into the guest's registers. */
void arch_hypercall_restart(struct vcpu *v, const struct hypercall_args *args);

#endif /* XEN_ARCH_DOMAIN_H */
