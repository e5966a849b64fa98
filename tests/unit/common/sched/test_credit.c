/*
 * test_credit.c: credit in simulated time: over a minute shares follow weights
 * and caps within 2 %, also on several CPUs and under a storm of wake-ups;
 * affinities hold; who sleeps is served soon; no CPU idles while someone who
 * may run there waits; an idle machine has no tick.
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

static void set(struct domain *d, unsigned int weight, unsigned int cap)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
	};

	op.u.credit.weight = (uint16_t)weight;
	op.u.credit.cap = (uint16_t)cap;
	assert_int_equal(sched_adjust_domain(d, &op), 0);
}

static int no_hook(void **state)
{
	sim_hook = NULL;
	sim_check_idle = false;
	return 0;
}

static void test_weights(void **state)
{
	struct domain *d[3];
	uint64_t from[3], sum = 0;

	for (int i = 0; i < 3; i++) {
		d[i] = sim_start(1);
		pin(d[i], cpumask_of(0));
		set(d[i], 128u << i, 0);
	}
	sim_run(MILLISECS(50), 0);
	for (int i = 0; i < 3; i++)
		from[i] = sim_ran(d[i]->vcpu[0]);
	sim_run(SECONDS(60), 0);
	for (int i = 0; i < 3; i++) {
		uint64_t ran = sim_ran(d[i]->vcpu[0]) - from[i];

		assert_about(ran, SECONDS(60) * (1u << i) / 7, 2);
		sum += ran;
	}
	assert_int_equal(sum, SECONDS(60));
	for (int i = 0; i < 3; i++)
		sim_kill(d[i]);
}

static void test_weights_smp(void **state)
{
	struct domain *d[3];
	uint64_t ran[3], sum = 0;

	/* 12 vCPUs on 4 CPUs; no vCPU's share exceeds a CPU. */
	for (int i = 0; i < 3; i++) {
		d[i] = sim_start(4);
		set(d[i], 128u << i, 0);
	}
	sim_check_idle = true;
	sim_run(SECONDS(60), 0);
	sim_check_idle = false;
	for (int i = 0; i < 3; i++)
		sum += ran[i] = domain_cpu_time(d[i]);
	assert_about(sum, SECONDS(240), 1);
	for (int i = 0; i < 3; i++) {
		assert_about(ran[i], SECONDS(240) * (1u << i) / 7, 2);
		sim_kill(d[i]);
	}
}

/* One can't use its share: the others get it, by weight. */
static void test_more_than_a_cpu(void **state)
{
	struct domain *big = sim_start(1), *a = sim_start(2), *b = sim_start(2);

	pin(big, cpus(3));
	pin(a, cpus(3));
	pin(b, cpus(3));
	set(big, 10000, 0);
	set(a, 100, 0);
	set(b, 300, 0);
	sim_run(SECONDS(60), 0);
	assert_about(domain_cpu_time(big), SECONDS(60), 2);
	assert_about(domain_cpu_time(a), SECONDS(15), 2);
	assert_about(domain_cpu_time(b), SECONDS(45), 2);
	sim_kill(big);
	sim_kill(a);
	sim_kill(b);
}

static void test_cap(void **state)
{
	static const unsigned int caps[] = { 10, 25, 50, 150 };
	struct domain *d;
	uint64_t from;

	for (unsigned int i = 0; i < ARRAY_SIZE(caps); i++) {
		d = sim_start(2);
		sim_run(MILLISECS(10), 0);
		set(d, 256, caps[i]);
		sim_run(MILLISECS(200), 0);
		from = domain_cpu_time(d);
		sim_run(SECONDS(60), 0);
		assert_about(domain_cpu_time(d) - from,
			     SECONDS(60) * caps[i] / 100, 2);
		set(d, 256, 0);
		from = domain_cpu_time(d);
		sim_run(SECONDS(1), 0);
		assert_about(domain_cpu_time(d) - from, SECONDS(2), 1);
		sim_kill(d);
	}
}

static void test_cap_contended(void **state)
{
	struct domain *a = sim_start(1), *b = sim_start(1);

	pin(a, cpumask_of(1));
	pin(b, cpumask_of(1));
	set(a, 1024, 25);
	sim_run(SECONDS(60), 0);
	assert_about(domain_cpu_time(a), SECONDS(15), 2);
	assert_about(domain_cpu_time(b), SECONDS(45), 2);
	sim_kill(a);
	sim_kill(b);
}

static void test_hard_affinity(void **state)
{
	struct domain *d = sim_start(6);
	cpumask_t none = cpumask_of(CPUS + 3);

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
	assert_int_equal(vcpu_set_hard_affinity(d->vcpu[0], &none), -EINVAL);
	sim_kill(d);
}

static void test_soft_affinity(void **state)
{
	struct domain *a = sim_start(1), *b;
	cpumask_t two = cpumask_of(2);
	uint64_t from;

	assert_int_equal(vcpu_set_soft_affinity(a->vcpu[0], &two), 0);
	sim_run(MILLISECS(100), 0);
	vcpu_pause_nosync(a->vcpu[0]);
	sim_softirqs();
	vcpu_unpause(a->vcpu[0]);
	sim_softirqs();
	assert_int_equal(a->vcpu[0]->processor, 2);
	b = sim_start(1);
	pin(b, two);
	set(b, 65535, 0);
	sim_run(SECONDS(1), 0);
	from = sim_ran(a->vcpu[0]);
	sim_run(SECONDS(1), 0);
	/* It is no prison: others were idle. */
	assert_about(sim_ran(a->vcpu[0]) - from, SECONDS(1), 2);
	sim_kill(b);
	sim_run(MILLISECS(100), 0);
	assert_int_equal(a->vcpu[0]->processor, 2);
	sim_kill(a);
}

