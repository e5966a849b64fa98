/*
 * test_pools.c: CPU pools: CPUs go from one to another while their vCPUs run,
 * domains move between policies and keep running, nobody runs on a CPU of
 * another pool; a pinned vCPU's affinity is broken when its CPU leaves; errors.
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

static const unsigned int policies[] = {
	XEN_SCHEDULER_CREDIT2,
	XEN_SCHEDULER_CREDIT,
	XEN_SCHEDULER_RTDS,
	XEN_SCHEDULER_NULL,
};

static long create(unsigned int id, unsigned int sched)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_CREATE,
		.cpupool_id = id,
		.sched_id = sched,
	};
	long ret = sim_pool_op(&op);

	return ret ? ret : (long)op.cpupool_id;
}

static long destroy(unsigned int id)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_DESTROY,
		.cpupool_id = id,
	};

	return sim_pool_op(&op);
}

static long cpu_op(unsigned int what, unsigned int id, unsigned int cpu)
{
	struct xen_sysctl_cpupool_op op = {
		.op = what,
		.cpupool_id = id,
		.cpu = cpu,
	};

	return sim_pool_op(&op);
}

static long add(unsigned int id, unsigned int cpu)
{
	return cpu_op(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, id, cpu);
}

static long rm(unsigned int id, unsigned int cpu)
{
	return cpu_op(XEN_SYSCTL_CPUPOOL_OP_RMCPU, id, cpu);
}

static long move(struct domain *d, unsigned int id)
{
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN,
		.cpupool_id = id,
		.domid = d->id,
	};
	long ret;

	/* The others' CPUs only go on when this returns: no waiting. */
	domain_pause_nosync(d);
	sim_softirqs();
	ret = sim_pool_op(&op);
	domain_unpause(d);
	sim_softirqs();
	return ret;
}

/* n_dom and CPUs of the first pool from `id` on; its id, or an error. */
static long info(unsigned int id, unsigned int *n_dom, unsigned long *mask)
{
	uint64_t bytes = 0;
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_INFO,
		.cpupool_id = id,
	};
	long ret;

	set_xen_guest_handle(op.cpumap.bitmap, (uint8_t *)&bytes);
	op.cpumap.nr_bits = 64;
	ret = sim_pool_op(&op);
	*n_dom = op.n_dom;
	*mask = bytes;
	return ret ? ret : (long)op.cpupool_id;
}

static unsigned long free_cpus(void)
{
	uint64_t bytes = 0;
	struct xen_sysctl_cpupool_op op = {
		.op = XEN_SYSCTL_CPUPOOL_OP_FREEINFO,
	};

	set_xen_guest_handle(op.cpumap.bitmap, (uint8_t *)&bytes);
	op.cpumap.nr_bits = 64;
	assert_int_equal(sim_pool_op(&op), 0);
	return bytes;
}

/* Who runs on a CPU is of its pool; aborts else. */
static void check_places(void)
{
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		if (!is_idle_vcpu(sim_current[cpu]) &&
		    !cpumask_test(cpu, domain_cpus(sim_current[cpu]->domain)))
			abort();
}

static void assert_runs(struct domain *d, uint64_t least)
{
	uint64_t from = domain_cpu_time(d);

	sim_run(MILLISECS(200), 0);
	check_places();
	if (domain_cpu_time(d) - from < least)
		fail_msg("d%u ran for %llu ns of %llu", d->id,
			 (unsigned long long)(domain_cpu_time(d) - from),
			 (unsigned long long)least);
}

