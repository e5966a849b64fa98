/*
 * cpuid.c: CPUID as a vCPU sees it: its domain's policy, what changes while
 * it runs, and the hypervisor's own leaves (public/arch-x86/cpuid.h).
 *
 * A PV guest's plain CPUID instruction is not intercepted and shows the
 * machine; kernels use the forced-emulation prefix, which ends here.
 */
#include <xen/domain.h>
#include <xen/mm.h>
#include <xen/bitops.h>
#include <xen/arch/cpu.h>
#include <asm/cpu.h>
#include <asm/policy.h>
#include <asm/time.h>
#include <public/arch-x86/cpuid.h>
#include <public/sysctl.h>

#define BIT_OF(feature) (1u << (XEN_X86_FEATURE_##feature & 31))

#define MSR_HYPERCALL_PAGE 0x40000000u

/* Bits that say where the machine's memory ends. */
static unsigned int address_width(void)
{
	unsigned int bits = PAGE_SHIFT;

	while (bits < 52 && (max_page - 1) >> (bits - PAGE_SHIFT))
		bits++;
	return bits;
}

static struct cpuid_regs time_leaf(const struct vcpu *v, uint32_t sub)
{
	const struct arch_domain *a = &v->domain->arch;
	const struct vcpu_time_info *t = &v->arch.time_cached;
	struct cpuid_regs r = { 0 };
	/* Dom0 stays on this machine: it is told no rate to rely on. */
	bool scaled = !is_hardware_domain(v->domain);

	switch (sub) {
	case 0:
		r.a = (a->vtsc ? 1 : 0) | (tsc_stable ? 2 : 0) |
		      (policy_has(a->policy, XEN_X86_FEATURE_RDTSCP) ? 4 : 0);
		r.b = a->tsc_mode;
		r.c = !scaled ? 0 : a->vtsc ? a->tsc_khz : arch_cpu_khz();
		r.d = a->tsc_incarnation;
		break;
	case 1:
		if (!scaled)
			break;
		r.c = t->tsc_to_system_mul;
		r.d = (uint8_t)t->tsc_shift;
		break;
	case 2:
		r.a = arch_cpu_khz();
		break;
	}
	return r;
}

static struct cpuid_regs hypervisor_leaf(const struct vcpu *v, uint32_t idx,
					 uint32_t sub)
{
	const struct domain *d = v->domain;
	uint32_t limit = d->arch.policy->hv_limit;
	struct cpuid_regs r = { 0 };

	limit = limit ? clamp(limit, 2u, (uint32_t)XEN_CPUID_MAX_NUM_LEAVES)
		      : XEN_CPUID_MAX_NUM_LEAVES;
	if (idx > limit)
		return r;
	switch (idx) {
	case 0:
		r = (struct cpuid_regs){ XEN_CPUID_LEAF(limit),
					 XEN_CPUID_SIGNATURE_EBX,
					 XEN_CPUID_SIGNATURE_ECX,
					 XEN_CPUID_SIGNATURE_EDX };
		break;
	case 1:
		r.a = 4 << 16 | 17;
		break;
	case 2:
		r.a = 1;
		r.b = MSR_HYPERCALL_PAGE;
		if (is_pv_domain(d))
			r.c = XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD;
		break;
	case 3:
		r = time_leaf(v, sub);
		break;
	case 4:
		if (is_pv_domain(d))
			break;
		r.a = XEN_HVM_CPUID_VCPU_ID_PRESENT |
		      XEN_HVM_CPUID_DOMID_PRESENT;
		r.b = v->id;
		r.c = d->id;
		break;
	case 5:
		if (is_pv_domain(d))
			r.b = address_width();
		break;
	}
	return r;
}

/* Whether `leaf`, `sub` is below the policy's limits. */
static bool in_limits(const struct cpu_policy *p, uint32_t leaf, uint32_t sub)
{
	if (leaf >= 0x80000000)
		return leaf <= p->ext[0].a;
	if (leaf > p->basic[0].a)
		return false;
	return leaf != 7 || sub <= p->feat[0].a;
}

static void adjust_leaf_1(const struct vcpu *v, struct cpuid_regs *r)
{
	const struct cpu_policy *host =
		system_policy(XEN_SYSCTL_cpu_policy_host);

	if (!is_pv_domain(v->domain)) {
		r->b |= (v->id * 2) << 24;
		return;
	}
	/* A PV kernel finds it on from the start: Linux looks only then. */
	if ((v->arch.pv.ctrlreg[4] & X86_CR4_OSXSAVE) ||
	    (v->arch.pv.kernel_mode && (r->c & BIT_OF(XSAVE))))
		r->c |= BIT_OF(OSXSAVE);
	/*
	 * Dom0's drivers for frequencies and memory types look for these of
	 * the machine.
	 */
	if (is_hardware_domain(v->domain) && v->arch.pv.kernel_mode) {
		r->c |= host->basic[1].c & BIT_OF(EIST);
		r->d |= host->basic[1].d & BIT_OF(MTRR);
	}
}

static void adjust(const struct vcpu *v, uint32_t leaf, uint32_t sub,
		   struct cpuid_regs *r)
{
	const struct cpu_policy *p = v->domain->arch.policy;

	switch (leaf) {
	case 1:
		adjust_leaf_1(v, r);
		break;
	case 0xb:
		if (!policy_has(p, XEN_X86_FEATURE_X2APIC))
			break;
		r->c = (r->c & ~0xffu) | (sub & 0xff);
		r->d = v->id * 2;
		break;
	case 0xd:
		if (!policy_has(p, XEN_X86_FEATURE_XSAVE))
			*r = (struct cpuid_regs){ 0 };
		else if (sub == 0)
			r->b = policy_xsave_size(p, v->arch.xcr0);
		else if (sub == 1 && policy_has(p, XEN_X86_FEATURE_XSAVEC))
			r->b = policy_xsavec_size(p, v->arch.xcr0);
		break;
	case 0x80000001:
		if (is_hardware_domain(v->domain) && is_pv_domain(v->domain) &&
		    v->arch.pv.kernel_mode && policy_vendor(p) == POLICY_AMD &&
		    cpu_features.mtrr)
			r->d |= BIT_OF(MTRR);
		break;
	}
}

void guest_cpuid(const struct vcpu *v, uint32_t leaf, uint32_t sub,
		 struct cpuid_leaf *res)
{
	const struct cpu_policy *p = v->domain->arch.policy;
	struct cpuid_regs r = { 0 };

	if (leaf >= XEN_CPUID_FIRST_LEAF && leaf < 0x80000000) {
		if (leaf < XEN_CPUID_FIRST_LEAF + 0x100)
			r = hypervisor_leaf(v, leaf & 0xff, sub);
	} else if (in_limits(p, leaf, sub)) {
		r = policy_leaf(p, leaf, sub);
		adjust(v, leaf, sub, &r);
	}
	*res = (struct cpuid_leaf){ r.a, r.b, r.c, r.d };
}
