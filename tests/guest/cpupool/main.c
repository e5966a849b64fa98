/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XEN_SYSCTL_cpupool_op, _scheduler_op and XEN_DOMCTL_scheduler_op: pools are
 * made and destroyed, a CPU goes to and fro between them while both vCPUs
 * work, a domain is moved; each policy's parameters are what was set; what
 * makes no sense gets Xen's errno.  rtds and null are tried where they are.
 */
#define __XEN_TOOLS__ 1
#include "guest.h"
#include <sysctl.h>
#include <domctl.h>

static volatile unsigned long work;
static volatile bool stop;

static void worker(void)
{
	while (!stop)
		work++;
}

static struct xen_sysctl s = {
	.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
};
static struct xen_domctl d = {
	.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
};

#define ANY XEN_SYSCTL_CPUPOOL_PAR_ANY

static long pool_op(unsigned int op, unsigned int pool, unsigned int cpu)
{
	s.cmd = XEN_SYSCTL_cpupool_op;
	memset(&s.u, 0, sizeof(s.u));
	s.u.cpupool_op.op = op;
	s.u.cpupool_op.cpupool_id = pool;
	s.u.cpupool_op.cpu = cpu;
	return HCALL1(sysctl, &s);
}

/* Xen says -EAGAIN while a vCPU is about to leave the CPU. */
static long take(unsigned int pool, unsigned int cpu)
{
	unsigned int tries = 1000;
	long rc;

	while ((rc = pool_op(XEN_SYSCTL_CPUPOOL_OP_RMCPU, pool, cpu)) ==
		       -XEN_EAGAIN &&
	       tries--)
		hc_sched_op(SCHEDOP_yield, 0);
	return rc;
}

static long create(unsigned int pool, unsigned int sched)
{
	s.cmd = XEN_SYSCTL_cpupool_op;
	memset(&s.u, 0, sizeof(s.u));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
	s.u.cpupool_op.cpupool_id = pool;
	s.u.cpupool_op.sched_id = sched;
	return HCALL1(sysctl, &s);
}

#define destroy(pool)  pool_op(XEN_SYSCTL_CPUPOOL_OP_DESTROY, (pool), 0)
#define add(pool, cpu) pool_op(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, (pool), (cpu))

static long move(unsigned int domid, unsigned int pool)
{
	s.cmd = XEN_SYSCTL_cpupool_op;
	memset(&s.u, 0, sizeof(s.u));
	s.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN;
	s.u.cpupool_op.cpupool_id = pool;
	s.u.cpupool_op.domid = domid;
	return HCALL1(sysctl, &s);
}

/* The first pool from `pool` on: its CPUs; ~0: none. */
static uint64_t cpus(unsigned int op, unsigned int pool)
{
	static uint64_t bits;

	bits = 0;
	s.cmd = XEN_SYSCTL_cpupool_op;
	memset(&s.u, 0, sizeof(s.u));
	s.u.cpupool_op.op = op;
	s.u.cpupool_op.cpupool_id = pool;
	set_xen_guest_handle(s.u.cpupool_op.cpumap.bitmap, (uint8_t *)&bits);
	s.u.cpupool_op.cpumap.nr_bits = 64;
	return HCALL1(sysctl, &s) ? ~0UL : bits;
}

static bool worker_works(void)
{
	unsigned long before = work;
	uint64_t end = now_ns() + 2000000000UL;

	while (work == before && now_ns() < end)
		hc_sched_op(SCHEDOP_yield, 0);
	return work != before;
}

static void test_errors(void)
{
	CHECK_EQ(pool_op(77, 0, 0), -XEN_ENOSYS);
	CHECK_EQ(create(0, XEN_SCHEDULER_CREDIT2), -XEN_EEXIST);
	CHECK_EQ(create(3, 77), -XEN_ENOENT);
	CHECK_EQ(destroy(3), -XEN_ENOENT);
	CHECK_EQ(add(0, 1), -XEN_ENODEV);
	CHECK_EQ(add(0, 5000), -XEN_EINVAL);
	CHECK_EQ(take(3, 1), -XEN_ENOENT);
	CHECK_EQ(take(0, 5000), -XEN_EINVAL);
	CHECK_EQ(move(0, 0), -XEN_EPERM);
	CHECK_EQ(move(77, 0), -XEN_ESRCH);
	CHECK_EQ(cpus(XEN_SYSCTL_CPUPOOL_OP_INFO, 1), ~0UL);
}

/* ---- Parameters ---- */

static long domain_op(unsigned int domid, unsigned int sched, unsigned int cmd)
{
	d.cmd = XEN_DOMCTL_scheduler_op;
	d.domain = domid;
	d.u.scheduler_op.sched_id = sched;
	d.u.scheduler_op.cmd = cmd;
	return HCALL1(domctl, &d);
}

