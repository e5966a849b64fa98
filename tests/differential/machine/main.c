/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sysctl and platform_op: every command with payloads of zeros, ones, small
 * numbers and pointers; every sub-command of those that have any; bad versions.
 */
#include "../table.h"
#include <domctl.h>
#include <platform.h>
#include <sysctl.h>

static struct xen_sysctl sop, sbefore;
static struct xen_platform_op pop, pbefore;

static const struct {
	const char *name;
	uint64_t word;
} payloads[] = {
	{ "zero", 0 },
	{ "ones", -1UL },
	{ "one", 1 },
	{ "small", 0x0000000100000001 },
	{ "pointers", TEST_VA + 8 * PAGE_SIZE },
	{ "mixed", 0x0001000200000003 },
};

static bool out_touched(void)
{
	for (unsigned int i = 0; i < OUT_SIZE; i++)
		if (OUT[i])
			return true;
	return false;
}

static void fill(void *to, size_t size, uint64_t word)
{
	for (unsigned int i = 0; i < size / 8; i++)
		((uint64_t *)to)[i] = word;
}

static long sysctl(unsigned int cmd)
{
	sop.cmd = cmd;
	sop.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return HCALL1(sysctl, &sop);
}

static long platform(unsigned int cmd)
{
	pop.cmd = cmd;
	pop.interface_version = XENPF_INTERFACE_VERSION;
	return HCALL1(platform_op, &pop);
}

static void one_sysctl(unsigned int cmd, unsigned int n)
{
	unsigned int changed;
	long rc;

	/* The log is not the same; CPU 1 goes away; random keys. */
	if (cmd == XEN_SYSCTL_readconsole)
		return;
	if (cmd == XEN_SYSCTL_cpu_hotplug && n > 1)
		return;
	if (cmd == XEN_SYSCTL_debug_keys && n > 1)
		return;
	memset(&sop, 0, sizeof(sop));
	fill(&sop.u, sizeof(sop.u), payloads[n].word);
	buffer(0);
	sbefore = sop;
	rc = sysctl(cmd);
	changed = memcmp(&sop.u, &sbefore.u, sizeof(sop.u)) ? 1 : 0;
	changed |= out_touched() ? 2 : 0;
	ROW_OUT(rc, changed, "sysctl cmd=%u %s", cmd, payloads[n].name);
}

static void one_platform(unsigned int cmd, unsigned int n)
{
	unsigned int changed;
	long rc;

	/* CPUs and memory come and go. */
	if (cmd >= XENPF_cpu_online && cmd <= XENPF_core_parking && n > 1)
		return;
	memset(&pop, 0, sizeof(pop));
	fill(&pop.u, sizeof(pop.u), payloads[n].word);
	buffer(0);
	pbefore = pop;
	rc = platform(cmd);
	changed = memcmp(&pop.u, &pbefore.u, sizeof(pop.u)) ? 1 : 0;
	changed |= out_touched() ? 2 : 0;
	ROW_OUT(rc, changed, "platform cmd=%u %s", cmd, payloads[n].name);
}

