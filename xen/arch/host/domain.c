/*
 * domain.c (host): guests that have no machine state.
 */
#include <xen/arch/domain.h>

#include <stdio.h>
#include <stdlib.h>
#include <xen/errno.h>
#include <xen/sched.h>
#include <asm/host.h>

_Thread_local jmp_buf *host_switch_env;
_Thread_local struct vcpu *host_switch_prev;
unsigned int host_relinquish_steps;

HOST_WEAK int
arch_domain_config_check(const struct xen_domctl_createdomain *config)
{
	return 0;
}

HOST_WEAK int arch_domain_create(struct domain *d,
				 const struct xen_domctl_createdomain *config)
{
	return 0;
}

HOST_WEAK void arch_domain_destroy(struct domain *d)
{
}

HOST_WEAK int arch_domain_relinquish(struct domain *d)
{
	if (host_relinquish_steps > 0) {
		host_relinquish_steps--;
		return -ERESTART;
	}
	return 0;
}

HOST_WEAK void arch_domain_shutdown(struct domain *d)
{
}

HOST_WEAK void arch_domain_pause(struct domain *d)
{
}

HOST_WEAK int arch_vcpu_create(struct vcpu *v)
{
	return 0;
}

HOST_WEAK void arch_vcpu_destroy(struct vcpu *v)
{
}

HOST_WEAK int arch_vcpu_initialise(struct vcpu *v, guest_ptr_t ctx)
{
	return guest_ptr_null(ctx) ? -EFAULT : v->initialised ? -EEXIST : 0;
}

HOST_WEAK int arch_vcpu_reset(struct vcpu *v)
{
	return 0;
}

HOST_WEAK void arch_vcpu_get_context(struct vcpu *v,
				     struct vcpu_guest_context *out)
{
}

HOST_WEAK int arch_vcpu_set_context(struct vcpu *v,
				    const struct vcpu_guest_context *in)
{
	return 0;
}

HOST_WEAK void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	host_current = next;
	host_switch_prev = prev;
	sched_context_saved(prev);
	if (!host_switch_env) {
		fputs("context switch in a test that has none\n", stderr);
		abort();
	}
	longjmp(*host_switch_env, 1);
}

HOST_WEAK void arch_context_continue(struct vcpu *v)
{
	if (!host_switch_env)
		abort();
	longjmp(*host_switch_env, 1);
}

HOST_WEAK void arch_vcpu_sync_state(struct vcpu *v)
{
}

HOST_WEAK bool arch_vcpu_has_pending(const struct vcpu *v)
{
	return false;
}

HOST_WEAK void arch_vm_assist_changed(struct domain *d)
{
}

HOST_WEAK unsigned long arch_max_vcpus(const struct domain *d)
{
	return 128;
}

HOST_WEAK long arch_vcpu_op(struct vcpu *v, unsigned int cmd, guest_ptr_t arg)
{
	return -ENOSYS;
}

HOST_WEAK long arch_domctl(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	return -ENOSYS;
}

HOST_WEAK long arch_sysctl(struct xen_sysctl *op, bool *copyback)
{
	return -ENOSYS;
}

HOST_WEAK void arch_domain_info(const struct domain *d,
				struct xen_domctl_getdomaininfo *info)
{
}

HOST_WEAK void arch_physinfo(struct xen_sysctl_physinfo *info)
{
}

HOST_WEAK void arch_capabilities(char *buf, size_t len)
{
	if (len)
		*buf = '\0';
}

HOST_WEAK uint32_t arch_features(const struct domain *d, unsigned int submap)
{
	return 0;
}

HOST_WEAK unsigned long arch_hypervisor_virt_start(const struct domain *d)
{
	return 0;
}

HOST_WEAK unsigned long arch_vm_assists(const struct domain *d)
{
	return ~0UL;
}

HOST_WEAK const void *arch_build_id(size_t *len)
{
	*len = 0;
	return NULL;
}

HOST_WEAK void arch_hypercall_restart(struct vcpu *v,
				      const struct hypercall_args *args)
{
}

HOST_WEAK bool hypercall_preempt(void)
{
	return false;
}
