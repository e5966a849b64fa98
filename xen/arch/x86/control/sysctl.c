/* sysctl.c: x86's commands of sysctl: CPU policies and features. */
#include "control.h"

#include <xen/errno.h>
#include <xen/grant.h>
#include <xen/arch/domain.h>
#include <asm/policy.h>

static long get_policy(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cpu_policy *c = &op->u.cpu_policy;
	const struct cpu_policy *p;

	if (c->_rsvd)
		return -EINVAL;
	p = system_policy(c->index);
	if (!p)
		return -EINVAL;
	*copyback = true;
	return policy_to_guest(p, guest_ptr(c->leaves), &c->nr_leaves,
			       guest_ptr(c->msrs), &c->nr_msrs);
}

/* XEN_SYSCTL_cpu_featureset_* to XEN_SYSCTL_cpu_policy_*. */
static const unsigned int featureset_policy[] = {
	[XEN_SYSCTL_cpu_featureset_raw] = XEN_SYSCTL_cpu_policy_raw,
	[XEN_SYSCTL_cpu_featureset_host] = XEN_SYSCTL_cpu_policy_host,
	[XEN_SYSCTL_cpu_featureset_pv] = XEN_SYSCTL_cpu_policy_pv_default,
	[XEN_SYSCTL_cpu_featureset_hvm] = XEN_SYSCTL_cpu_policy_hvm_default,
	[XEN_SYSCTL_cpu_featureset_pv_max] = XEN_SYSCTL_cpu_policy_pv_max,
	[XEN_SYSCTL_cpu_featureset_hvm_max] = XEN_SYSCTL_cpu_policy_hvm_max,
};

static long get_featureset(struct xen_sysctl *op, bool *copyback)
{
	struct xen_sysctl_cpu_featureset *f = &op->u.cpu_featureset;
	uint32_t words[CPU_FEATURE_WORDS], n, index;
	guest_ptr_t out = guest_ptr(f->features);

	*copyback = true;
	if (guest_ptr_null(out)) {
		f->nr_features = CPU_FEATURE_WORDS;
		return 0;
	}
	if (f->index >= ARRAY_SIZE(featureset_policy))
		return -EINVAL;
	index = array_index_nospec(f->index, ARRAY_SIZE(featureset_policy));
	policy_get_features(system_policy(featureset_policy[index]), words);
	n = min(f->nr_features, (uint32_t)CPU_FEATURE_WORDS);
	if (copy_to_guest(out, words, n * sizeof(words[0])))
		return -EFAULT;
	/* All there is, and an error if it did not fit. */
	f->nr_features = CPU_FEATURE_WORDS;
	return n < CPU_FEATURE_WORDS ? -ENOBUFS : 0;
}

long arch_sysctl(struct xen_sysctl *op, bool *copyback)
{
	switch (op->cmd) {
	case XEN_SYSCTL_get_cpu_policy:
		return get_policy(op, copyback);
	case XEN_SYSCTL_get_cpu_featureset:
		return get_featureset(op, copyback);
	case XEN_SYSCTL_get_cpu_levelling_caps:
		op->u.cpu_levelling_caps.caps = 0;
		*copyback = true;
		return 0;
	case XEN_SYSCTL_psr_cmt_op:
		return -ENODEV;
	case XEN_SYSCTL_psr_alloc:
		return op->u.psr_alloc.cmd <= XEN_SYSCTL_PSR_get_mba_info
			       ? -ENODEV
			       : -EOPNOTSUPP;
	default:
		return -ENOSYS;
	}
}

/* The words that Xen has always given, in its order. */
void arch_physinfo(struct xen_sysctl_physinfo *info)
{
	uint32_t words[CPU_FEATURE_WORDS];

	policy_get_features(system_policy(XEN_SYSCTL_cpu_policy_host), words);
	for (unsigned int i = 0; i < ARRAY_SIZE(info->hw_cap); i++)
		info->hw_cap[i] = words[i];
	info->capabilities =
		XEN_SYSCTL_PHYSCAP_pv | XEN_SYSCTL_PHYSCAP_gnttab_v1 |
		(gnttab_max_version < 2 ? 0 : XEN_SYSCTL_PHYSCAP_gnttab_v2);
}
