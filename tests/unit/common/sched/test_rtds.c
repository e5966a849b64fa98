/*
 * test_rtds.c: rtds in simulated time: in a set that is feasible every vCPU
 * gets its budget in every one of its periods; without extratime nobody gets
 * more, with it nothing is left unused and others' budgets stay safe;
 * affinities hold; parameters by batches.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include <xen/errno.h>

#include "sim.h"
#include "sim_assert.h"
#include "seed.h"

#define CPUS 4

static long adjust(struct domain *d, unsigned int cmd,
		   struct xen_domctl_schedparam_vcpu *p, unsigned int n)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_RTDS,
		.cmd = cmd,
	};
	long ret;

	set_xen_guest_handle(op.u.v.vcpus, p);
	op.u.v.nr_vcpus = n;
	ret = sched_adjust_domain(d, &op);
	if (!ret)
		assert_int_equal(op.u.v.nr_vcpus, min(n, 64u));
	return ret;
}

static void set(struct domain *d, unsigned int vcpu, unsigned int period,
		unsigned int budget, bool extra)
{
	struct xen_domctl_schedparam_vcpu p = { .vcpuid = vcpu };

	p.u.rtds.period = period;
	p.u.rtds.budget = budget;
	p.u.rtds.flags = extra ? XEN_DOMCTL_SCHEDRT_extra : 0;
	assert_int_equal(adjust(d, XEN_DOMCTL_SCHEDOP_putvcpuinfo, &p, 1), 0);
}

static int no_hook(void **state)
{
	sim_hook = NULL;
	sim_check_idle = false;
	return 0;
}

/*
 * A set of vCPUs that always want to run, without extratime: what each ran is
 * looked at at the end of each of its periods.
 */
#define SET_MAX 12
static struct {
	struct vcpu *v;
	s_time_t period, budget, next;
	uint64_t ran;
	unsigned int periods;
} set_of[SET_MAX];
static unsigned int set_size;

static void check_deadlines(void)
{
	for (unsigned int i = 0; i < set_size; i++) {
		uint64_t ran = sim_ran(set_of[i].v), got;

		if (host_now < set_of[i].next)
			continue;
		assert_int_equal(host_now, set_of[i].next);
		got = ran - set_of[i].ran;
		if (got != (uint64_t)set_of[i].budget)
			fail_msg("vCPU %u got %llu of %llu ns in period %u", i,
				 (unsigned long long)got,
				 (unsigned long long)set_of[i].budget,
				 set_of[i].periods);
		set_of[i].periods++;
		set_of[i].ran = ran;
		set_of[i].next += set_of[i].period;
	}
}

/* period and budget in us, pairs up to a 0. */
static void feasible(const unsigned int *params, cpumask_t where, s_time_t time)
{
	struct domain *d[SET_MAX];

	set_size = 0;
	for (unsigned int i = 0; params[2 * i]; i++) {
		d[i] = sim_domain(1);
		pin(d[i], where);
		set(d[i], 0, params[2 * i], params[2 * i + 1], false);
		set_of[i].v = d[i]->vcpu[0];
		set_of[i].period = MICROSECS(params[2 * i]);
		set_of[i].budget = MICROSECS(params[2 * i + 1]);
		set_of[i].periods = 0;
		set_of[i].ran = 0;
		set_size++;
	}
	for (unsigned int i = 0; i < set_size; i++) {
		/* Its first period begins when it wakes for the first time. */
		set_of[i].next = host_now + set_of[i].period;
		assert_int_equal(domain_unpause_by_tools(d[i]), 0);
	}
	sim_hook = check_deadlines;
	sim_run(time, MICROSECS(50));
	sim_hook = NULL;
	for (unsigned int i = 0; i < set_size; i++) {
		assert_true(set_of[i].periods >=
			    (unsigned long)(time / set_of[i].period) - 1);
		sim_kill(d[i]);
	}
}

