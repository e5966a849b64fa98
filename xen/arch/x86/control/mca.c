/*
 * mca.c: machine checks as dom0 asks for them.  The hypervisor keeps no
 * records of them, so there is never anything to fetch.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/smp.h>
#include <public/arch-x86/xen-mca.h>

static long fetch(struct xen_mc_fetch *f)
{
	switch (f->flags) {
	case XEN_MC_NONURGENT:
	case XEN_MC_URGENT:
		f->flags = XEN_MC_NODATA;
		return 0;
	case XEN_MC_NONURGENT | XEN_MC_ACK:
	case XEN_MC_URGENT | XEN_MC_ACK:
		f->flags = XEN_MC_OK;
		return 0;
	default:
		return -EINVAL;
	}
}

/* a[0]: address of a struct xen_mc. */
long hc_mca(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[0]);
	struct xen_mc op;
	long ret;

	if (!is_control_domain(v->domain))
		return -EPERM;
	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.interface_version != XEN_MCA_INTERFACE_VERSION)
		return -EACCES;
	switch (op.cmd) {
	case XEN_MC_fetch:
		ret = fetch(&op.u.mc_fetch);
		break;
	case XEN_MC_physcpuinfo:
		/* Asked for the number only. */
		if (op.u.mc_physcpuinfo.info.p)
			return -EOPNOTSUPP;
		op.u.mc_physcpuinfo.ncpus = cpumask_weight(&cpu_online_map);
		ret = 0;
		break;
	case XEN_MC_notifydomain:
		return -EINVAL;
	case XEN_MC_msrinject:
	case XEN_MC_mceinject:
	case XEN_MC_inject_v2:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
	return ret ? ret : put_guest(arg, &op);
}
