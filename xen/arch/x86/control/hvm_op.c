/*
 * hvm_op.c: hypercalls about hardware-assisted guests.  There are none yet:
 * what names a domain answers that it is not one.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/time.h>
#include <public/hvm/dm_op.h>
#include <public/hvm/hvm_op.h>
#include <public/hvm/params.h>

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

/* The index is looked at before the domain. */
static long param(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_hvm_param p;

	if (get_guest(&p, arg))
		return -EFAULT;
	return p.index >= HVM_NR_PARAMS ? -EINVAL : on_hvm_domain(v, arg);
}

/* A record for a trace buffer that is off. */
static long trace(guest_ptr_t arg)
{
	struct xen_hvm_xentrace t;

	if (get_guest(&t, arg))
		return -EFAULT;
	return t.extra_bytes > sizeof(t.extra) ? -EINVAL : 0;
}

/* a[0]: HVMOP_*; a[1]: address of its structure. */
long hc_hvm_op(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);
	struct xen_hvm_get_time t;

	switch (args->a[0]) {
	case HVMOP_set_param:
	case HVMOP_get_param:
		return param(v, arg);
	case HVMOP_get_mem_type:
	case HVMOP_pagetable_dying:
		return on_hvm_domain(v, arg);
	case HVMOP_flush_tlbs:
	case HVMOP_set_evtchn_upcall_vector:
		return -EINVAL;
	case HVMOP_guest_request_vm_event:
		return guest_ptr_null(arg) ? 0 : -EINVAL; /* nobody listens */
	case HVMOP_xentrace:
		return trace(arg);
	case HVMOP_altp2m:
		return -EOPNOTSUPP;
	case HVMOP_get_time:
		t.now = NOW();
		return put_guest(arg, &t);
	default:
		return -ENOSYS;
	}
}

#define DM_OP_BUFFERS 2

/* a[0]: domain; a[1], a[2]: buffers. */
long hc_dm_op(struct vcpu *v, struct hypercall_args *args)
{
	unsigned int nr = (unsigned int)args->a[1];
	struct xen_dm_op_buf bufs[DM_OP_BUFFERS];
	struct domain *d;
	bool allowed;

	if (nr > DM_OP_BUFFERS)
		return -E2BIG;
	if (nr == 0)
		return -ENODATA;
	if (copy_from_guest(bufs, guest_ptr_reg(args->a[2]),
			    nr * sizeof(bufs[0])))
		return -EFAULT;
	d = domain_get_any((domid_t)args->a[0]);
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
