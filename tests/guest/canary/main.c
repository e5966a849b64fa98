/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * No memory of the hypervisor in what it copies to a guest: padding, unused
 * members of unions and tails of arrays hold what was there before, or 0.
 *
 * In debug builds each local variable of ours begins as bytes 0xfe (rules.mk).
 * Buffers are filled with something else, an operation is done three times,
 * and two bytes side by side that are 0xfe each time have come from a variable
 * that nobody set.  (One alone may be a part of an address or a count.)  Fails
 * for each such place, with the operation's name.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>
#include <platform.h>
#include <sysctl.h>

#define CANARY 0xfe
#define FILL   0x11
#define RUNS   3
#define SIZE   (5 * PAGE_SIZE)

static unsigned char buf[SIZE], seen[SIZE];
static struct child_domain child;
static unsigned int looked_at;

/* What is to be done, with `buf` for what comes back. */
typedef long probe_fn(unsigned long arg);

static void probe(const char *name, unsigned long arg, probe_fn *fn)
{
	unsigned int bad = 0, first = 0;

	memset(seen, CANARY, SIZE);
	for (int i = 0; i < RUNS; i++) {
		memset(buf, FILL, SIZE);
		fn(arg);
		for (unsigned int k = 0; k < SIZE; k++)
			if (buf[k] != CANARY)
				seen[k] = 0;
	}
	for (unsigned int k = 0; k < SIZE - 1; k++) {
		if (seen[k] == CANARY && seen[k + 1] == CANARY && !bad++)
			first = k;
		looked_at += buf[k] != FILL;
	}
	if (!check(!bad, name, __LINE__))
		printf("    argument %lu: %u places from %u on\n", arg, bad,
		       first);
}

/* ---- Calls that write one structure or text ---- */

static long version(unsigned long cmd)
{
	/* XENVER_build_id wants a length. */
	if (cmd == XENVER_build_id)
		*(uint32_t *)buf = 64;
	return hc_xen_version(cmd, buf);
}

static long event(unsigned long cmd)
{
	memset(buf, 0, 64);
	*(domid_t *)buf = DOMID_SELF;
	return hc_event_channel_op(cmd, buf);
}

static long event_status_of(unsigned long port)
{
	struct evtchn_status *st = (void *)buf;

	st->dom = DOMID_SELF;
	st->port = port;
	return hc_event_channel_op(EVTCHNOP_status, st);
}

static long vcpu(unsigned long cmd)
{
	return hc_vcpu_op(cmd, 0, buf);
}

static long memory(unsigned long cmd)
{
	static unsigned char list[2048];

	memset(buf, 0, 64);
	memset(list, FILL, sizeof(list));
	if (cmd == XENMEM_memory_map || cmd == XENMEM_machine_memory_map) {
		struct xen_memory_map *m = (void *)buf;

		m->nr_entries = 64;
		set_xen_guest_handle(m->buffer, (void *)list);
	} else if (cmd == XENMEM_machphys_mfn_list) {
		struct xen_machphys_mfn_list *m = (void *)buf;

		m->max_extents = 16;
		set_xen_guest_handle(m->extent_start, (void *)list);
	} else if (cmd == XENMEM_acquire_resource) {
		struct xen_mem_acquire_resource *r = (void *)buf;

		r->domid = child.id;
		r->type = XENMEM_resource_grant_table;
	}
	hc_memory_op(cmd, buf);
	memcpy(buf + 128, list, sizeof(list));
	return 0;
}

static long grant(unsigned long cmd)
{
	memset(buf, 0, 128);
	return hc_grant_table_op(cmd, buf, 1);
}

static long physdev(unsigned long cmd)
{
	memset(buf, 0, 128);
	return hc_physdev_op(cmd, buf);
}

/* ---- Control: the structure, and what lies behind its handle ---- */

static long platform(unsigned long cmd)
{
	struct xen_platform_op *op = (void *)buf;

	memset(&op->u, 0, sizeof(op->u));
	op->cmd = cmd;
	op->interface_version = XENPF_INTERFACE_VERSION;
	return HCALL1(platform_op, op);
}

static long sysctl(unsigned long cmd)
{
	struct xen_sysctl *op = (void *)buf;

	op->cmd = cmd;
	op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return HCALL1(sysctl, op);
}

