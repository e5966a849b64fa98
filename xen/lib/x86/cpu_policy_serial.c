/*
 * cpu_policy_serial.c: CPU policies as arrays of leaves and MSRs
 * (XEN_DOMCTL_get_cpu_policy and its relatives), and whether one machine can
 * keep another's promises.
 */
#include <xen/cpu_policy.h>
#include <xen/errno.h>

#define LEAF_HV	 0x40000000u
#define LEAF_HV2 0x40000100u
#define LEAF_EXT 0x80000000u

/* ---- Out ---- */

struct writer {
	policy_leaf_fn *fn;
	void *ctx;
	unsigned int n;
	int ret;
};

static void put(struct writer *w, uint32_t leaf, uint32_t sub,
		const struct cpuid_regs *r)
{
	xen_cpuid_leaf_t l = { .leaf = leaf,
			       .subleaf = sub,
			       .a = r->a,
			       .b = r->b,
			       .c = r->c,
			       .d = r->d };

	if (!w->ret)
		w->ret = w->fn(w->ctx, w->n++, &l);
}

static void put_caches(struct writer *w, const struct cpu_policy *p)
{
	for (unsigned int i = 0; i < POLICY_NR_CACHE; i++) {
		put(w, 4, i, &p->cache[i]);
		if (!(p->cache[i].a & 31))
			break;
	}
}

static void put_basic(struct writer *w, const struct cpu_policy *p,
		      uint32_t leaf)
{
	uint64_t states;
	unsigned int i;

	switch (leaf) {
	case 4:
		put_caches(w, p);
		break;
	case 7:
		for (i = 0; i <= p->feat[0].a && i < POLICY_NR_FEAT; i++)
			put(w, 7, i, &p->feat[i]);
		break;
	case 0xb:
		for (i = 0; i < POLICY_NR_TOPO; i++)
			put(w, 0xb, i, &p->topo[i]);
		break;
	case 0xd:
		states = policy_xstates(p) | 3;
		for (i = 0; i < POLICY_NR_XSTATE; i++)
			if (states >> i & 1)
				put(w, 0xd, i, &p->xstate[i]);
		break;
	default:
		put(w, leaf, XEN_CPUID_NO_SUBLEAF, &p->basic[leaf]);
	}
}

int policy_for_each_leaf(const struct cpu_policy *p, policy_leaf_fn *fn,
			 void *ctx)
{
	struct writer w = { .fn = fn, .ctx = ctx };
	struct cpuid_regs limit = { 0 };
	uint32_t i;

	for (i = 0; i <= p->basic[0].a && i < POLICY_NR_BASIC; i++)
		put_basic(&w, p, i);
	limit.a = p->hv_limit;
	put(&w, LEAF_HV, XEN_CPUID_NO_SUBLEAF, &limit);
	limit.a = p->hv2_limit;
	put(&w, LEAF_HV2, XEN_CPUID_NO_SUBLEAF, &limit);
	for (i = 0; i <= (p->ext[0].a & 0xffff) && i < POLICY_NR_EXT; i++)
		put(&w, LEAF_EXT + i, XEN_CPUID_NO_SUBLEAF, &p->ext[i]);
	return w.ret ? w.ret : (int)w.n;
}

unsigned int policy_get_msrs(const struct cpu_policy *p,
			     xen_msr_entry_t msrs[POLICY_MAX_MSRS])
{
	msrs[0] = (xen_msr_entry_t){ .idx = POLICY_MSR_PLATFORM_INFO,
				     .val = p->platform_info };
	msrs[1] = (xen_msr_entry_t){ .idx = POLICY_MSR_ARCH_CAPS,
				     .val = p->arch_caps };
	return POLICY_MAX_MSRS;
}

/* ---- In ---- */

static int put_sub(struct cpuid_regs *l, unsigned int nr, uint32_t sub,
		   const xen_cpuid_leaf_t *in)
{
	if (sub >= nr)
		return -ERANGE;
	l[array_index_nospec(sub, nr)] =
		(struct cpuid_regs){ in->a, in->b, in->c, in->d };
	return 0;
}

int policy_put_leaf(struct cpu_policy *p, const xen_cpuid_leaf_t *in)
{
	switch (in->leaf) {
	case 4:
		return put_sub(p->cache, POLICY_NR_CACHE, in->subleaf, in);
	case 7:
		return put_sub(p->feat, POLICY_NR_FEAT, in->subleaf, in);
	case 0xb:
		return put_sub(p->topo, POLICY_NR_TOPO, in->subleaf, in);
	case 0xd:
		return put_sub(p->xstate, POLICY_NR_XSTATE, in->subleaf, in);
	}
	if (in->subleaf != XEN_CPUID_NO_SUBLEAF)
		return -ERANGE;
	if (in->leaf < POLICY_NR_BASIC)
		return put_sub(p->basic, POLICY_NR_BASIC, in->leaf, in);
	if (in->leaf >= LEAF_EXT)
		return put_sub(p->ext, POLICY_NR_EXT, in->leaf - LEAF_EXT, in);
	if (in->leaf == LEAF_HV)
		p->hv_limit = in->a;
	else if (in->leaf == LEAF_HV2)
		p->hv2_limit = in->a;
	else
		return -ERANGE;
	return 0;
}

int policy_put_msr(struct cpu_policy *p, const xen_msr_entry_t *in)
{
	if (in->flags)
		return -EINVAL;
	switch (in->idx) {
	case POLICY_MSR_PLATFORM_INFO:
		if (in->val & ~PLATFORM_INFO_CPUID_FAULTING)
			return -EOVERFLOW;
		p->platform_info = in->val;
		return 0;
	case POLICY_MSR_ARCH_CAPS:
		p->arch_caps = in->val;
		return 0;
	default:
		return -ERANGE;
	}
}

/* ---- Compare ---- */

static int refuse_leaf(struct policy_error *err, uint32_t leaf, uint32_t sub)
{
	err->leaf = leaf;
	err->subleaf = sub;
	return -EINVAL;
}

int policy_compatible(const struct cpu_policy *host,
		      const struct cpu_policy *guest, struct policy_error *err)
{
	*err = (struct policy_error){ ~0u, ~0u, ~0u };
	if (guest->basic[0].a > host->basic[0].a)
		return refuse_leaf(err, 0, XEN_CPUID_NO_SUBLEAF);
	if (guest->feat[0].a > host->feat[0].a)
		return refuse_leaf(err, 7, 0);
	if (guest->ext[0].a > host->ext[0].a)
		return refuse_leaf(err, LEAF_EXT, XEN_CPUID_NO_SUBLEAF);
	if (guest->platform_info & ~host->platform_info) {
		err->msr = POLICY_MSR_PLATFORM_INFO;
		return -EINVAL;
	}
	return 0;
}
