/*
 * msr.c: model-specific registers of PV guests.
 *
 * A row says who may read and write an MSR and how; what has no row gets #GP,
 * as on a CPU that does not have it.  FS/GS bases are the emulator's
 * (pv/emul_priv.c).
 */
#include <xen/domain.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <asm/cpu.h>
#include <asm/platform.h>
#include <asm/policy.h>
#include <public/arch-x86/xen.h>

#define GUEST_MC_BANKS 2u
#define MCG_TES_P      (1u << 11)
#define MCG_SER_P      (1u << 24)

#define APIC_DEFAULT_BASE 0xfee00000u
#define APIC_BASE_ENABLE  (1u << 11)
#define APIC_BASE_BSP	  (1u << 8)

#define MISC_ENABLE_PERF_AVAIL	 (1ull << 7)
#define MISC_ENABLE_BTS_UNAVAIL	 (1ull << 11)
#define MISC_ENABLE_PEBS_UNAVAIL (1ull << 12)
#define MISC_ENABLE_MONITOR	 (1ull << 18)

#define HWCR_TSC_FREQ_SEL	(1u << 24)
#define DE_CFG_LFENCE_SERIALISE (1u << 1)

/* What the CPU has in TSC_AUX: any guest can read it by RDTSCP. */
static DEFINE_PER_CPU(uint64_t, tsc_aux);

void guest_msrs_load(const struct vcpu *v)
{
	if (this_cpu(tsc_aux) == v->arch.tsc_aux)
		return;
	this_cpu(tsc_aux) = v->arch.tsc_aux;
	wrmsr(MSR_TSC_AUX, v->arch.tsc_aux);
}

/* INIT cleared it, or it did not. */
void guest_msrs_cpu_init(void)
{
	if (cpu_features.rdtscp)
		wrmsr(MSR_TSC_AUX, 0);
	this_cpu(tsc_aux) = 0;
}

typedef int msr_read_fn(struct vcpu *v, uint32_t msr, uint64_t *val);
typedef int msr_write_fn(struct vcpu *v, uint32_t msr, uint64_t val);

/* Which vendor's CPUs have it. */
#define V_INTEL 1u
#define V_AMD	2u
#define V_ANY	3u

struct msr_row {
	uint32_t first, last;
	unsigned int vendor;
	bool hwdom;	   /* of the hardware domain only */
	msr_read_fn *read; /* NULL: #GP */
	msr_write_fn *write;
};

static const struct cpu_policy *policy(const struct vcpu *v)
{
	return v->domain->arch.policy;
}

/* ---- Plain ways ---- */

static int read_real(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	return rdmsr_safe(msr, val) ? -1 : 0;
}

static int read_zero(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = 0;
	return 0;
}

static int write_ignore(struct vcpu *v, uint32_t msr, uint64_t val)
{
	return 0;
}

/* ---- One by one ---- */

static int read_tsc(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = domain_tsc(v->domain);
	return 0;
}

static int read_apic_base(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = APIC_DEFAULT_BASE | APIC_BASE_ENABLE |
	       (v->id == 0 ? APIC_BASE_BSP : 0);
	return 0;
}

static int read_feature_control(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = 1; /* locked, nothing enabled */
	return 0;
}

static int write_pred_cmd(struct vcpu *v, uint32_t msr, uint64_t val)
{
	if (!policy_has(policy(v), XEN_X86_FEATURE_IBPB) &&
	    !policy_has(policy(v), XEN_X86_FEATURE_IBRSB))
		return -1;
	if (val & ~1ull)
		return -1;
	if (val && wrmsr_safe(msr, val))
		return -1;
	return 0;
}

static int read_platform_info(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = policy(v)->platform_info;
	return 0;
}

static int read_arch_caps(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	if (!policy_has(policy(v), XEN_X86_FEATURE_ARCH_CAPS))
		return -1;
	*val = policy(v)->arch_caps;
	return 0;
}

static int read_misc_features(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = v->arch.msr_misc_features;
	return 0;
}

static int write_misc_features(struct vcpu *v, uint32_t msr, uint64_t val)
{
	/* CPUID faulting is not offered to PV: nothing can be set. */
	return val ? -1 : 0;
}

