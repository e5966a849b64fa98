/*
 * test_cpu_policy.c: the feature table is sound; guests' policies never tell
 * more than their maximum, whatever tools put into them; serialising and
 * reading back gives the same policy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include <xen/cpu_policy.h>
#include <xen/errno.h>
#include <xen/string.h>

#include "seed.h"

/* A made-up machine: AMD, with AVX and XSAVE; Intel with more. */
static bool intel;

static void fake_cpuid(uint32_t leaf, uint32_t sub, struct cpuid_regs *r)
{
	*r = (struct cpuid_regs){ 0 };
	switch (leaf) {
	case 0:
		*r = intel ? (struct cpuid_regs){ 0x16, 0x756e6547, 0x6c65746e,
						  0x49656e69 }
			   : (struct cpuid_regs){ 0xd, 0x68747541, 0x444d4163,
						  0x69746e65 };
		break;
	case 1:
		*r = (struct cpuid_regs){ 0x800f12, 0x05080800, 0xfffffbff,
					  0xffffffff };
		break;
	case 2:
		*r = (struct cpuid_regs){ 0x1, 2, 3, 4 };
		break;
	case 3:
	case 5:
	case 6:
	case 9:
	case 0xa:
		*r = (struct cpuid_regs){ 1, 2, 3, 4 };
		break;
	case 4:
		if (sub < 3)
			*r = (struct cpuid_regs){ 0x121 + sub, 5, 6, 7 };
		break;
	case 7:
		if (sub == 0)
			*r = (struct cpuid_regs){ 2, ~0u, ~0u, ~0u };
		break;
	case 0xd:
		if (sub == 0)
			*r = (struct cpuid_regs){ 0x2ff, 0x240, 0xa88, 0 };
		else if (sub == 1)
			*r = (struct cpuid_regs){ 0xf, 0x240, 0x100, 0 };
		else if (sub == 2)
			*r = (struct cpuid_regs){ 0x100, 0x240, 0, 0 };
		else if (sub < 10)
			*r = (struct cpuid_regs){ 0x40, 0x340 + 0x40 * sub,
						  sub == 9 ? 2 : 0, 0 };
		break;
	case 0x80000000:
		*r = (struct cpuid_regs){ intel ? 0x80000008 : 0x8000001f, 1, 2,
					  3 };
		break;
	case 0x80000001:
		*r = (struct cpuid_regs){ 0x800f12, 0x40000000, 0xffffffff,
					  0xffffffff };
		break;
	case 0x80000007:
		*r = (struct cpuid_regs){ 1, 2, 3, 0x7ff };
		break;
	case 0x80000008:
		*r = (struct cpuid_regs){ 0x303028, ~0u, 0x3003, 7 };
		break;
	case 0x8000000a:
	case 0x8000001e:
		*r = (struct cpuid_regs){ 1, 2, 3, 4 };
		break;
	}
}

static void make_max(struct cpu_policy *max, unsigned int who)
{
	uint32_t words[CPU_FEATURE_WORDS], allowed[CPU_FEATURE_WORDS];
	struct cpu_policy limit;

	policy_fill(&limit, fake_cpuid);
	policy_get_features(&limit, words);
	features_of(who, allowed);
	for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
		words[i] &= allowed[i];
	policy_set_features(&limit, words);
	*max = limit;
	policy_trim(max, &limit);
}

/* ---- The table ---- */

static void table_is_sound(void **state)
{
	for (unsigned int i = 0; i < cpu_feature_count; i++) {
		const struct cpu_feature *f = &cpu_feature_table[i];

		assert_true(f->nr < CPU_FEATURE_WORDS * 32);
		assert_ptr_equal(cpu_feature_find(f->nr), f);
		/* A default that nobody may have is a mistake. */
		if (f->who & FEATURE_DEFAULT)
			assert_true(f->who & (FEATURE_PV | FEATURE_HVM));
		for (unsigned int j = 0; j < 2; j++) {
			const struct cpu_feature *need;

			if (f->needs[j] == FEATURE_NONE)
				continue;
			need = cpu_feature_find(f->needs[j]);
			assert_non_null(need);
			/* Else nobody who may have it could. */
			if ((f->who & need->who & 3) != (f->who & 3))
				fail_msg("%s needs %s", f->name, need->name);
		}
	}
}

static void closing_is_transitive(void **state)
{
	uint32_t w[CPU_FEATURE_WORDS];

	features_of(0, w);
	feature_clear(w, XEN_X86_FEATURE_FXSR);
	features_close(w);
	assert_false(feature_test(w, XEN_X86_FEATURE_SSE));
	assert_false(feature_test(w, XEN_X86_FEATURE_SSE4_2));
	assert_false(feature_test(w, XEN_X86_FEATURE_LM));
	assert_false(feature_test(w, XEN_X86_FEATURE_AVX512F));
	assert_true(feature_test(w, XEN_X86_FEATURE_TSC));
	features_of(0, w);
	features_close(w);
	assert_true(feature_test(w, XEN_X86_FEATURE_AVX512_FP16));
}