static void test_one_cpu(void **state)
{
	/* EDF fills one CPU completely: 0.5 + 0.25 + 0.2 + 0.05. */
	static const unsigned int full[] = { 10000, 5000, 4000, 1000, 25000,
					     5000,  1000, 50,	0,    0 };

	feasible(full, cpumask_of(1), SECONDS(10));
}

static void test_many_cpus(void **state)
{
	/* m = 4, largest 0.4: up to 4 - 3 * 0.4 = 2.8. */
	static const unsigned int set[] = {
		10000, 4000, 20000, 8000, 5000, 2000, 50000, 20000,
		3000,  1200, 7000,  2800, 1000, 400,  0,     0,
	};

	feasible(set, CPUMASK_ALL, SECONDS(10));
}

/* Held to its budget on an idle machine; with extratime it is not. */
static void test_budget(void **state)
{
	struct domain *d = sim_start(2);
	uint64_t from;

	set(d, 0, 10000, 2500, false);
	set(d, 1, 10000, 5000, false);
	sim_run(MILLISECS(100), 0);
	from = domain_cpu_time(d);
	sim_run(SECONDS(60), 0);
	assert_about(domain_cpu_time(d) - from, SECONDS(45), 2);
	set(d, 0, 10000, 2500, true);
	set(d, 1, 10000, 5000, true);
	sim_run(MILLISECS(100), 0);
	from = domain_cpu_time(d);
	sim_run(SECONDS(10), 0);
	assert_about(domain_cpu_time(d) - from, SECONDS(20), 1);
	sim_kill(d);
}

/* Extratime takes what is left, and nobody's budget. */
static void test_extratime(void **state)
{
	struct domain *a = sim_start(1), *b = sim_start(1), *c = sim_start(1);
	uint64_t sum;

	pin(a, cpumask_of(0));
	pin(b, cpumask_of(0));
	pin(c, cpumask_of(0));
	set(a, 0, 10000, 5000, false);
	set(b, 0, 20000, 4000, true);
	set(c, 0, 30000, 3000, true);
	sim_run(SECONDS(60), 0);
	assert_about(domain_cpu_time(a), SECONDS(30), 2);
	assert_true(domain_cpu_time(b) >= SECONDS(12) * 98 / 100);
	assert_true(domain_cpu_time(c) >= SECONDS(6) * 98 / 100);
	sum = domain_cpu_time(a) + domain_cpu_time(b) + domain_cpu_time(c);
	assert_int_equal(sum, SECONDS(60));
	sim_kill(a);
	sim_kill(b);
	sim_kill(c);
}

/* What it did not use at once it keeps to the end of the period. */
static struct vcpu *server;
static s_time_t asked, worst;

static void ask(void)
{
	if (asked && server->is_running) {
		worst = max(worst, host_now - asked);
		asked = 0;
		atomic_set_bit(VPF_blocked, &server->pause_flags);
		vcpu_sleep_nosync(server);
	} else if (!asked && host_now % MICROSECS(2300) == 0) {
		asked = host_now;
		vcpu_unblock(server);
	}
}

static void test_deferrable(void **state)
{
	struct domain *d = sim_start(1), *busy = sim_start(1);

	pin(d, cpumask_of(0));
	pin(busy, cpumask_of(0));
	set(d, 0, 5000, 1000, false);
	set(busy, 0, 100000, 80000, true);
	server = d->vcpu[0];
	atomic_set_bit(VPF_blocked, &server->pause_flags);
	vcpu_sleep_nosync(server);
	sim_run(MILLISECS(200), 0);
	sim_hook = ask;
	sim_run(SECONDS(2), MICROSECS(100));
	sim_hook = NULL;
	/* Its deadline is nearer: it goes first at once. */
	if (worst > MICROSECS(200))
		fail_msg("waited %lld ns", (long long)worst);
	sim_kill(d);
	sim_kill(busy);
}

