/*
 * test_reserve.c: credit2's reservations in simulated time: a domain gets what
 * was reserved for it whatever the others' weights and numbers, on one CPU, on
 * several, across queues and when it only wants it now and then; the rest goes
 * by weight; admission refuses what would not fit, and CPUs that are needed
 * stay.
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

static long reserve(struct domain *d, unsigned int percent)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_putreserve,
	};

	op.u.reserve.percent = percent;
	return sched_adjust_domain(d, &op);
}

static unsigned int reserved(struct domain *d)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_getreserve,
	};

	assert_int_equal(sched_adjust_domain(d, &op), 0);
	return op.u.reserve.percent;
}

static int no_hook(void **state)
{
	sim_hook = NULL;
	return 0;
}

static void assert_least(struct domain *d, s_time_t time, unsigned int percent)
{
	uint64_t from = domain_cpu_time(d), got;

	sim_run(time, 0);
	got = domain_cpu_time(d) - from;
	if (got < (uint64_t)time / 100 * percent / 100 * 98)
		fail_msg("d%u got %llu of %llu ns", d->id,
			 (unsigned long long)got,
			 (unsigned long long)(time / 100 * percent));
}

/* Against ten others with the greatest weight there is. */
static void test_overload(void **state)
{
	static const unsigned int shares[] = { 5, 25, 50, 90 };
	struct domain *d = sim_start(1), *other[10];

	pin(d, cpumask_of(0));
	sim_credit2(d, 1, 0);
	for (int i = 0; i < 10; i++) {
		other[i] = sim_start(1);
		pin(other[i], cpumask_of(0));
		sim_credit2(other[i], 65535, 0);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(shares); i++) {
		uint64_t sum = 0, from = domain_cpu_time(d);

		assert_int_equal(reserve(d, shares[i]), 0);
		assert_int_equal(reserved(d), shares[i]);
		for (int j = 0; j < 10; j++)
			sum -= domain_cpu_time(other[j]);
		from = domain_cpu_time(d);
		sim_run(SECONDS(20), 0);
		assert_about(domain_cpu_time(d) - from,
			     SECONDS(20) / 100 * shares[i], 2);
		/* Each period's rest goes to the others, evenly. */
		for (int j = 0; j < 10; j++)
			sum += domain_cpu_time(other[j]);
		assert_about(sum, SECONDS(20) / 100 * (100 - shares[i]), 2);
	}
	for (int i = 0; i < 10; i++) {
		uint64_t from = domain_cpu_time(other[i]);

		assert_int_equal(reserve(d, 50), 0);
		sim_run(SECONDS(4), 0);
		assert_about(domain_cpu_time(other[i]) - from, SECONDS(4) / 20,
			     8);
	}
	/* And it is gone when it is taken back. */
	assert_int_equal(reserve(d, 0), 0);
	sim_run(SECONDS(1), 0);
	assert_int_equal(reserved(d), 0);
	sim_kill(d);
	for (int i = 0; i < 10; i++)
		sim_kill(other[i]);
}

/* No upper limit: what nobody else wants it gets, as by its weight. */
static void test_no_cap(void **state)
{
	struct domain *d = sim_start(1), *a;

	pin(d, cpumask_of(0));
	assert_int_equal(reserve(d, 30), 0);
	assert_least(d, SECONDS(1), 100);
	a = sim_start(1);
	pin(a, cpumask_of(0));
	sim_run(MILLISECS(500), 0);
	/* Its weight gives it half: more than what is reserved. */
	assert_least(d, SECONDS(10), 48);
	sim_kill(a);
	sim_kill(d);
}

/* Three times 60 % on two CPUs and four busy domains beside. */
static void test_smp(void **state)
{
	struct domain *d[3], *other[4];
	uint64_t from[3];

	for (int i = 0; i < 4; i++) {
		other[i] = sim_start(2);
		pin(other[i], cpus(0x3));
		sim_credit2(other[i], 65535, 0);
	}
	for (int i = 0; i < 3; i++) {
		d[i] = sim_start(1);
		pin(d[i], cpus(0x3));
		sim_credit2(d[i], 1, 0);
		assert_int_equal(reserve(d[i], 60), 0);
	}
	sim_run(MILLISECS(500), 0);
	for (int i = 0; i < 3; i++)
		from[i] = domain_cpu_time(d[i]);
	sim_run(SECONDS(20), 0);
	for (int i = 0; i < 3; i++)
		if (domain_cpu_time(d[i]) - from[i] <
		    SECONDS(20) / 100 * 60 / 100 * 97)
			fail_msg("d%u got %llu ns", d[i]->id,
				 (unsigned long long)(domain_cpu_time(d[i]) -
						      from[i]));
	for (int i = 0; i < 3; i++)
		sim_kill(d[i]);
	for (int i = 0; i < 4; i++)
		sim_kill(other[i]);
}

