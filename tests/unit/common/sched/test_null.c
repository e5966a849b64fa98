/*
 * test_null.c: the null scheduler: each vCPU has a CPU; who found none gets
 * the first that becomes free; affinity moves.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <xen/init.h>

#include "sim.h"

static void test_one_each(void **state)
{
	struct domain *a = sim_start(2), *b = sim_start(1);

	sim_run(MILLISECS(10), 0);
	assert_int_equal(domain_cpu_time(a), MILLISECS(20));
	assert_int_equal(domain_cpu_time(b), 0);
	sim_kill(a);
	sim_run(MILLISECS(10), 0);
	assert_int_equal(domain_cpu_time(b), MILLISECS(10));
	sim_kill(b);
}

static void test_affinity(void **state)
{
	struct domain *a = sim_start(1);
	cpumask_t other = cpumask_of(1);

	sim_run(MILLISECS(10), 0);
	assert_int_equal(a->vcpu[0]->processor, 0);
	assert_int_equal(vcpu_set_hard_affinity(a->vcpu[0], &other), 0);
	sim_run(MILLISECS(10), 0);
	assert_int_equal(a->vcpu[0]->processor, 1);
	assert_int_equal(domain_cpu_time(a), MILLISECS(20));
	sim_kill(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_each),
		cmocka_unit_test(test_affinity),
	};

	sched_select("null");
	sim_init(2, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
