/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen_version: each subcommand gives what its structure says, an unknown one
 * -ENOSYS, a bad pointer -EFAULT.  Fails if a string is not terminated, the
 * version is not 4.17, or more than the structure is written.
 */
#include "guest.h"

static char buf[2048];

static void text(unsigned int cmd, size_t size, const char *start)
{
	memset(buf, 0x5a, sizeof(buf));
	CHECK_EQ(hc_xen_version(cmd, buf), 0);
	CHECK(strlen(buf) < size);
	CHECK((unsigned char)buf[size] == 0x5a);
	CHECK(!strncmp(buf, start, strlen(start)));
	CHECK_EQ(hc_xen_version(cmd, 8), -XEN_EFAULT);
	CHECK_EQ(hc_xen_version(cmd, HYPERVISOR_VIRT_START), -XEN_EFAULT);
}

void test_main(void)
{
	struct xen_platform_parameters p = { 0 };
	unsigned char handle[17];

	CHECK_EQ(hc_xen_version(XENVER_version, 0), 4 << 16 | 17);
	text(XENVER_extraversion, 16, ".");
	text(XENVER_capabilities, 1024, "xen-3.0-x86_64 ");
	text(XENVER_changeset, 64, "");
	text(XENVER_commandline, 1024, "");
	CHECK_EQ(hc_xen_version(XENVER_compile_info, buf), 0);
	CHECK_EQ(hc_xen_version(XENVER_compile_info, 8), -XEN_EFAULT);
	CHECK_EQ(hc_xen_version(XENVER_platform_parameters, &p), 0);
	CHECK_EQ(p.virt_start, HYPERVISOR_VIRT_START);
	CHECK_EQ(hc_xen_version(XENVER_pagesize, 0), 4096);
	memset(handle, 0x5a, sizeof(handle));
	CHECK_EQ(hc_xen_version(XENVER_guest_handle, handle), 0);
	CHECK_EQ(handle[16], 0x5a);
	CHECK_EQ(hc_xen_version(11, buf), -XEN_ENOSYS);
	CHECK_EQ(hc_xen_version(~0u, buf), -XEN_ENOSYS);
}
