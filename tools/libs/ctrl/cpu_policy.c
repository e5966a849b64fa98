// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID and MSR policies in their serialised form: arrays of leaves and of
 * MSR values, of the whole system (what a kind of guest may get) or of one
 * domain (what it got).
 */
#include "private.h"

int xc_cpu_policy_get_size(xc_interface *xch, uint32_t *nr_leaves,
			   uint32_t *nr_msrs)
{
	struct xen_sysctl s = { .cmd = XEN_SYSCTL_get_cpu_policy };

	if (xc_sysctl(xch, &s))
		return -1;
	*nr_leaves = s.u.cpu_policy.nr_leaves;
	*nr_msrs = s.u.cpu_policy.nr_msrs;
	return 0;
}

struct arrays {
	xc_hypercall_buffer_t leaves, msrs;
};

static int bounce_arrays(xc_interface *xch, struct arrays *a,
			 xen_cpuid_leaf_t *leaves, uint32_t nr_leaves,
			 xen_msr_entry_t *msrs, uint32_t nr_msrs, int dir)
{
	if (xc_bounce(xch, &a->leaves, leaves, nr_leaves * sizeof(*leaves),
		      dir))
		return -1;
	if (xc_bounce(xch, &a->msrs, msrs, nr_msrs * sizeof(*msrs), dir)) {
		xc_unbounce(xch, &a->leaves);
		return -1;
	}
	return 0;
}

static void unbounce_arrays(xc_interface *xch, struct arrays *a)
{
	xc_unbounce(xch, &a->msrs);
	xc_unbounce(xch, &a->leaves);
}

int xc_get_system_cpu_policy(xc_interface *xch, uint32_t index,
			     uint32_t *nr_leaves, xen_cpuid_leaf_t *leaves,
			     uint32_t *nr_msrs, xen_msr_entry_t *msrs)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_get_cpu_policy,
		.u.cpu_policy = {
			.index = index,
			.nr_leaves = *nr_leaves,
			.nr_msrs = *nr_msrs,
		},
	};
	struct arrays a;
	int ret;

	if (bounce_arrays(xch, &a, leaves, *nr_leaves, msrs, *nr_msrs,
			  XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(s.u.cpu_policy.leaves, a.leaves.hbuf);
	set_xen_guest_handle_raw(s.u.cpu_policy.msrs, a.msrs.hbuf);
	ret = xc_sysctl(xch, &s);
	unbounce_arrays(xch, &a);
	if (ret)
		return ret;
	*nr_leaves = s.u.cpu_policy.nr_leaves;
	*nr_msrs = s.u.cpu_policy.nr_msrs;
	return 0;
}

int xc_get_domain_cpu_policy(xc_interface *xch, uint32_t domid,
			     uint32_t *nr_leaves, xen_cpuid_leaf_t *leaves,
			     uint32_t *nr_msrs, xen_msr_entry_t *msrs)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_get_cpu_policy,
		.domain = domid,
		.u.cpu_policy = {
			.nr_leaves = *nr_leaves,
			.nr_msrs = *nr_msrs,
		},
	};
	struct arrays a;
	int ret;

	if (bounce_arrays(xch, &a, leaves, *nr_leaves, msrs, *nr_msrs,
			  XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(d.u.cpu_policy.leaves, a.leaves.hbuf);
	set_xen_guest_handle_raw(d.u.cpu_policy.msrs, a.msrs.hbuf);
	ret = xc_domctl(xch, &d);
	unbounce_arrays(xch, &a);
	if (ret)
		return ret;
	*nr_leaves = d.u.cpu_policy.nr_leaves;
	*nr_msrs = d.u.cpu_policy.nr_msrs;
	return 0;
}

int xc_set_domain_cpu_policy(xc_interface *xch, uint32_t domid,
			     uint32_t nr_leaves, xen_cpuid_leaf_t *leaves,
			     uint32_t nr_msrs, xen_msr_entry_t *msrs,
			     uint32_t *err_leaf, uint32_t *err_subleaf,
			     uint32_t *err_msr)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_set_cpu_policy,
		.domain = domid,
		.u.cpu_policy = {
			.nr_leaves = nr_leaves,
			.nr_msrs = nr_msrs,
			.err_leaf = -1,
			.err_subleaf = -1,
			.err_msr = -1,
		},
	};
	struct arrays a;
	int ret;

	if (bounce_arrays(xch, &a, leaves, nr_leaves, msrs, nr_msrs,
			  XC_BOUNCE_IN))
		return -1;
	set_xen_guest_handle_raw(d.u.cpu_policy.leaves, a.leaves.hbuf);
	set_xen_guest_handle_raw(d.u.cpu_policy.msrs, a.msrs.hbuf);
	ret = xc_domctl(xch, &d);
	unbounce_arrays(xch, &a);
	if (err_leaf)
		*err_leaf = d.u.cpu_policy.err_leaf;
	if (err_subleaf)
		*err_subleaf = d.u.cpu_policy.err_subleaf;
	if (err_msr)
		*err_msr = d.u.cpu_policy.err_msr;
	return ret;
}

int xc_get_cpu_featureset(xc_interface *xch, uint32_t index, uint32_t *nr,
			  uint32_t *featureset)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_get_cpu_featureset,
		.u.cpu_featureset = { .index = index, .nr_features = *nr },
	};
	xc_hypercall_buffer_t b;
	int ret;

	if (xc_bounce(xch, &b, featureset, *nr * sizeof(*featureset),
		      XC_BOUNCE_OUT))
		return -1;
	set_xen_guest_handle_raw(s.u.cpu_featureset.features, b.hbuf);
	ret = xc_sysctl(xch, &s);
	xc_unbounce(xch, &b);
	if (!ret)
		*nr = s.u.cpu_featureset.nr_features;
	return ret;
}
