/*
 * cpu_policy.c: filling, trimming and asking CPU policies (SDM 2A CPUID;
 * APM 3 appendix E).
 *
 * A guest's policy never tells more than its maximum: features are cut by
 * the feature table and by what they need, extended states by the features,
 * and leaves about power, monitoring or the machine's topology are empty.
 */
#include <xen/cpu_policy.h>
#include <xen/string.h>

#define LEAF_EXT 0x80000000u

#define STATE_X87_SSE 0x3ull
#define STATE_YMM     0x4ull
#define STATE_MPX     0x18ull
#define STATE_AVX512  0xe0ull
#define STATE_PKRU    0x200ull

/* In the leaf itself these bits of 0x80000001 edx are those of leaf 1 (AMD). */
#define EXT_COMMON_EDX 0x0183f3ffu

/* ---- Feature words ---- */

static uint32_t *feature_word(struct cpu_policy *p, unsigned int word)
{
	switch (word) {
	case 0:
		return &p->basic[1].d;
	case 1:
		return &p->basic[1].c;
	case 2:
		return &p->ext[1].d;
	case 3:
		return &p->ext[1].c;
	case 4:
		return &p->xstate[1].a;
	case 5:
		return &p->feat[0].b;
	case 6:
		return &p->feat[0].c;
	case 7:
		return &p->ext[7].d;
	case 8:
		return &p->ext[8].b;
	case 9:
		return &p->feat[0].d;
	case 10:
		return &p->feat[1].a;
	case 11:
		return &p->ext[0x21].a;
	case 12:
		return &p->feat[1].b;
	case 13:
		return &p->feat[2].d;
	case 14:
		return &p->feat[1].c;
	case 15:
		return &p->feat[1].d;
	case 16:
		return (uint32_t *)&p->arch_caps;
	case 17:
		return (uint32_t *)&p->arch_caps + 1;
	default:
		return &p->ext[0x21].c;
	}
}

void policy_get_features(const struct cpu_policy *p,
			 uint32_t words[CPU_FEATURE_WORDS])
{
	for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
		words[i] = *feature_word((struct cpu_policy *)p, i);
}

void policy_set_features(struct cpu_policy *p,
			 const uint32_t words[CPU_FEATURE_WORDS])
{
	for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
		*feature_word(p, i) = words[i];
}

bool policy_has(const struct cpu_policy *p, unsigned int feature)
{
	return *feature_word((struct cpu_policy *)p, feature / 32) >>
		       (feature % 32) &
	       1;
}

/* ---- Fill ---- */

enum policy_vendor policy_vendor(const struct cpu_policy *p)
{
	static const struct {
		uint32_t b, d, c;
		enum policy_vendor vendor;
	} known[] = {
		{ 0x756e6547, 0x49656e69, 0x6c65746e, POLICY_INTEL },
		{ 0x68747541, 0x69746e65, 0x444d4163, POLICY_AMD },
		{ 0x6f677948, 0x6e65476e, 0x656e6975, POLICY_AMD },
	};
	const struct cpuid_regs *l = &p->basic[0];

	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++)
		if (l->b == known[i].b && l->d == known[i].d &&
		    l->c == known[i].c)
			return known[i].vendor;
	return POLICY_OTHER;
}

static bool has_subleaves(uint32_t leaf)
{
	return leaf == 4 || leaf == 7 || leaf == 0xb || leaf == 0xd;
}

void policy_fill(struct cpu_policy *p, void (*read)(uint32_t leaf, uint32_t sub,
						    struct cpuid_regs *out))
{
	struct cpuid_regs l;
	uint32_t max, i;
	uint64_t states;

	memset(p, 0, sizeof(*p));
	read(0, 0, &l);
	max = min(l.a, (uint32_t)POLICY_NR_BASIC - 1);
	for (i = 0; i <= max; i++)
		if (!has_subleaves(i))
			read(i, 0, &p->basic[i]);
	if (max >= 4)
		for (i = 0; i < POLICY_NR_CACHE; i++) {
			read(4, i, &p->cache[i]);
			if (!(p->cache[i].a & 31))
				break;
		}
	if (max >= 7) {
		read(7, 0, &p->feat[0]);
		for (i = 1; i < POLICY_NR_FEAT && i <= p->feat[0].a; i++)
			read(7, i, &p->feat[i]);
	}
	if (max >= 0xb)
		for (i = 0; i < POLICY_NR_TOPO; i++)
			read(0xb, i, &p->topo[i]);
	if (max >= 0xd) {
		read(0xd, 0, &p->xstate[0]);
		read(0xd, 1, &p->xstate[1]);
		states = policy_xstates(p);
		for (i = 2; i < POLICY_NR_XSTATE; i++)
			if (states >> i & 1)
				read(0xd, i, &p->xstate[i]);
	}
	read(LEAF_EXT, 0, &l);
	if (l.a >> 16 != LEAF_EXT >> 16)
		return;
	max = min(l.a & 0xffff, (uint32_t)POLICY_NR_EXT - 1);
	for (i = 0; i <= max; i++)
		read(LEAF_EXT + i, 0, &p->ext[i]);
}

