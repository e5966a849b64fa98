/*
 * features.c: what the CPU can do (SDM 2A CPUID; APM 3 E), and what the
 * hypervisor therefore switches on.
 */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <asm/cpu.h>

struct cpu_features cpu_features __read_mostly;

/* Which side may use a protection of the kernel from user memory. */
struct opt_guard {
	bool xen;
	bool hvm; /* HVM guests */
};
static struct opt_guard __initdata opt_smep = { true, true };
static struct opt_guard __initdata opt_smap = { true, true };
static bool __initdata opt_umip = true, opt_xsave = true;

/* A boolean, or "hvm": for HVM guests only. */
static __init int set_guard(const char *s, struct opt_guard *opt)
{
	if (!strcmp(s, "hvm")) {
		*opt = (struct opt_guard){ .hvm = true };
		return 0;
	}
	if (param_set_bool(s, &opt->xen))
		return -EINVAL;
	opt->hvm = opt->xen;
	return 0;
}

static __init int set_smep(const char *s)
{
	return set_guard(s, &opt_smep);
}
PARAM_CUSTOM("smep", set_smep);

static __init int set_smap(const char *s)
{
	return set_guard(s, &opt_smap);
}
PARAM_CUSTOM("smap", set_smap);

PARAM_BOOL("umip", opt_umip);
PARAM_BOOL("xsave", opt_xsave);

static __init void read_names(struct cpu_features *f)
{
	struct cpuid_leaf l;

	cpuid(0, 0, &l);
	f->max_leaf = l.a;
	memcpy(f->vendor_id, &l.b, 4);
	memcpy(f->vendor_id + 4, &l.d, 4);
	memcpy(f->vendor_id + 8, &l.c, 4);
	if (!strcmp(f->vendor_id, "GenuineIntel"))
		f->vendor = VENDOR_INTEL;
	else if (!strcmp(f->vendor_id, "AuthenticAMD") ||
		 !strcmp(f->vendor_id, "HygonGenuine"))
		f->vendor = VENDOR_AMD;

	cpuid(0x80000000, 0, &l);
	f->max_ext_leaf = l.a;
	for (unsigned int i = 0; i < 3 && f->max_ext_leaf >= 0x80000004; i++) {
		cpuid(0x80000002 + i, 0, &l);
		memcpy(f->brand + 16 * i, &l, 16);
	}
}

static __init void read_xsave(struct cpu_features *f)
{
	struct cpuid_leaf l;

	f->xsave_size = 512;
	if (!f->xsave)
		return;
	cpuid(0xd, 0, &l);
	/* x87, SSE, AVX, AVX-512, PKRU: what PV guests can use. */
	f->xcr0_mask = (l.a | (uint64_t)l.d << 32) & 0x2e7;
	if ((f->xcr0_mask & 0xe0) != 0xe0)
		f->xcr0_mask &= ~0xe0ULL;
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	xsetbv(0, f->xcr0_mask);
	cpuid(0xd, 0, &l);
	f->xsave_size = l.b;
	cpuid(0xd, 1, &l);
	f->xsaveopt = l.a & 1;
}

static __init void read_bits(struct cpu_features *f)
{
	struct cpuid_leaf l;

	cpuid(1, 0, &l);
	f->stepping = l.a & 15;
	f->family = (l.a >> 8) & 15;
	f->model = (l.a >> 4) & 15;
	if (f->family == 15)
		f->family += (l.a >> 20) & 255;
	if (f->family == 6 || f->family >= 15)
		f->model |= (l.a >> 12) & 0xf0;
	f->monitor = l.c & BIT(3);
	f->pcid = l.c & BIT(17);
	f->x2apic = l.c & BIT(21);
	f->tsc_deadline = l.c & BIT(24);
	f->xsave = opt_xsave && (l.c & BIT(26));
	f->hypervisor = l.c & BIT(31);
	f->mca = (l.d & (BIT(7) | BIT(14))) == (BIT(7) | BIT(14));
	f->mtrr = l.d & BIT(12);
	f->pge = l.d & BIT(13);
	f->pat = l.d & BIT(16);
	/* In 64-bit mode only Intel's SYSENTER works. */
	f->sysenter_compat = f->vendor == VENDOR_INTEL && (l.d & BIT(11));
	if (f->max_leaf >= 7) {
		cpuid(7, 0, &l);
		f->fsgsbase = l.b & BIT(0);
		f->smep = opt_smep.xen && (l.b & BIT(7));
		f->smep_hvm = opt_smep.hvm && (l.b & BIT(7));
		f->invpcid = l.b & BIT(10);
		f->smap = opt_smap.xen && (l.b & BIT(20));
		f->smap_hvm = opt_smap.hvm && (l.b & BIT(20));
		f->umip = opt_umip && (l.c & BIT(2));
		f->pku = l.c & BIT(3);
	}
	cpuid(0x80000001, 0, &l);
	f->nx = l.d & BIT(20);
	f->gbpages = l.d & BIT(26);
	f->rdtscp = l.d & BIT(27);
	if (f->max_ext_leaf >= 0x80000007) {
		cpuid(0x80000007, 0, &l);
		f->invariant_tsc = l.d & BIT(8);
	}
	f->phys_bits = 36;
	f->linear_bits = 48;
	if (f->max_ext_leaf >= 0x80000008) {
		cpuid(0x80000008, 0, &l);
		f->phys_bits = l.a & 255;
		f->linear_bits = (l.a >> 8) & 255;
	}
}

unsigned long cpu_cr4(void)
{
	const struct cpu_features *f = &cpu_features;
	unsigned long cr4 = X86_CR4_PAE | X86_CR4_PSE | X86_CR4_DE |
			    X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT;

	if (f->pge)
		cr4 |= X86_CR4_PGE;
	if (f->mca)
		cr4 |= X86_CR4_MCE;
	if (f->fsgsbase)
		cr4 |= X86_CR4_FSGSBASE;
	if (f->xsave)
		cr4 |= X86_CR4_OSXSAVE;
	if (f->smep)
		cr4 |= X86_CR4_SMEP;
	if (f->smap)
		cr4 |= X86_CR4_SMAP;
	if (f->umip)
		cr4 |= X86_CR4_UMIP;
	return cr4;
}

__init void cpu_features_init(void)
{
	struct cpu_features *f = &cpu_features;
	struct cpuid_leaf l;
	static const struct {
		uint8_t bit;
		const char *name;
	} needed[] = { { 0, "FPU" },   { 3, "PSE" },  { 4, "TSC" },
		       { 5, "MSR" },   { 6, "PAE" },  { 8, "CMPXCHG8B" },
		       { 9, "APIC" },  { 13, "PGE" }, { 15, "CMOV" },
		       { 24, "FXSR" }, { 25, "SSE" }, { 26, "SSE2" } };

	read_names(f);
	cpuid(1, 0, &l);
	for (unsigned int i = 0; i < ARRAY_SIZE(needed); i++)
		if (!(l.d & BIT(needed[i].bit)))
			panic("This CPU has no %s: Xenolith can't run on it\n",
			      needed[i].name);
	read_bits(f);
	read_xsave(f);
	log_info("CPU: %s (%s family %u model %u stepping %u)\n",
		 f->brand[0] ? f->brand : f->vendor_id, f->vendor_id, f->family,
		 f->model, f->stepping);
	log_info("CPU protection: NX%s%s%s; state %u bytes\n",
		 f->smep ? " SMEP" : "", f->smap ? " SMAP" : "",
		 f->umip ? " UMIP" : "", f->xsave_size);
}
