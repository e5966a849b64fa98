/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XEN_SYSCTL_cpu_hotplug: a CPU goes and comes back, fifty times, while both
 * vCPUs work and timers tick: vCPUs go on on the CPU that is left, timers that
 * were set on the other one fire, the CPU works again when it is back.  A vCPU
 * pinned to it may run elsewhere then.  The boot CPU stays; what is so already
 * is refused.  Fails if anything is left on a CPU that is off.
 */
#define __XEN_TOOLS__ 1
#include "guest.h"
#include <sysctl.h>
#include <domctl.h>

#define ROUNDS 50

static volatile unsigned long work;
static volatile bool stop;

static void worker(void)
{
	while (!stop)
		work++;
}

static struct xen_sysctl sysctl_op = {
	.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
};

static long plug(unsigned int op, unsigned int cpu)
{
	sysctl_op.cmd = XEN_SYSCTL_cpu_hotplug;
	sysctl_op.u.cpu_hotplug.op = op;
	sysctl_op.u.cpu_hotplug.cpu = cpu;
	return HCALL1(sysctl, &sysctl_op);
}

static long off(unsigned int cpu)
{
	return plug(XEN_SYSCTL_CPU_HOTPLUG_OFFLINE, cpu);
}

static long on(unsigned int cpu)
{
	return plug(XEN_SYSCTL_CPU_HOTPLUG_ONLINE, cpu);
}

static unsigned int nr_cpus(void)
{
	sysctl_op.cmd = XEN_SYSCTL_physinfo;
	memset(&sysctl_op.u, 0, sizeof(sysctl_op.u));
	CHECK_EQ(HCALL1(sysctl, &sysctl_op), 0);
	return sysctl_op.u.physinfo.nr_cpus;
}

static bool worker_works(void)
{
	unsigned long before = work;
	uint64_t end = now_ns() + 2000000000UL;

	while (work == before && now_ns() < end)
		hc_sched_op(SCHEDOP_yield, 0);
	return work != before;
}

/* A timer of this vCPU fires, not before its time. */
static bool timer_works(int port)
{
	struct vcpu_set_singleshot_timer t = {
		.timeout_abs_ns = now_ns() + 1000000,
	};
	unsigned int n = event_count[port];
	uint64_t end = t.timeout_abs_ns + 2000000000UL;

	if (hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, &t))
		return false;
	while (event_count[port] == n && now_ns() < end)
		hc_sched_op(SCHEDOP_yield, 0);
	return event_count[port] != n &&
	       now_ns() + timer_slop() >= t.timeout_abs_ns;
}

/* Sets (or, mask 0, reads) the hard affinity of vCPU 1. */
static uint64_t affinity(uint64_t mask)
{
	static struct xen_domctl d = {
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
	};
	struct xen_domctl_vcpuaffinity *a = &d.u.vcpuaffinity;
	static uint64_t bits;

	bits = mask;
	d.cmd = mask ? XEN_DOMCTL_setvcpuaffinity : XEN_DOMCTL_getvcpuaffinity;
	d.domain = 0;
	memset(a, 0, sizeof(*a));
	a->vcpu = 1;
	a->flags = XEN_VCPUAFFINITY_HARD;
	set_xen_guest_handle(a->cpumap_hard.bitmap, (uint8_t *)&bits);
	a->cpumap_hard.nr_bits = 64;
	CHECK_EQ(HCALL1(domctl, &d), 0);
	return bits;
}

void test_main(void)
{
	int port = bind_virq(VIRQ_TIMER, 0);
	unsigned int failed = 0;

	if (vcpu_count() < 2 || nr_cpus() < 2)
		test_skip("one CPU");
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0);
	event_unmask(port);
	events_on();
	CHECK_EQ(off(0), -XEN_EINVAL);
	CHECK_EQ(off(200), -XEN_EINVAL);
	CHECK_EQ(on(200), -XEN_EINVAL);
	CHECK_EQ(on(1), -XEN_EEXIST);
	CHECK_EQ(plug(99, 1), -XEN_EOPNOTSUPP);
	CHECK_EQ(vcpu_start(1, worker), 0);
	CHECK(worker_works());
	for (unsigned int i = 0; i < ROUNDS && !failed; i++) {
		failed += off(1) != 0;
		failed += nr_cpus() != 1;
		failed += !worker_works();
		failed += !timer_works(port);
		failed += on(1) != 0;
		failed += nr_cpus() != 2;
		failed += !worker_works();
		failed += !timer_works(port);
		if (failed)
			printf("round %u\n", i);
	}
	CHECK_EQ(failed, 0);

	affinity(2);
	CHECK_EQ(affinity(0) & 3, 2);
	CHECK_EQ(off(1), 0);
	CHECK_EQ(off(1), -XEN_EEXIST);
	CHECK(worker_works());
	CHECK_EQ(affinity(0) & 1, 1);
	CHECK_EQ(on(1), 0);
	CHECK(worker_works());
	stop = true;
	CHECK(vcpu_wait(1));
}
