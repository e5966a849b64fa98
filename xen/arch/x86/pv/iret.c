/*
 * iret.c: HYPERVISOR_iret: back to where the guest's kernel was entered from.
 *
 * The kernel's stack holds struct iret_context (public/arch-x86/xen-x86_64.h):
 * RAX, R11, RCX, flags, RIP, CS, RFLAGS, RSP, SS.  RPL 3 in CS means guest
 * user mode.  The saved IF becomes the event mask.
 */
#include <xen/domain.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <asm/pv.h>

long hc_iret(struct vcpu *v, struct hypercall_args *args)
{
	struct cpu_user_regs *regs = guest_regs();
	struct iret_context f;

	if (unlikely(get_guest(&f, guest_ptr_reg(regs->rsp)))) {
		domain_crash(v->domain,
			     "vCPU %u: iret from unreadable stack %#lx", v->id,
			     (unsigned long)regs->rsp);
		return 0;
	}
	if ((f.cs & 3) == 3) {
		if (unlikely(!mfn_is_set(v->arch.pv.root_user))) {
			domain_crash(v->domain,
				     "vCPU %u: iret to user mode without user "
				     "page tables",
				     v->id);
			return 0;
		}
		pv_toggle_mode(v);
	}
	if (v->domain->vm_assist & (1UL << VMASST_TYPE_architectural_iopl))
		v->arch.pv.iopl = (f.rflags & X86_EFLAGS_IOPL) >> 12;

	regs->rip = f.rip;
	regs->cs = f.cs | 3;
	regs->rflags =
		(f.rflags & ~(uint64_t)(X86_EFLAGS_IOPL | X86_EFLAGS_VM)) |
		X86_EFLAGS_IF | X86_EFLAGS_MBS;
	regs->rsp = f.rsp;
	regs->ss = f.ss | 3;
	if (!(f.flags & VGCF_in_syscall)) {
		regs->entry_vector = 0;
		regs->r11 = f.r11;
		regs->rcx = f.rcx;
	}
	WRITE_ONCE(v->vcpu_info->evtchn_upcall_mask,
		   !(f.rflags & X86_EFLAGS_IF));
	v->arch.pv.nmi_masked = false;
	return f.rax;
}
