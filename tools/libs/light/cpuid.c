// SPDX-License-Identifier: GPL-2.0-only
/*
 * Giving a new domain its CPU policy, and reading what a domain or the host
 * has.  What the user asks for and the CPU lacks is refused by name; what it
 * has but this kind of guest never gets (SMEP in a PV guest) is left out.
 */
#include "cpuid_list.h"
#include "internal.h"

struct leaves {
	xen_cpuid_leaf_t *l; /* owned by a gc */
	uint32_t nr;
};

static int read_leaves(struct gc *gc, int index, uint32_t domid,
		       struct leaves *p)
{
	xc_interface *xch = gc->ctx->xch;
	uint32_t nr_msrs;
	xen_msr_entry_t *msrs;
	int rc;

	if (xc_cpu_policy_get_size(xch, &p->nr, &nr_msrs))
		return -errno;
	p->l = gc_alloc(gc, p->nr * sizeof(*p->l));
	msrs = gc_alloc(gc, nr_msrs * sizeof(*msrs));
	rc = index < 0 ? xc_get_domain_cpu_policy(xch, domid, &p->nr, p->l,
						  &nr_msrs, msrs)
		       : xc_get_system_cpu_policy(xch, index, &p->nr, p->l,
						  &nr_msrs, msrs);
	return rc ? -errno : 0;
}

static uint32_t value_of(const struct leaves *p, uint32_t leaf,
			 uint32_t subleaf, unsigned int reg)
{
	const xen_cpuid_leaf_t *l;

	for (l = p->l; l < p->l + p->nr; l++)
		if (l->leaf == leaf &&
		    (l->subleaf == subleaf || subleaf == CPUID_NO_SUBLEAF))
			return (uint32_t[]){ l->a, l->b, l->c, l->d }[reg];
	return 0;
}

int libxl_cpuid_get_words(libxl_ctx *ctx, uint32_t domid,
			  uint32_t words[LIBXL_CPUID_WORDS])
{
	GC(gc, ctx);
	struct leaves p;
	unsigned int i;
	int rc = read_leaves(&gc,
			     domid == (uint32_t)INVALID_DOMID
				     ? XEN_SYSCTL_cpu_policy_pv_max
				     : -1,
			     domid, &p);

	if (rc) {
		XL_ERROR(ctx, "cannot read the CPU policy: %s", strerror(-rc));
		return ERROR_FAIL;
	}
	for (i = 0; i < CPUID_WORDS; i++)
		words[i] = value_of(&p, cpuid_words[i].leaf,
				    cpuid_words[i].subleaf, cpuid_words[i].reg);
	return 0;
}

/* --- a new domain --- */

static struct xc_cpuid_override override_of(const struct libxl__cpu_policy *e,
					    unsigned int reg)
{
	struct xc_cpuid_override o = {
		.leaf = e->leaf,
		.subleaf = e->subleaf,
		.reg = reg,
	};
	unsigned int i;

	for (i = 0; i < 32; i++) {
		char c = e->reg[reg][31 - i];

		if (c == '0' || c == '1')
			o.mask |= 1U << i;
		if (c == '1')
			o.value |= 1U << i;
		if (c == 'k' || c == 's')
			o.host |= 1U << i;
	}
	return o;
}

/* The word of features that a register is, or -1. */
static int word_of(const struct xc_cpuid_override *o)
{
	int i;

	for (i = 0; i < CPUID_WORDS; i++)
		if (cpuid_words[i].leaf == o->leaf &&
		    cpuid_words[i].subleaf == o->subleaf &&
		    cpuid_words[i].reg == o->reg)
			return i;
	return -1;
}

static char *add_names(struct gc *gc, char *names, int word, uint32_t set)
{
	char name[40];
	unsigned int i;

	for (i = 0; i < 32; i++)
		if (set & 1U << i &&
		    libxl_cpuid_feature_name(word * 32 + i, name, sizeof(name)))
			names = gc_sprintf(gc, "%s%s%s", names,
					   *names ? ", " : "", name);
	return names;
}

/* Drops wishes that such a guest cannot have; *missing: what the CPU lacks. */
static void fit(struct gc *gc, struct xc_cpuid_override *o,
		const struct leaves *host, const struct leaves *max,
		char **missing)
{
	uint32_t has = value_of(host, o->leaf, o->subleaf, o->reg);
	uint32_t can = value_of(max, o->leaf, o->subleaf, o->reg);
	int word = word_of(o);

	if (word < 0)
		return;
	*missing = add_names(gc, *missing, word, o->value & ~has & ~can);
	o->mask &= ~(o->value & ~can);
}

int xl_set_cpuid(struct gc *gc, uint32_t domid,
		 const libxl_domain_build_info *b)
{
	int i, rc, nr = 0, n = libxl_cpuid_policy_list_length(&b->cpuid);
	struct xc_cpuid_override *o = gc_alloc(gc, (4 * n + 1) * sizeof(*o));
	struct leaves host = { 0 }, max = { 0 };
	struct xc_dom_error err;
	char *missing = gc_strdup(gc, "");
	unsigned int r;

	if (n && (read_leaves(gc, XEN_SYSCTL_cpu_policy_host, 0, &host) ||
		  read_leaves(gc, XEN_SYSCTL_cpu_policy_pv_max, 0, &max))) {
		XL_ERROR(gc->ctx, "cpuid: cannot read what this host has");
		return ERROR_FAIL;
	}
	for (i = 0; i < n; i++)
		for (r = 0; r < 4; r++)
			if (b->cpuid[i].reg[r]) {
				o[nr] = override_of(&b->cpuid[i], r);
				fit(gc, &o[nr++], &host, &max, &missing);
			}
	if (*missing) {
		XL_ERROR(gc->ctx,
			 "cpuid: this host's CPU lacks %s: take it from cpuid= "
			 "('-NAME') or choose an older model (see 'xl "
			 "cpuid-show')",
			 missing);
		return ERROR_INVAL;
	}
	rc = xc_dom_cpuid_apply(gc->ctx->xch, domid, false,
				libxl_defbool_val(b->disable_migrate), o, nr,
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
