/*
 * hypercall.c: the table of hypercalls, and PV guests' way to it.
 *
 * A 64-bit PV guest puts the number in RAX and the arguments in RDI, RSI,
 * RDX, R10, R8, R9, executes SYSCALL, and finds the result in RAX; RCX and
 * R11 are lost (public/arch-x86/xen-x86_64.h).
 */
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/perfc.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/trace.h>
#include <xen/arch/domain.h>
#include <asm/trap.h>

const struct hypercall hypercalls[NR_HYPERCALLS] = {
#define ROW(name, guests) [__HYPERVISOR_##name] = { hc_##name, #name, guests }
	ROW(set_trap_table, GUEST_PV),
	ROW(mmu_update, GUEST_PV),
	ROW(set_gdt, GUEST_PV),
	ROW(stack_switch, GUEST_PV),
	ROW(set_callbacks, GUEST_PV),
	ROW(fpu_taskswitch, GUEST_PV),
	ROW(sched_op_compat, GUEST_PV),
	ROW(platform_op, GUEST_ANY),
	ROW(set_debugreg, GUEST_PV),
	ROW(get_debugreg, GUEST_PV),
	ROW(update_descriptor, GUEST_PV),
	ROW(memory_op, GUEST_ANY),
	ROW(multicall, GUEST_ANY),
	ROW(update_va_mapping, GUEST_PV),
	ROW(set_timer_op, GUEST_ANY),
	ROW(event_channel_op_compat, GUEST_PV),
	ROW(xen_version, GUEST_ANY),
	ROW(console_io, GUEST_ANY),
	ROW(physdev_op_compat, GUEST_PV),
	ROW(grant_table_op, GUEST_ANY),
	ROW(vm_assist, GUEST_ANY),
	ROW(update_va_mapping_otherdomain, GUEST_PV),
	ROW(iret, GUEST_PV),
	ROW(vcpu_op, GUEST_ANY),
	ROW(set_segment_base, GUEST_PV),
	ROW(mmuext_op, GUEST_ANY),
	ROW(xsm_op, GUEST_ANY),
	ROW(nmi_op, GUEST_PV),
	ROW(sched_op, GUEST_ANY),
	ROW(callback_op, GUEST_PV),
	ROW(event_channel_op, GUEST_ANY),
	ROW(physdev_op, GUEST_ANY),
	ROW(hvm_op, GUEST_ANY),
	ROW(sysctl, GUEST_ANY),
	ROW(domctl, GUEST_ANY),
	ROW(kexec_op, GUEST_PV),
	ROW(hypfs_op, GUEST_ANY),
	ROW(xenpmu_op, GUEST_ANY),
	ROW(dm_op, GUEST_ANY),
	[__HYPERVISOR_arch_0] = { hc_mca, "mca", GUEST_PV },
#undef ROW
};

long hypercall_dispatch(struct vcpu *v, unsigned long nr,
			struct hypercall_args *args)
{
	const struct hypercall *h;

	if (unlikely(nr >= NR_HYPERCALLS))
		return -ENOSYS;
	h = &hypercalls[array_index_nospec(nr, NR_HYPERCALLS)];
	if (unlikely(!(h->guests & (v->domain->is_hvm ? GUEST_HVM : GUEST_PV))))
		return -ENOSYS;
	perfc_inc(hypercalls);
	return h->fn(v, args);
}

bool hypercall_preempt(void)
{
	/* Boot and tasklets work through. */
	if (is_idle_vcpu(current))
		return false;
	return softirq_is_pending(smp_processor_id()) ||
	       (current->vcpu_info->evtchn_upcall_pending &&
		!current->vcpu_info->evtchn_upcall_mask);
}

void arch_hypercall_restart(struct vcpu *v, const struct hypercall_args *args)
{
	struct cpu_user_regs *regs = guest_regs();

	regs->rip -= 2; /* SYSCALL is two bytes */
	regs->rdi = args->a[0];
	regs->rsi = args->a[1];
	regs->rdx = args->a[2];
	regs->r10 = args->a[3];
	regs->r8 = args->a[4];
	regs->r9 = args->a[5];
}

/* From entry.S: SYSCALL of a guest's kernel, interrupts on. */
void pv_hypercall(struct cpu_user_regs *regs)
{
	struct vcpu *v = current;
	struct hypercall_args args = { { regs->rdi, regs->rsi, regs->rdx,
					 regs->r10, regs->r8, regs->r9 } };
	long ret;

	if (unlikely(trace_on))
		trace_hypercall(TRC_PV_HYPERCALL_V2, regs->rax, &args);
	/* Its result is the RAX of another context: any value. */
	if (regs->rax == __HYPERVISOR_iret) {
		regs->rax = hc_iret(v, &args);
		return;
	}
	ret = hypercall_dispatch(v, regs->rax, &args);
	if (unlikely(ret == -ERESTART))
		arch_hypercall_restart(v, &args);
	else
		regs->rax = ret;
}
