/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An idle machine sleeps: while the only vCPU waits for four seconds, how often
 * does an interrupt wake a CPU?  There is no tick; the one wake-up that is due
 * is the end of the wait, beside the clock's steering, once a second on each
 * CPU where the TSC is not to be relied on.  Fails if a timer of the scheduler
 * or of anyone else ticks on an idle CPU.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <sysctl.h>

#define SECONDS	     4
#define MAX_COUNTERS 64
#define MAX_VALUES   (MAX_COUNTERS * MAX_CPUS)

/* Of all CPUs: the clock of each, and a few for what happens but once. */
#define PER_SECOND_MAX 8

static xen_sysctl_perfc_desc_t desc[MAX_COUNTERS];
static uint32_t val[MAX_VALUES];
static struct xen_sysctl op = {
	.cmd = XEN_SYSCTL_perfc_op,
	.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
};

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* The sum over all CPUs of the counter called `name`. */
static unsigned long count(const char *name)
{
	unsigned long sum = 0, at = 0;

	op.u.perfc_op.cmd = XEN_SYSCTL_PERFCOP_query;
	set_xen_guest_handle(op.u.perfc_op.desc, desc);
	set_xen_guest_handle(op.u.perfc_op.val, val);
	if (HCALL1(sysctl, &op))
		test_skip("no counters in this build");
	for (unsigned int i = 0; i < op.u.perfc_op.nr_counters; i++) {
		bool it = same(desc[i].name, name);

		for (unsigned int j = 0; j < desc[i].nr_vals; j++, at++)
			sum += it ? val[at] : 0;
	}
	return sum;
}

void test_main(void)
{
	struct sched_poll p = { .nr_ports = 0 };
	unsigned long irqs, fires;

	if (!on_xenolith())
		test_skip("counters by other names");
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0);
	irqs = count("interrupts");
	fires = count("timers that fired");
	p.timeout = now_ns() + SECONDS * 1000000000UL;
	hc_sched_op(SCHEDOP_poll, &p);
	irqs = count("interrupts") - irqs;
	fires = count("timers that fired") - fires;
	printf("idle wake-ups: %lu in %u s, timers: %lu\n", irqs, SECONDS,
	       fires);
	CHECK(irqs > 0);
	CHECK(irqs <= SECONDS * PER_SECOND_MAX);
	CHECK(fires <= SECONDS * PER_SECOND_MAX);
}