static long global_op(unsigned int pool, unsigned int sched, unsigned int cmd)
{
	s.cmd = XEN_SYSCTL_scheduler_op;
	s.u.scheduler_op.cpupool_id = pool;
	s.u.scheduler_op.sched_id = sched;
	s.u.scheduler_op.cmd = cmd;
	return HCALL1(sysctl, &s);
}

#define PUT XEN_DOMCTL_SCHEDOP_putinfo
#define GET XEN_DOMCTL_SCHEDOP_getinfo

static void test_credit(unsigned int domid)
{
	struct xen_domctl_sched_credit *c = &d.u.scheduler_op.u.credit;
	struct xen_sysctl_credit_schedule *g = &s.u.scheduler_op.u.sched_credit;
	unsigned int id = XEN_SCHEDULER_CREDIT;

	CHECK_EQ(domain_op(domid, id, GET), 0);
	CHECK_EQ(c->weight, 256);
	CHECK_EQ(c->cap, 0);
	c->weight = 512;
	c->cap = 50;
	CHECK_EQ(domain_op(domid, id, PUT), 0);
	c->weight = c->cap = 0xffff;
	CHECK_EQ(domain_op(domid, id, GET), 0);
	CHECK_EQ(c->weight, 512);
	CHECK_EQ(c->cap, 50);
	CHECK_EQ(domain_op(domid, id, 77), -XEN_EINVAL);
	CHECK_EQ(domain_op(domid, XEN_SCHEDULER_CREDIT2, GET), -XEN_EINVAL);
	CHECK_EQ(global_op(1, id, GET), 0);
	CHECK_EQ(g->tslice_ms, 30);
	CHECK_EQ(g->ratelimit_us, 1000);
	g->tslice_ms = 5;
	g->ratelimit_us = 500;
	g->vcpu_migr_delay_us = 100;
	CHECK_EQ(global_op(1, id, PUT), 0);
	memset(g, 0, sizeof(*g));
	CHECK_EQ(global_op(1, id, GET), 0);
	CHECK_EQ(g->tslice_ms, 5);
	CHECK_EQ(g->ratelimit_us, 500);
	CHECK_EQ(g->vcpu_migr_delay_us, 100);
	g->tslice_ms = 1001;
	CHECK_EQ(global_op(1, id, PUT), -XEN_EINVAL);
	g->tslice_ms = 1;
	g->ratelimit_us = 1001;
	CHECK_EQ(global_op(1, id, PUT), -XEN_EINVAL);
	CHECK_EQ(global_op(1, XEN_SCHEDULER_CREDIT2, GET), -XEN_EINVAL);
	CHECK_EQ(global_op(9, id, GET), -XEN_ESRCH);
	CHECK_EQ(global_op(1, id, 9), -XEN_EINVAL);
}

static void test_rtds(unsigned int domid)
{
	struct xen_domctl_scheduler_op *op = &d.u.scheduler_op;
	static xen_domctl_schedparam_vcpu_t v[2];
	unsigned int id = XEN_SCHEDULER_RTDS;

	CHECK_EQ(domain_op(domid, id, GET), 0);
	CHECK_EQ(op->u.rtds.period, 10000);
	CHECK_EQ(op->u.rtds.budget, 4000);
	op->u.rtds.budget = 0;
	CHECK_EQ(domain_op(domid, id, PUT), -XEN_EINVAL);
	v[0].vcpuid = 1;
	v[0].u.rtds.period = 20000;
	v[0].u.rtds.budget = 3000;
	v[0].u.rtds.flags = 0;
	set_xen_guest_handle(op->u.v.vcpus, v);
	op->u.v.nr_vcpus = 1;
	CHECK_EQ(domain_op(domid, id, XEN_DOMCTL_SCHEDOP_putvcpuinfo), 0);
	v[0].vcpuid = 0;
	v[1].vcpuid = 1;
	set_xen_guest_handle(op->u.v.vcpus, v);
	op->u.v.nr_vcpus = 2;
	CHECK_EQ(domain_op(domid, id, XEN_DOMCTL_SCHEDOP_getvcpuinfo), 0);
	CHECK_EQ(op->u.v.nr_vcpus, 2);
	CHECK_EQ(v[0].u.rtds.period, 10000);
	CHECK_EQ(v[0].u.rtds.flags, XEN_DOMCTL_SCHEDRT_extra);
	CHECK_EQ(v[1].u.rtds.period, 20000);
	CHECK_EQ(v[1].u.rtds.budget, 3000);
	CHECK_EQ(v[1].u.rtds.flags, 0);
	v[0].vcpuid = 2;
	CHECK_EQ(domain_op(domid, id, XEN_DOMCTL_SCHEDOP_getvcpuinfo),
		 -XEN_EINVAL);
	v[0].vcpuid = 0;
	v[0].u.rtds.budget = v[0].u.rtds.period + 1;
	CHECK_EQ(domain_op(domid, id, XEN_DOMCTL_SCHEDOP_putvcpuinfo),
		 -XEN_EINVAL);
}