static long sysctl_plain(unsigned long cmd)
{
	struct xen_sysctl *op = (void *)buf;

	memset(&op->u, 0, sizeof(op->u));
	return sysctl(cmd);
}

static unsigned char *behind = buf + PAGE_SIZE;

static long sysctl_list(unsigned long cmd)
{
	struct xen_sysctl *op = (void *)buf;
	void *p = behind;

	memset(&op->u, 0, sizeof(op->u));
	switch (cmd) {
	case XEN_SYSCTL_readconsole:
		set_xen_guest_handle(op->u.readconsole.buffer, p);
		op->u.readconsole.count = PAGE_SIZE;
		break;
	case XEN_SYSCTL_getdomaininfolist:
		set_xen_guest_handle(op->u.getdomaininfolist.buffer, p);
		op->u.getdomaininfolist.max_domains = 8;
		break;
	case XEN_SYSCTL_getcpuinfo:
		set_xen_guest_handle(op->u.getcpuinfo.info, p);
		op->u.getcpuinfo.max_cpus = 16;
		break;
	case XEN_SYSCTL_cputopoinfo:
		set_xen_guest_handle(op->u.cputopoinfo.cputopo, p);
		op->u.cputopoinfo.num_cpus = 16;
		break;
	case XEN_SYSCTL_numainfo:
		set_xen_guest_handle(op->u.numainfo.meminfo, p);
		set_xen_guest_handle(op->u.numainfo.distance, p + PAGE_SIZE);
		op->u.numainfo.num_nodes = 8;
		break;
	case XEN_SYSCTL_perfc_op:
		op->u.perfc_op.cmd = XEN_SYSCTL_PERFCOP_query;
		set_xen_guest_handle(op->u.perfc_op.desc, p);
		set_xen_guest_handle(op->u.perfc_op.val, p + 3 * PAGE_SIZE);
		break;
	case XEN_SYSCTL_get_cpu_policy:
		set_xen_guest_handle(op->u.cpu_policy.leaves, p);
		set_xen_guest_handle(op->u.cpu_policy.msrs, p + 3 * PAGE_SIZE);
		op->u.cpu_policy.nr_leaves = 400;
		op->u.cpu_policy.nr_msrs = 40;
		break;
	}
	return sysctl(cmd);
}

static long domctl(unsigned long cmd)
{
	struct xen_domctl *op = (void *)buf;

	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = child.id;
	return HCALL1(domctl, op);
}

static long domctl_plain(unsigned long cmd)
{
	struct xen_domctl *op = (void *)buf;

	memset(&op->u, 0, sizeof(op->u));
	return domctl(cmd);
}

static long domctl_list(unsigned long cmd)
{
	struct xen_domctl *op = (void *)buf;
	void *p = behind;

	memset(&op->u, 0, sizeof(op->u));
	switch (cmd) {
	case XEN_DOMCTL_getvcpucontext:
		set_xen_guest_handle(op->u.vcpucontext.ctxt, p);
		break;
	case XEN_DOMCTL_getvcpuextstate:
		op->u.vcpuextstate.size = 2048;
		set_xen_guest_handle(op->u.vcpuextstate.buffer, p);
		break;
	case XEN_DOMCTL_get_vcpu_msrs:
		op->u.vcpu_msrs.msr_count = 64;
		set_xen_guest_handle(op->u.vcpu_msrs.msrs, p);
		break;
	case XEN_DOMCTL_getvcpuaffinity:
		op->u.vcpuaffinity.flags = 3;
		set_xen_guest_handle(op->u.vcpuaffinity.cpumap_hard.bitmap, p);
		op->u.vcpuaffinity.cpumap_hard.nr_bits = 256;
		set_xen_guest_handle(op->u.vcpuaffinity.cpumap_soft.bitmap,
				     p + 64);
		op->u.vcpuaffinity.cpumap_soft.nr_bits = 256;
		break;
	case XEN_DOMCTL_getnodeaffinity:
		set_xen_guest_handle(op->u.nodeaffinity.nodemap.bitmap, p);
		op->u.nodeaffinity.nodemap.nr_bits = 256;
		break;
	case XEN_DOMCTL_get_cpu_policy:
		set_xen_guest_handle(op->u.cpu_policy.leaves, p);
		set_xen_guest_handle(op->u.cpu_policy.msrs, p + 3 * PAGE_SIZE);
		op->u.cpu_policy.nr_leaves = 400;
		op->u.cpu_policy.nr_msrs = 40;
		break;
	case XEN_DOMCTL_getpageframeinfo3:
		memset(p, 0, PAGE_SIZE);
		op->u.getpageframeinfo3.num = 512;
		set_xen_guest_handle(op->u.getpageframeinfo3.array, p);
		break;
	}
	return domctl(cmd);
}