/* ---- Extended states ---- */

uint64_t policy_xstates(const struct cpu_policy *p)
{
	return (p->xstate[0].a | (uint64_t)p->xstate[0].d << 32) |
	       (p->xstate[1].c | (uint64_t)p->xstate[1].d << 32);
}

uint32_t policy_xsave_size(const struct cpu_policy *p, uint64_t states)
{
	uint32_t size = 512 + 64;

	for (unsigned int i = 2; i < POLICY_NR_XSTATE; i++)
		if (states >> i & 1)
			size = max(size, p->xstate[i].a + p->xstate[i].b);
	return size;
}

uint32_t policy_xsavec_size(const struct cpu_policy *p, uint64_t states)
{
	uint32_t size = 512 + 64;

	for (unsigned int i = 2; i < POLICY_NR_XSTATE; i++) {
		if (!(states >> i & 1))
			continue;
		if (p->xstate[i].c & 2)
			size = ROUNDUP(size, 64u);
		size += p->xstate[i].a;
	}
	return size;
}

static void trim_xstate(struct cpu_policy *p, const struct cpu_policy *max)
{
	uint32_t features = p->xstate[1].a;
	uint64_t states = STATE_X87_SSE;
	unsigned int i;

	memset(p->xstate, 0, sizeof(p->xstate));
	if (!policy_has(p, XEN_X86_FEATURE_XSAVE))
		return;
	if (policy_has(p, XEN_X86_FEATURE_AVX))
		states |= STATE_YMM;
	if (policy_has(p, XEN_X86_FEATURE_MPX))
		states |= STATE_MPX;
	if (policy_has(p, XEN_X86_FEATURE_AVX512F))
		states |= STATE_AVX512;
	if (policy_has(p, XEN_X86_FEATURE_PKU))
		states |= STATE_PKRU;
	states &= policy_xstates(max);
	p->xstate[0].a = (uint32_t)states;
	p->xstate[0].d = states >> 32;
	p->xstate[1].a = features;
	for (i = 2; i < POLICY_NR_XSTATE; i++)
		if (states >> i & 1)
			p->xstate[i] = max->xstate[i];
	p->xstate[0].c = policy_xsave_size(p, states);
}

/* ---- Trim ---- */

static void trim_features(struct cpu_policy *p, const struct cpu_policy *max)
{
	uint32_t words[CPU_FEATURE_WORDS], limit[CPU_FEATURE_WORDS];

	policy_get_features(p, words);
	policy_get_features(max, limit);
	for (unsigned int i = 0; i < CPU_FEATURE_WORDS; i++)
		words[i] &= limit[i];
	features_close(words);
	policy_set_features(p, words);
}

static void trim_limits(struct cpu_policy *p, const struct cpu_policy *max)
{
	uint32_t ext = min(p->ext[0].a & 0xffff, max->ext[0].a & 0xffff);
	uint32_t i;

	p->basic[0].a = min(p->basic[0].a, max->basic[0].a);
	p->feat[0].a = min(p->feat[0].a, max->feat[0].a);
	p->ext[0].a = LEAF_EXT | ext;
	for (i = p->basic[0].a + 1; i < POLICY_NR_BASIC; i++)
		memset(&p->basic[i], 0, sizeof(p->basic[i]));
	if (p->basic[0].a < 4)
		memset(p->cache, 0, sizeof(p->cache));
	if (p->basic[0].a < 7)
		memset(p->feat, 0, sizeof(p->feat));
	for (i = p->feat[0].a + 1; i < POLICY_NR_FEAT; i++)
		memset(&p->feat[i], 0, sizeof(p->feat[i]));
	for (i = ext + 1; i < POLICY_NR_EXT; i++)
		memset(&p->ext[i], 0, sizeof(p->ext[i]));
}

