/* perfc_none.c: a build without event counters. */
#include <xen/errno.h>
#include <xen/perfc.h>

int perfc_control(struct xen_sysctl_perfc_op *op)
{
	return -ENOSYS;
}
