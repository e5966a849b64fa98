/* version.c: xen_version: who and what this hypervisor is (XENVER_*). */
#include <xen/arch/domain.h>
#include <xen/boot.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/init.h>
#include <xen/string.h>
#include <public/version.h>

#define DENIED "<denied>"

static long put_string(guest_ptr_t arg, const char *s, char *buf, size_t size)
{
	memset(buf, 0, size);
	strlcpy(buf, s, size);
	return copy_to_guest(arg, buf, size);
}

static long compile_info(guest_ptr_t arg)
{
	struct xen_compile_info info;

	memset(&info, 0, sizeof(info));
	strlcpy(info.compiler, xen_compiler, sizeof(info.compiler));
	strlcpy(info.compile_by, xen_compile_by, sizeof(info.compile_by));
	strlcpy(info.compile_domain, xen_compile_domain,
		sizeof(info.compile_domain));
	strlcpy(info.compile_date, xen_compile_date, sizeof(info.compile_date));
	return put_guest(arg, &info);
}

/* The text up to its end: the structure is large for a stack. */
static long capabilities(guest_ptr_t arg)
{
	char buf[128] = "";

	arch_capabilities(buf, sizeof(buf));
	if (clear_guest(arg, sizeof(xen_capabilities_info_t)))
		return -EFAULT;
	return copy_to_guest(arg, buf, strlen(buf));
}

static long features(struct vcpu *v, guest_ptr_t arg)
{
	struct xen_feature_info fi;

	if (get_guest(&fi, arg))
		return -EFAULT;
	if (fi.submap_idx >= XENFEAT_NR_SUBMAPS)
		return -EINVAL;
	fi.submap = arch_features(v->domain, fi.submap_idx);
	return put_guest(arg, &fi);
}

static long command_line(struct vcpu *v, guest_ptr_t arg)
{
	const char *s = DENIED;

	if (is_control_domain(v->domain))
		s = saved_cmdline;
	if (clear_guest(arg, sizeof(xen_commandline_t)))
		return -EFAULT;
	return copy_to_guest(arg, s,
			     min(strlen(s), sizeof(xen_commandline_t) - 1));
}

static long build_id(struct vcpu *v, guest_ptr_t arg)
{
	guest_ptr_t buf = { arg.a + offsetof(struct xen_build_id, buf) };
	uint32_t room;
	size_t len;
	const void *id = arch_build_id(&len);

	if (!is_control_domain(v->domain))
		return -EPERM;
	if (!id)
		return -ENODATA;
	if (guest_ptr_null(arg))
		return len;
	if (get_guest(&room, arg))
		return -EFAULT;
	if (!room)
		return -EINVAL;
	if (room < len)
		return -ENOBUFS;
	return copy_to_guest(buf, id, len) ? -EFAULT : (long)len;
}

/* a[0]: XENVER_*; a[1]: address of what the command returns, or 0. */
long hc_xen_version(struct vcpu *v, struct hypercall_args *args)
{
	guest_ptr_t arg = guest_ptr_reg(args->a[1]);
	struct xen_platform_parameters params;
	char buf[64];

	switch ((int)args->a[0]) {
	case XENVER_version:
		return XEN_VERSION_MAJOR << 16 | XEN_VERSION_MINOR;
	case XENVER_extraversion:
		return put_string(arg, xen_extra_version, buf,
				  sizeof(xen_extraversion_t));
	case XENVER_compile_info:
		return compile_info(arg);
	case XENVER_capabilities:
		return capabilities(arg);
	case XENVER_changeset:
		return put_string(arg, xen_changeset, buf,
				  sizeof(xen_changeset_info_t));
	case XENVER_platform_parameters:
		params.virt_start = arch_hypervisor_virt_start(v->domain);
		return put_guest(arg, &params);
	case XENVER_get_features:
		return features(v, arg);
	case XENVER_pagesize:
		return guest_ptr_null(arg) ? (long)PAGE_SIZE : -EINVAL;
	case XENVER_guest_handle:
		return copy_to_guest(arg, v->domain->handle,
				     sizeof(v->domain->handle));
	case XENVER_commandline:
		return command_line(v, arg);
	case XENVER_build_id:
		return build_id(v, arg);
	default:
		return -ENOSYS;
	}
}
