/*
 * cpu_policy.h: what a CPU, or a guest's CPU, says of itself (xen/lib/x86).
 *
 * Pure: a policy is plain memory, filled by a CPUID function, from serialised
 * leaves (XEN_DOMCTL_set_cpu_policy), or by trimming another policy.  Used by
 * the hypervisor and by tools and tests on the host.
 *
 * Feature words are numbered as in public/arch-x86/cpufeatureset.h.
 */
#ifndef XEN_CPU_POLICY_H
#define XEN_CPU_POLICY_H

#include <xen/types.h>
#include <public/xen.h>
#include <public/arch-x86/cpufeatureset.h>

/* ---- Features (features.c) ---- */

#define CPU_FEATURE_WORDS 19

/* Who may have a feature, and who gets it without being asked. */
#define FEATURE_PV	0x01u
#define FEATURE_HVM	0x02u
#define FEATURE_DEFAULT 0x04u

#define FEATURE_NONE 0xffffu

struct cpu_feature {
	uint16_t nr;	   /* XEN_X86_FEATURE_* */
	uint16_t who;	   /* FEATURE_* */
	uint16_t needs[2]; /* features, or FEATURE_NONE */
	const char *name;
};
extern const struct cpu_feature cpu_feature_table[];
extern const unsigned int cpu_feature_count;

/* The row of feature number `nr`; NULL: it has no name. */
const struct cpu_feature *cpu_feature_find(unsigned int nr);

static inline bool feature_test(const uint32_t *words, unsigned int nr)
{
	return words[nr / 32] >> (nr % 32) & 1;
}

static inline void feature_set(uint32_t *words, unsigned int nr)
{
	words[nr / 32] |= 1u << (nr % 32);
}

static inline void feature_clear(uint32_t *words, unsigned int nr)
{
	words[nr / 32] &= ~(1u << (nr % 32));
}

/* The features whose `who` has all of the bits. */
void features_of(unsigned int who, uint32_t words[CPU_FEATURE_WORDS]);
/* Clears features that need one which is not there. */
void features_close(uint32_t words[CPU_FEATURE_WORDS]);

/* ---- Policies (cpu_policy.c) ---- */

struct cpuid_regs {
	uint32_t a, b, c, d;
};

#define POLICY_NR_BASIC	 0xe
#define POLICY_NR_CACHE	 6
#define POLICY_NR_FEAT	 3
#define POLICY_NR_TOPO	 2
#define POLICY_NR_XSTATE 63
#define POLICY_NR_EXT	 0x22

/* Most entries that serialising gives. */
#define POLICY_MAX_LEAVES                                             \
	(POLICY_NR_BASIC + POLICY_NR_CACHE - 1 + POLICY_NR_FEAT - 1 + \
	 POLICY_NR_TOPO - 1 + POLICY_NR_XSTATE - 1 + POLICY_NR_EXT + 2)
#define POLICY_MAX_MSRS 2

#define POLICY_MSR_PLATFORM_INFO     0x0ceu
#define POLICY_MSR_ARCH_CAPS	     0x10au
#define PLATFORM_INFO_CPUID_FAULTING (1ull << 31)

enum policy_vendor { POLICY_OTHER, POLICY_INTEL, POLICY_AMD };

struct cpu_policy {
	/* Leaves with sub-leaves are empty here, and below. */
	struct cpuid_regs basic[POLICY_NR_BASIC];
	struct cpuid_regs cache[POLICY_NR_CACHE];   /* 4 */
	struct cpuid_regs feat[POLICY_NR_FEAT];	    /* 7 */
	struct cpuid_regs topo[POLICY_NR_TOPO];	    /* 0xb */
	struct cpuid_regs xstate[POLICY_NR_XSTATE]; /* 0xd */
	struct cpuid_regs ext[POLICY_NR_EXT];	    /* 0x80000000 */
	uint32_t hv_limit, hv2_limit; /* last leaf at 0x400000xx, 0x400001xx */
	uint64_t platform_info, arch_caps; /* MSRs */
};

/* Reads a CPU's leaves. */
void policy_fill(struct cpu_policy *p, void (*read)(uint32_t leaf, uint32_t sub,
						    struct cpuid_regs *out));
enum policy_vendor policy_vendor(const struct cpu_policy *p);

void policy_get_features(const struct cpu_policy *p,
			 uint32_t words[CPU_FEATURE_WORDS]);
void policy_set_features(struct cpu_policy *p,
			 const uint32_t words[CPU_FEATURE_WORDS]);
bool policy_has(const struct cpu_policy *p, unsigned int feature);

/*
 * A guest's policy `p`, as set by tools or copied from `max`, is cut to what
 * `max` allows and made consistent: features, limits, extended states, leaves
 * that guests never see.
 */
void policy_trim(struct cpu_policy *p, const struct cpu_policy *max);

/* XCR0 | XSS bits that the policy's leaf 0xd tells of. */
uint64_t policy_xstates(const struct cpu_policy *p);
/* Bytes of an XSAVE area in the standard form that holds `states`. */
uint32_t policy_xsave_size(const struct cpu_policy *p, uint64_t states);
/* ... in the compacted form. */
uint32_t policy_xsavec_size(const struct cpu_policy *p, uint64_t states);

/*
 * The leaf as stored; zeroes where there is none.  Leaves above the highest
 * one are not redirected.
 */
struct cpuid_regs policy_leaf(const struct cpu_policy *p, uint32_t leaf,
			      uint32_t sub);

/* A callback that takes entry `i`; 0 to go on. */
typedef int policy_leaf_fn(void *ctx, unsigned int i,
			   const xen_cpuid_leaf_t *leaf);
/* Number of leaves, or the callback's error. */
int policy_for_each_leaf(const struct cpu_policy *p, policy_leaf_fn *fn,
			 void *ctx);
/* Fills up to POLICY_MAX_MSRS entries; how many. */
unsigned int policy_get_msrs(const struct cpu_policy *p,
			     xen_msr_entry_t msrs[POLICY_MAX_MSRS]);

/* -ERANGE: no such leaf in a policy. */
int policy_put_leaf(struct cpu_policy *p, const xen_cpuid_leaf_t *leaf);
/* -ERANGE: no such MSR; -EINVAL: flags; -EOVERFLOW: value. */
int policy_put_msr(struct cpu_policy *p, const xen_msr_entry_t *msr);

struct policy_error {
	uint32_t leaf, subleaf, msr; /* ~0: not there */
};
/*
 * Whether a machine with policy `host` can run a guest that was promised
 * `guest`; -EINVAL and what is too much.
 */
int policy_compatible(const struct cpu_policy *host,
		      const struct cpu_policy *guest, struct policy_error *err);

#endif /* XEN_CPU_POLICY_H */
