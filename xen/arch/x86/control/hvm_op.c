/*
 * hvm_op.c: hypercalls about hardware-assisted guests.  There are none yet:
 * what names a domain answers that it is not one.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/time.h>
#include <public/hvm/hvm_op.h>

/* The operation starts with a domain id; it must be HVM. */
static long on_hvm_domain(struct vcpu *v, guest_ptr_t arg)
{
	struct domain *d;
	domid_t id;
	bool allowed;

	if (get_guest(&id, arg))
		return -EFAULT;
	d = domain_get_any(id);
	if (!d)
		return -ESRCH;
	allowed = domain_may_manage(v->domain, d);
	domain_put(d);
	return allowed ? -EINVAL : -EPERM;
}

/* a[0]: HVMOP_*; a[1]: address of its structure. */
long hc_hvm_op(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);
	struct xen_hvm_get_time t;

	switch (args->a[0]) {
	case HVMOP_set_param:
	case HVMOP_get_param:
	case HVMOP_get_mem_type:
	case HVMOP_pagetable_dying:
		return on_hvm_domain(v, arg);
	case HVMOP_flush_tlbs:
	case HVMOP_set_evtchn_upcall_vector:
	case HVMOP_guest_request_vm_event:
		return -EINVAL;
	case HVMOP_altp2m:
		return -EOPNOTSUPP;
	case HVMOP_get_time:
		t.now = NOW();
		return put_guest(arg, &t);
	default:
		return -ENOSYS;
	}
}

/* a[0]: domain; a[1], a[2]: buffers. */
long hc_dm_op(struct vcpu *v, struct hypercall_args *args)
{
	struct domain *d = domain_get_any(args->a[0]);
	bool allowed;

	if (!d)
		return -ESRCH;
	allowed = d != v->domain && domain_may_manage(v->domain, d);
	domain_put(d);
	return allowed ? -EINVAL : -EPERM;
}

long hc_xenpmu_op(struct vcpu *v, struct hypercall_args *args)
{
	return -EOPNOTSUPP; /* no virtual PMU */
}