static void clear_leaves(struct cpuid_regs *l, unsigned int first,
			 unsigned int last)
{
	memset(&l[first], 0, (last - first + 1) * sizeof(*l));
}

static void trim_intel(struct cpu_policy *p)
{
	p->basic[2].a = (p->basic[2].a & ~0xffu) | 1;
	clear_leaves(p->basic, 3, 3);
	p->ext[0].b = p->ext[0].c = p->ext[0].d = 0;
	p->ext[1].a = p->ext[1].b = 0;
	clear_leaves(p->ext, 5, 5);
	p->ext[6].a = p->ext[6].b = p->ext[6].d = 0;
	p->ext[8].a &= 0xffff;
	p->ext[8].c = 0;
}

static void trim_amd(struct cpu_policy *p)
{
	clear_leaves(p->basic, 2, 3);
	memset(p->cache, 0, sizeof(p->cache));
	p->ext[0].b = p->basic[0].b;
	p->ext[0].c = p->basic[0].c;
	p->ext[0].d = p->basic[0].d;
	p->ext[1].a = p->basic[1].a;
	p->ext[1].b &= 0xff00ffff;
	p->ext[1].d |= p->basic[1].d & EXT_COMMON_EDX;
	p->ext[8].a &= 0xffff;
	p->ext[8].c &= 0x0003f0ff;
	clear_leaves(p->ext, 9, 9);
	if (!policy_has(p, XEN_X86_FEATURE_SVM))
		clear_leaves(p->ext, 0xa, 0xa);
	clear_leaves(p->ext, 0xb, 0x18);
	clear_leaves(p->ext, 0x1b, 0x20);
}

/* What is not a feature bit. */
static void trim_leaves(struct cpu_policy *p, const struct cpu_policy *max)
{
	uint32_t bits = max->ext[8].a;

	p->basic[1].a &= 0x0fff0fff;
	p->basic[1].b &= 0x00ffffff;	/* APIC id: each vCPU's */
	clear_leaves(p->basic, 5, 6);	/* MONITOR, power */
	clear_leaves(p->basic, 8, 0xa); /* DCA, performance counters */
	clear_leaves(p->basic, 0xc, 0xc);
	memset(p->topo, 0, sizeof(p->topo));
	p->ext[1].d &= ~EXT_COMMON_EDX;
	p->ext[7].a = p->ext[7].b = p->ext[7].c = 0;
	p->ext[8].d = 0;
	/* Address widths: no wider than the machine's. */
	p->ext[8].a = min(p->ext[8].a & 0xff, bits & 0xff) |
		      min(p->ext[8].a & 0xff00, bits & 0xff00) |
		      (p->ext[8].a & 0xffff0000);
	p->feat[1].c = p->feat[2].a = p->feat[2].b = p->feat[2].c = 0;
	if (p->ext[0].a >= LEAF_EXT + 0x21)
		p->ext[0x21].b = p->ext[0x21].d = 0;
	switch (policy_vendor(p)) {
	case POLICY_INTEL:
		trim_intel(p);
		break;
	case POLICY_AMD:
		trim_amd(p);
		break;
	default:
		break;
	}
}

void policy_trim(struct cpu_policy *p, const struct cpu_policy *max)
{
	trim_limits(p, max);
	trim_features(p, max);
	trim_leaves(p, max);
	trim_xstate(p, max);
	p->platform_info &= max->platform_info;
}

/* ---- Ask ---- */

static struct cpuid_regs sub_of(const struct cpuid_regs *l, unsigned int nr,
				uint32_t sub)
{
	return sub < nr ? l[array_index_nospec(sub, nr)]
			: (struct cpuid_regs){ 0 };
}

struct cpuid_regs policy_leaf(const struct cpu_policy *p, uint32_t leaf,
			      uint32_t sub)
{
	switch (leaf) {
	case 4:
		return sub_of(p->cache, POLICY_NR_CACHE, sub);
	case 7:
		return sub_of(p->feat, POLICY_NR_FEAT, sub);
	case 0xb:
		return sub_of(p->topo, POLICY_NR_TOPO, sub);
	case 0xd:
		return sub_of(p->xstate, POLICY_NR_XSTATE, sub);
	}
	if (leaf < LEAF_EXT)
		return sub_of(p->basic, POLICY_NR_BASIC, leaf);
	return sub_of(p->ext, POLICY_NR_EXT, leaf - LEAF_EXT);
}
