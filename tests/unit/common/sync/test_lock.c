/*
 * test_lock.c: locks exclude (threads that play CPUs count under them), and
 * in debug builds wrong order, wrong release and interrupt-unsafe use panic.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <cmocka.h>

#include <xen/arch/cpu.h>
#include <xen/atomic.h>
#include <xen/spinlock.h>
#include <asm/host.h>

#define THREADS 4
#define ROUNDS	20000

static struct spinlock lock = SPINLOCK_INIT(LOCK_LEAF);
static struct rwlock rwlock = RWLOCK_INIT(LOCK_DOMLIST);
static unsigned long counter, a_copy, errors;

static void *count_locked(void *arg)
{
	host_become((unsigned int)(uintptr_t)arg, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 8)
			spin_lock(&lock);
		else
			while (!spin_trylock(&lock))
				arch_cpu_relax();
		counter++;
		spin_unlock(&lock);
	}
	return NULL;
}

static void *read_and_write(void *arg)
{
	host_become((unsigned int)(uintptr_t)arg, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 4) {
			read_lock(&rwlock);
			if (counter != a_copy)
				atomic_inc(&errors);
			read_unlock(&rwlock);
		} else {
			write_lock(&rwlock);
			counter++;
			a_copy++;
			write_unlock(&rwlock);
		}
	}
	return NULL;
}

static void run_threads(void *(*fn)(void *))
{
	pthread_t t[THREADS];

	for (uintptr_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, fn, (void *)i), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
}

static void test_exclusion(void **state)
{
	counter = 0;
	run_threads(count_locked);
	assert_int_equal(counter, THREADS * ROUNDS);
	assert_false(spin_is_locked(&lock));
}

static void test_rwlock(void **state)
{
	counter = a_copy = errors = 0;
	run_threads(read_and_write);
	assert_int_equal(errors, 0);
	assert_int_equal(counter, THREADS * ROUNDS / 4);
	assert_int_equal(rwlock.readers, 0);
}

static void test_irq_state(void **state)
{
	unsigned long flags;

	assert_true(arch_irqs_enabled());
	flags = spin_lock_irqsave(&lock);
	assert_false(arch_irqs_enabled());
	assert_true(spin_lock_held(&lock));
	spin_unlock_irqrestore(&lock, flags);
	assert_true(arch_irqs_enabled());
}

#ifdef CONFIG_DEBUG
static void test_order(void **state)
{
	struct spinlock d = SPINLOCK_INIT(LOCK_DOMAIN);
	struct spinlock e = SPINLOCK_INIT(LOCK_EVENT);
	struct spinlock pair[2] = { SPINLOCK_INIT(LOCK_EVENT),
				    SPINLOCK_INIT(LOCK_EVENT) };

	host_become(10, NULL);
	spin_lock(&d);
	spin_lock(&e);
	/* Released in any order; the rest still counts. */
	spin_unlock(&d);
	assert_true(host_panics(spin_lock(&d)));
	assert_non_null(strstr(host_log_last, "while holding"));
	/* The same lock again would wait for ever. */
	assert_true(host_panics(spin_lock(&e)));
	assert_true(host_panics(spin_lock(&pair[0])));
	assert_true(host_panics(read_lock(&rwlock)));
	spin_unlock(&e);

	spin_lock_pair(&pair[1], &pair[0]);
	assert_true(host_panics(spin_lock(&e)));
	spin_unlock_pair(&pair[0], &pair[1]);
	spin_lock_pair(&pair[0], &pair[0]);
	spin_unlock_pair(&pair[0], &pair[0]);

	spin_lock(&d);
	assert_false(host_panics(spin_lock(&e)));
	spin_unlock(&e);
	spin_unlock(&d);
	assert_true(host_panics(spin_unlock(&d)));
}

/* An interrupt may come while any lock is held that handlers don't take. */
static void test_handler_order(void **state)
{
	struct spinlock leaf = SPINLOCK_INIT(LOCK_LEAF);
	struct spinlock desc = SPINLOCK_INIT(LOCK_IRQ_DESC);

	host_become(11, NULL);
	spin_lock(&leaf);
	assert_false(host_panics(spin_lock_irq(&desc)));
	spin_unlock_irq(&desc);
	spin_unlock(&leaf);
}

static void test_irq_safety(void **state)
{
	struct spinlock l = SPINLOCK_INIT(LOCK_TIMER);

	host_become(12, NULL);
	locks_irq_check_start();
	spin_lock_irq(&l);
	spin_unlock_irq(&l);
	assert_true(host_panics(spin_lock(&l)));
	assert_non_null(strstr(host_log_last, "both on and off"));
}
#endif

/* Last: there is no way back. */
static void test_bust(void **state)
{
	struct spinlock c = SPINLOCK_INIT(LOCK_CONSOLE);
	struct spinlock s = SPINLOCK_INIT(LOCK_SCHED);

	host_become(13, NULL);
	spin_lock(&c);
	locks_bust();
	host_become(14, NULL);
	/* Held by a CPU that is gone: both must come back. */
	spin_lock(&c);
	spin_lock(&s);
	spin_unlock(&s);
	spin_unlock(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exclusion),
		cmocka_unit_test(test_rwlock),
		cmocka_unit_test(test_irq_state),
#ifdef CONFIG_DEBUG
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_handler_order),
		cmocka_unit_test(test_irq_safety),
#endif
		cmocka_unit_test(test_bust),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
