/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each performance counter moves when what it counts is done, is 0 after a
 * reset, and bad arguments are refused.  Fails if a counter is told that nobody
 * counts, or one that this test does not know.  A build without counters says
 * -ENOSYS, as Debian's Xen does.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <sysctl.h>

#define MAX_COUNTERS  64
#define MAX_CPUS_HERE 8

static xen_sysctl_perfc_desc_t desc[MAX_COUNTERS];
static uint32_t val[MAX_COUNTERS * MAX_CPUS_HERE];
static struct xen_sysctl op;

static long perfc(unsigned int cmd, void *descs, void *vals)
{
	memset(&op, 0, sizeof(op));
	op.cmd = XEN_SYSCTL_perfc_op;
	op.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	op.u.perfc_op.cmd = cmd;
	set_xen_guest_handle(op.u.perfc_op.desc, descs);
	set_xen_guest_handle(op.u.perfc_op.val, vals);
	return HCALL1(sysctl, &op);
}

/* The counter's sum over the CPUs; ~0: there is none of that name. */
static uint32_t count(const char *name)
{
	unsigned int at = 0;

	CHECK_EQ(perfc(XEN_SYSCTL_PERFCOP_query, desc, val), 0);
	for (unsigned int i = 0; i < op.u.perfc_op.nr_counters; i++) {
		uint32_t sum = 0;

		for (unsigned int j = 0; j < desc[i].nr_vals; j++)
			sum += val[at++];
		if (!strncmp(desc[i].name, name, sizeof(desc[i].name)))
			return sum;
	}
	return ~0u;
}

static unsigned int timer_port, loop_port;
static volatile bool stop, spinning;

static void fault(void)
{
	CHECK_FAULT(try_read((void *)TEST_VA, 0), X86_PF, 0);
}

static void hypercall_once(void)
{
	hc_xen_version(XENVER_version, 0);
}

static void copy_fault(void)
{
	CHECK_EQ(hc_xen_version(XENVER_extraversion, TEST_VA), -XEN_EFAULT);
}

static void privileged(void)
{
	uint64_t v;

	CHECK_OK(try_rdmsr(0x1b, &v));
}

static void table_write(void)
{
	uint64_t *e = pt_entry((unsigned long)desc, 1);

	CHECK_OK(try_write(e, *e));
}

static void table_update(void)
{
	uint64_t *e = pt_entry((unsigned long)desc, 1);

	CHECK_EQ(set_entry(entry_maddr(e), *e), 0);
}

/* Until a timer fires: interrupt, timer, and the way to idle and back. */
static void sleep(void)
{
	struct vcpu_set_singleshot_timer t = { .timeout_abs_ns =
						       now_ns() + 5000000 };
	unsigned int before = event_count[timer_port];

	CHECK_EQ(hc_vcpu_op(VCPUOP_set_singleshot_timer, cpu_id(), &t), 0);
	while (event_count[timer_port] == before)
		hc_sched_op(SCHEDOP_block, 0);
}

static void send(void)
{
	CHECK_EQ(event_send(loop_port), 0);
}

static void spin(void)
{
	spinning = true;
	while (!READ_ONCE(stop))
		barrier();
}

static void flush(void)
{
	uint64_t end = now_ns() + 2000000000;

	stop = spinning = false;
	CHECK_EQ(vcpu_start(1, spin), 0);
	while (!READ_ONCE(spinning) && now_ns() < end)
		barrier();
	CHECK_EQ(mmuext(MMUEXT_TLB_FLUSH_ALL, 0, 0), 0);
	stop = true;
	CHECK(vcpu_wait(1));
}

static const struct {
	const char *name;
	void (*cause)(void);
} counters[] = {
	{ "exceptions taken", fault },
	{ "interrupts", sleep },
	{ "hypercalls", hypercall_once },
	{ "page faults from guests", fault },
	{ "faults while touching guest memory", copy_fault },
	{ "privileged instructions emulated", privileged },
	{ "page-table writes emulated", table_write },
	{ "entries of mmu_update", table_update },
	{ "context switches", sleep },
	{ "TLB flushes by interrupt", flush },
	{ "event channel sends", send },
	{ "timers that fired", sleep },
};

static void prove(unsigned int i)
{
	uint32_t before, after;

	CHECK_EQ(perfc(XEN_SYSCTL_PERFCOP_reset, 0, 0), 0);
	before = count(counters[i].name);
	if (before == ~0u) {
		printf("no counter \"%s\"\n", counters[i].name);
		CHECK(false);
		return;
	}
	counters[i].cause();
	after = count(counters[i].name);
	if (!CHECK(after > before))
		printf("\"%s\": %u, then %u\n", counters[i].name, before,
		       after);
}

void test_main(void)
{
	long ret = perfc(XEN_SYSCTL_PERFCOP_query, 0, 0);

	if (ret == -XEN_ENOSYS) {
		CHECK_EQ(perfc(XEN_SYSCTL_PERFCOP_reset, 0, 0), -XEN_ENOSYS);
		test_skip("a build without performance counters");
	}
	CHECK_EQ(ret, 0);
	CHECK_EQ(op.u.perfc_op.nr_counters, ARRAY_SIZE(counters));
	CHECK_EQ(op.u.perfc_op.nr_vals % op.u.perfc_op.nr_counters, 0);
	CHECK_EQ(perfc(0, 0, 0), -XEN_EINVAL);
	CHECK_EQ(perfc(3, 0, 0), -XEN_EINVAL);
	CHECK_EQ(perfc(XEN_SYSCTL_PERFCOP_query, (void *)8, val), -XEN_EFAULT);
	CHECK_EQ(perfc(XEN_SYSCTL_PERFCOP_query, desc, (void *)8), -XEN_EFAULT);
	timer_port = bind_virq(VIRQ_TIMER, 0);
	loop_port = alloc_unbound(DOMID_SELF, DOMID_SELF);
	loop_port = bind_interdomain(DOMID_SELF, loop_port);
	events_on();
	for (unsigned int i = 0; i < ARRAY_SIZE(counters); i++)
		prove(i);
}
