/* absent.c: hypercalls of parts that this build does not have. */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/hypercall.h>

long hc_xsm_op(struct vcpu *v, struct hypercall_args *args)
{
	return -ENOSYS;
}