static int read_mcg_cap(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = GUEST_MC_BANKS |
	       (cpu_features.vendor == VENDOR_INTEL ? MCG_SER_P | MCG_TES_P
						    : 0);
	return 0;
}

static int read_all_ones(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = ~0ull;
	return 0;
}

/* Bank registers, four each: control, status, address, other. */
static int read_mc_bank(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = (msr & 3) == 0 ? ~0ull : 0;
	return 0;
}

static int write_mc_bank(struct vcpu *v, uint32_t msr, uint64_t val)
{
	/* Status and address can only be cleared. */
	return (msr & 3) != 0 && val ? -1 : 0;
}

static int read_misc_enable(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	if (rdmsr_safe(msr, val))
		return -1;
	*val &= ~(MISC_ENABLE_PERF_AVAIL | MISC_ENABLE_MONITOR);
	*val |= MISC_ENABLE_BTS_UNAVAIL | MISC_ENABLE_PEBS_UNAVAIL;
	return 0;
}

static int write_misc_enable(struct vcpu *v, uint32_t msr, uint64_t val)
{
	uint64_t now;

	/* Accepted if nothing changes. */
	return read_misc_enable(v, msr, &now) || now != val ? -1 : 0;
}

static int read_pat(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = XEN_PAT_VALUE;
	return 0;
}

static int write_pat(struct vcpu *v, uint32_t msr, uint64_t val)
{
	return val == XEN_PAT_VALUE ? 0 : -1;
}

static uint64_t pv_efer(void)
{
	return EFER_SCE | EFER_LME | EFER_LMA | (cpu_features.nx ? EFER_NX : 0);
}

static int read_efer(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = pv_efer();
	return 0;
}

static int write_efer(struct vcpu *v, uint32_t msr, uint64_t val)
{
	return val == pv_efer() ? 0 : -1;
}

static int read_tsc_aux(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	if (!policy_has(policy(v), XEN_X86_FEATURE_RDTSCP) &&
	    !policy_has(policy(v), XEN_X86_FEATURE_RDPID))
		return -1;
	*val = v->arch.tsc_aux;
	return 0;
}

static int write_tsc_aux(struct vcpu *v, uint32_t msr, uint64_t val)
{
	uint64_t old;

	if (read_tsc_aux(v, msr, &old) || val >> 32)
		return -1;
	v->arch.tsc_aux = val;
	if (v == current)
		guest_msrs_load(v);
	return 0;
}

static int read_hwcr(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = cpu_features.family >= 0x10 ? HWCR_TSC_FREQ_SEL : 0;
	return 0;
}

static int read_de_cfg(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	*val = DE_CFG_LFENCE_SERIALISE;
	return 0;
}

/* ---- The table, by number ---- */