/* ---- Policies ---- */

static void pv_does_not_see_paging(void **state)
{
	static const unsigned int hidden[] = {
		XEN_X86_FEATURE_VME,	 XEN_X86_FEATURE_PSE,
		XEN_X86_FEATURE_PGE,	 XEN_X86_FEATURE_PSE36,
		XEN_X86_FEATURE_MTRR,	 XEN_X86_FEATURE_MONITOR,
		XEN_X86_FEATURE_VMX,	 XEN_X86_FEATURE_SVM,
		XEN_X86_FEATURE_PCID,	 XEN_X86_FEATURE_INVPCID,
		XEN_X86_FEATURE_SMEP,	 XEN_X86_FEATURE_SMAP,
		XEN_X86_FEATURE_UMIP,	 XEN_X86_FEATURE_PKU,
		XEN_X86_FEATURE_PAGE1GB, XEN_X86_FEATURE_OSXSAVE,
		XEN_X86_FEATURE_XSAVES,	 XEN_X86_FEATURE_TSC_DEADLINE,
	};
	static const unsigned int seen[] = {
		XEN_X86_FEATURE_FSGSBASE, XEN_X86_FEATURE_AVX,
		XEN_X86_FEATURE_NX,	  XEN_X86_FEATURE_SYSCALL,
		XEN_X86_FEATURE_LM,	  XEN_X86_FEATURE_RDTSCP,
		XEN_X86_FEATURE_XSAVEOPT,
	};
	struct cpu_policy p;

	make_max(&p, FEATURE_PV);
	for (unsigned int i = 0; i < ARRAY_SIZE(hidden); i++)
		assert_false(policy_has(&p, hidden[i]));
	for (unsigned int i = 0; i < ARRAY_SIZE(seen); i++)
		assert_true(policy_has(&p, seen[i]));
	/* x87, SSE, AVX, AVX-512 and no others; what a guest allocates. */
	assert_int_equal(policy_xstates(&p), 0xe7);
	assert_int_equal(p.xstate[0].c, 0x340 + 0x40 * 7 + 0x40);
	assert_int_equal(policy_xsave_size(&p, 3), 0x240);
	assert_int_equal(policy_xsave_size(&p, 7), 0x340);
	assert_int_equal(policy_xsavec_size(&p, 0x27), 0x240 + 0x100 + 0x40);
}

static void amd_leaves(void **state)
{
	struct cpu_policy p;

	make_max(&p, FEATURE_PV);
	assert_int_equal(policy_vendor(&p), POLICY_AMD);
	/* Bits of leaf 1 are repeated. */
	assert_int_equal(p.ext[1].d & 0x0183f3ff, p.basic[1].d & 0x0183f3ff);
	assert_int_equal(p.ext[0xa].a, 0);
	assert_int_equal(p.ext[0x1e].a, 0);
	assert_int_equal(p.basic[5].a, 0);
	assert_int_equal(p.basic[1].b >> 24, 0);
	assert_int_equal(p.ext[8].a, 0x3028);
	assert_int_equal(policy_leaf(&p, 7, 3).b, 0);
	assert_int_equal(policy_leaf(&p, 0x8000ffff, 0).a, 0);
}

static void no_xsave_no_states(void **state)
{
	struct cpu_policy max, p;
	uint32_t words[CPU_FEATURE_WORDS];

	make_max(&max, FEATURE_PV);
	p = max;
	policy_get_features(&p, words);
	feature_clear(words, XEN_X86_FEATURE_XSAVE);
	policy_set_features(&p, words);
	policy_trim(&p, &max);
	assert_false(policy_has(&p, XEN_X86_FEATURE_AVX2));
	assert_int_equal(policy_xstates(&p), 0);
	assert_int_equal(p.xstate[1].a, 0);
}

static uint32_t seed;

static uint32_t rnd(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed ^ seed >> 15;
}

/* Whatever tools write, the guest gets a subset of the maximum. */
static void trimming_random_policies(void **state)
{
	uint32_t have[CPU_FEATURE_WORDS], may[CPU_FEATURE_WORDS];
	uint32_t closed[CPU_FEATURE_WORDS];
	struct cpu_policy max, p, again;

	make_max(&max, FEATURE_PV);
	policy_get_features(&max, may);
	for (unsigned int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof(p) / 4; i++)
			((uint32_t *)&p)[i] = rnd() & rnd();
		if (round & 1) {
			p.basic[0] = max.basic[0];
			p.ext[0] = max.ext[0];
		}
		policy_trim(&p, &max);
		policy_get_features(&p, have);
		memcpy(closed, have, sizeof(have));
		features_close(closed);
		assert_memory_equal(have, closed, sizeof(have));
		for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
			assert_int_equal(have[i] & ~may[i] &
						 (i == 2 ? ~0x0183f3ffu : ~0u),
					 0);
		assert_int_equal(policy_xstates(&p) & ~policy_xstates(&max), 0);
		assert_true(p.basic[0].a <= max.basic[0].a);
		assert_true((p.ext[8].a & 0xff) <= (max.ext[8].a & 0xff));
		again = p;
		policy_trim(&again, &max);
		assert_memory_equal(&again, &p, sizeof(p));
	}
}

