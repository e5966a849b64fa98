/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * domctl: every command on every kind of target with payloads of zeros, ones,
 * small numbers and pointers; what may be said at a domain's creation; bad
 * versions.  Each command meets a fresh, paused domain with one vCPU.
 */
#include "../table.h"
#include <domctl.h>

#define BIT(n) (1UL << (n))

static struct xen_domctl op, before;
static domid_t next_id = 10;

static const struct xen_domctl_createdomain good = {
	.max_vcpus = 1,
	.max_evtchn_port = 63,
	.max_grant_frames = 4,
	.max_maptrack_frames = 4,
	.grant_opts = XEN_DOMCTL_GRANT_version(1),
};

static long domctl(unsigned int cmd, domid_t dom)
{
	op.cmd = cmd;
	op.domain = dom;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return HCALL1(domctl, &op);
}

static long domain_new(domid_t id, const struct xen_domctl_createdomain *c)
{
	memset(&op, 0, sizeof(op));
	op.u.createdomain = *c;
	return domctl(XEN_DOMCTL_createdomain, id);
}

static void domain_destroy(domid_t id)
{
	memset(&op, 0, sizeof(op));
	domctl(XEN_DOMCTL_destroydomain, id);
}

static domid_t domain_with_vcpu(void)
{
	domid_t id = next_id++;

	if (domain_new(id, &good))
		test_error("createdomain");
	memset(&op, 0, sizeof(op));
	op.u.max_vcpus.max = 1;
	if (domctl(XEN_DOMCTL_max_vcpus, id))
		test_error("max_vcpus");
	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = 64;
	if (domctl(XEN_DOMCTL_max_mem, id))
		test_error("max_mem");
	return id;
}

struct payload {
	const char *name;
	uint64_t word;
};
static const struct payload payloads[] = {
	{ "zero", 0 },
	{ "ones", -1UL },
	{ "one", 1 },
	{ "small", 0x0000000100000001 },
	{ "pointers", TEST_VA + 8 * PAGE_SIZE },
	{ "mixed", 0x0001000200000003 },
};

static void fill(const struct payload *p)
{
	uint64_t *w = (uint64_t *)&op.u;

	for (unsigned int i = 0; i < sizeof(op.u) / 8; i++)
		w[i] = p->word;
}

static bool out_touched(void)
{
	for (unsigned int i = 0; i < OUT_SIZE; i++)
		if (OUT[i])
			return true;
	return false;
}

static void one(unsigned int cmd, domid_t dom, const char *who,
		const struct payload *p)
{
	unsigned int changed;
	long rc;

	memset(&op, 0, sizeof(op));
	fill(p);
	buffer(0);
	before = op;
	rc = domctl(cmd, dom);
	changed = memcmp(&op.u, &before.u, sizeof(op.u)) ? 1 : 0;
	changed |= out_touched() ? 2 : 0;
	ROW_OUT(rc, changed, "domctl cmd=%u %s %s", cmd, who, p->name);
}

/* What would end us, or answers with what differs from run to run. */
static bool leave_out(unsigned int cmd, bool self, const struct payload *p)
{
	switch (cmd) {
	case XEN_DOMCTL_createdomain:
		return true;
	case XEN_DOMCTL_sendtrigger:
	case XEN_DOMCTL_hypercall_init:
		return self;
	}
	return false;
}

static void every_command(unsigned int cmd)
{
	static const struct {
		const char *name;
		domid_t id;
	} others[] = {
		{ "nobody", NO_DOMAIN },
		{ "DOMID_SELF", DOMID_SELF },
		{ "DOMID_IO", DOMID_IO },
		{ "DOMID_XEN", DOMID_XEN },
		{ "DOMID_COW", DOMID_COW },
		{ "DOMID_IDLE", DOMID_IDLE },
		{ "DOMID_INVALID", DOMID_INVALID },
	};
	domid_t id;

	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++)
		if (!leave_out(cmd, others[i].id == DOMID_SELF, &payloads[0]))
			one(cmd, others[i].id, others[i].name, &payloads[0]);
	for (unsigned int i = 0; i < ARRAY_SIZE(payloads); i++) {
		if (!leave_out(cmd, true, &payloads[i]))
			one(cmd, 0, "self", &payloads[i]);
		if (leave_out(cmd, false, &payloads[i]))
			continue;
		id = domain_with_vcpu();
		one(cmd, id, "other", &payloads[i]);
		domain_destroy(id);
	}
}