/* Two CPUs' worth for one domain, over both queues of the machine. */
static void test_queues(void **state)
{
	struct domain *d = sim_start(3), *e = sim_start(2), *other[6];

	for (int i = 0; i < 6; i++) {
		other[i] = sim_start(2);
		sim_credit2(other[i], 65535, 0);
	}
	sim_credit2(d, 1, 0);
	sim_credit2(e, 1, 0);
	assert_int_equal(reserve(d, 200), 0);
	assert_int_equal(reserve(e, 100), 0);
	sim_run(MILLISECS(500), 0);
	assert_least(d, SECONDS(10), 200);
	assert_least(e, SECONDS(10), 100);
	sim_kill(d);
	sim_kill(e);
	for (int i = 0; i < 6; i++)
		sim_kill(other[i]);
}

/* It sleeps often: what it wants, within its share, it gets soon. */
static struct vcpu *sleeper;
static s_time_t woken_at, worst;
static unsigned int wakes;

static void sleep_and_wake(void)
{
	if (woken_at && sleeper->is_running) {
		worst = max(worst, host_now - woken_at);
		woken_at = 0;
		wakes++;
		atomic_set_bit(VPF_blocked, &sleeper->pause_flags);
		vcpu_sleep_nosync(sleeper);
	} else if (!woken_at && host_now % MILLISECS(3) == 0) {
		woken_at = host_now;
		vcpu_unblock(sleeper);
	}
}

static void test_latency(void **state)
{
	struct domain *busy = sim_start(8), *d = sim_start(1);

	pin(busy, cpumask_of(0));
	pin(d, cpumask_of(0));
	sim_credit2(busy, 65535, 0);
	sim_credit2(d, 1, 0);
	assert_int_equal(reserve(d, 20), 0);
	sleeper = d->vcpu[0];
	atomic_set_bit(VPF_blocked, &sleeper->pause_flags);
	vcpu_sleep_nosync(sleeper);
	sim_run(MILLISECS(200), 0);
	sim_hook = sleep_and_wake;
	sim_run(SECONDS(5), MICROSECS(100));
	sim_hook = NULL;
	assert_true(wakes > 1000);
	/* A rate limit at worst. */
	if (worst > MICROSECS(1200))
		fail_msg("waited %lld ns", (long long)worst);
	sim_kill(d);
	sim_run(SECONDS(1), 0);
	sim_kill(busy);
}

static void test_admission(void **state)
{
	struct domain *a = sim_start(2), *b = sim_start(4), *c = sim_start(1);
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
	};
	struct xen_sysctl_cpupool_op rm = {
		.op = XEN_SYSCTL_CPUPOOL_OP_RMCPU,
		.cpu = 3,
	};

	assert_int_equal(reserve(a, 201), -EINVAL); /* two vCPUs */
	assert_int_equal(reserve(a, 200), 0);
	/* 90 % of four CPUs are 360. */
	assert_int_equal(reserve(b, 161), -ENOSPC);
	assert_int_equal(reserved(b), 0);
	assert_int_equal(reserve(b, 160), 0);
	assert_int_equal(reserve(c, 1), -ENOSPC);
	assert_int_equal(reserve(b, 100), 0);
	assert_int_equal(reserve(c, 60), 0);
	/* No CPU can go now. */
	assert_int_equal(sim_pool_op(&rm), -EBUSY);
	/* On one CPU there is room for 90. */
	assert_int_equal(reserve(c, 0), 0);
	pin(c, cpumask_of(2));
	assert_int_equal(reserve(c, 91), -ENOSPC);
	assert_int_equal(reserve(c, 50), 0);
	pin(b, cpumask_of(2));
	assert_int_equal(reserve(b, 0), 0);
	assert_int_equal(reserve(b, 41), -ENOSPC);
	assert_int_equal(reserve(b, 40), 0);
	/* Not more than a cap lets it have, nor the other way round. */
	op.u.credit2.cap = 39;
	assert_int_equal(sched_adjust_domain(b, &op), -EINVAL);
	op.u.credit2.cap = 40;
	assert_int_equal(sched_adjust_domain(b, &op), 0);
	assert_int_equal(reserve(b, 41), -EINVAL);
	/* A domain that is gone holds nothing. */
	sim_kill(a);
	sim_kill(b);
	sim_kill(c);
	a = sim_start(4);
	assert_int_equal(reserve(a, 360), 0);
	sim_kill(a);
	op.sched_id = XEN_SCHEDULER_CREDIT;
	op.cmd = XEN_DOMCTL_SCHEDOP_putreserve;
	a = sim_start(1);
	assert_int_equal(sched_adjust_domain(a, &op), -EINVAL);
	sim_kill(a);
	/* No timer is left. */
	sim_run(SECONDS(1), 0);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_int_equal(host_timer_deadline[cpu], STIME_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overload),
		cmocka_unit_test(test_no_cap),
		cmocka_unit_test(test_smp),
		cmocka_unit_test(test_queues),
		cmocka_unit_test_teardown(test_latency, no_hook),
		cmocka_unit_test(test_admission),
	};

	test_seed();
	host_log_verbose = getenv("VERBOSE") != NULL;
	sim_init(CPUS, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
