// SPDX-License-Identifier: GPL-2.0-only
/* Giving a new domain its CPU policy. */
#include "cpuid_list.h"
#include "internal.h"

int xl_set_cpuid(struct gc *gc, uint32_t domid,
		 const libxl_domain_build_info *b)
{
	int i, rc, n = libxl_cpuid_policy_list_length(&b->cpuid);
	struct xc_cpuid_override *o = gc_alloc(gc, (n + 1) * sizeof(*o));
	struct xc_dom_error err;

	for (i = 0; i < n; i++)
		o[i] = b->cpuid[i].o;
	rc = xc_dom_cpuid_apply(gc->ctx->xch, domid, false,
				libxl_defbool_val(b->disable_migrate), o, n,
				&err);
	/* Without the user's wishes the hypervisor's default will do. */
	if (!n && (rc == -ENOSYS || rc == -EOPNOTSUPP)) {
		XL_LOG(gc->ctx, DEBUG, "domain %u keeps the default CPU policy",
		       domid);
		return 0;
	}
	if (rc)
		XL_ERROR(gc->ctx, "domain %u: %s", domid, err.text);
	return rc ? ERROR_FAIL : 0;
}
