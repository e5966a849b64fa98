/*
 * multicall.c: HYPERVISOR_multicall: a list of hypercalls in one.
 *
 * Entries are read, run and answered one after the other.  When an entry's
 * call or the list must pause, the list is continued at that entry with the
 * progress stored in it.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/trace.h>

long hc_multicall(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t list = guest_ptr_reg(args->a[0]);
	unsigned int nr = args->a[1];

	if (args->a[1] > UINT32_MAX)
		return -EINVAL;
	for (unsigned int i = 0; i < nr; i++) {
		struct multicall_entry e;
		struct hypercall_args call;
		long ret;

		if (i && hypercall_preempt())
			goto pause;
		if (get_guest(&e, list))
			return -EFAULT;
		/* A list in a list would recurse; a return makes no sense. */
		if (e.op == __HYPERVISOR_multicall) {
			ret = -EINVAL;
		} else if (e.op == __HYPERVISOR_iret) {
			ret = -ENOSYS;
		} else {
			for (unsigned int j = 0; j < 6; j++)
				call.a[j] = e.args[j];
			if (unlikely(trace_on))
				trace_hypercall(TRC_PV_HYPERCALL_SUBCALL, e.op,
						&call);
			ret = hypercall_dispatch(v, e.op, &call);
		}
		if (ret == -ERESTART) {
			for (unsigned int j = 0; j < 6; j++)
				e.args[j] = call.a[j];
			if (put_guest(list, &e))
				return -EFAULT;
			goto pause;
		}
		e.result = ret;
		if (copy_to_guest(guest_ptr_at(list,
					       offsetof(struct multicall_entry,
							result),
					       1),
				  &e.result, sizeof(e.result)))
			return -EFAULT;
		list = guest_ptr_at(list, 1, sizeof(e));
		continue;
pause:
		args->a[0] = list.a;
		args->a[1] = nr - i;
		return -ERESTART;
	}
	return 0;
}
