/* domain.c: each domain's own CPU policy. */
#include <xen/domain.h>
#include <xen/errno.h>
#include <asm/policy.h>
#include <public/sysctl.h>

/* Dom0 stays on this machine: what can't migrate is its as well. */
static void add_dom0_features(struct cpu_policy *p)
{
	const struct cpu_policy *host =
		system_policy(XEN_SYSCTL_cpu_policy_host);
	static const unsigned int extra[] = { XEN_X86_FEATURE_ITSC,
					      XEN_X86_FEATURE_ARCH_CAPS };
	uint32_t words[CPU_FEATURE_WORDS];

	policy_get_features(p, words);
	for (unsigned int i = 0; i < ARRAY_SIZE(extra); i++)
		if (policy_has(host, extra[i]))
			feature_set(words, extra[i]);
	policy_set_features(p, words);
	if (policy_has(p, XEN_X86_FEATURE_ARCH_CAPS))
		p->arch_caps = host->arch_caps;
}

int cpu_policy_domain_init(struct domain *d)
{
	d->arch.policy = xnew(struct cpu_policy);
	if (!d->arch.policy)
		return -ENOMEM;
	*d->arch.policy = *policy_default_of(d);
	if (is_hardware_domain(d)) {
		add_dom0_features(d->arch.policy);
		policy_trim(d->arch.policy, policy_max_of(d));
	}
	return 0;
}

void cpu_policy_domain_fini(struct domain *d)
{
	xfree(d->arch.policy);
	d->arch.policy = NULL;
}

int cpu_policy_domain_set(struct domain *d, const struct cpu_policy *p,
			  struct policy_error *err)
{
	const struct cpu_policy *max = policy_max_of(d);
	int ret = policy_compatible(max, p, err);

	if (ret)
		return ret;
	*d->arch.policy = *p;
	policy_trim(d->arch.policy, max);
	return 0;
}
