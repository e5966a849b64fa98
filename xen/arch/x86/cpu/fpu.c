/*
 * fpu.c: XSAVE/FXSAVE of vCPUs (SDM 1 chapter 13).
 *
 * XCR0 holds all that the hypervisor knows while a state is moved, so that
 * components which the guest has switched off again are kept as well; then
 * the guest's own value.
 */
#include <xen/errno.h>
#include <xen/mm.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/trace.h>
#include <asm/cpu.h>
#include <asm/fpu.h>

#define XSTATE_FP     1u
#define XSTATE_SSE    2u
#define XSTATE_YMM    4u
#define XSTATE_AVX512 0xe0u

#define FXSAVE_SIZE	 512
#define FCW_OFFSET	 0
#define MXCSR_OFFSET	 24
#define ST_OFFSET	 32
#define XMM_OFFSET	 160
#define XMM_END		 416
#define XSTATE_BV_OFFSET 512

static const uint16_t initial_fcw = 0x37f;

static void ts_clear(void)
{
	__asm__ volatile("clts");
}

static void ts_set(void)
{
	write_cr0(read_cr0() | X86_CR0_TS);
}

static void area_reset(uint8_t *area)
{
	static const uint32_t mxcsr = 0x1f80;

	memset(area, 0, cpu_features.xsave_size);
	memcpy(area + FCW_OFFSET, &initial_fcw, sizeof(initial_fcw));
	memcpy(area + MXCSR_OFFSET, &mxcsr, sizeof(mxcsr));
}

int fpu_vcpu_init(struct vcpu *v)
{
	v->arch.fpu = slab_alloc(ROUNDUP(cpu_features.xsave_size, 64u), 64);
	if (!v->arch.fpu)
		return -ENOMEM;
	area_reset(v->arch.fpu);
	v->arch.xcr0 = v->arch.xcr0_accum = XSTATE_FP | XSTATE_SSE;
	return 0;
}

void fpu_vcpu_fini(struct vcpu *v)
{
	slab_free(v->arch.fpu);
	v->arch.fpu = NULL;
}

static void load_xcr0(uint64_t value)
{
	xsetbv(0, value);
}

static bool xcr0_differs(const struct vcpu *v)
{
	return v->arch.xcr0 != cpu_features.xcr0_mask;
}

void fpu_save(struct vcpu *v)
{
	ts_clear();
	if (!cpu_features.xsave) {
		__asm__ volatile("fxsave64 (%0)"
				 :
				 : "r"(v->arch.fpu)
				 : "memory");
		return;
	}
	if (xcr0_differs(v))
		load_xcr0(cpu_features.xcr0_mask);
	if (cpu_features.xsaveopt)
		__asm__ volatile("xsaveopt64 (%0)"
				 :
				 : "r"(v->arch.fpu), "a"(-1), "d"(-1)
				 : "memory");
	else
		__asm__ volatile("xsave64 (%0)"
				 :
				 : "r"(v->arch.fpu), "a"(-1), "d"(-1)
				 : "memory");
}

void fpu_restore(struct vcpu *v)
{
	ts_clear();
	if (!cpu_features.xsave) {
		__asm__ volatile("fxrstor64 (%0)"
				 :
				 : "r"(v->arch.fpu)
				 : "memory");
	} else {
		__asm__ volatile("xrstor64 (%0)"
				 :
				 : "r"(v->arch.fpu), "a"(-1), "d"(-1)
				 : "memory");
		if (xcr0_differs(v))
			load_xcr0(v->arch.xcr0);
	}
	if (v->arch.pv.ctrlreg[0] & X86_CR0_TS)
		ts_set();
}

bool fpu_no_device(struct vcpu *v)
{
	if (v->arch.pv.ctrlreg[0] & X86_CR0_TS) {
		/* The ABI: the hypervisor clears TS before it delivers #NM. */
		v->arch.pv.ctrlreg[0] &= ~(unsigned long)X86_CR0_TS;
		ts_clear();
		return false;
	}
	ts_clear();
	TRACE_EVENT(TRC_PV_MATH_STATE_RESTORE);
	return true;
}

void fpu_set_ts(struct vcpu *v, bool set)
{
	if (set) {
		v->arch.pv.ctrlreg[0] |= X86_CR0_TS;
		ts_set();
	} else {
		v->arch.pv.ctrlreg[0] &= ~(unsigned long)X86_CR0_TS;
		ts_clear();
	}
}

bool fpu_set_xcr0(struct vcpu *v, uint64_t value)
{
	if (!cpu_features.xsave || (value & ~cpu_features.xcr0_mask) ||
	    !(value & XSTATE_FP) ||
	    ((value & XSTATE_YMM) && !(value & XSTATE_SSE)) ||
	    ((value & XSTATE_AVX512) &&
	     (~value & (XSTATE_AVX512 | XSTATE_YMM))))
		return false;
	v->arch.xcr0 = value;
	v->arch.xcr0_accum |= value;
	load_xcr0(value);
	return true;
}

void fpu_get_legacy(struct vcpu *v, void *fxsave)
{
	const uint8_t *area = v->arch.fpu;
	uint8_t *out = fxsave;
	uint64_t bv = XSTATE_FP | XSTATE_SSE;

	memcpy(out, area, FXSAVE_SIZE);
	if (cpu_features.xsave)
		memcpy(&bv, area + XSTATE_BV_OFFSET, sizeof(bv));
	/* XSAVE leaves alone what is in its initial state, but for MXCSR. */
	if (!(bv & XSTATE_FP)) {
		memset(out, 0, MXCSR_OFFSET);
		memcpy(out + FCW_OFFSET, &initial_fcw, sizeof(initial_fcw));
		memset(out + ST_OFFSET, 0, XMM_OFFSET - ST_OFFSET);
	}
	if (!(bv & XSTATE_SSE))
		memset(out + XMM_OFFSET, 0, XMM_END - XMM_OFFSET);
}

void fpu_set_legacy(struct vcpu *v, const void *fxsave)
{
	uint8_t *area = v->arch.fpu;
	uint32_t mxcsr;

	area_reset(area);
	memcpy(area, fxsave, FXSAVE_SIZE);
	/* Reserved MXCSR bits would make XRSTOR fault. */
	memcpy(&mxcsr, area + MXCSR_OFFSET, sizeof(mxcsr));
	mxcsr &= 0xffff;
	memcpy(area + MXCSR_OFFSET, &mxcsr, sizeof(mxcsr));
	if (cpu_features.xsave) {
		uint64_t bv = XSTATE_FP | XSTATE_SSE;

		memcpy(area + XSTATE_BV_OFFSET, &bv, sizeof(bv));
	}
}
