/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two domains want one CPU all the time; whatever one of them does, the other
 * gets its half: while that one runs the dearest hypercalls in a loop, sends
 * events in a loop (to the other, which has to take them), or we do so to it.
 * Fails if time in hypercalls is not the caller's, or if a long one, or a
 * storm of events, keeps the scheduler from its work.
 *
 * xen: dom0_max_vcpus=1
 * qemu: -icount shift=0,sleep=off -smp 1
 * seconds: 180
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>

#define PERIOD	  100000000UL /* ns */
#define NR_CALLS  2000
#define MIN_SHARE 40 /* of 100 */

enum { SPIN, CALLS, EVENTS };
enum { DO, DONE_PORT, OUR_PORT }; /* of child_box.step */

static struct multicall_entry calls[NR_CALLS];
static char victim[PAGE_SIZE] __attribute__((aligned(4096)));

/* Each flushes all translations. */
static void dear_calls(void)
{
	unsigned long e = *pt_entry((unsigned long)victim, 1);

	for (int i = 0; i < NR_CALLS; i++) {
		calls[i].op = __HYPERVISOR_update_va_mapping;
		calls[i].args[0] = (unsigned long)victim;
		calls[i].args[1] = e;
		calls[i].args[2] = UVMF_TLB_FLUSH | UVMF_ALL;
	}
	hc_multicall(calls, NR_CALLS);
}

static void act(unsigned int what, int port)
{
	switch (what) {
	case CALLS:
		dear_calls();
		break;
	case EVENTS:
		for (int i = 0; i < 1000; i++)
			event_send(port);
		break;
	default:
		for (int i = 0; i < 1000; i++)
			asm volatile("pause");
	}
}

static unsigned int taken;

static void take(unsigned int port)
{
	taken++;
}

static void child(void)
{
	int port = bind_interdomain(0, child_box.step[OUR_PORT]);

	event_hook = take;
	event_unmask(port);
	events_on();
	child_box.result[0] = port;
	child_box.step[DONE_PORT] = 1;
	for (;;) {
		act(child_box.step[DO], port);
		child_box.result[1] = taken;
	}
}

static struct child_domain c;

static uint64_t cpu_time(domid_t dom)
{
	static struct xen_domctl op;

	op.cmd = XEN_DOMCTL_getdomaininfo;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op.domain = dom;
	if (HCALL1(domctl, &op))
		test_error("getdomaininfo");
	return op.u.getdomaininfo.cpu_time;
}

static void phase(const char *name, unsigned int theirs, unsigned int ours,
		  int port)
{
	uint64_t a, b, end;
	unsigned int share;

	c.box->step[DO] = theirs;
	/* A while, so that what was before does not count. */
	for (end = now_ns() + PERIOD / 5; now_ns() < end;)
		act(ours, port);
	a = cpu_time(0);
	b = cpu_time(c.id);
	for (end = now_ns() + PERIOD; now_ns() < end;)
		act(ours, port);
	a = cpu_time(0) - a;
	b = cpu_time(c.id) - b;
	share = a * 100 / (a + b);
	printf("%2u of 100 for us, %2u for it: %s\n", share, 100 - share, name);
	check(share >= MIN_SHARE, name, __LINE__);
	check(100 - share >= MIN_SHARE, name, __LINE__);
}

void test_main(void)
{
	int port;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	child_create(&c, child, 1);
	port = alloc_unbound(DOMID_SELF, c.id);
	event_hook = take;
	event_unmask(port);
	events_on();
	c.box->step[OUR_PORT] = port;
	child_start(&c);
	CHECK(child_wait(&c, &c.box->step[DONE_PORT], 1));
	CHECK(c.box->result[0] > 0);
	phase("both compute", SPIN, SPIN, port);
	phase("it makes hypercalls", CALLS, SPIN, port);
	phase("it sends events", EVENTS, SPIN, port);
	CHECK(taken > 0);
	phase("we make hypercalls", SPIN, CALLS, port);
	phase("we send events", SPIN, EVENTS, port);
	CHECK(c.box->result[1] > 0);
	phase("both send events", EVENTS, EVENTS, port);
	child_destroy(&c);
}