/* ---- Serial form ---- */

struct sink {
	struct cpu_policy *into;
	unsigned int n, fail_at;
};

static int take(void *ctx, unsigned int i, const xen_cpuid_leaf_t *leaf)
{
	struct sink *s = ctx;

	if (i == s->fail_at)
		return -ENOBUFS;
	s->n++;
	return policy_put_leaf(s->into, leaf);
}

static void there_and_back(void **state)
{
	xen_msr_entry_t msrs[POLICY_MAX_MSRS];
	struct cpu_policy p, q;
	struct sink s = { .into = &q, .fail_at = ~0u };
	int n;

	for (int i = 0; i < 2; i++) {
		intel = i;
		make_max(&p, FEATURE_HVM);
		p.hv_limit = 0x40000004;
		p.arch_caps = 0x123456789ull;
		p.platform_info = PLATFORM_INFO_CPUID_FAULTING;
		memset(&q, 0, sizeof(q));
		s.n = 0;
		n = policy_for_each_leaf(&p, take, &s);
		assert_int_equal(n, s.n);
		assert_true(s.n <= POLICY_MAX_LEAVES);
		assert_int_equal(policy_get_msrs(&p, msrs), POLICY_MAX_MSRS);
		for (unsigned int j = 0; j < POLICY_MAX_MSRS; j++)
			assert_int_equal(policy_put_msr(&q, &msrs[j]), 0);
		assert_memory_equal(&p, &q, sizeof(p));
	}
	intel = false;
	s.fail_at = 3;
	assert_int_equal(policy_for_each_leaf(&p, take, &s), -ENOBUFS);
}

static void bad_leaves_are_refused(void **state)
{
	static const struct {
		uint32_t leaf, sub;
	} bad[] = {
		{ 0xe, ~0u },
		{ 1, 0 },
		{ 4, 6 },
		{ 7, 3 },
		{ 0xb, 2 },
		{ 0xd, 63 },
		{ 7, ~0u },
		{ 0x40000001, ~0u },
		{ 0x80000022, ~0u },
		{ ~0u, ~0u },
		{ 0x80000000, 0 },
	};
	struct cpu_policy p, zero;
	xen_msr_entry_t m = { .idx = POLICY_MSR_PLATFORM_INFO, .val = 1 };

	memset(&p, 0, sizeof(p));
	memset(&zero, 0, sizeof(zero));
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		xen_cpuid_leaf_t l = { bad[i].leaf, bad[i].sub, 1, 1, 1, 1 };

		assert_int_equal(policy_put_leaf(&p, &l), -ERANGE);
	}
	assert_int_equal(policy_put_msr(&p, &m), -EOVERFLOW);
	m.flags = 1;
	assert_int_equal(policy_put_msr(&p, &m), -EINVAL);
	m = (xen_msr_entry_t){ .idx = 0x1b };
	assert_int_equal(policy_put_msr(&p, &m), -ERANGE);
	assert_memory_equal(&p, &zero, sizeof(p));
}

static void promises_are_compared(void **state)
{
	struct policy_error err;
	struct cpu_policy host, p;

	make_max(&host, FEATURE_PV);
	p = host;
	assert_int_equal(policy_compatible(&host, &p, &err), 0);
	p.basic[0].a++;
	assert_int_equal(policy_compatible(&host, &p, &err), -EINVAL);
	assert_int_equal(err.leaf, 0);
	p = host;
	p.ext[0].a++;
	assert_int_equal(policy_compatible(&host, &p, &err), -EINVAL);
	assert_int_equal(err.leaf, 0x80000000);
	p = host;
	p.platform_info = PLATFORM_INFO_CPUID_FAULTING;
	assert_int_equal(policy_compatible(&host, &p, &err), -EINVAL);
	assert_int_equal(err.msr, POLICY_MSR_PLATFORM_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sound),
		cmocka_unit_test(closing_is_transitive),
		cmocka_unit_test(pv_does_not_see_paging),
		cmocka_unit_test(amd_leaves),
		cmocka_unit_test(no_xsave_no_states),
		cmocka_unit_test(trimming_random_policies),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(bad_leaves_are_refused),
		cmocka_unit_test(promises_are_compared),
	};

	seed = test_seed();
	return cmocka_run_group_tests_name("cpu_policy", tests, NULL, NULL);
}