static void test_errors(void **state)
{
	struct domain *d = sim_start(1);
	unsigned int n;
	unsigned long mask;

	assert_int_equal(create(0, XEN_SCHEDULER_CREDIT2), -EEXIST);
	assert_int_equal(create(5, XEN_SCHEDULER_ARINC653), -ENOENT);
	assert_int_equal(create(5, 1234), -ENOENT);
	assert_int_equal(destroy(5), -ENOENT);
	assert_int_equal(destroy(0), -EBUSY);
	assert_int_equal(add(0, CPUS), -ENODEV);
	assert_int_equal(add(0, NR_CPUS), -EINVAL);
	assert_int_equal(add(0, 1), -ENODEV); /* it has it */
	assert_int_equal(add(7, 1), -ENODEV);
	assert_int_equal(rm(7, 1), -ENOENT);
	assert_int_equal(rm(0, CPUS), -EADDRNOTAVAIL);
	assert_int_equal(rm(0, NR_CPUS), -EINVAL);
	assert_int_equal(move(d, 7), -ENOENT);
	assert_int_equal(create(7, XEN_SCHEDULER_CREDIT), 7);
	/* Without CPUs it takes no domains. */
	assert_int_equal(move(d, 7), -ENOENT);
	assert_int_equal(info(0, &n, &mask), 0);
	assert_int_equal(n, 1);
	assert_int_equal(mask, 0xf);
	assert_int_equal(info(1, &n, &mask), 7);
	assert_int_equal(n, 0);
	assert_int_equal(mask, 0);
	assert_int_equal(info(8, &n, &mask), -ENOENT);
	assert_int_equal(destroy(7), 0);
	assert_int_equal(info(1, &n, &mask), -ENOENT);
	sim_kill(d);
}

/* The last CPU of a pool with domains stays; any() ones. */
static void test_cpus(void **state)
{
	struct domain *d = sim_start(6);

	for (unsigned int cpu = CPUS - 1; cpu > 0; cpu--) {
		assert_int_equal(rm(0, XEN_SYSCTL_CPUPOOL_PAR_ANY), 0);
		assert_int_equal(free_cpus(), 0xf & ~((1ul << cpu) - 1));
		assert_runs(d, MILLISECS(199) * cpu);
	}
	assert_int_equal(rm(0, 0), -EINVAL);
	for (unsigned int cpu = 1; cpu < CPUS; cpu++)
		assert_int_equal(add(0, XEN_SYSCTL_CPUPOOL_PAR_ANY), 0);
	assert_int_equal(free_cpus(), 0);
	assert_runs(d, MILLISECS(199) * CPUS);
	sim_kill(d);
}

static void test_broken_affinity(void **state)
{
	struct domain *d = sim_start(2);

	pin(d, cpumask_of(2));
	sim_run(MILLISECS(10), 0);
	assert_int_equal(rm(0, 2), 0);
	assert_true(
		cpumask_equal(vcpu_hard_affinity(d->vcpu[0]), &CPUMASK_ALL));
	assert_runs(d, MILLISECS(390));
	assert_int_equal(add(0, 2), 0);
	/* One that a guest holds there is not moved. */
	assert_int_equal(vcpu_pin_override(d->vcpu[0], 3), 0);
	assert_int_equal(rm(0, 3), -EADDRINUSE);
	assert_int_equal(vcpu_pin_override(d->vcpu[0], -1), 0);
	assert_int_equal(rm(0, 3), 0);
	assert_int_equal(add(0, 3), 0);
	sim_kill(d);
}

/* From every policy to every other, running, asleep and paused vCPUs. */
static void test_move(void **state)
{
	struct domain *stay = sim_start(2), *d = sim_start(4);
	unsigned int n, a, b;
	unsigned long mask;

	atomic_set_bit(VPF_blocked, &d->vcpu[2]->pause_flags);
	vcpu_sleep_nosync(d->vcpu[2]);
	vcpu_pause_nosync(d->vcpu[3]);
	sim_softirqs();
	for (a = 0; a < ARRAY_SIZE(policies); a++)
		for (b = 0; b < ARRAY_SIZE(policies); b++) {
			assert_int_equal(rm(0, 2), 0);
			assert_int_equal(rm(0, 3), 0);
			assert_int_equal(create(1, policies[a]), 1);
			assert_int_equal(create(2, policies[b]), 2);
			assert_int_equal(add(1, 2), 0);
			assert_int_equal(add(2, 3), 0);
			pin(d, cpumask_of(1));
			assert_int_equal(move(d, 1), 0);
			assert_int_equal(d->vcpu[0]->processor, 2);
			assert_int_equal(destroy(1), -EBUSY);
			assert_int_equal(rm(1, 2), -EBUSY);
			assert_runs(d, MILLISECS(150));
			assert_runs(stay, MILLISECS(390));
			assert_int_equal(move(d, 2), 0);
			assert_runs(d, MILLISECS(150));
			assert_int_equal(info(2, &n, &mask), 2);
			assert_int_equal(n, 1);
			assert_int_equal(mask, 8);
			vcpu_unblock(d->vcpu[2]);
			vcpu_unpause(d->vcpu[3]);
			sim_run(MILLISECS(50), 0);
			assert_int_equal(move(d, 0), 0);
			vcpu_pause_nosync(d->vcpu[3]);
			atomic_set_bit(VPF_blocked, &d->vcpu[2]->pause_flags);
			vcpu_sleep_nosync(d->vcpu[2]);
			sim_softirqs();
			assert_runs(d, MILLISECS(150));
			assert_int_equal(rm(1, 2), 0);
			assert_int_equal(rm(2, 3), 0);
			assert_int_equal(destroy(1), 0);
			assert_int_equal(destroy(2), 0);
			assert_int_equal(add(0, 2), 0);
			assert_int_equal(add(0, 3), 0);
		}
	sim_kill(stay);
	sim_kill(d);
}

