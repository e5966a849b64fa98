/*
 * hypercall.h: hypercalls as one table, and their continuation.
 *
 * A handler gets its arguments, validates all, then acts.  A long operation
 * checks hypercall_preempt() between units of work; to stop it writes its
 * progress into args (the registers that the guest passed) and returns
 * -ERESTART.  The dispatcher stores args back and lets the guest run the
 * same hypercall again after interrupts were served: the guest sees one call.
 */
#ifndef XEN_HYPERCALL_H
#define XEN_HYPERCALL_H

#include <xen/types.h>

struct vcpu;

struct hypercall_args {
	unsigned long a[6];
};

typedef long hypercall_fn(struct vcpu *v, struct hypercall_args *args);

#define GUEST_PV  1u
#define GUEST_HVM 2u
#define GUEST_ANY (GUEST_PV | GUEST_HVM)

struct hypercall {
	hypercall_fn *fn;
	const char *name;
	unsigned int guests;
};

#define NR_HYPERCALLS 64
/* Indexed by __HYPERVISOR_*; an empty row answers -ENOSYS
 * (arch/x86/hypercall.c). */
extern const struct hypercall hypercalls[NR_HYPERCALLS];

/* Runs one call by number; counts it; no continuation of its own. */
long hypercall_dispatch(struct vcpu *v, unsigned long nr,
			struct hypercall_args *args);

/* Whether a long operation should stop: softirq or event pending. */
bool hypercall_preempt(void);

/* Handlers in common code (each documented at its definition). */
hypercall_fn hc_memory_op, hc_multicall, hc_xen_version, hc_console_io,
	hc_grant_table_op, hc_vm_assist, hc_vcpu_op, hc_sched_op,
	hc_sched_op_compat, hc_event_channel_op, hc_event_channel_op_compat,
	hc_sysctl, hc_domctl, hc_kexec_op, hc_set_timer_op, hc_hypfs_op,
	hc_xsm_op, hc_nmi_op;
/* Handlers in arch code. */
hypercall_fn hc_set_trap_table, hc_mmu_update, hc_set_gdt, hc_stack_switch,
	hc_set_callbacks, hc_fpu_taskswitch, hc_platform_op, hc_set_debugreg,
	hc_get_debugreg, hc_update_descriptor, hc_update_va_mapping,
	hc_update_va_mapping_otherdomain, hc_iret, hc_set_segment_base,
	hc_mmuext_op, hc_callback_op, hc_physdev_op, hc_physdev_op_compat,
	hc_hvm_op, hc_mca, hc_dm_op, hc_xenpmu_op;

#endif /* XEN_HYPERCALL_H */
