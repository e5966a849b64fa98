/*
 * test_timer.c: timers against a naive model: random set, move, stop and
 * migrate on several CPUs while time passes.  No timer fires early, each that
 * is due has fired once when its CPU's softirqs have run, none that was
 * stopped fires, and one CPU's fire in the order of their deadlines.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include <xen/softirq.h>
#include <xen/timer.h>
#include <asm/host.h>

#include "seed.h"

#define CPUS   3
#define TIMERS 400
#define STEPS  20000

/* Before every deadline: those in the past are below 0 when time begins. */
#define NOTHING_FIRED INT64_MIN

struct item {
	struct timer timer;
	bool pending; /* the model */
	s_time_t expires;
	unsigned int fired;
};

static struct item items[TIMERS];
static s_time_t last_fired[CPUS];

static void fired(void *data)
{
	struct item *it = data;

	assert_true(it->pending);
	assert_true(it->expires <= host_now);
	assert_int_equal(it->timer.cpu, host_cpu);
	assert_true(it->expires >= last_fired[host_cpu]);
	last_fired[host_cpu] = it->expires;
	it->pending = false;
	it->fired++;
}

static void begin(void)
{
	host_cpus_init(CPUS, 1);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		timer_cpu_fini(cpu);
		timer_cpu_init(cpu);
		host_timer_deadline[cpu] = STIME_MAX;
		last_fired[cpu] = NOTHING_FIRED;
	}
	timer_subsys_init();
}

static s_time_t model_next(unsigned int cpu)
{
	s_time_t next = STIME_MAX;

	for (int i = 0; i < TIMERS; i++)
		if (items[i].pending && items[i].timer.cpu == cpu &&
		    items[i].expires < next)
			next = items[i].expires;
	return next;
}

static void check(void)
{
	for (int i = 0; i < TIMERS; i++)
		assert_int_equal(timer_active(&items[i].timer),
				 items[i].pending);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		assert_int_equal(timer_next(cpu), model_next(cpu));
}

static void random_step(void)
{
	struct item *it = &items[rand() % TIMERS];
	s_time_t t;

	host_cpu = (unsigned int)rand() % CPUS;
	switch (rand() % 8) {
	case 0:
		timer_stop(&it->timer);
		it->pending = false;
		break;
	case 1:
		timer_migrate(&it->timer, (unsigned int)rand() % CPUS);
		break;
	case 2:
		t = host_now + rand() % 5000;
		host_time_run(t);
		for (unsigned int cpu = 0; cpu < CPUS; cpu++)
			last_fired[cpu] = NOTHING_FIRED;
		for (int i = 0; i < TIMERS; i++)
			assert_true(!items[i].pending || items[i].expires > t);
		break;
	default:
		/* Some in the past: they fire at once. */
		it->expires = host_now + rand() % 20000 - 100;
		it->pending = true;
		timer_set(&it->timer, it->expires);
		break;
	}
}

static void test_model(void **state)
{
	unsigned int total = 0;

	begin();
	for (unsigned int i = 0; i < TIMERS; i++)
		timer_init(&items[i].timer, fired, &items[i], i % CPUS);
	for (int i = 0; i < STEPS; i++) {
		random_step();
		if (i % 16 == 0)
			check();
	}
	for (int i = 0; i < TIMERS; i++) {
		total += items[i].fired;
		timer_kill(&items[i].timer);
	}
	assert_true(total > STEPS / 16);
}

static struct timer self;
static unsigned int ticks;

static void again(void *data)
{
	if (++ticks < 5)
		timer_set(&self, host_now + 1000);
}

static void test_periodic(void **state)
{
	begin();
	timer_init(&self, again, NULL, 0);
	timer_set(&self, host_now + 1000);
	host_time_run(host_now + 2500);
	assert_int_equal(ticks, 2);
	host_time_run(host_now + 100000);
	assert_int_equal(ticks, 5);
	assert_false(timer_active(&self));
}

static void test_kill(void **state)
{
	begin();
	ticks = 0;
	timer_init(&self, again, NULL, 0);
	timer_set(&self, host_now + 1000);
	timer_kill(&self);
	timer_set(&self, host_now + 1000);
	host_time_run(host_now + 5000);
	assert_int_equal(ticks, 0);
	assert_false(timer_active(&self));
}

/* A deadline that moves to and fro leaves the hardware alone. */
static void test_lazy(void **state)
{
	s_time_t first;

	begin();
	timer_init(&self, again, NULL, 0);
	timer_set(&self, host_now + 50000);
	host_time_run(host_now);
	first = host_timer_deadline[0];
	assert_int_equal(first, host_now + 50000);
	timer_set(&self, host_now + 90000);
	assert_int_equal(host_timer_deadline[0], first);
	timer_set(&self, host_now + 20000);
	assert_int_equal(host_timer_deadline[0], host_now + 20000);
	timer_kill(&self);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_model),
		cmocka_unit_test(test_periodic),
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_lazy),
	};

	test_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