/* A killed domain keeps no pool busy. */
static void test_dying(void **state)
{
	struct domain *d = sim_start(2);

	assert_int_equal(rm(0, 3), 0);
	assert_int_equal(
		create(XEN_SYSCTL_CPUPOOL_PAR_ANY, XEN_SCHEDULER_CREDIT), 1);
	assert_int_equal(add(1, 3), 0);
	assert_int_equal(move(d, 1), 0);
	sim_run(MILLISECS(10), 0);
	assert_true(domain_get(d)); /* a zombie */
	sim_kill(d);
	assert_int_equal(rm(1, 3), 0);
	assert_int_equal(destroy(1), 0);
	assert_int_equal(add(0, 3), 0);
	domain_put(d);
	sim_softirqs();
}

/* Random moves under load. */
static void test_storm(void **state)
{
	struct domain *d[6];
	struct vcpu *v;

	assert_int_equal(rm(0, 3), 0);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(create(i + 1, policies[i + 1]), i + 1);
	assert_int_equal(add(1, 3), 0);
	for (int i = 0; i < 6; i++)
		d[i] = sim_start(3);
	for (unsigned int i = 0; i < 2000; i++) {
		unsigned int cpu = (unsigned int)rand() % CPUS;
		unsigned int pool = (unsigned int)rand() % 4;
		struct domain *which = d[rand() % 6];
		cpumask_t mask = cpus((unsigned long)(rand() % 15) + 1);

		v = which->vcpu[rand() % 3];
		switch (rand() % 6) {
		case 0:
			rm(pool, cpu);
			break;
		case 1:
			add(pool, cpu);
			break;
		case 2:
			move(which, pool);
			break;
		case 3:
			vcpu_set_hard_affinity(v, &mask);
			break;
		case 4:
			vcpu_set_soft_affinity(v, &mask);
			break;
		default:
			if (v->pause_count)
				vcpu_unpause(v);
			else
				vcpu_pause_nosync(v);
		}
		sim_run(rand() % MILLISECS(3), 0);
		check_places();
	}
	/* All home. */
	for (int i = 0; i < 6; i++)
		for_each_vcpu (d[i], v)
			while (v->pause_count)
				vcpu_unpause(v);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		for (unsigned int pool = 1; pool < 4; pool++)
			rm(pool, cpu);
		add(0, cpu);
	}
	for (int i = 0; i < 6; i++)
		assert_int_equal(move(d[i], 0), 0);
	for (unsigned int i = 0; i < 3; i++) {
		for (unsigned int cpu = 0; cpu < CPUS; cpu++)
			rm(i + 1, cpu);
		assert_int_equal(destroy(i + 1), 0);
	}
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		add(0, cpu);
	assert_int_equal(free_cpus(), 0);
	for (int i = 0; i < 6; i++)
		pin(d[i], CPUMASK_ALL);
	for (int i = 0; i < 6; i++)
		for_each_vcpu (d[i], v) {
			uint64_t before = sim_ran(v);

			sim_run(MILLISECS(300), 0);
			if (sim_ran(v) <= before)
				fail_msg("d%uv%u is stuck: flags %#lx on %u",
					 v->domain->id, v->id, v->pause_flags,
					 v->processor);
		}
	for (int i = 0; i < 6; i++)
		sim_kill(d[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_move),
		cmocka_unit_test(test_dying),
		cmocka_unit_test(test_storm),
		cmocka_unit_test(test_broken_affinity),
	};

	test_seed();
	host_log_verbose = getenv("VERBOSE") != NULL;
	sim_init(CPUS, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
