/*
 * callback.c: where a PV guest's kernel wants to be entered: trap table,
 * callbacks, kernel stack, NMI handler.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <asm/fpu.h>
#include <asm/pv.h>
#include <public/callback.h>
#include <public/nmi.h>

/*
 * set_trap_table(list): gates up to one with address 0; a null list removes
 * all.  flags: bits 0-1 the least privileged ring that may call it by INT,
 * bit 2 events are masked.
 */
long hc_set_trap_table(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t list = guest_ptr_reg(args->a[0]);
	struct trap_info t;

	if (guest_ptr_null(list)) {
		memset(v->arch.pv.trap, 0, 256 * sizeof(*v->arch.pv.trap));
		return 0;
	}
	for (;;) {
		struct pv_trap *gate;

		if (hypercall_preempt()) {
			args->a[0] = list.a;
			return -ERESTART;
		}
		if (get_guest(&t, list))
			return -EFAULT;
		if (!t.address)
			return 0;
		if (!pv_code_addr_ok(t.address))
			return -EINVAL;
		gate = &v->arch.pv.trap[t.vector];
		gate->vector = t.vector;
		gate->flags = t.flags;
		gate->cs = pv_fix_selector(t.cs);
		gate->address = t.address;
		list = guest_ptr_at(list, 1, sizeof(t));
	}
}

static long set_callback(struct vcpu *v, unsigned int type,
			 unsigned long address, bool mask)
{
	struct pv_vcpu *pv = &v->arch.pv;

	if (!pv_code_addr_ok(address))
		return -EINVAL;
	switch (type) {
	case CALLBACKTYPE_event:
		pv->event_callback = address;
		return 0;
	case CALLBACKTYPE_failsafe:
		pv->failsafe_callback = address;
		pv->failsafe_masks_events = mask;
		return 0;
	case CALLBACKTYPE_syscall:
		pv->syscall_callback = address;
		pv->syscall_masks_events = mask;
		return 0;
	case CALLBACKTYPE_syscall32:
		pv->syscall32_callback = address;
		pv->syscall32_masks_events = mask;
		return 0;
	case CALLBACKTYPE_sysenter:
		pv->sysenter_callback = address;
		pv->sysenter_masks_events = mask;
		return 0;
	case CALLBACKTYPE_nmi:
		if (v->domain->vcpu[0] != v)
			return -EINVAL;
		pv->nmi_callback = address;
		return 0;
	default:
		return -ENOSYS;
	}
}

/* set_callbacks(event, failsafe, syscall): bad addresses change nothing. */
long hc_set_callbacks(struct vcpu *v, struct hypercall_args *args)
{
	static const unsigned int types[] = { CALLBACKTYPE_event,
					      CALLBACKTYPE_failsafe,
					      CALLBACKTYPE_syscall };

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++)
		set_callback(v, types[i], args->a[i], false);
	return 0;
}

long hc_callback_op(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);
	struct callback_register reg;
	struct callback_unregister unreg;

	switch ((unsigned int)args->a[0]) {
	case CALLBACKOP_register:
		if (get_guest(&reg, arg))
			return -EFAULT;
		return set_callback(v, reg.type, reg.address,
				    reg.flags & CALLBACKF_mask_events);
	case CALLBACKOP_unregister:
		if (get_guest(&unreg, arg))
			return -EFAULT;
		/* Those without which a guest can't go on stay. */
		switch (unreg.type) {
		case CALLBACKTYPE_event:
		case CALLBACKTYPE_failsafe:
		case CALLBACKTYPE_syscall:
		case CALLBACKTYPE_syscall32:
		case CALLBACKTYPE_sysenter:
			return -EINVAL;
		}
		return set_callback(v, unreg.type, 0, false);
	default:
		return -ENOSYS;
	}
}

long hc_nmi_op(struct vcpu *v, struct hypercall_args *args)
{
	struct xennmi_callback cb;

	switch ((unsigned int)args->a[0]) {
	case XENNMI_register_callback:
		if (get_guest(&cb, guest_ptr_reg(args->a[1])))
			return -EFAULT;
		return set_callback(v, CALLBACKTYPE_nmi, cb.handler_address,
				    false);
	case XENNMI_unregister_callback:
		return set_callback(v, CALLBACKTYPE_nmi, 0, false);
	default:
		return -ENOSYS;
	}
}

/* stack_switch(ss, sp): the kernel's stack from now on. */
long hc_stack_switch(struct vcpu *v, struct hypercall_args *args)
{
	v->arch.pv.kernel_ss = pv_fix_selector(args->a[0]);
	v->arch.pv.kernel_sp = args->a[1];
	return 0;
}

long hc_fpu_taskswitch(struct vcpu *v, struct hypercall_args *args)
{
	fpu_set_ts(v, args->a[0]);
	return 0;
}
