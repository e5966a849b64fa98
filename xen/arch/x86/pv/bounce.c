/*
 * bounce.c: into the guest's kernel: exceptions, the event upcall, syscalls.
 *
 * The frame that a PV kernel finds on its stack (public/arch-x86/xen.h):
 * RCX, R11, [error code, or DS, ES, FS, GS], RIP, CS with the saved event mask
 * in its upper half, RFLAGS, RSP, SS.  In CS the RPL is 0 where the kernel
 * itself was interrupted; RFLAGS.IF is the inverse of the saved event mask.
 */
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/trace.h>
#include <asm/fpu.h>
#include <asm/pv.h>
#include <asm/uaccess.h>

#define BOUNCE_ERROR 1u /* with error code */
#define BOUNCE_MASK  2u /* events are masked in the handler */
#define BOUNCE_SEGS  4u /* with DS, ES, FS, GS */

static void bounce_failed(struct vcpu *v, unsigned long sp)
{
	domain_crash(
		v->domain,
		"vCPU %u: no room for an exception frame at its stack %#lx",
		v->id, sp);
}

/* To `handler` with a frame on the kernel's stack. */
static void bounce(struct vcpu *v, unsigned long handler, unsigned int flags,
		   uint32_t error)
{
	struct cpu_user_regs *regs = guest_regs();
	uint8_t *mask = &v->vcpu_info->evtchn_upcall_mask;
	unsigned long saved_mask = *mask, cs = regs->cs, sp = regs->rsp;
	unsigned long rflags = regs->rflags & ~(unsigned long)(X86_EFLAGS_IF |
							       X86_EFLAGS_IOPL);

	if (!v->arch.pv.kernel_mode) {
		pv_toggle_mode(v);
		sp = v->arch.pv.kernel_sp;
	} else {
		cs &= ~3UL;
	}
	if (!saved_mask)
		rflags |= X86_EFLAGS_IF;
	if (v->domain->vm_assist & (1UL << VMASST_TYPE_architectural_iopl))
		rflags |= v->arch.pv.iopl << 12;
	if (flags & BOUNCE_MASK)
		*mask = 1;

	sp &= ~15UL;
	if (!pv_addr_ok(sp) || (sp >= HOLE_END && sp - 96 < HOLE_END)) {
		bounce_failed(v, sp);
		return;
	}
	user_begin();
	put_user_or_goto(sp - 8, regs->ss, fault);
	put_user_or_goto(sp - 16, regs->rsp, fault);
	put_user_or_goto(sp - 24, rflags, fault);
	put_user_or_goto(sp - 32, cs | saved_mask << 32, fault);
	put_user_or_goto(sp - 40, regs->rip, fault);
	sp -= 40;
	if (flags & BOUNCE_ERROR) {
		sp -= 8;
		put_user_or_goto(sp, error, fault);
	}
	if (unlikely(flags & BOUNCE_SEGS)) {
		put_user_or_goto(sp - 8, v->arch.regs.gs, fault);
		put_user_or_goto(sp - 16, v->arch.regs.fs, fault);
		put_user_or_goto(sp - 24, v->arch.regs.es, fault);
		put_user_or_goto(sp - 32, v->arch.regs.ds, fault);
		sp -= 32;
	}
	put_user_or_goto(sp - 8, regs->r11, fault);
	put_user_or_goto(sp - 16, regs->rcx, fault);
	user_end();
	if (unlikely(!handler)) {
		domain_crash(v->domain,
			     "vCPU %u: no handler for what happened at %#lx",
			     v->id, (unsigned long)regs->rip);
		return;
	}

	regs->rip = handler;
	regs->rsp = sp - 16;
	regs->cs = GUEST_CS64;
	regs->ss = GUEST_DS32;
	regs->rflags &=
		~(uint64_t)(X86_EFLAGS_TF | X86_EFLAGS_NT | X86_EFLAGS_RF |
			    X86_EFLAGS_VM | X86_EFLAGS_AC);
	/* Everything is as SYSRET wants it. */
	regs->entry_vector = TRAP_syscall;
	return;

fault:
	user_end();
	bounce_failed(v, sp);
}

