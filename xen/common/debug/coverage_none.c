/* coverage_none.c: a build that does not count which lines ran. */
#include <xen/coverage.h>
#include <xen/errno.h>
#include <xen/init.h>

int coverage_control(struct xen_sysctl_coverage_op *op)
{
	return -EOPNOTSUPP;
}

void __init coverage_init(void)
{
}
