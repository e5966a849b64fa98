/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IPIs and VIRQs: an IPI reaches its vCPU and only that, a VIRQ is bound once
 * to a vCPU, unknown ones are refused.
 */
#include "guest.h"

static volatile unsigned int on_cpu[2];
static volatile int ipi;
static volatile bool ready;

static void hook(unsigned int port)
{
	if (port == (unsigned int)ipi)
		on_cpu[cpu_id()]++;
}

static void second(void)
{
	uint64_t end = now_ns() + 3000000000UL;

	events_on();
	ready = true;
	while (!on_cpu[1] && now_ns() < end)
		asm volatile("pause");
	events_off();
}

void test_main(void)
{
	int a = bind_virq(VIRQ_TIMER, 0);

	CHECK(a > 0);
	CHECK_EQ(bind_virq(VIRQ_TIMER, 0), -XEN_EEXIST);
	CHECK_EQ(bind_virq(24, 0), -XEN_EINVAL);
	CHECK_EQ(bind_virq(~0u, 0), -XEN_EINVAL);
	CHECK_EQ(bind_virq(VIRQ_DEBUG, 4000), -XEN_ENOENT);
	CHECK_EQ(bind_ipi(4000), -XEN_ENOENT);
	CHECK_EQ(event_close(a), 0);
	CHECK_EQ(bind_virq(VIRQ_TIMER, 0), a);
	if (vcpu_count() < 2)
		return;
	/* Global ones: vCPU 0 only. */
	CHECK_EQ(bind_virq(VIRQ_DOM_EXC, 1), -XEN_EINVAL);
	/*
	 * No tick on vCPU 0: its handler looks at whole words of pending bits,
	 * and would take the other's event along.
	 */
	CHECK_EQ(event_close(a), 0);
	event_hook = hook;
	ipi = bind_ipi(1);
	CHECK(ipi > 0);
	event_unmask(ipi);
	CHECK_EQ(vcpu_start(1, second), 0);
	while (!ready)
		hc_sched_op(SCHEDOP_yield, 0);
	events_on();
	/* What was pending for vCPU 0 before comes in on the way back. */
	hc_sched_op(SCHEDOP_yield, 0);
	CHECK_EQ(event_send(ipi), 0);
	CHECK(vcpu_wait(1));
	CHECK_EQ(on_cpu[1], 1);
	CHECK_EQ(on_cpu[0], 0);
}