static void inject(struct vcpu *v, unsigned int vector, uint32_t error)
{
	const struct pv_trap *t = &v->arch.pv.trap[vector & 0xff];
	unsigned int flags = trap_has_error_code(vector) ? BOUNCE_ERROR : 0;

	if (t->flags & 4)
		flags |= BOUNCE_MASK;
	bounce(v, t->cs ? t->address : 0, flags, error);
}

void pv_inject(struct vcpu *v, unsigned int vector, uint32_t error)
{
	TRACE(TRC_PV_TRAP | TRC_64_FLAG, TRACE_64(guest_regs()->rip),
	      vector | (uint32_t)trap_has_error_code(vector) << 15 |
		      error << 16);
	inject(v, vector, error);
}

void pv_inject_int(struct vcpu *v, unsigned int vector)
{
	const struct pv_trap *t = &v->arch.pv.trap[vector & 0xff];

	bounce(v, t->cs ? t->address : 0, t->flags & 4 ? BOUNCE_MASK : 0, 0);
}

void pv_inject_page_fault(struct vcpu *v, unsigned long addr, uint32_t error)
{
	/* A fault of the guest's kernel is one of ring 0 for it. */
	if (v->arch.pv.kernel_mode)
		error &= ~(uint32_t)PFEC_USER;
	v->vcpu_info->arch.cr2 = addr;
	v->arch.pv.ctrlreg[2] = addr;
	TRACE(TRC_PV_PAGE_FAULT | TRC_64_FLAG, TRACE_64(guest_regs()->rip),
	      TRACE_64(addr), error);
	inject(v, TRAP_PF, error);
}

void pv_deliver_upcall(struct vcpu *v)
{
	bounce(v, v->arch.pv.event_callback, BOUNCE_MASK, 0);
}

void pv_failsafe(struct vcpu *v)
{
	bounce(v, v->arch.pv.failsafe_callback,
	       v->arch.pv.failsafe_masks_events ? BOUNCE_SEGS | BOUNCE_MASK
						: BOUNCE_SEGS,
	       0);
}

void pv_guest_syscall(struct vcpu *v)
{
	/* The guest's kernel is entered as by SYSCALL: RCX, R11 as saved. */
	bounce(v, v->arch.pv.syscall_callback,
	       v->arch.pv.syscall_masks_events ? BOUNCE_MASK : 0, 0);
}

/* A guest without that entry sees what a CPU without it gives: #UD. */
static void bounce_or_ud(struct vcpu *v, unsigned long handler, bool masks)
{
	if (handler) {
		bounce(v, handler, masks ? BOUNCE_MASK : 0, 0);
		return;
	}
	guest_regs()->rip -= 2;
	pv_inject(v, TRAP_UD, 0);
}

void pv_guest_syscall32(struct vcpu *v)
{
	bounce_or_ud(v, v->arch.pv.syscall32_callback,
		     v->arch.pv.syscall32_masks_events);
}

void pv_guest_sysenter(struct vcpu *v)
{
	struct cpu_user_regs *regs = guest_regs();

	if (v->arch.pv.sysenter_callback) {
		bounce(v, v->arch.pv.sysenter_callback,
		       v->arch.pv.sysenter_masks_events ? BOUNCE_MASK : 0, 0);
		return;
	}
	regs->rflags |= X86_EFLAGS_IF;
	pv_inject(v, TRAP_GP, 0);
}

/*
 * NMI and machine check, when the guest can take them.  False: nothing was
 * delivered, the way out may go on.
 */
bool pv_attention(struct vcpu *v)
{
	uint8_t what = READ_ONCE(v->arch.pv.attention);
	const struct pv_trap *mc = &v->arch.pv.trap[TRAP_MC];

	if (v->arch.pv.nmi_masked)
		return false;
	if ((what & PV_ATTENTION_MCE) && mc->cs) {
		atomic_and(&v->arch.pv.attention, (uint8_t)~PV_ATTENTION_MCE);
		v->arch.pv.nmi_masked = true;
		bounce(v, mc->address, BOUNCE_MASK, 0);
		return true;
	}
	if ((what & PV_ATTENTION_NMI) && v->arch.pv.nmi_callback) {
		atomic_and(&v->arch.pv.attention, (uint8_t)~PV_ATTENTION_NMI);
		v->arch.pv.nmi_masked = true;
		bounce(v, v->arch.pv.nmi_callback, BOUNCE_MASK, 0);
		return true;
	}
	return false;
}