static const struct msr_row rows[] = {
	{ 0x010, 0x010, V_ANY, false, read_tsc, NULL },
	{ 0x017, 0x017, V_INTEL, true, read_real, NULL },
	{ MSR_APIC_BASE, MSR_APIC_BASE, V_ANY, false, read_apic_base, NULL },
	{ 0x03a, 0x03a, V_INTEL, false, read_feature_control, NULL },
	{ 0x049, 0x049, V_ANY, false, NULL, write_pred_cmd },
	/* Microcode: told to dom0, loaded by XENPF_microcode_update. */
	{ 0x079, 0x079, V_INTEL, false, NULL, write_ignore },
	{ MSR_UCODE_REV, MSR_UCODE_REV, V_ANY, false, read_real, write_ignore },
	/* Performance counters without a virtual PMU: there, but still. */
	{ 0x0c1, 0x0c8, V_INTEL, false, read_zero, write_ignore },
	{ 0x0ce, 0x0ce, V_ANY, false, read_platform_info, NULL },
	{ 0x10a, 0x10a, V_ANY, false, read_arch_caps, NULL },
	{ 0x140, 0x140, V_INTEL, false, read_misc_features,
	  write_misc_features },
	{ 0x179, 0x179, V_ANY, false, read_mcg_cap, NULL },
	{ 0x17a, 0x17a, V_ANY, false, read_zero, write_ignore },
	{ 0x17b, 0x17b, V_ANY, false, read_all_ones, write_ignore },
	{ 0x186, 0x18d, V_INTEL, false, read_zero, write_ignore },
	{ 0x19a, 0x19a, V_INTEL, true, read_real, write_ignore },
	{ MSR_MISC_ENABLE, MSR_MISC_ENABLE, V_INTEL, false, read_misc_enable,
	  write_misc_enable },
	{ 0x1b0, 0x1b0, V_INTEL, true, read_real, write_ignore },
	{ MSR_PAT, MSR_PAT, V_ANY, false, read_pat, write_pat },
	{ 0x280, 0x280 + GUEST_MC_BANKS - 1, V_INTEL, false, read_zero,
	  write_ignore },
	{ 0x400, 0x400 + 4 * GUEST_MC_BANKS - 1, V_ANY, false, read_mc_bank,
	  write_mc_bank },
	{ MSR_EFER, MSR_EFER, V_ANY, false, read_efer, write_efer },
	{ MSR_TSC_AUX, MSR_TSC_AUX, V_ANY, false, read_tsc_aux, write_tsc_aux },
	/* Old performance counters of AMD. */
	{ 0xc0010000, 0xc0010007, V_AMD, false, read_zero, write_ignore },
	/* SYSCFG, IORR, TOP_MEM: where memory ends. */
	{ 0xc0010010, 0xc0010010, V_AMD, true, read_real, NULL },
	{ 0xc0010015, 0xc0010015, V_AMD, false, read_hwcr, write_ignore },
	{ 0xc0010016, 0xc001001a, V_AMD, true, read_real, NULL },
	{ 0xc001001d, 0xc001001d, V_AMD, true, read_real, NULL },
	/* NB_CFG; whether the extended APIC space is switched on. */
	{ 0xc001001f, 0xc001001f, V_AMD, true, read_real, write_ignore },
	/* INT_PENDING: C1E. */
	{ 0xc0010055, 0xc0010055, V_AMD, true, read_real, write_ignore },
	{ 0xc0010058, 0xc0010058, V_AMD, true, read_real, NULL },
	{ 0xc0010061, 0xc0010063, V_AMD, false, read_zero, write_ignore },
	{ 0xc0010064, 0xc001006b, V_AMD, false, read_zero, NULL },
	{ 0xc0010140, 0xc0010141, V_AMD, true, read_real, NULL },
	/* Later performance counters. */
	{ 0xc0010200, 0xc001020b, V_AMD, false, read_zero, write_ignore },
	{ 0xc0011029, 0xc0011029, V_AMD, false, read_de_cfg, write_ignore },
};

static const struct msr_row *find_row(const struct vcpu *v, uint32_t msr)
{
	unsigned int vendor = cpu_features.vendor == VENDOR_INTEL ? V_INTEL
			      : cpu_features.vendor == VENDOR_AMD ? V_AMD
								  : 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct msr_row *r = &rows[i];

		if (msr < r->first || msr > r->last)
			continue;
		if (r->vendor != V_ANY && !(r->vendor & vendor))
			continue;
		if (r->hwdom && !is_hardware_domain(v->domain))
			continue;
		return r;
	}
	return NULL;
}

int guest_rdmsr(struct vcpu *v, uint32_t msr, uint64_t *val)
{
	const struct msr_row *r = find_row(v, msr);

	*val = 0;
	if (r && r->read)
		return r->read(v, msr, val);
	log_guest(LOG_DEBUG, "d%uv%u: unknown MSR %#x read\n", v->domain->id,
		  v->id, msr);
	return -1;
}

int guest_wrmsr(struct vcpu *v, uint32_t msr, uint64_t val)
{
	const struct msr_row *r = find_row(v, msr);

	if (r && r->write)
		return r->write(v, msr, val);
	log_guest(LOG_DEBUG, "d%uv%u: unknown MSR %#x written: %#lx\n",
		  v->domain->id, v->id, msr, (unsigned long)val);
	return -1;
}
