/*
 * asm/policy.h: what guests see of CPUID and MSRs (arch/x86/policy).
 *
 * The pure part (fill, trim, serialise) is xen/cpu_policy.h.
 */
#ifndef ASM_POLICY_H
#define ASM_POLICY_H

#include <xen/cpu_policy.h>
#include <xen/types.h>

struct vcpu;
struct domain;
struct cpuid_leaf;

/*
 * The machine's policies, by XEN_SYSCTL_cpu_policy_*; NULL: no such index.
 * Computed when the first domain is made.
 */
const struct cpu_policy *system_policy(unsigned int index);
/* What a domain of d's kind may have at most, and gets. */
const struct cpu_policy *policy_max_of(const struct domain *d);
const struct cpu_policy *policy_default_of(const struct domain *d);

int cpu_policy_domain_init(struct domain *d);
void cpu_policy_domain_fini(struct domain *d);
/*
 * Replaces d's policy by `p`, cut to what d may have; d does not run.
 * -EINVAL: this machine can't do it, *err says what.
 */
int cpu_policy_domain_set(struct domain *d, const struct cpu_policy *p,
			  struct policy_error *err);

/* CPUID as `v` sees it, hypervisor leaves included. */
void guest_cpuid(const struct vcpu *v, uint32_t leaf, uint32_t sub,
		 struct cpuid_leaf *res);
/* 0, or -1: the guest gets #GP. */
int guest_rdmsr(struct vcpu *v, uint32_t msr, uint64_t *val);
int guest_wrmsr(struct vcpu *v, uint32_t msr, uint64_t val);

/*
 * `v` begins to run on this CPU: MSRs that it reads without the hypervisor.
 * Non-zero values are only there if the CPU has the MSR.
 */
void guest_msrs_load(const struct vcpu *v);
/* This CPU starts: nobody's are in it. */
void guest_msrs_cpu_init(void);

#endif /* ASM_POLICY_H */
