/*
 * version.c: GNTTABOP_set_version, _get_version, _get_status_frames.
 *
 * There is version 1 only, as in a Xen that was booted with gnttab=max-ver:1:
 * guests that ask for 2 are refused and stay with 1.
 */
#include "private.h"

#define THE_VERSION 1

long grant_op_set_version(guest_ptr_t arg, unsigned int count,
			  unsigned int *done)
{
	struct gnttab_set_version op;
	long ret = 0;

	if (get_guest(&op, arg))
		return -EFAULT;
	if (op.version != 1 && op.version != 2)
		ret = -EINVAL;
	else if (op.version != THE_VERSION)
		ret = -ENOSYS;
	op.version = THE_VERSION;
	if (put_guest(arg, &op))
		return -EFAULT;
	return ret;
}

long grant_op_get_version(guest_ptr_t arg, unsigned int count,
			  unsigned int *done)
{
	struct gnttab_get_version op;
	struct domain *d;
	int16_t status;

	if (get_guest(&op, arg))
		return -EFAULT;
	d = grant_domain(op.dom, &status);
	if (!d)
		return status == GNTST_bad_domain ? -ESRCH : -EPERM;
	domain_put(d);
	op.version = THE_VERSION;
	return put_guest(arg, &op);
}

long grant_op_get_status_frames(guest_ptr_t arg, unsigned int count,
				unsigned int *done)
{
	struct gnttab_get_status_frames op;
	struct domain *d;

	if (count != 1)
		return -EINVAL;
	if (get_guest(&op, arg))
		return -EFAULT;
	d = grant_domain(op.dom, &op.status);
	if (d) {
		/* Version 1 has none. */
		if (op.nr_frames)
			op.status = GNTST_general_error;
		domain_put(d);
	}
	return put_guest(arg, &op);
}
