/*
 * test_credit2.c: credit2 in simulated time: shares follow weights and caps
 * within 2 %, affinities hold, nobody starves, no CPU idles while someone who
 * may run there waits, a vCPU that sleeps is not punished, a lone one is left
 * alone.
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

static int no_hook(void **state)
{
	sim_hook = NULL;
	return 0;
}

static void test_weights(void **state)
{
	struct domain *d[3];
	uint64_t from[3], sum = 0;

	for (int i = 0; i < 3; i++) {
		d[i] = sim_start(1);
		pin(d[i], cpumask_of(0));
		sim_credit2(d[i], 128u << i, 0);
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

/* Weights also decide where several CPUs are shared. */
static void test_weights_smp(void **state)
{
	struct domain *d[3];
	uint64_t ran[3], sum = 0;

	/* 12 vCPUs on 2 CPUs; no vCPU's share exceeds a CPU. */
	for (int i = 0; i < 3; i++) {
		d[i] = sim_start(4);
		pin(d[i], cpus(3));
		sim_credit2(d[i], 128u << i, 0);
	}
	sim_check_idle = true;
	sim_run(SECONDS(5), 0);
	sim_check_idle = false;
	for (int i = 0; i < 3; i++)
		sum += ran[i] = domain_cpu_time(d[i]);
	assert_about(sum, SECONDS(10), 1);
	for (int i = 0; i < 3; i++) {
		assert_about(ran[i], SECONDS(10) * (1u << i) / 7, 4);
		sim_kill(d[i]);
	}
}

static void test_cap(void **state)
{
	static const unsigned int caps[] = { 10, 50, 75, 150 };
	uint64_t from, sw;
	struct domain *d;

	for (unsigned int i = 0; i < ARRAY_SIZE(caps); i++) {
		d = sim_start(2);
		sim_run(MILLISECS(10), 0);
		sim_credit2(d, 256, caps[i]);
		sim_run(MILLISECS(100), 0);
		from = domain_cpu_time(d);
		sw = sim_switches;
		sim_run(SECONDS(4), 0);
		assert_about(domain_cpu_time(d) - from,
			     SECONDS(4) * caps[i] / 100, 2);
		/* By slices, not by flapping: some ten each period. */
		assert_true(sim_switches - sw < 400 * 12);
		sim_credit2(d, 256, 0);
		from = domain_cpu_time(d);
		sim_run(SECONDS(1), 0);
		assert_about(domain_cpu_time(d) - from, SECONDS(2), 1);
		sim_kill(d);
	}
}

/* A cap is kept beside others that would like the time, and by these too. */
static void test_cap_contended(void **state)
{
	struct domain *a = sim_start(1), *b = sim_start(1);

	pin(a, cpumask_of(1));
	pin(b, cpumask_of(1));
	sim_credit2(a, 1024, 25);
	sim_run(SECONDS(4), 0);
	assert_about(domain_cpu_time(a), SECONDS(1), 2);
	assert_about(domain_cpu_time(b), SECONDS(3), 2);
	sim_kill(a);
	sim_kill(b);
}

static void test_hard_affinity(void **state)
{
	struct domain *d = sim_start(6);
	cpumask_t none = cpumask_of(CPUS + 3);

	/* The context switch itself aborts on a wrong CPU (sim.h). */
	pin(d, cpus(0x5));
	sim_run(SECONDS(1), 0);
	assert_about(domain_cpu_time(d), SECONDS(2), 1);
	for (unsigned int i = 0; i < 50; i++) {
		pin(d, cpumask_of(i % CPUS));
		sim_run(MILLISECS(3), 0);
	}
	assert_int_equal(vcpu_set_hard_affinity(d->vcpu[0], &none), -EINVAL);
	sim_kill(d);
}

