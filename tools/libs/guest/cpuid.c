// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain's CPUID policy: what the hypervisor gives it by default, adjusted,
 * then the user's overrides.
 *
 * A PV guest may see the real topology leaves (not every CPU can hide them
 * from it), so HTT and CMP_LEGACY must be the host's for it.
 */
#include "private.h"

enum { EAX, EBX, ECX, EDX };

struct policy {
	xen_cpuid_leaf_t *leaves; /* owned */
	xen_msr_entry_t *msrs;	  /* owned */
	uint32_t nr_leaves, nr_msrs;
};

static int policy_alloc(xc_interface *xch, struct policy *p)
{
	if (xc_cpu_policy_get_size(xch, &p->nr_leaves, &p->nr_msrs))
		return -errno;
	p->leaves = calloc(p->nr_leaves, sizeof(*p->leaves));
	p->msrs = calloc(p->nr_msrs, sizeof(*p->msrs));
	return p->leaves && p->msrs ? 0 : -ENOMEM;
}

static void policy_free(struct policy *p)
{
	free(p->leaves);
	free(p->msrs);
}

static uint32_t *reg(struct policy *p, uint32_t leaf, uint32_t subleaf,
		     unsigned int r)
{
	xen_cpuid_leaf_t *l;

	for (l = p->leaves; l < p->leaves + p->nr_leaves; l++)
		if (l->leaf == leaf &&
		    (l->subleaf == subleaf || subleaf == ~0U))
			return (uint32_t *[]){ &l->a, &l->b, &l->c, &l->d }[r];
	return NULL;
}

static void copy_bit(struct policy *to, struct policy *from, uint32_t leaf,
		     unsigned int r, unsigned int bit)
{
	uint32_t *t = reg(to, leaf, ~0U, r), *f = reg(from, leaf, ~0U, r);

	if (t && f)
		*t = (*t & ~(1U << bit)) | (*f & 1U << bit);
}

static int get_both(xc_interface *xch, uint32_t domid, struct policy *dom,
		    struct policy *host)
{
	int rc = policy_alloc(xch, dom);

	if (!rc)
		rc = policy_alloc(xch, host);
	if (rc)
		return rc;
	if (xc_get_domain_cpu_policy(xch, domid, &dom->nr_leaves, dom->leaves,
				     &dom->nr_msrs, dom->msrs) ||
	    xc_get_system_cpu_policy(xch, XEN_SYSCTL_cpu_policy_host,
				     &host->nr_leaves, host->leaves,
				     &host->nr_msrs, host->msrs))
		return -errno;
	return 0;
}

int xc_dom_cpuid_apply(xc_interface *xch, uint32_t domid, bool is_hvm,
		       bool itsc, const struct xc_cpuid_override *overrides,
		       unsigned int nr, struct xc_dom_error *err)
{
	struct policy dom = { 0 }, host = { 0 };
	const struct xc_cpuid_override *o;
	uint32_t e_leaf, e_sub, e_msr, *r, *h;
	int rc = get_both(xch, domid, &dom, &host);

	if (rc) {
		xg_fail(err, -rc, "cannot read its CPU policy: %s",
			strerror(-rc));
		goto out;
	}
	if (!is_hvm) {
		copy_bit(&dom, &host, 1, EDX, 28);	   /* HTT */
		copy_bit(&dom, &host, 0x80000001, ECX, 1); /* CMP_LEGACY */
	}
	if (itsc)
		copy_bit(&dom, &host, 0x80000007, EDX, 8);
	for (o = overrides; o < overrides + nr; o++) {
		r = reg(&dom, o->leaf, o->subleaf, o->reg);
		h = reg(&host, o->leaf, o->subleaf, o->reg);
		/* What is to be 0 in a leaf that is not there is 0. */
		if (!r && !(o->mask & o->value))
			continue;
		if (!r) {
			rc = xg_fail(err, EINVAL,
				     "cpuid: this host has no leaf 0x%x",
				     o->leaf);
			goto out;
		}
		*r = (*r & ~o->mask) | (o->value & o->mask);
		*r = (*r & ~o->host) | ((h ? *h : 0) & o->host);
	}
	if (xc_set_domain_cpu_policy(xch, domid, dom.nr_leaves, dom.leaves,
				     dom.nr_msrs, dom.msrs, &e_leaf, &e_sub,
				     &e_msr)) {
		rc = -errno;
		xg_fail(err, -rc,
			"Xen refuses its CPU policy (leaf 0x%x.%x, msr 0x%x): "
			"%s",
			e_leaf, e_sub, e_msr, strerror(-rc));
	}
out:
	policy_free(&dom);
	policy_free(&host);
	return rc;
}