/* --- creation --- */
static void create(const char *what, unsigned long n, domid_t id,
		   const struct xen_domctl_createdomain *c)
{
	long rc = domain_new(id, c);

	ROW(rc, "createdomain %s=%lx", what, n);
	if (!rc)
		domain_destroy(op.domain);
}

#define CREATE(field, value)                                                 \
	do {                                                                 \
		struct xen_domctl_createdomain c = good;                     \
		c.field = (value);                                           \
		create(#field, (unsigned long)(value), DOMID_FIRST_RESERVED, \
		       &c);                                                  \
	} while (0)

static void creation(void)
{
	static const unsigned int counts[] = {
		0, 1, 2, 64, 128, 129, 8192, 8193, 0x7fffffff, 0xffffffff
	};

	for (int i = 0; i < 32; i++)
		CREATE(flags, 1U << i);
	/* hvm, and what goes with it */
	CREATE(flags, 0x3);
	CREATE(flags, 0x43);
	CREATE(flags, 0x11);
	for (int i = 0; i < 4; i++)
		CREATE(iommu_opts, 1U << i);
	for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++) {
		if (counts[i] <= 64 || counts[i] > 128)
			CREATE(max_vcpus, counts[i]);
		CREATE(max_evtchn_port, counts[i]);
		CREATE(max_grant_frames, counts[i]);
		CREATE(max_maptrack_frames, counts[i]);
	}
	for (int i = 0; i < 17; i++)
		CREATE(grant_opts, i);
	CREATE(grant_opts, 0x11);
	CREATE(vmtrace_size, 4096);
	CREATE(vmtrace_size, 1);
	CREATE(cpupool_id, 1);
	CREATE(cpupool_id, 0xffffffff);
	CREATE(ssidref, 1);
	for (int i = 0; i < 12; i++)
		CREATE(arch.emulation_flags, 1U << i);
	for (int i = 0; i < 4; i++)
		CREATE(arch.misc_flags, 1U << i);
	create("id", 0, 0, &good);
	create("id", 1000, 1000, &good);
	create("id", DOMID_FIRST_RESERVED - 1, DOMID_FIRST_RESERVED - 1, &good);
	create("id", DOMID_SELF, DOMID_SELF, &good);
	create("id", 0xffff, 0xffff, &good);
	domain_new(77, &good);
	create("id again", 77, 77, &good);
	domain_destroy(77);
}

