/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls by their names.  Results are 0 or more, or -XEN_E*.  A PV kernel
 * of 64 bits makes them with SYSCALL, so no hypercall page is needed.
 */
#ifndef GUEST_HYPERCALL_H
#define GUEST_HYPERCALL_H

static inline long hypercall(unsigned long op, unsigned long a1,
			     unsigned long a2, unsigned long a3,
			     unsigned long a4, unsigned long a5)
{
	register unsigned long r10 asm("r10") = a4;
	register unsigned long r8 asm("r8") = a5;
	long ret;

	asm volatile("syscall"
		     : "=a"(ret), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(r10),
		       "+r"(r8)
		     : "a"(op)
		     : "rcx", "r11", "memory");
	return ret;
}

#define HCALL5(op, a, b, c, d, e)                                            \
	hypercall(__HYPERVISOR_##op, (unsigned long)(a), (unsigned long)(b), \
		  (unsigned long)(c), (unsigned long)(d), (unsigned long)(e))
#define HCALL4(op, a, b, c, d) HCALL5(op, a, b, c, d, 0)
#define HCALL3(op, a, b, c)    HCALL5(op, a, b, c, 0, 0)
#define HCALL2(op, a, b)       HCALL5(op, a, b, 0, 0, 0)
#define HCALL1(op, a)	       HCALL5(op, a, 0, 0, 0, 0)

#define hc_xen_version(cmd, arg)     HCALL2(xen_version, cmd, arg)
#define hc_console_io(cmd, n, p)     HCALL3(console_io, cmd, n, p)
#define hc_memory_op(cmd, arg)	     HCALL2(memory_op, cmd, arg)
#define hc_mmu_update(r, n, done, d) HCALL4(mmu_update, r, n, done, d)
#define hc_mmuext_op(r, n, done, d)  HCALL4(mmuext_op, r, n, done, d)
#define hc_update_va(va, val, flags) HCALL3(update_va_mapping, va, val, flags)
#define hc_set_trap_table(t)	     HCALL1(set_trap_table, t)
#define hc_set_gdt(frames, n)	     HCALL2(set_gdt, frames, n)
#define hc_stack_switch(ss, sp)	     HCALL2(stack_switch, ss, sp)
#define hc_set_callbacks(e, f, s)    HCALL3(set_callbacks, e, f, s)
#define hc_fpu_taskswitch(set)	     HCALL1(fpu_taskswitch, set)
#define hc_set_debugreg(r, v)	     HCALL2(set_debugreg, r, v)
#define hc_get_debugreg(r)	     HCALL1(get_debugreg, r)
#define hc_update_descriptor(ma, d)  HCALL2(update_descriptor, ma, d)
#define hc_multicall(list, n)	     HCALL2(multicall, list, n)
#define hc_set_timer_op(t)	     HCALL1(set_timer_op, t)
#define hc_grant_table_op(c, p, n)   HCALL3(grant_table_op, c, p, n)
#define hc_vm_assist(c, t)	     HCALL2(vm_assist, c, t)
#define hc_vcpu_op(c, v, p)	     HCALL3(vcpu_op, c, v, p)
#define hc_set_segment_base(w, b)    HCALL2(set_segment_base, w, b)
#define hc_nmi_op(c, p)		     HCALL2(nmi_op, c, p)
#define hc_sched_op(c, p)	     HCALL2(sched_op, c, p)
#define hc_callback_op(c, p)	     HCALL2(callback_op, c, p)
#define hc_event_channel_op(c, p)    HCALL2(event_channel_op, c, p)
#define hc_physdev_op(c, p)	     HCALL2(physdev_op, c, p)

#endif /* GUEST_HYPERCALL_H */