/* Only here: a reservation of CPU time (docs/abi/differences.md). */
static void test_reserve(unsigned int domid)
{
	struct xen_domctl_scheduler_op *op = &d.u.scheduler_op;
	unsigned int id = XEN_SCHEDULER_CREDIT2, put = 0x58450000;

	op->u.credit2.weight = op->u.credit2.cap = 0;
	memset(&op->u, 0, sizeof(op->u));
	*(uint32_t *)&op->u = 120;
	if (!on_xenolith()) {
		CHECK_EQ(domain_op(domid, id, put), -XEN_EINVAL);
		return;
	}
	CHECK_EQ(domain_op(domid, id, put), 0);
	*(uint32_t *)&op->u = 181;
	CHECK_EQ(domain_op(domid, id, put), -XEN_ENOSPC);
	*(uint32_t *)&op->u = 201;
	CHECK_EQ(domain_op(domid, id, put), -XEN_EINVAL);
	CHECK_EQ(domain_op(domid, id, put + 1), 0);
	CHECK_EQ(*(uint32_t *)&op->u, 120);
	/* The pool can't do without its second CPU now. */
	CHECK_EQ(take(0, 1), -XEN_EBUSY);
	*(uint32_t *)&op->u = 0;
	CHECK_EQ(domain_op(domid, id, put), 0);
}

/* ---- Pools with a domain of two vCPUs ---- */

static unsigned int make_domain(void)
{
	struct xen_domctl_createdomain *c = &d.u.createdomain;

	memset(&d.u, 0, sizeof(d.u));
	d.cmd = XEN_DOMCTL_createdomain;
	d.domain = 0;
	c->max_vcpus = 2;
	c->max_evtchn_port = 127;
	c->max_grant_frames = 4;
	c->max_maptrack_frames = 4;
	c->grant_opts = 1;
	CHECK_EQ(HCALL1(domctl, &d), 0);
	d.cmd = XEN_DOMCTL_max_vcpus;
	d.u.max_vcpus.max = 2;
	CHECK_EQ(HCALL1(domctl, &d), 0);
	return d.domain;
}

static void test_pool(unsigned int sched, unsigned int domid)
{
	long rc = create(ANY, sched);

	if (rc == -XEN_ENOENT && !on_xenolith())
		return;
	CHECK_EQ(rc, 0);
	CHECK_EQ(s.u.cpupool_op.cpupool_id, 1);
	CHECK_EQ(move(domid, 1), -XEN_ENOENT); /* no CPU yet */
	CHECK_EQ(take(0, 1), 0);
	CHECK_EQ(take(0, 0), -XEN_EINVAL); /* the last one */
	CHECK_EQ(cpus(XEN_SYSCTL_CPUPOOL_OP_FREEINFO, 0), 2);
	CHECK(worker_works());
	CHECK_EQ(add(1, 1), 0);
	CHECK_EQ(move(domid, 1), 0);
	CHECK_EQ(cpus(XEN_SYSCTL_CPUPOOL_OP_INFO, 1), 2);
	CHECK_EQ(s.u.cpupool_op.n_dom, 1);
	CHECK_EQ(s.u.cpupool_op.sched_id, sched);
	CHECK_EQ(destroy(1), -XEN_EBUSY);
	CHECK_EQ(take(1, 1), -XEN_EBUSY);
	CHECK(worker_works());
	if (sched == XEN_SCHEDULER_CREDIT)
		test_credit(domid);
	if (sched == XEN_SCHEDULER_RTDS)
		test_rtds(domid);
	CHECK_EQ(move(domid, 0), 0);
	CHECK_EQ(take(1, 1), 0);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(add(0, 1), 0);
	CHECK_EQ(cpus(XEN_SYSCTL_CPUPOOL_OP_INFO, 0), 3);
	CHECK(worker_works());
}

void test_main(void)
{
	unsigned int domid, failed = 0;

	if (cpus(XEN_SYSCTL_CPUPOOL_OP_INFO, 0) != 3 || vcpu_count() < 2)
		test_skip("not two CPUs");
	CHECK_EQ(vcpu_start(1, worker), 0);
	test_errors();
	domid = make_domain();
	test_pool(XEN_SCHEDULER_CREDIT2, domid);
	test_pool(XEN_SCHEDULER_CREDIT, domid);
	test_pool(XEN_SCHEDULER_RTDS, domid);
	test_pool(XEN_SCHEDULER_NULL, domid);
	test_reserve(domid);
	for (unsigned int i = 0; i < 50; i++) {
		failed += take(0, 1) != 0;
		failed += !worker_works();
		failed += add(0, 1) != 0;
	}
	CHECK_EQ(failed, 0);
	d.cmd = XEN_DOMCTL_destroydomain;
	d.domain = (domid_t)domid;
	CHECK_EQ(HCALL1(domctl, &d), 0);
	stop = true;
	CHECK(vcpu_wait(1));
}