static void test_soft_affinity(void **state)
{
	struct domain *a = sim_start(1), *b;
	cpumask_t two = cpumask_of(2);
	uint64_t from;

	/* Two ways there: at once when it wakes, ... */
	assert_int_equal(vcpu_set_soft_affinity(a->vcpu[0], &two), 0);
	sim_run(MILLISECS(100), 0);
	vcpu_pause_nosync(a->vcpu[0]);
	sim_softirqs();
	vcpu_unpause(a->vcpu[0]);
	sim_softirqs();
	assert_int_equal(a->vcpu[0]->processor, 2);
	/* ... and by and by when it runs elsewhere and CPU 2 is free again. */
	b = sim_start(1);
	pin(b, two);
	sim_credit2(b, 65535, 0);
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

/* Twice as many vCPUs as CPUs over two queues: all CPUs work, all run. */
static void test_no_starvation(void **state)
{
	struct domain *d[8];
	uint64_t sum = 0;

	for (int i = 0; i < 8; i++)
		d[i] = sim_start(2);
	sim_credit2(d[0], 1, 0);
	sim_credit2(d[1], 65535, 0);
	sim_run(SECONDS(4), 0);
	for (int i = 0; i < 8; i++)
		sum += domain_cpu_time(d[i]);
	assert_about(sum, SECONDS(4 * CPUS), 1);
	for (int i = 0; i < 8; i++) {
		uint64_t before = domain_cpu_time(d[i]);

		sim_run(SECONDS(2), 0);
		assert_true(domain_cpu_time(d[i]) > before);
	}
	for (int i = 0; i < 8; i++)
		sim_kill(d[i]);
}

/* One queue has all the work: the other CPUs come and take it. */
static void test_steal(void **state)
{
	struct domain *d = sim_start(4);

	pin(d, cpus(3));
	sim_run(MILLISECS(100), 0);
	pin(d, cpus(0xf));
	for (unsigned int i = 0; i < 4; i++) {
		/* Nothing but a wake is needed. */
		vcpu_pause_nosync(d->vcpu[i]);
		sim_softirqs();
		vcpu_unpause(d->vcpu[i]);
		sim_softirqs();
	}
	sim_run(MILLISECS(20), 0);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_false(is_idle_vcpu(sim_current[cpu]));
	sim_kill(d);
}

/* A vCPU that sleeps most of the time runs soon when it wakes. */
static struct vcpu *sleeper;
static s_time_t woken_at, worst;
static unsigned int wakes;

static void sleep_and_wake(void)
{
	if (woken_at && sleeper->is_running) {
		worst = max(worst, host_now - woken_at);
		woken_at = 0;
		wakes++;
		/* Half a step of work, then it blocks. */
		atomic_set_bit(VPF_blocked, &sleeper->pause_flags);
		vcpu_sleep_nosync(sleeper);
	} else if (!woken_at && host_now % MILLISECS(5) == 0) {
		woken_at = host_now;
		vcpu_unblock(sleeper);
	}
}

static void test_latency(void **state)
{
	struct domain *busy = sim_start(3), *d = sim_start(1);

	pin(busy, cpumask_of(0));
	pin(d, cpumask_of(0));
	sleeper = d->vcpu[0];
	sim_run(MILLISECS(200), 0);
	sim_hook = sleep_and_wake;
	sim_run(SECONDS(2), MICROSECS(100));
	sim_hook = NULL;
	assert_true(wakes > 300);
	/* At worst the three busy ones come first, a rate limit each. */
	if (worst > MICROSECS(3300))
		fail_msg("waited %lld ns", (long long)worst);
	sim_kill(busy);
	sim_kill(d);
}

static void test_alone(void **state)
{
	struct domain *d = sim_start(1);
	unsigned int before;

	sim_run(MILLISECS(500), 0);
	before = sim_switches;
	sim_run(SECONDS(10), 0);
	assert_int_equal(sim_switches, before);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_int_equal(host_timer_deadline[cpu], STIME_MAX);
	sim_kill(d);
}

/* Random pausing, waking, pinning and killing; nothing gets lost. */
static struct domain *storm[6];

static void shake(void)
{
	struct domain *d = storm[rand() % 6];
	struct vcpu *v = d->vcpu[rand() % 3];
	cpumask_t mask = cpus((unsigned long)(rand() % 15) + 1);

	switch (rand() % 8) {
	case 0:
		vcpu_set_hard_affinity(v, &mask);
		break;
	case 1:
		vcpu_set_soft_affinity(v, &mask);
		break;
	case 2:
	case 3:
		if (v != current && !v->pause_count)
			vcpu_pause_nosync(v);
		break;
	case 4:
		sim_credit2(d, 1u << rand() % 16,
			    rand() % 2 ? 0 : (unsigned int)rand() % 300);
		break;
	case 5:
		if (current != per_cpu(idle_vcpu, 0))
			vcpu_yield();
		break;
	default:
		if (v->pause_count)
			vcpu_unpause(v);
		else {
			atomic_set_bit(VPF_blocked, &v->pause_flags);
			vcpu_sleep_nosync(v);
			vcpu_unblock(v);
		}
	}
}

static void test_storm(void **state)
{
	struct vcpu *v;

	for (int i = 0; i < 6; i++)
		storm[i] = sim_start(3);
	sim_hook = shake;
	sim_run(SECONDS(2), MICROSECS(70));
	sim_hook = NULL;
	for (int i = 0; i < 6; i++) {
		sim_credit2(storm[i], 256, 0);
		pin(storm[i], CPUMASK_ALL);
		for_each_vcpu (storm[i], v)
			while (v->pause_count)
				vcpu_unpause(v);
	}
	sim_run(MILLISECS(100), 0);
	for (int i = 0; i < 6; i++)
		for_each_vcpu (storm[i], v) {
			uint64_t before = sim_ran(v);

			sim_run(MILLISECS(300), 0);
			if (sim_ran(v) <= before)
				fail_msg("d%uv%u is stuck: flags %#lx on %u",
					 v->domain->id, v->id, v->pause_flags,
					 v->processor);
		}
	for (int i = 0; i < 6; i++)
		sim_kill(storm[i]);
}

static void test_adjust(void **state)
{
	struct domain *d = sim_start(1);
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_getinfo,
	};
	struct xen_sysctl_scheduler_op g = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_SYSCTL_SCHEDOP_putinfo,
	};

	assert_int_equal(sched_adjust_domain(d, &op), 0);
	assert_int_equal(op.u.credit2.weight, 256);
	assert_int_equal(op.u.credit2.cap, 0);
	op.sched_id = XEN_SCHEDULER_CREDIT;
	assert_int_equal(sched_adjust_domain(d, &op), -EINVAL);
	g.u.sched_credit2.ratelimit_us = 50;
	assert_int_equal(sched_adjust_global(&g), -EINVAL);
	g.u.sched_credit2.ratelimit_us = 1000;
	assert_int_equal(sched_adjust_global(&g), 0);
	sim_kill(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_weights_smp),
		cmocka_unit_test(test_cap),
		cmocka_unit_test(test_cap_contended),
		cmocka_unit_test(test_hard_affinity),
		cmocka_unit_test(test_soft_affinity),
		cmocka_unit_test(test_no_starvation),
		cmocka_unit_test(test_steal),
		cmocka_unit_test_teardown(test_latency, no_hook),
		cmocka_unit_test(test_alone),
		cmocka_unit_test_teardown(test_storm, no_hook),
		cmocka_unit_test(test_adjust),
	};

	test_seed();
	host_log_verbose = getenv("VERBOSE") != NULL;
	sim_init(CPUS, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