static void versions(void)
{
	static const unsigned int v[] = { 0,	      1,	 0x14,
					  0x15,	      0x16,	 0x03000000,
					  0x03000002, 0xffffffff };

	for (unsigned int i = 0; i < ARRAY_SIZE(v); i++) {
		memset(&sop, 0, sizeof(sop));
		sop.cmd = XEN_SYSCTL_sched_id;
		sop.interface_version = v[i];
		ROW(HCALL1(sysctl, &sop), "sysctl version=%x", v[i]);
		memset(&pop, 0, sizeof(pop));
		pop.cmd = XENPF_get_cpuinfo;
		pop.interface_version = v[i];
		ROW(HCALL1(platform_op, &pop), "platform version=%x", v[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		buffer(places[i].fill);
		ROW(HCALL1(sysctl, places[i].at), "sysctl at %s",
		    places[i].name);
		ROW(HCALL1(platform_op, places[i].at), "platform at %s",
		    places[i].name);
	}
}

/* Sub-commands: the first word (or the one named) of the payload. */
#define SUB(command, member, field, count, ...)                              \
	for (unsigned int sub = 0; sub < (count); sub++) {                   \
		memset(&sop, 0, sizeof(sop));                                \
		sop.u.member = (__typeof__(sop.u.member)){ __VA_ARGS__ };    \
		sop.u.member.field = sub;                                    \
		ROW(sysctl(XEN_SYSCTL_##command), #command " " #field "=%u", \
		    sub);                                                    \
	}

static void sub_commands(void)
{
	SUB(tbuf_op, tbuf_op, cmd, 7)
	SUB(perfc_op, perfc_op, cmd, 4)
	SUB(page_offline_op, page_offline, cmd, 5, .start = 0x7000,
	    .end = 0x7000)
	SUB(lockprof_op, lockprof_op, cmd, 4)
	SUB(cpupool_op, cpupool_op, op, 9, .cpupool_id = 99)
	SUB(cpupool_op, cpupool_op, cpupool_id, 3, .op = 3)
	SUB(scheduler_op, scheduler_op, sched_id, 12, .cmd = 1)
	SUB(scheduler_op, scheduler_op, sched_id, 12, .cmd = 2)
	SUB(scheduler_op, scheduler_op, cpupool_id, 3, .sched_id = 6, .cmd = 1)
	SUB(coverage_op, coverage_op, cmd, 4)
	SUB(psr_cmt_op, psr_cmt_op, cmd, 6)
	SUB(psr_alloc, psr_alloc, cmd, 4)
	SUB(get_cpu_featureset, cpu_featureset, index, 9)
	SUB(livepatch_op, livepatch, cmd, 6)
	SUB(get_cpu_policy, cpu_policy, index, 8)
	SUB(get_cpu_policy, cpu_policy, _rsvd, 2)
	SUB(getcpuinfo, getcpuinfo, max_cpus, 3)
	SUB(availheap, availheap, node, 3)
	SUB(availheap, availheap, min_bitwidth, 3, .node = -1)
	SUB(cputopoinfo, cputopoinfo, num_cpus, 4)
	SUB(numainfo, numainfo, num_nodes, 3)
	SUB(pcitopoinfo, pcitopoinfo, num_devs, 3)
	SUB(getdomaininfolist, getdomaininfolist, max_domains, 3)
	SUB(getdomaininfolist, getdomaininfolist, first_domain, 3)
	SUB(readconsole, readconsole, clear, 2)
	for (unsigned int sub = 0; sub < 0x40; sub++) {
		memset(&sop, 0, sizeof(sop));
		sop.u.pm_op.cmd = sub;
		ROW(sysctl(XEN_SYSCTL_pm_op), "pm_op cmd=%x", sub);
		sop.u.pm_op.cpuid = 99;
		ROW(sysctl(XEN_SYSCTL_pm_op), "pm_op cpu=99 cmd=%x", sub);
		memset(&sop, 0, sizeof(sop));
		sop.u.get_pmstat.type = sub;
		ROW(sysctl(XEN_SYSCTL_get_pmstat), "get_pmstat type=%x", sub);
	}
	memset(&sop, 0, sizeof(sop));
	ROW_OUT(sysctl(XEN_SYSCTL_sched_id), sop.u.sched_id.sched_id,
		"sched_id");
	memset(&sop, 0, sizeof(sop));
	ROW_OUT(sysctl(XEN_SYSCTL_physinfo), sop.u.physinfo.nr_cpus,
		"physinfo nr_cpus");
	ROW_OUT(0, sop.u.physinfo.threads_per_core, "physinfo threads");
	ROW_OUT(0, sop.u.physinfo.cores_per_socket, "physinfo cores");
	ROW_OUT(0, sop.u.physinfo.max_cpu_id, "physinfo max_cpu_id");
	ROW_OUT(0, sop.u.physinfo.nr_nodes, "physinfo nr_nodes");
	ROW_OUT(0, sop.u.physinfo.max_node_id, "physinfo max_node_id");
	ROW_OUT(0, sop.u.physinfo.capabilities, "physinfo capabilities");
	ROW_OUT(0, sop.u.physinfo.arch_capabilities,
		"physinfo arch_capabilities");
	ROW_OUT(0, sop.u.physinfo.max_mfn, "physinfo max_mfn");
	ROW_OUT(0, sop.u.physinfo.outstanding_pages, "physinfo outstanding");
	memset(&sop, 0, sizeof(sop));
	for (unsigned int i = 0; i < 2; i++) {
		static struct xen_sysctl_cputopo topo[8];

		memset(&sop, 0, sizeof(sop));
		sop.u.cputopoinfo.num_cpus = 8;
		set_xen_guest_handle(sop.u.cputopoinfo.cputopo, topo);
		ROW_OUT(sysctl(XEN_SYSCTL_cputopoinfo), topo[i].core,
			"cputopoinfo core of %u", i);
		ROW_OUT(0, topo[i].socket, "cputopoinfo socket of %u", i);
		ROW_OUT(0, topo[i].node, "cputopoinfo node of %u", i);
	}
	memset(&sop, 0, sizeof(sop));
	ROW_OUT(sysctl(XEN_SYSCTL_getdomaininfolist),
		sop.u.getdomaininfolist.num_domains, "getdomaininfolist none");
}

#define PSUB(command, member, field, count, ...)                          \
	for (unsigned int sub = 0; sub < (count); sub++) {                \
		memset(&pop, 0, sizeof(pop));                             \
		pop.u.member = (__typeof__(pop.u.member)){ __VA_ARGS__ }; \
		pop.u.member.field = sub;                                 \
		ROW(platform(XENPF_##command), #command " " #field "=%u", \
		    sub);                                                 \
	}

static void platform_subs(void)
{
	PSUB(firmware_info, firmware_info, type, 9)
	PSUB(firmware_info, firmware_info, index, 4, .type = 1)
	PSUB(firmware_info, firmware_info, index, 4, .type = 2)
	PSUB(firmware_info, firmware_info, index, 4, .type = 4)
	PSUB(efi_runtime_call, efi_runtime_call, function, 12)
	PSUB(enter_acpi_sleep, enter_acpi_sleep, sleep_state, 3)
	PSUB(enter_acpi_sleep, enter_acpi_sleep, sleep_state, 5, .flags = 2)
	PSUB(set_processor_pminfo, set_pminfo, type, 5)
	PSUB(set_processor_pminfo, set_pminfo, type, 5, .id = 999)
	PSUB(get_cpuinfo, pcpu_info, xen_cpuid, 4)
	PSUB(get_cpu_version, pcpu_version, xen_cpuid, 4)
	PSUB(read_memtype, read_memtype, reg, 10)
	PSUB(del_memtype, del_memtype, reg, 10)
	PSUB(add_memtype, add_memtype, type, 8, .mfn = 0xf0000, .nr_mfns = 16)
	PSUB(core_parking, core_parking, type, 4)
	PSUB(get_symbol, symdata, symnum, 2)
	PSUB(resource_op, resource_op, nr_entries, 4)
	PSUB(platform_quirk, platform_quirk, quirk_id, 4)
	PSUB(change_freq, change_freq, cpu, 4, .freq = 1000000)
	PSUB(settime64, settime64, mbz, 2, .secs = 1700000000)
}

void test_main(void)
{
	table_init();
	versions();
	sub_commands();
	platform_subs();
	for (unsigned int n = 0; n < ARRAY_SIZE(payloads); n++) {
		for (unsigned int cmd = 0; cmd < 34; cmd++)
			one_sysctl(cmd, n);
		for (unsigned int cmd = 0; cmd < 68; cmd++)
			one_platform(cmd, n);
	}
	for (unsigned int n = 0; n < 2; n++) {
		one_sysctl(0xffffffff, n);
		one_platform(0xffffffff, n);
	}
}