static void test_affinity(void **state)
{
	struct domain *d = sim_start(6), *a;
	cpumask_t two = cpumask_of(2);

	/* The context switch itself aborts on a wrong CPU (sim.h). */
	pin(d, cpus(0x5));
	sim_check_idle = true;
	sim_run(SECONDS(1), 0);
	assert_about(domain_cpu_time(d), SECONDS(2), 1);
	for (unsigned int i = 0; i < 50; i++) {
		pin(d, cpumask_of(i % CPUS));
		sim_run(MILLISECS(3), 0);
	}
	sim_check_idle = false;
	sim_kill(d);
	a = sim_start(1);
	assert_int_equal(vcpu_set_soft_affinity(a->vcpu[0], &two), 0);
	sim_run(MILLISECS(100), 0);
	assert_int_equal(a->vcpu[0]->processor, 2);
	sim_kill(a);
}

static void test_idle(void **state)
{
	struct domain *d = sim_start(2);

	sim_run(SECONDS(1), 0);
	sim_kill(d);
	sim_run(SECONDS(1), 0);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_int_equal(host_timer_deadline[cpu], STIME_MAX);
}

static void test_adjust(void **state)
{
	struct domain *d = sim_start(3);
	struct xen_domctl_schedparam_vcpu p[3] = { { .vcpuid = 2 },
						   { .vcpuid = 0 },
						   { .vcpuid = 3 } };
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_RTDS,
		.cmd = XEN_DOMCTL_SCHEDOP_getinfo,
	};
	struct xen_sysctl_scheduler_op g = {
		.sched_id = XEN_SCHEDULER_RTDS,
		.cmd = XEN_SYSCTL_SCHEDOP_getinfo,
	};

	assert_int_equal(sched_adjust_domain(d, &op), 0);
	assert_int_equal(op.u.rtds.period, 10000);
	assert_int_equal(op.u.rtds.budget, 4000);
	op.cmd = XEN_DOMCTL_SCHEDOP_putinfo;
	op.u.rtds.budget = 0;
	assert_int_equal(sched_adjust_domain(d, &op), -EINVAL);
	op.u.rtds.period = 20000;
	op.u.rtds.budget = 8000;
	assert_int_equal(sched_adjust_domain(d, &op), 0);
	assert_int_equal(sched_adjust_global(&g), 0);

	set(d, 2, 30000, 300, false);
	assert_int_equal(adjust(d, XEN_DOMCTL_SCHEDOP_getvcpuinfo, p, 2), 0);
	assert_int_equal(p[0].u.rtds.period, 30000);
	assert_int_equal(p[0].u.rtds.budget, 300);
	assert_int_equal(p[0].u.rtds.flags, 0);
	assert_int_equal(p[1].u.rtds.period, 20000);
	assert_int_equal(p[1].u.rtds.flags, XEN_DOMCTL_SCHEDRT_extra);
	/* No such vCPU; what makes no sense. */
	assert_int_equal(adjust(d, XEN_DOMCTL_SCHEDOP_getvcpuinfo, p, 3),
			 -EINVAL);
	p[0].u.rtds.budget = 9;
	assert_int_equal(adjust(d, XEN_DOMCTL_SCHEDOP_putvcpuinfo, p, 1),
			 -EINVAL);
	p[0].u.rtds.budget = 30001;
	assert_int_equal(adjust(d, XEN_DOMCTL_SCHEDOP_putvcpuinfo, p, 1),
			 -EINVAL);
	host_fault_lo = (uintptr_t)p;
	host_fault_hi = host_fault_lo + sizeof(p);
	assert_int_equal(adjust(d, XEN_DOMCTL_SCHEDOP_getvcpuinfo, p, 1),
			 -EFAULT);
	host_fault_lo = host_fault_hi = 0;
	sim_kill(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_one_cpu, no_hook),
		cmocka_unit_test_teardown(test_many_cpus, no_hook),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_extratime),
		cmocka_unit_test_teardown(test_deferrable, no_hook),
		cmocka_unit_test_teardown(test_affinity, no_hook),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_adjust),
	};

	test_seed();
	host_log_verbose = getenv("VERBOSE") != NULL;
	sched_select("rtds");
	sim_init(CPUS, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
