/*
 * system.c: the policies of the machine: as its CPUs say (raw), as the
 * hypervisor uses them (host), and the most and the default that PV and HVM
 * guests get.
 */
#include <xen/domain.h>
#include <asm/cpu.h>
#include <asm/policy.h>
#include <public/sysctl.h>

static struct cpu_policy policies[XEN_SYSCTL_cpu_policy_hvm_default + 1];
static bool computed;

static void read_leaf(uint32_t leaf, uint32_t sub, struct cpuid_regs *out)
{
	struct cpuid_leaf l;

	cpuid(leaf, sub, &l);
	*out = (struct cpuid_regs){ l.a, l.b, l.c, l.d };
}

static void make_raw(struct cpu_policy *p)
{
	uint64_t v;

	policy_fill(p, read_leaf);
	if (policy_vendor(p) == POLICY_INTEL &&
	    !rdmsr_safe(POLICY_MSR_PLATFORM_INFO, &v))
		p->platform_info = v & PLATFORM_INFO_CPUID_FAULTING;
	if (policy_has(p, XEN_X86_FEATURE_ARCH_CAPS) &&
	    !rdmsr_safe(POLICY_MSR_ARCH_CAPS, &v))
		p->arch_caps = v;
}

/* Unknown bits, and what the command line switched off, are gone. */
static void make_host(struct cpu_policy *p, const struct cpu_policy *raw)
{
	uint32_t words[CPU_FEATURE_WORDS], known[CPU_FEATURE_WORDS];
	const struct cpu_features *f = &cpu_features;

	*p = *raw;
	policy_get_features(p, words);
	features_of(0, known);
	for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
		words[i] &= known[i];
	if (!f->xsave)
		feature_clear(words, XEN_X86_FEATURE_XSAVE);
	if (!f->smep_hvm)
		feature_clear(words, XEN_X86_FEATURE_SMEP);
	if (!f->smap_hvm)
		feature_clear(words, XEN_X86_FEATURE_SMAP);
	if (!f->umip)
		feature_clear(words, XEN_X86_FEATURE_UMIP);
	features_close(words);
	policy_set_features(p, words);
	/* Extended states that the hypervisor does not switch do not exist. */
	p->xstate[0].a &= (uint32_t)f->xcr0_mask;
	p->xstate[0].d &= f->xcr0_mask >> 32;
	p->xstate[1].c = p->xstate[1].d = 0;
}

static void mask_features(struct cpu_policy *p, unsigned int who)
{
	uint32_t words[CPU_FEATURE_WORDS], allowed[CPU_FEATURE_WORDS];

	policy_get_features(p, words);
	features_of(who, allowed);
	for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
		words[i] &= allowed[i];
	/* The hypervisor is there; these say how to read the topology. */
	feature_set(words, XEN_X86_FEATURE_HYPERVISOR);
	if (!(who & FEATURE_DEFAULT)) {
		feature_set(words, XEN_X86_FEATURE_HTT);
		feature_set(words, XEN_X86_FEATURE_X2APIC);
		feature_set(words, XEN_X86_FEATURE_CMP_LEGACY);
	}
	policy_set_features(p, words);
}

static void make_guest(struct cpu_policy *max, struct cpu_policy *def,
		       const struct cpu_policy *host, unsigned int who)
{
	struct cpu_policy limit = *host;

	limit.basic[0].a = min(limit.basic[0].a, (uint32_t)POLICY_NR_BASIC - 1);
	limit.feat[0].a = min(limit.feat[0].a, (uint32_t)POLICY_NR_FEAT - 1);
	limit.ext[0].a = min(limit.ext[0].a, policy_vendor(host) == POLICY_AMD
						     ? 0x80000021u
						     : 0x80000008u);
	/* PV guests run 64-bit code, where SYSENTER is Intel's alone. */
	if ((who & FEATURE_PV) && !cpu_features.sysenter_compat)
		limit.basic[1].d &= ~(1u << (XEN_X86_FEATURE_SEP & 31));
	/* Faulting is emulated for HVM, and for PV where the CPU can. */
	if (who & FEATURE_HVM)
		limit.platform_info |= PLATFORM_INFO_CPUID_FAULTING;
	mask_features(&limit, who);
	*max = limit;
	policy_trim(max, &limit);
	*def = *max;
	mask_features(def, who | FEATURE_DEFAULT);
	/* What tools may claim, but nobody gets unless the machine has it. */
	def->basic[1].d &= host->basic[1].d;
	def->basic[1].c &= host->basic[1].c | 1u << 31;
	def->ext[1].c &= host->ext[1].c;
	policy_trim(def, max);
}

static void compute(void)
{
	struct cpu_policy *p = policies;

	make_raw(&p[XEN_SYSCTL_cpu_policy_raw]);
	make_host(&p[XEN_SYSCTL_cpu_policy_host],
		  &p[XEN_SYSCTL_cpu_policy_raw]);
	make_guest(&p[XEN_SYSCTL_cpu_policy_pv_max],
		   &p[XEN_SYSCTL_cpu_policy_pv_default],
		   &p[XEN_SYSCTL_cpu_policy_host], FEATURE_PV);
	make_guest(&p[XEN_SYSCTL_cpu_policy_hvm_max],
		   &p[XEN_SYSCTL_cpu_policy_hvm_default],
		   &p[XEN_SYSCTL_cpu_policy_host], FEATURE_HVM);
	computed = true;
}

const struct cpu_policy *system_policy(unsigned int index)
{
	if (index >= ARRAY_SIZE(policies))
		return NULL;
	/* The first time is at boot, on one CPU: dom0 is being made. */
	if (!computed)
		compute();
	return &policies[array_index_nospec(index, ARRAY_SIZE(policies))];
}

const struct cpu_policy *policy_max_of(const struct domain *d)
{
	return system_policy(d->is_hvm ? XEN_SYSCTL_cpu_policy_hvm_max
				       : XEN_SYSCTL_cpu_policy_pv_max);
}

const struct cpu_policy *policy_default_of(const struct domain *d)
{
	return system_policy(d->is_hvm ? XEN_SYSCTL_cpu_policy_hvm_default
				       : XEN_SYSCTL_cpu_policy_pv_default);
}
