// SPDX-License-Identifier: GPL-2.0-only
/* The multiplexed hypercalls, each taking one structure. */
#include "private.h"

/* op(cmd, arg) or, with one_arg, op(arg). */
static long call_struct(xc_interface *xch, unsigned int op, bool one_arg,
			int cmd, void *arg, size_t len)
{
	xc_hypercall_buffer_t b;
	long ret;

	if (xc_bounce(xch, &b, arg, len, XC_BOUNCE_BOTH))
		return -1;
	if (!xch->xcall) {
		errno = EBADF;
		return -1;
	}
	if (one_arg)
		ret = xencall1(xch->xcall, op, (unsigned long)b.hbuf);
	else
		ret = xencall2(xch->xcall, op, cmd, (unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

static int version_mismatch(xc_interface *xch, const char *what, int ret)
{
	if (ret < 0 && errno == EACCES)
		XC_ERROR(xch,
			 "the hypervisor refuses %s: it is not Xen 4.17's "
			 "interface, or this domain has no right to it",
			 what);
	return ret;
}

int xc_domctl(xc_interface *xch, struct xen_domctl *domctl)
{
	domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return version_mismatch(xch, "domctl",
				call_struct(xch, __HYPERVISOR_domctl, true, 0,
					    domctl, sizeof(*domctl)));
}

int xc_sysctl(xc_interface *xch, struct xen_sysctl *sysctl)
{
	sysctl->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return version_mismatch(xch, "sysctl",
				call_struct(xch, __HYPERVISOR_sysctl, true, 0,
					    sysctl, sizeof(*sysctl)));
}

long xc_memory_op(xc_interface *xch, unsigned int cmd, void *arg, size_t len)
{
	xc_hypercall_buffer_t b;
	long ret;

	if (!xch->xcall) {
		errno = EBADF;
		return -1;
	}
	if (xc_bounce(xch, &b, arg, len, XC_BOUNCE_BOTH))
		return -1;
	ret = xencall2L(xch->xcall, __HYPERVISOR_memory_op, cmd,
			(unsigned long)b.hbuf);
	xc_unbounce(xch, &b);
	return ret;
}

int xc_physdev_op(xc_interface *xch, int cmd, void *arg, size_t len)
{
	return call_struct(xch, __HYPERVISOR_physdev_op, false, cmd, arg, len);
}

static size_t version_arg_size(int cmd, const void *arg)
{
	switch (cmd) {
	case XENVER_extraversion:
		return sizeof(xen_extraversion_t);
	case XENVER_compile_info:
		return sizeof(xen_compile_info_t);
	case XENVER_capabilities:
		return sizeof(xen_capabilities_info_t);
	case XENVER_changeset:
		return sizeof(xen_changeset_info_t);
	case XENVER_platform_parameters:
		return sizeof(xen_platform_parameters_t);
	case XENVER_get_features:
		return sizeof(xen_feature_info_t);
	case XENVER_guest_handle:
		return sizeof(xen_domain_handle_t);
	case XENVER_commandline:
		return sizeof(xen_commandline_t);
	case XENVER_build_id:
		return arg ? sizeof(xen_build_id_t) +
				       ((const xen_build_id_t *)arg)->len
			   : 0;
	default:
		return 0;
	}
}

int xc_version(xc_interface *xch, int cmd, void *arg)
{
	size_t len = version_arg_size(cmd, arg);

	return call_struct(xch, __HYPERVISOR_xen_version, false, cmd,
			   len ? arg : NULL, len);
}
