/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Contexts of another domain's vCPU: what is refused for one that has a
 * context already changes nothing of it; x87 and SSE registers in their
 * initial state read as such, whatever lies in the XSAVE area; xcr0_accum is
 * told beside xcr0.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>

static struct xen_domctl op = {
	.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
};
static struct vcpu_guest_context set, got, before;
static struct {
	uint64_t xcr0, accum;
	uint8_t area[4096];
} xsave;

static long domctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return HCALL1(domctl, &op);
}

static unsigned long one_page(void)
{
	xen_pfn_t pfn = 0;
	struct xen_memory_reservation r = {
		.nr_extents = 1,
		.domid = op.domain,
	};

	set_xen_guest_handle(r.extent_start, &pfn);
	return hc_memory_op(XENMEM_populate_physmap, &r) == 1 ? pfn : 0;
}

static long set_context(void)
{
	op.u.vcpucontext.vcpu = 0;
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &set);
	return domctl(XEN_DOMCTL_setvcpucontext);
}

static long get_context(struct vcpu_guest_context *c)
{
	op.u.vcpucontext.vcpu = 0;
	set_xen_guest_handle(op.u.vcpucontext.ctxt, c);
	return domctl(XEN_DOMCTL_getvcpucontext);
}

static void refused(void)
{
	CHECK_EQ(get_context(&before), 0);
	set.user_regs.rbx = 0x5555;
	set.kernel_sp = 0x7777;
	CHECK_EQ(set_context(), -XEN_EOPNOTSUPP);
	CHECK_EQ(get_context(&got), 0);
	/* Xen keeps a part of what it refuses. */
	if (on_xenolith())
		CHECK_EQ(memcmp(&got, &before, sizeof(got)), 0);
	set = got;
}

static long extstate(unsigned int cmd, uint64_t size)
{
	memset(&op.u, 0, sizeof(op.u));
	op.u.vcpuextstate.size = size;
	set_xen_guest_handle(op.u.vcpuextstate.buffer, &xsave.xcr0);
	return domctl(cmd);
}

static void initial_state(void)
{
	const uint8_t *fpu = (const uint8_t *)&got.fpu_ctxt;
	uint64_t size;
	unsigned int bad = 0;

	if (extstate(XEN_DOMCTL_getvcpuextstate, sizeof(xsave)) ||
	    op.u.vcpuextstate.size < 16)
		return;
	size = op.u.vcpuextstate.size;
	CHECK_EQ(xsave.xcr0, 3);
	CHECK_EQ(xsave.accum, 3);
	memset(&xsave, 0, sizeof(xsave));
	memset(xsave.area, 0x5a, 416);
	/* MXCSR counts, whatever the header says. */
	*(uint32_t *)(xsave.area + 24) = 0x1f80;
	xsave.xcr0 = xsave.accum = 3;
	CHECK_EQ(extstate(XEN_DOMCTL_setvcpuextstate, size), 0);
	CHECK_EQ(get_context(&got), 0);
	CHECK_EQ(*(uint16_t *)fpu, 0x37f);
	CHECK_EQ(*(uint16_t *)(fpu + 2), 0);
	CHECK_EQ(*(uint32_t *)(fpu + 24), 0x1f80);
	for (int i = 32; i < 416; i++)
		bad += fpu[i] != 0;
	CHECK_EQ(bad, 0);
	/* Only x87 is in use. */
	*(uint64_t *)(xsave.area + 512) = 1;
	CHECK_EQ(extstate(XEN_DOMCTL_setvcpuextstate, size), 0);
	CHECK_EQ(get_context(&got), 0);
	CHECK_EQ(fpu[32], 0x5a);
	CHECK_EQ(fpu[160], 0);
}

void test_main(void)
{
	struct xen_domctl_createdomain *c = &op.u.createdomain;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	op.domain = DOMID_FIRST_RESERVED;
	c->max_vcpus = 1;
	c->max_evtchn_port = 63;
	c->max_grant_frames = -1;
	c->max_maptrack_frames = -1;
	c->grant_opts = XEN_DOMCTL_GRANT_version(1);
	if (domctl(XEN_DOMCTL_createdomain))
		test_error("createdomain");
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_vcpus.max = 1;
	CHECK_EQ(domctl(XEN_DOMCTL_max_vcpus), 0);
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_mem.max_memkb = 64;
	CHECK_EQ(domctl(XEN_DOMCTL_max_mem), 0);

	set.flags = VGCF_IN_KERNEL | VGCF_I387_VALID;
	set.user_regs.rip = 0x1000;
	set.user_regs.cs = FLAT_KERNEL_CS;
	set.user_regs.ss = FLAT_KERNEL_SS;
	set.ctrlreg[0] = 0x80050033;
	set.ctrlreg[3] = one_page() << PAGE_SHIFT;
	*(uint16_t *)&set.fpu_ctxt = 0x37f;
	*(uint32_t *)((char *)&set.fpu_ctxt + 24) = 0x1f80;
	CHECK(set.ctrlreg[3] != 0);
	CHECK_EQ(set_context(), 0);
	CHECK_EQ(get_context(&got), 0);

	set = got;
	set.user_regs.rbx = 0x1234;
	CHECK_EQ(set_context(), 0);
	CHECK_EQ(get_context(&got), 0);
	CHECK_EQ(got.user_regs.rbx, 0x1234);

	/* A GDT that is no page of it, other tables, another LDT. */
	set = got;
	set.gdt_ents = 512;
	set.gdt_frames[0] = 1;
	refused();
	set.ctrlreg[3] = 0x1000;
	refused();
	set.ctrlreg[1] = one_page() << PAGE_SHIFT;
	refused();
	set.ldt_base = TEST_VA;
	set.ldt_ents = 8;
	refused();
	initial_state();
	memset(&op.u, 0, sizeof(op.u));
	CHECK_EQ(domctl(XEN_DOMCTL_destroydomain), 0);
}