/* --- versions and places --- */
static void versions(void)
{
	static const unsigned int v[] = { 0, 1, 0x14, 0x16, 0xffffffff };

	for (unsigned int i = 0; i < ARRAY_SIZE(v); i++) {
		memset(&op, 0, sizeof(op));
		op.cmd = XEN_DOMCTL_getdomaininfo;
		op.interface_version = v[i];
		ROW(HCALL1(domctl, &op), "domctl version=%x", v[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		buffer(places[i].fill);
		ROW(HCALL1(domctl, places[i].at), "domctl %s", places[i].name);
	}
}

/* --- single commands in depth, on one domain --- */
#define SET(member, ...)                                                \
	do {                                                            \
		memset(&op, 0, sizeof(op));                             \
		op.u.member = (__typeof__(op.u.member)){ __VA_ARGS__ }; \
	} while (0)
#define DO(cmd, dom, what) ROW(domctl(XEN_DOMCTL_##cmd, dom), #cmd " " what)

static void life(void)
{
	domid_t id = domain_with_vcpu();

	SET(max_vcpus, 0);
	DO(max_vcpus, id, "0");
	SET(max_vcpus, 2);
	DO(max_vcpus, id, "2");
	SET(max_vcpus, 1);
	DO(max_vcpus, id, "again");
	DO(unpausedomain, id, "without a context");
	DO(unpausedomain, id, "twice");
	DO(pausedomain, id, "");
	DO(pausedomain, id, "twice");
	DO(unpausedomain, id, "");
	DO(resumedomain, id, "running");
	SET(setdomainhandle, { 1, 2, 3 });
	DO(setdomainhandle, id, "");
	memset(&op, 0, sizeof(op));
	ROW_OUT(domctl(XEN_DOMCTL_getdomaininfo, id), op.u.getdomaininfo.flags,
		"getdomaininfo flags");
	ROW_OUT(0, op.u.getdomaininfo.max_pages, "getdomaininfo max_pages");
	ROW_OUT(0, op.u.getdomaininfo.tot_pages, "getdomaininfo tot_pages");
	ROW_OUT(0, op.u.getdomaininfo.outstanding_pages,
		"getdomaininfo outstanding");
	ROW_OUT(0, op.u.getdomaininfo.nr_online_vcpus, "getdomaininfo online");
	ROW_OUT(0, op.u.getdomaininfo.max_vcpu_id, "getdomaininfo max_vcpu_id");
	ROW_OUT(0, op.u.getdomaininfo.cpupool, "getdomaininfo cpupool");
	ROW_OUT(0, op.u.getdomaininfo.gpaddr_bits, "getdomaininfo gpaddr_bits");
	ROW_OUT(0, op.u.getdomaininfo.handle[1], "getdomaininfo handle");
	memset(&op, 0, sizeof(op));
	op.u.getvcpuinfo.vcpu = 0;
	ROW_OUT(domctl(XEN_DOMCTL_getvcpuinfo, id),
		op.u.getvcpuinfo.online | op.u.getvcpuinfo.blocked << 1 |
			op.u.getvcpuinfo.running << 2,
		"getvcpuinfo 0");
	op.u.getvcpuinfo.vcpu = 1;
	DO(getvcpuinfo, id, "1");
	op.u.getvcpuinfo.vcpu = 0xffffffff;
	DO(getvcpuinfo, id, "-1");
	memset(&op, 0, sizeof(op));
	DO(destroydomain, id, "");
	DO(destroydomain, id, "twice");
	DO(getdomaininfo, id, "of the dead");
	ROW_OUT(0, op.domain > id, "getdomaininfo goes on behind it");
	domain_destroy(id);
}

static void affinity(void)
{
	domid_t id = domain_with_vcpu();
	static uint8_t hard[16], soft[16];

	for (unsigned int flags = 0; flags < 8; flags++) {
		for (unsigned int bits = 0; bits < 18; bits += 1 + bits * 4) {
			memset(hard, 1, sizeof(hard));
			memset(soft, 2, sizeof(soft));
			memset(&op, 0, sizeof(op));
			op.u.vcpuaffinity.flags = flags;
			set_xen_guest_handle(
				op.u.vcpuaffinity.cpumap_hard.bitmap, hard);
			set_xen_guest_handle(
				op.u.vcpuaffinity.cpumap_soft.bitmap, soft);
			op.u.vcpuaffinity.cpumap_hard.nr_bits = bits;
			op.u.vcpuaffinity.cpumap_soft.nr_bits = bits;
			ROW_OUT(domctl(XEN_DOMCTL_setvcpuaffinity, id),
				hard[0] | soft[0] << 8,
				"setvcpuaffinity flags=%u bits=%u", flags,
				bits);
			memset(hard, 0xee, sizeof(hard));
			memset(soft, 0xee, sizeof(soft));
			ROW_OUT(domctl(XEN_DOMCTL_getvcpuaffinity, id),
				hard[0] | soft[0] << 8 | hard[1] << 16,
				"getvcpuaffinity flags=%u bits=%u", flags,
				bits);
		}
	}
	memset(hard, 0, sizeof(hard));
	op.u.vcpuaffinity.flags = 1;
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 8;
	DO(setvcpuaffinity, id, "no CPU");
	hard[0] = 0x80;
	DO(setvcpuaffinity, id, "CPU that is not there");
	op.u.vcpuaffinity.vcpu = 1;
	DO(setvcpuaffinity, id, "vCPU that is not there");
	SET(nodeaffinity, .nodemap.nr_bits = 8);
	set_xen_guest_handle(op.u.nodeaffinity.nodemap.bitmap, hard);
	hard[0] = 0;
	DO(setnodeaffinity, id, "none");
	hard[0] = 1;
	DO(setnodeaffinity, id, "0");
	hard[0] = 2;
	DO(setnodeaffinity, id, "1");
	hard[0] = 0xff;
	DO(getnodeaffinity, id, "");
	ROW_OUT(0, hard[0], "getnodeaffinity map");
	domain_destroy(id);
}

static void contexts(void)
{
	domid_t id = domain_with_vcpu();
	static struct vcpu_guest_context c;

	SET(vcpucontext, .vcpu = 0);
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &c);
	DO(getvcpucontext, id, "not initialised");
	for (unsigned int flags = 0; flags < 16; flags++) {
		memset(&c, 0, sizeof(c));
		c.flags = flags;
		ROW(domctl(XEN_DOMCTL_setvcpucontext, id),
		    "setvcpucontext flags=%x without cr3", flags);
	}
	op.u.vcpucontext.vcpu = 1;
	DO(setvcpucontext, id, "vCPU that is not there");
	DO(getvcpucontext, id, "vCPU that is not there");
	op.u.vcpucontext.vcpu = 0;
	op.u.vcpucontext.ctxt.p = NULL;
	DO(setvcpucontext, id, "null: reset");
	op.u.vcpucontext.ctxt.p = (void *)UNMAPPED;
	DO(setvcpucontext, id, "hole");
	domain_destroy(id);
}

static void rights(void)
{
	domid_t id = domain_with_vcpu();

	for (unsigned int allow = 0; allow < 3; allow++) {
		SET(ioport_permission, .first_port = 0x60, .nr_ports = 4,
		    .allow_access = allow);
		ROW(domctl(XEN_DOMCTL_ioport_permission, id),
		    "ioport_permission allow=%u", allow);
		op.u.ioport_permission.first_port = 0xffff;
		ROW(domctl(XEN_DOMCTL_ioport_permission, id),
		    "ioport_permission beyond allow=%u", allow);
		op.u.ioport_permission.nr_ports = 0;
		ROW(domctl(XEN_DOMCTL_ioport_permission, id),
		    "ioport_permission none allow=%u", allow);
		SET(iomem_permission, .first_mfn = 0xfd000, .nr_mfns = 16,
		    .allow_access = allow);
		ROW(domctl(XEN_DOMCTL_iomem_permission, id),
		    "iomem_permission allow=%u", allow);
		op.u.iomem_permission.nr_mfns = -1UL;
		ROW(domctl(XEN_DOMCTL_iomem_permission, id),
		    "iomem_permission wrap allow=%u", allow);
		op.u.iomem_permission.nr_mfns = 0;
		ROW(domctl(XEN_DOMCTL_iomem_permission, id),
		    "iomem_permission none allow=%u", allow);
		for (unsigned int pirq = 0; pirq < 300; pirq += 37) {
			SET(irq_permission, .pirq = pirq,
			    .allow_access = allow);
			ROW(domctl(XEN_DOMCTL_irq_permission, id),
			    "irq_permission pirq=%u allow=%u", pirq, allow);
		}
		SET(memory_mapping, .first_gfn = 0x1000, .first_mfn = 0xfd000,
		    .nr_mfns = 1, .add_mapping = allow);
		ROW(domctl(XEN_DOMCTL_memory_mapping, id),
		    "memory_mapping add=%u", allow);
		SET(ioport_mapping, .first_gport = 0x60, .first_mport = 0x60,
		    .nr_ports = 1, .add_mapping = allow);
		ROW(domctl(XEN_DOMCTL_ioport_mapping, id),
		    "ioport_mapping add=%u", allow);
	}
	for (unsigned int virq = 0; virq < 26; virq++) {
		SET(set_virq_handler, .virq = virq);
		ROW(domctl(XEN_DOMCTL_set_virq_handler, id),
		    "set_virq_handler virq=%u", virq);
		ROW(domctl(XEN_DOMCTL_set_virq_handler, 0),
		    "set_virq_handler back virq=%u", virq);
	}
	SET(set_target, .target = 0);
	DO(set_target, id, "0");
	op.u.set_target.target = id;
	DO(set_target, id, "itself");
	op.u.set_target.target = NO_DOMAIN;
	DO(set_target, id, "nobody");
	for (unsigned int i = 0; i < 7; i++) {
		SET(sendtrigger, .trigger = i);
		ROW(domctl(XEN_DOMCTL_sendtrigger, id), "sendtrigger %u", i);
		op.u.sendtrigger.vcpu = 1;
		ROW(domctl(XEN_DOMCTL_sendtrigger, id), "sendtrigger vcpu1 %u",
		    i);
	}
	for (unsigned int i = 0; i < 5; i++) {
		SET(tsc_info, .tsc_mode = i, .gtsc_khz = 1000000);
		ROW(domctl(XEN_DOMCTL_settscinfo, id), "settscinfo mode=%u", i);
		memset(&op, 0, sizeof(op));
		ROW_OUT(domctl(XEN_DOMCTL_gettscinfo, id),
			op.u.tsc_info.tsc_mode, "gettscinfo after mode=%u", i);
	}
	for (unsigned int size = 0; size < 129; size += 16) {
		SET(address_size, .size = size);
		if (size == 32) /* Debian's has none either */
			continue;
		ROW(domctl(XEN_DOMCTL_set_address_size, id),
		    "set_address_size %u", size);
	}
	memset(&op, 0, sizeof(op));
	ROW_OUT(domctl(XEN_DOMCTL_get_address_size, id), op.u.address_size.size,
		"get_address_size");
	domain_destroy(id);
}

static void policies(void)
{
	domid_t id = domain_with_vcpu();
	static const uint32_t leaves[] = { 0,	       1,	   7,
					   0xd,	       0x40000000, 0x80000000,
					   0x80000001, 0x80000008, 0x80000021 };

	memset(&op, 0, sizeof(op));
	DO(get_cpu_policy, id, "sizes");
	op.u.cpu_policy.nr_leaves = 1;
	DO(get_cpu_policy, id, "one leaf, null");
	for (unsigned int i = 0; i < ARRAY_SIZE(leaves); i++) {
		xen_cpuid_leaf_t leaf = { .leaf = leaves[i],
					  .subleaf = XEN_CPUID_NO_SUBLEAF };
		SET(cpu_policy, .nr_leaves = 1);
		set_xen_guest_handle(op.u.cpu_policy.leaves, &leaf);
		ROW_OUT(domctl(XEN_DOMCTL_set_cpu_policy, id),
			op.u.cpu_policy.err_leaf, "set_cpu_policy leaf=%x",
			leaves[i]);
		leaf.subleaf = 0;
		leaf.a = leaf.b = leaf.c = leaf.d = 0xffffffff;
		ROW_OUT(domctl(XEN_DOMCTL_set_cpu_policy, id),
			op.u.cpu_policy.err_leaf, "set_cpu_policy ones leaf=%x",
			leaves[i]);
	}
	for (unsigned int i = 0; i < 4; i++) {
		static const uint32_t msrs[] = { 0xce, 0x10a, 0x48,
						 0xc0000080 };
		xen_msr_entry_t msr = { .idx = msrs[i] };

		SET(cpu_policy, .nr_msrs = 1);
		set_xen_guest_handle(op.u.cpu_policy.msrs, &msr);
		ROW_OUT(domctl(XEN_DOMCTL_set_cpu_policy, id),
			op.u.cpu_policy.err_msr, "set_cpu_policy msr=%x",
			msrs[i]);
	}
	for (unsigned int vcpu = 0; vcpu < 2; vcpu++) {
		SET(vcpu_msrs, .vcpu = vcpu);
		ROW_OUT(domctl(XEN_DOMCTL_get_vcpu_msrs, id),
			op.u.vcpu_msrs.msr_count, "get_vcpu_msrs vcpu=%u count",
			vcpu);
		op.u.vcpu_msrs.msr_count = 1;
		ROW(domctl(XEN_DOMCTL_set_vcpu_msrs, id),
		    "set_vcpu_msrs vcpu=%u null", vcpu);
		SET(vcpuextstate, .vcpu = vcpu);
		ROW(domctl(XEN_DOMCTL_getvcpuextstate, id),
		    "getvcpuextstate vcpu=%u size", vcpu);
		op.u.vcpuextstate.size = 1;
		op.u.vcpuextstate.buffer.p = (void *)OUT;
		ROW(domctl(XEN_DOMCTL_setvcpuextstate, id),
		    "setvcpuextstate vcpu=%u size 1", vcpu);
		SET(ext_vcpucontext, .vcpu = vcpu);
		ROW_OUT(domctl(XEN_DOMCTL_get_ext_vcpucontext, id),
			op.u.ext_vcpucontext.size,
			"get_ext_vcpucontext vcpu=%u", vcpu);
		for (unsigned int size = 0; size < 200; size += 8) {
			op.u.ext_vcpucontext.size = size;
			ROW(domctl(XEN_DOMCTL_set_ext_vcpucontext, id),
			    "set_ext_vcpucontext vcpu=%u size=%u", vcpu, size);
		}
	}
	domain_destroy(id);
}

void test_main(void)
{
	table_init();
	versions();
	creation();
	life();
	affinity();
	contexts();
	rights();
	policies();
	for (unsigned int cmd = 0; cmd < 92; cmd++)
		every_command(cmd);
	for (unsigned int cmd = 998; cmd < 1006; cmd++)
		every_command(cmd);
	every_command(0xffffffff);
}
