/*
 * hypercall.c: event_channel_op(cmd, arg) and its old form, where the command
 * is in the structure.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>

union evtchn_any {
	struct evtchn_alloc_unbound alloc_unbound;
	struct evtchn_bind_interdomain bind_interdomain;
	struct evtchn_bind_virq bind_virq;
	struct evtchn_bind_pirq bind_pirq;
	struct evtchn_bind_ipi bind_ipi;
	struct evtchn_close close;
	struct evtchn_status status;
	struct evtchn_bind_vcpu bind_vcpu;
	struct evtchn_reset reset;
	struct evtchn_init_control init_control;
	struct evtchn_expand_array expand_array;
	struct evtchn_set_priority set_priority;
};

/* Size of each command's structure, and whether it is written back. */
static const struct {
	uint8_t size;
	bool copyback;
} commands[] = {
#define IN(name)                                    \
	{                                           \
		sizeof(struct evtchn_##name), false \
	}
#define IN_OUT(name)                               \
	{                                          \
		sizeof(struct evtchn_##name), true \
	}
	[EVTCHNOP_bind_interdomain] = IN_OUT(bind_interdomain),
	[EVTCHNOP_bind_virq] = IN_OUT(bind_virq),
	[EVTCHNOP_bind_pirq] = IN_OUT(bind_pirq),
	[EVTCHNOP_close] = IN(close),
	[EVTCHNOP_status] = IN_OUT(status),
	[EVTCHNOP_alloc_unbound] = IN_OUT(alloc_unbound),
	[EVTCHNOP_bind_ipi] = IN_OUT(bind_ipi),
	[EVTCHNOP_bind_vcpu] = IN(bind_vcpu),
	[EVTCHNOP_reset] = IN(reset),
	[EVTCHNOP_init_control] = IN_OUT(init_control),
	[EVTCHNOP_expand_array] = IN(expand_array),
	[EVTCHNOP_set_priority] = IN(set_priority),
	[EVTCHNOP_reset_cont] = IN(reset),
#undef IN
#undef IN_OUT
};

static int run(unsigned long cmd, union evtchn_any *op)
{
	switch (cmd) {
	case EVTCHNOP_bind_interdomain:
		return evtchn_op_bind_interdomain(&op->bind_interdomain);
	case EVTCHNOP_bind_virq:
		return evtchn_op_bind_virq(&op->bind_virq);
	case EVTCHNOP_bind_pirq:
		return evtchn_op_bind_pirq(&op->bind_pirq);
	case EVTCHNOP_close:
		return evtchn_close_port(current->domain, op->close.port);
	case EVTCHNOP_status:
		return evtchn_op_status(&op->status);
	case EVTCHNOP_alloc_unbound:
		return evtchn_op_alloc_unbound(&op->alloc_unbound);
	case EVTCHNOP_bind_ipi:
		return evtchn_op_bind_ipi(&op->bind_ipi);
	case EVTCHNOP_bind_vcpu:
		return evtchn_op_bind_vcpu(&op->bind_vcpu);
	case EVTCHNOP_reset:
	case EVTCHNOP_reset_cont:
		return evtchn_op_reset(&op->reset, cmd == EVTCHNOP_reset_cont);
	case EVTCHNOP_init_control:
		return evtchn_op_init_control(&op->init_control);
	case EVTCHNOP_expand_array:
		return evtchn_op_expand_array(&op->expand_array);
	default:
		return evtchn_op_set_priority(&op->set_priority);
	}
}

static __noinline long slow_command(unsigned long cmd, guest_ptr_t arg)
{
	union evtchn_any op;
	int ret;

	if (cmd >= ARRAY_SIZE(commands))
		return -ENOSYS;
	cmd = array_index_nospec(cmd, ARRAY_SIZE(commands));
	if (copy_from_guest(&op, arg, commands[cmd].size))
		return -EFAULT;
	ret = run(cmd, &op);
	/* What was bound stays bound if the caller can't be told. */
	if (!ret && commands[cmd].copyback &&
	    copy_to_guest(arg, &op, commands[cmd].size))
		return -EFAULT;
	return ret;
}

static long command(unsigned long cmd, guest_ptr_t arg)
{
	if (likely(cmd == EVTCHNOP_send)) {
		struct evtchn_send send;

		if (get_guest(&send, arg))
			return -EFAULT;
		return evtchn_send(current->domain, send.port);
	}
	if (cmd == EVTCHNOP_unmask) {
		struct evtchn_unmask unmask;

		if (get_guest(&unmask, arg))
			return -EFAULT;
		return evtchn_op_unmask(&unmask);
	}
	return slow_command(cmd, arg);
}

/* event_channel_op(cmd, arg): EVTCHNOP_*, address of its structure. */
long hc_event_channel_op(struct vcpu *v, struct hypercall_args *args)
{
	unsigned long cmd = args->a[0] & UINT32_MAX;
	long ret = command(cmd, guest_ptr_reg(args->a[1]));

	if (unlikely(ret == -ERESTART))
		args->a[0] = EVTCHNOP_reset_cont;
	return ret;
}

/* event_channel_op_compat(op): address of a struct evtchn_op. */
long hc_event_channel_op_compat(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[0]);
	uint32_t cmd;

	if (get_guest(&cmd, arg))
		return -EFAULT;
	if (cmd > EVTCHNOP_unmask)
		return -ENOSYS;
	arg.a += offsetof(struct evtchn_op, u);
	return command(cmd, arg);
}
