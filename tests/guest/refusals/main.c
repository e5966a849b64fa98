/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hypervisor does not do it refuses with an errno and a line in its
 * log that names the reason: a PV guest of 32 bits, a PCI device for a guest
 * where there is no IOMMU.  Fails if one of them is taken, or refused without a
 * word.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>
#include <sysctl.h>

static struct xen_domctl op;
static char text[32768 + 1];

static long domctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return HCALL1(domctl, &op);
}

/* Whether the log has it; what it has is forgotten. */
static bool said(const char *what)
{
	struct xen_sysctl s = {
		.cmd = XEN_SYSCTL_readconsole,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
		.u.readconsole = { .clear = 1, .count = sizeof(text) - 1 },
	};

	memset(text, 0, sizeof(text));
	set_xen_guest_handle(s.u.readconsole.buffer, text);
	CHECK_EQ(HCALL1(sysctl, &s), 0);
	for (const char *p = text; *p; p++)
		if (!strncmp(p, what, strlen(what)))
			return true;
	return false;
}

void test_main(void)
{
	domid_t id;

	if (!on_xenolith())
		test_skip(
			"Xen can do the first, and says nothing of the other");
	op.u.createdomain.max_vcpus = 1;
	op.u.createdomain.max_evtchn_port = 127;
	op.u.createdomain.max_grant_frames = 1;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(1);
	op.u.createdomain.arch.emulation_flags = 0;
	op.domain = 9;
	CHECK_EQ(domctl(XEN_DOMCTL_createdomain), 0);
	id = op.domain;

	said("");
	memset(&op, 0, sizeof(op));
	op.domain = id;
	op.u.address_size.size = 32;
	CHECK_EQ(domctl(XEN_DOMCTL_set_address_size), -XEN_EOPNOTSUPP);
	CHECK(said("d9: PV guests of 32 bits are not supported"));
	op.u.address_size.size = 64;
	CHECK_EQ(domctl(XEN_DOMCTL_set_address_size), 0);
	CHECK(!said("not supported"));

	memset(&op, 0, sizeof(op));
	op.domain = id;
	op.u.assign_device.dev = XEN_DOMCTL_DEV_PCI;
	op.u.assign_device.u.pci.machine_sbdf = 0x1fa;
	CHECK_EQ(domctl(XEN_DOMCTL_assign_device), -XEN_EOPNOTSUPP);
	CHECK(said("d9: PCI device 0000:01:1f.2 is not given to it: "
		   "nothing (no IOMMU)"));

	memset(&op, 0, sizeof(op));
	op.domain = id;
	CHECK_EQ(domctl(XEN_DOMCTL_destroydomain), 0);
}