static void nothing(void)
{
}

/* Those that would end what we look at, or ourselves. */
static bool is_harmless(unsigned long cmd)
{
	return cmd != XEN_DOMCTL_createdomain &&
	       cmd != XEN_DOMCTL_destroydomain &&
	       cmd != XEN_DOMCTL_unpausedomain;
}

static void control(void)
{
	static const unsigned char sysctl_lists[] = {
		XEN_SYSCTL_readconsole,	   XEN_SYSCTL_getdomaininfolist,
		XEN_SYSCTL_getcpuinfo,	   XEN_SYSCTL_cputopoinfo,
		XEN_SYSCTL_numainfo,	   XEN_SYSCTL_perfc_op,
		XEN_SYSCTL_get_cpu_policy,
	};
	static const unsigned char domctl_lists[] = {
		XEN_DOMCTL_getvcpucontext,    XEN_DOMCTL_getvcpuextstate,
		XEN_DOMCTL_get_vcpu_msrs,     XEN_DOMCTL_getvcpuaffinity,
		XEN_DOMCTL_getnodeaffinity,   XEN_DOMCTL_get_cpu_policy,
		XEN_DOMCTL_getpageframeinfo3,
	};

	child_create(&child, nothing, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(sysctl_lists); i++)
		probe("sysctl's list", sysctl_lists[i], sysctl_list);
	for (unsigned int i = 0; i < ARRAY_SIZE(domctl_lists); i++)
		probe("domctl's list", domctl_lists[i], domctl_list);
	for (unsigned long cmd = 1; cmd < 32; cmd++)
		probe("sysctl", cmd, sysctl_plain);
	for (unsigned long cmd = 1; cmd < 92; cmd++)
		if (is_harmless(cmd))
			probe("domctl", cmd, domctl_plain);
	probe("platform_op: time of idle", XENPF_getidletime, platform);
	probe("platform_op: CPU", XENPF_get_cpuinfo, platform);
	probe("platform_op: CPU's version", XENPF_get_cpu_version, platform);
	probe("platform_op: firmware", XENPF_firmware_info, platform);
	probe("platform_op: symbol", XENPF_get_symbol, platform);
	probe("acquire_resource", XENMEM_acquire_resource, memory);
	child_destroy(&child);
}

void test_main(void)
{
	int ports[3];

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	ports[0] = bind_ipi(0);
	ports[1] = bind_virq(VIRQ_DEBUG, 0);
	ports[2] = alloc_unbound(DOMID_SELF, 0);
	for (unsigned long cmd = 0; cmd < 12; cmd++)
		probe("xen_version", cmd, version);
	for (int i = 0; i < 3; i++)
		probe("evtchn_status", ports[i], event_status_of);
	probe("evtchn_status", 0, event_status_of);
	for (unsigned long cmd = 0; cmd < 14; cmd++)
		if (cmd != EVTCHNOP_reset)
			probe("event_channel_op", cmd, event);
	probe("runstate", VCPUOP_get_runstate_info, vcpu);
	probe("physid", VCPUOP_get_physid, vcpu);
	for (unsigned long cmd = 0; cmd < 13; cmd++)
		probe("grant_table_op", cmd, grant);
	for (unsigned long cmd = 4; cmd < 33; cmd++)
		probe("physdev_op", cmd, physdev);
	control();
	probe("memory_map", XENMEM_memory_map, memory);
	probe("machine_memory_map", XENMEM_machine_memory_map, memory);
	probe("machphys_mapping", XENMEM_machphys_mapping, memory);
	probe("machphys_mfn_list", XENMEM_machphys_mfn_list, memory);
	probe("reserved_device_memory", XENMEM_reserved_device_memory_map,
	      memory);
	printf("%u bytes that were written\n", looked_at);
	/* Else we have looked at nothing. */
	CHECK(looked_at > 10000);
}