/*
 * A storm: eight vCPUs that run for a moment, sleep and wake again at once, on
 * the CPU of two busy ones.  They are served soon but take no more than what
 * is theirs: the busy ones' domain has half of the weight, and gets that.
 */
static struct domain *stormy;

static void storm_step(void)
{
	struct vcpu *v;

	for_each_vcpu (stormy, v) {
		if (v->is_running) {
			atomic_set_bit(VPF_blocked, &v->pause_flags);
			vcpu_sleep_nosync(v);
		} else if (v->pause_flags & BIT(VPF_blocked)) {
			vcpu_unblock(v);
		}
	}
}

static void test_wake_storm(void **state)
{
	struct domain *busy = sim_start(2);
	uint64_t from, from_storm;

	stormy = sim_start(8);
	pin(busy, cpumask_of(0));
	pin(stormy, cpumask_of(0));
	set(busy, 800, 0);
	set(stormy, 200, 0);
	sim_run(MILLISECS(200), 0);
	sim_hook = storm_step;
	from = domain_cpu_time(busy);
	from_storm = domain_cpu_time(stormy);
	sim_run(SECONDS(10), MICROSECS(200));
	sim_hook = NULL;
	from = domain_cpu_time(busy) - from;
	from_storm = domain_cpu_time(stormy) - from_storm;
	if (from < SECONDS(10) * 48 / 100)
		fail_msg("busy ones got %llu, the storm %llu",
			 (unsigned long long)from,
			 (unsigned long long)from_storm);
	/* Nor is it shut out. */
	assert_true(from_storm > SECONDS(3));
	sim_kill(busy);
	sim_kill(stormy);
}

/* A vCPU that sleeps most of the time is boosted: it runs at once. */
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
	} else if (!woken_at && host_now % MILLISECS(5) == 0) {
		woken_at = host_now;
		vcpu_unblock(sleeper);
	}
}

static void test_boost(void **state)
{
	struct domain *busy = sim_start(3), *d = sim_start(1);

	pin(busy, cpumask_of(0));
	pin(d, cpumask_of(0));
	sleeper = d->vcpu[0];
	atomic_set_bit(VPF_blocked, &sleeper->pause_flags);
	vcpu_sleep_nosync(sleeper);
	sim_run(MILLISECS(200), 0);
	sim_hook = sleep_and_wake;
	sim_run(SECONDS(2), MICROSECS(100));
	sim_hook = NULL;
	assert_true(wakes > 300);
	/* A rate limit at worst. */
	if (worst > MICROSECS(1200))
		fail_msg("waited %lld ns", (long long)worst);
	sim_kill(busy);
	sim_kill(d);
}

static void test_idle(void **state)
{
	struct domain *d = sim_start(1);
	unsigned int before;

	sim_run(MILLISECS(500), 0);
	before = sim_switches;
	sim_run(SECONDS(10), 0);
	assert_int_equal(sim_switches, before);
	sim_kill(d);
	sim_run(SECONDS(1), 0);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_int_equal(host_timer_deadline[cpu], STIME_MAX);
}

static void test_adjust(void **state)
{
	struct domain *d = sim_start(1);
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT,
		.cmd = XEN_DOMCTL_SCHEDOP_getinfo,
	};
	struct xen_sysctl_scheduler_op g = {
		.sched_id = XEN_SCHEDULER_CREDIT,
		.cmd = XEN_SYSCTL_SCHEDOP_getinfo,
	};

	assert_int_equal(sched_adjust_domain(d, &op), 0);
	assert_int_equal(op.u.credit.weight, 256);
	assert_int_equal(op.u.credit.cap, 0);
	op.sched_id = XEN_SCHEDULER_CREDIT2;
	assert_int_equal(sched_adjust_domain(d, &op), -EINVAL);
	op.sched_id = XEN_SCHEDULER_CREDIT;
	op.cmd = XEN_DOMCTL_SCHEDOP_getvcpuinfo;
	assert_int_equal(sched_adjust_domain(d, &op), -EINVAL);

	assert_int_equal(sched_adjust_global(&g), 0);
	assert_int_equal(g.u.sched_credit.tslice_ms, 30);
	assert_int_equal(g.u.sched_credit.ratelimit_us, 1000);
	g.cmd = XEN_SYSCTL_SCHEDOP_putinfo;
	g.u.sched_credit.tslice_ms = 0;
	assert_int_equal(sched_adjust_global(&g), -EINVAL);
	g.u.sched_credit.tslice_ms = 1001;
	assert_int_equal(sched_adjust_global(&g), -EINVAL);
	g.u.sched_credit.tslice_ms = 1;
	g.u.sched_credit.ratelimit_us = 2000; /* beyond the slice */
	assert_int_equal(sched_adjust_global(&g), -EINVAL);
	g.u.sched_credit.tslice_ms = 30;
	g.u.sched_credit.ratelimit_us = 1000;
	assert_int_equal(sched_adjust_global(&g), 0);
	sim_kill(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weights),
		cmocka_unit_test_teardown(test_weights_smp, no_hook),
		cmocka_unit_test(test_more_than_a_cpu),
		cmocka_unit_test(test_cap),
		cmocka_unit_test(test_cap_contended),
		cmocka_unit_test_teardown(test_hard_affinity, no_hook),
		cmocka_unit_test(test_soft_affinity),
		cmocka_unit_test_teardown(test_wake_storm, no_hook),
		cmocka_unit_test_teardown(test_boost, no_hook),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_adjust),
	};

	test_seed();
	host_log_verbose = getenv("VERBOSE") != NULL;
	sched_select("credit");
	sim_init(CPUS, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
