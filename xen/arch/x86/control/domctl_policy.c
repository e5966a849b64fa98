/* domctl_policy.c: CPU policies to and from tools. */
#include "control.h"

#include <xen/errno.h>
#include <xen/mm.h>
#include <asm/policy.h>

struct copy {
	guest_ptr_t out;
	uint32_t room;
};

static int copy_leaf(void *ctx, unsigned int i, const xen_cpuid_leaf_t *leaf)
{
	const struct copy *c = ctx;

	if (i >= c->room)
		return -ENOBUFS;
	return put_guest_at(c->out, i, leaf);
}

long policy_to_guest(const struct cpu_policy *p, guest_ptr_t leaves,
		     uint32_t *nr_leaves, guest_ptr_t msrs, uint32_t *nr_msrs)
{
	struct copy c = { .out = leaves, .room = *nr_leaves };
	xen_msr_entry_t entries[POLICY_MAX_MSRS];
	unsigned int n;
	int ret;

	if (guest_ptr_null(leaves)) {
		*nr_leaves = POLICY_MAX_LEAVES;
	} else {
		ret = policy_for_each_leaf(p, copy_leaf, &c);
		if (ret < 0)
			return ret;
		*nr_leaves = ret;
	}
	if (guest_ptr_null(msrs)) {
		*nr_msrs = POLICY_MAX_MSRS;
		return 0;
	}
	n = policy_get_msrs(p, entries);
	if (n > *nr_msrs)
		return -ENOBUFS;
	*nr_msrs = n;
	return copy_to_guest(msrs, entries, n * sizeof(entries[0]));
}

long domctl_get_cpu_policy(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	struct xen_domctl_cpu_policy *c = &op->u.cpu_policy;

	*copyback = true;
	return policy_to_guest(d->arch.policy, guest_ptr(c->leaves),
			       &c->nr_leaves, guest_ptr(c->msrs), &c->nr_msrs);
}

static long read_policy(struct cpu_policy *p, struct xen_domctl_cpu_policy *c)
{
	xen_cpuid_leaf_t leaf;
	xen_msr_entry_t msr;
	int ret;

	for (uint32_t i = 0; i < c->nr_leaves; i++) {
		if (get_guest_at(&leaf, guest_ptr(c->leaves), i))
			return -EFAULT;
		ret = policy_put_leaf(p, &leaf);
		if (ret) {
			c->err_leaf = leaf.leaf;
			c->err_subleaf = leaf.subleaf;
			return ret;
		}
	}
	for (uint32_t i = 0; i < c->nr_msrs; i++) {
		if (get_guest_at(&msr, guest_ptr(c->msrs), i))
			return -EFAULT;
		ret = policy_put_msr(p, &msr);
		if (ret) {
			c->err_msr = msr.idx;
			return ret;
		}
	}
	return 0;
}

long domctl_set_cpu_policy(struct domain *d, struct xen_domctl *op,
			   bool *copyback)
{
	struct xen_domctl_cpu_policy *c = &op->u.cpu_policy;
	struct policy_error err = { ~0u, ~0u, ~0u };
	struct cpu_policy *p;
	long ret;

	if (d == current->domain)
		return -EINVAL;
	c->err_leaf = c->err_subleaf = c->err_msr = ~0u;
	*copyback = true; /* unless it works */
	if (c->nr_leaves > POLICY_MAX_LEAVES || c->nr_msrs > POLICY_MAX_MSRS)
		return -E2BIG;
	/* It would change under the guest's feet. */
	if (!d->created_paused)
		return -EEXIST;
	p = xnew(struct cpu_policy);
	if (!p)
		return -ENOMEM;
	*p = *d->arch.policy;
	ret = read_policy(p, c);
	if (!ret) {
		ret = cpu_policy_domain_set(d, p, &err);
		c->err_leaf = err.leaf;
		c->err_subleaf = err.subleaf;
		c->err_msr = err.msr;
	}
	xfree(p);
	*copyback = ret;
	return ret;
}
