/*
 * segment.c: segment registers and their bases (64-bit PV guests).
 *
 * The guest's kernel and user mode each have their GS base: the active one is
 * in GS_BASE, the other in SHADOW_GS_BASE, and a mode switch is SWAPGS.  A
 * selector that can't be loaded on behalf of a guest becomes null; after a
 * context switch its failsafe callback is told.
 */
#include <xen/errno.h>
#include <xen/domain.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <asm/cpu.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <asm/trap.h>

static inline unsigned long read_fs_base(void)
{
	unsigned long b;

	if (!cpu_features.fsgsbase)
		return rdmsr(MSR_FS_BASE);
	__asm__ volatile("rdfsbase %0" : "=r"(b));
	return b;
}

static inline unsigned long read_gs_base(void)
{
	unsigned long b;

	if (!cpu_features.fsgsbase)
		return rdmsr(MSR_GS_BASE);
	__asm__ volatile("rdgsbase %0" : "=r"(b));
	return b;
}

static inline void write_fs_base(unsigned long b)
{
	if (cpu_features.fsgsbase)
		__asm__ volatile("wrfsbase %0" : : "r"(b));
	else
		wrmsr(MSR_FS_BASE, b);
}

static inline void write_gs_base(unsigned long b)
{
	if (cpu_features.fsgsbase)
		__asm__ volatile("wrgsbase %0" : : "r"(b));
	else
		wrmsr(MSR_GS_BASE, b);
}

static inline void swap_gs(void)
{
	__asm__ volatile("swapgs" : : : "memory");
}

static unsigned long read_shadow_gs(void)
{
	unsigned long b;

	if (!cpu_features.fsgsbase)
		return rdmsr(MSR_SHADOW_GS_BASE);
	swap_gs();
	b = read_gs_base();
	swap_gs();
	return b;
}

static void write_shadow_gs(unsigned long b)
{
	if (!cpu_features.fsgsbase) {
		wrmsr(MSR_SHADOW_GS_BASE, b);
		return;
	}
	swap_gs();
	write_gs_base(b);
	swap_gs();
}

void pv_toggle_mode(struct vcpu *v)
{
	swap_gs();
	v->arch.pv.kernel_mode = !v->arch.pv.kernel_mode;
	pv_write_ptbase(v);
}

unsigned long pv_read_segment_base(struct vcpu *v, unsigned int which)
{
	if (which == PV_BASE_FS)
		return read_fs_base();
	if ((which == PV_BASE_GS_KERNEL) == v->arch.pv.kernel_mode)
		return read_gs_base();
	return read_shadow_gs();
}

int pv_write_segment_base(struct vcpu *v, unsigned int which,
			  unsigned long base)
{
	if ((long)(base << 16) >> 16 != (long)base)
		return -EINVAL;
	if (which == PV_BASE_FS)
		write_fs_base(base);
	else if ((which == PV_BASE_GS_KERNEL) == v->arch.pv.kernel_mode)
		write_gs_base(base);
	else
		write_shadow_gs(base);
	return 0;
}

/* Null if it can't be loaded: false. */
#define LOAD_SEL(reg, sel)                                            \
	({                                                            \
		uint32_t want_ = (sel), sel_ = want_;                 \
		__asm__ volatile("1: mov %k0, %%" #reg "\n\tjmp 3f\n" \
				 "2: xor %k0, %k0\n\t"                \
				 "mov %k0, %%" #reg "\n"              \
				 "3:\n" EX_TABLE(1b, 2b)              \
				 : "+r"(sel_)                         \
				 :                                    \
				 : "cc");                             \
		sel_ == want_;                                        \
	})

void pv_save_segments(struct vcpu *v)
{
	struct cpu_user_regs *regs = &v->arch.regs;
	unsigned long active, shadow;

	regs->ds = READ_SEL(ds);
	regs->es = READ_SEL(es);
	regs->fs = READ_SEL(fs);
	regs->gs = READ_SEL(gs);
	v->arch.pv.fs_base = read_fs_base();
	active = read_gs_base();
	shadow = read_shadow_gs();
	v->arch.pv.gs_base_kernel = v->arch.pv.kernel_mode ? active : shadow;
	v->arch.pv.gs_base_user = v->arch.pv.kernel_mode ? shadow : active;
}

bool pv_load_segments(struct vcpu *v)
{
	const struct cpu_user_regs *regs = &v->arch.regs;
	bool kernel = v->arch.pv.kernel_mode, ok = true;

	if (regs->ds | READ_SEL(ds))
		ok &= LOAD_SEL(ds, regs->ds);
	if (regs->es | READ_SEL(es))
		ok &= LOAD_SEL(es, regs->es);
	if (regs->fs | READ_SEL(fs))
		ok &= LOAD_SEL(fs, regs->fs);
	if (regs->gs | READ_SEL(gs))
		ok &= LOAD_SEL(gs, regs->gs);
	write_fs_base(v->arch.pv.fs_base);
	write_shadow_gs(kernel ? v->arch.pv.gs_base_user
			       : v->arch.pv.gs_base_kernel);
	write_gs_base(kernel ? v->arch.pv.gs_base_kernel
			     : v->arch.pv.gs_base_user);
	return ok;
}

/* set_segment_base(which, base). */
long hc_set_segment_base(struct vcpu *v, struct hypercall_args *args)
{
	unsigned long base = args->a[1];

	switch ((unsigned int)args->a[0]) {
	case SEGBASE_FS:
		return pv_write_segment_base(v, PV_BASE_FS, base);
	case SEGBASE_GS_USER:
		return pv_write_segment_base(v, PV_BASE_GS_USER, base);
	case SEGBASE_GS_KERNEL:
		return pv_write_segment_base(v, PV_BASE_GS_KERNEL, base);
	case SEGBASE_GS_USER_SEL:
		/* Loading a selector into user GS: its base is the user's. */
		swap_gs();
		(void)LOAD_SEL(gs, base & 0xffff);
		swap_gs();
		return 0;
	default:
		return -EINVAL;
	}
}
