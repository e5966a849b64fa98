/*
 * test_domain.c: the life of domains: creation with every single allocation
 * failing in turn leaves nothing behind; ids, references, pausing, shutdown,
 * crash under a lock, polls, blocking, watchdogs, vcpu_op.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <xen/errno.h>
#include <xen/event.h>
#include <xen/hypercall.h>
#include <public/sched.h>

#include "../sched/sim.h"

/* ---- Allocations that fail (the linker wraps them) ---- */

static long live, fail_at = -1, seen;

static bool refuse(void)
{
	return seen++ == fail_at;
}

#define WRAP(fn, params, args)                                \
	void *__real_##fn params;                             \
	void *__wrap_##fn params;                             \
	void *__wrap_##fn params                              \
	{                                                     \
		void *p = refuse() ? NULL : __real_##fn args; \
		live += p != NULL;                            \
		return p;                                     \
	}
WRAP(slab_alloc, (size_t size, size_t align), (size, align))
WRAP(slab_array, (size_t size, size_t n), (size, n))
WRAP(xheap_alloc, (unsigned int order), (order))
WRAP(xheap_alloc_flags, (unsigned int order, unsigned int flags),
     (order, flags))

void __real_slab_free(void *p);
void __wrap_slab_free(void *p);
void __wrap_slab_free(void *p)
{
	live -= p != NULL;
	__real_slab_free(p);
}

void __real_xheap_free(void *va, unsigned int order);
void __wrap_xheap_free(void *va, unsigned int order);
void __wrap_xheap_free(void *va, unsigned int order)
{
	live -= va != NULL;
	__real_xheap_free(va, order);
}

/* ---- Making domains ---- */

static const struct xen_domctl_createdomain good = {
	.max_vcpus = 3,
	.max_evtchn_port = 1023,
	.max_grant_frames = 4,
	.max_maptrack_frames = 4,
	.grant_opts = 1,
};

/* A domain with all its vCPUs, or the error. */
static int make(domid_t id, struct domain **out)
{
	int ret = domain_create(id, &good, false, out);

	if (ret)
		return ret;
	for (unsigned int i = 0; i < good.max_vcpus; i++)
		if (!vcpu_create(*out, i))
			return -ENOMEM;
	return 0;
}

/* Where it was made in part it is killed; where not there is nothing. */
static void test_failure_sweep(void **state)
{
	struct domain *d;
	long base, points = 0;
	int ret;

	/* What is kept for good (tables by id) is made by the first. */
	assert_int_equal(make(700, &d), 0);
	sim_kill(d);
	base = live;
	do {
		d = NULL;
		seen = 0;
		fail_at = points++;
		ret = make(700, &d);
		fail_at = -1;
		if (d)
			sim_kill(d);
		assert_int_equal(live, base);
		assert_null(domain_get_by_id(700));
	} while (ret == -ENOMEM);
	assert_int_equal(ret, 0);
	assert_true(points > 8);
}

static void test_bad_configs(void **state)
{
	struct xen_domctl_createdomain c = good;
	struct domain *d, *twice;
	long base = live;

	c.max_vcpus = 0;
	assert_int_equal(domain_create(700, &c, false, &d), -EINVAL);
	c = good;
	c.max_vcpus = 100000;
	assert_int_equal(domain_create(700, &c, false, &d), -EINVAL);
	c = good;
	c.flags = XEN_DOMCTL_CDF_hap;
	assert_int_equal(domain_create(700, &c, false, &d), -EINVAL);
	c = good;
	c.cpupool_id = 7;
	assert_int_equal(domain_create(700, &c, false, &d), -ESRCH);
	assert_int_equal(domain_create(DOMID_SELF, &good, false, &d), -EINVAL);

	assert_int_equal(domain_create(700, &good, false, &d), 0);
	assert_int_equal(domain_create(700, &good, false, &twice), -EEXIST);
	assert_ptr_equal(domain_get_by_id(700), d);
	domain_put(d);
	sim_kill(d);
	assert_int_equal(live, base);
}

static void test_ids(void **state)
{
	struct domain *d, *next;
	int a, b;

	a = domid_alloc();
	assert_true(a > 0);
	assert_int_equal(domain_create((domid_t)a, &good, false, &d), 0);
	b = domid_alloc();
	assert_int_not_equal(a, b);
	next = domain_next(a - 1);
	assert_ptr_equal(next, d);
	/* A dead one that is still referenced keeps its id. */
	assert_int_equal(domain_kill(d), 0);
	domain_put(d);
	sim_softirqs();
	assert_int_equal(domain_create((domid_t)a, &good, false, &d), -EEXIST);
	domain_put(next);
	sim_softirqs();
	assert_null(domain_get_by_id((domid_t)a));
	assert_null(domain_get_by_id(DOMID_IDLE));
	assert_null(domain_get_by_id(DOMID_XEN));
}

static void test_pause(void **state)
{
	struct domain *d = sim_domain(2);

	sim_run(MILLISECS(10), 0);
	assert_int_equal(domain_cpu_time(d), 0);
	assert_int_equal(domain_unpause_by_tools(d), 0);
	assert_int_equal(domain_unpause_by_tools(d), -EINVAL);
	sim_run(MILLISECS(10), 0);
	assert_int_equal(domain_cpu_time(d), MILLISECS(20));
	vcpu_pause_nosync(d->vcpu[1]);
	domain_pause_nosync(d);
	sim_run(MILLISECS(10), 0);
	domain_unpause(d);
	sim_run(MILLISECS(10), 0);
	assert_int_equal(domain_cpu_time(d), MILLISECS(30));
	vcpu_unpause(d->vcpu[1]);
	sim_run(MILLISECS(10), 0);
	assert_int_equal(domain_cpu_time(d), MILLISECS(50));
	sim_kill(d);
}

/* ---- What a guest asks ---- */

/* As if vCPU `v` itself, on its CPU, made the hypercall. */
static long call(hypercall_fn *fn, struct vcpu *v, unsigned long a0,
		 unsigned long a1, const void *a2)
{
	struct hypercall_args args = { { a0, a1, (unsigned long)a2 } };
	unsigned int cpu;
	long ret;

	for (cpu = 0; cpu < sim_cpus && sim_current[cpu] != v; cpu++)
		;
	assert_true(cpu < sim_cpus);
	host_become(cpu, v);
	ret = fn(v, &args);
	host_become(0, sim_current[0]);
	sim_softirqs();
	return ret;
}

static long sched(struct vcpu *v, unsigned int cmd, const void *arg)
{
	return call(hc_sched_op, v, cmd, (unsigned long)arg, NULL);
}

static long vcpu_op(struct vcpu *v, unsigned int cmd, unsigned int id,
		    const void *arg)
{
	return call(hc_vcpu_op, v, cmd, id, arg);
}

static void test_shutdown(void **state)
{
	struct sched_shutdown s = { SHUTDOWN_suspend };
	struct domain *d = sim_start(2);

	sim_run(MILLISECS(1), 0);
	assert_int_equal(sched(d->vcpu[0], SCHEDOP_shutdown, &s), 0);
	assert_true(d->shut_down);
	assert_int_equal(d->shutdown_code, SHUTDOWN_suspend);
	assert_false(d->vcpu[0]->is_running || d->vcpu[1]->is_running);
	domain_resume(d);
	sim_run(MILLISECS(1), 0);
	assert_true(d->vcpu[0]->is_running && d->vcpu[1]->is_running);
	/* Under a lock; all is done when softirqs have run. */
	spin_lock(&d->page_lock);
	domain_crash(d, "test %d", 1);
	domain_crash(d, "again");
	spin_unlock(&d->page_lock);
	sim_softirqs();
	assert_true(d->shut_down);
	assert_int_equal(d->shutdown_code, SHUTDOWN_crash);
	assert_int_equal(d->pause_count, 0);
	sim_kill(d);
}

static void test_machine_follows(void **state)
{
	struct domain d = { .id = 0, .is_hardware = true };

	/* Where the machine really ends no lock is left. */
	d.shutdown_code = ~0u;
	assert_true(host_panics(domain_shutdown(&d, SHUTDOWN_poweroff)));
	assert_int_equal(host_machine_end, 1);
	d.shutdown_code = ~0u;
	assert_true(host_panics(domain_shutdown(&d, SHUTDOWN_crash)));
	assert_int_equal(host_machine_end, 0);
}

static void test_poll(void **state)
{
	struct domain *d = sim_start(1);
	struct vcpu *v = d->vcpu[0];
	struct sched_poll poll = { .nr_ports = 0 };

	sim_run(MILLISECS(1), 0);
	poll.timeout = (uint64_t)(host_now + MILLISECS(3));
	assert_int_equal(sched(v, SCHEDOP_poll, &poll), 0);
	assert_false(v->is_running);
	assert_int_equal(d->poll_mask, 1);
	sim_run(MILLISECS(2), 0);
	assert_false(v->is_running);
	sim_run(MILLISECS(2), 0);
	assert_true(v->is_running);
	assert_int_equal(d->poll_mask, 0);
	assert_int_equal(v->poll_evtchn, -1);
	poll.nr_ports = 1000;
	assert_int_equal(sched(v, SCHEDOP_poll, &poll), -EINVAL);
	assert_true(v->is_running);
	assert_int_equal(d->poll_mask, 0);
	sim_kill(d);
}

static void test_block(void **state)
{
	struct domain *d = sim_start(1);
	struct vcpu *v = d->vcpu[0];
	struct vcpu_runstate_info info;

	sim_run(MILLISECS(1), 0);
	/* Nothing is pending: it blocks, and with upcalls on. */
	v->vcpu_info->evtchn_upcall_pending = 0;
	v->vcpu_info->evtchn_upcall_mask = 1;
	assert_int_equal(sched(v, SCHEDOP_block, NULL), 0);
	assert_false(v->is_running);
	assert_int_equal(v->vcpu_info->evtchn_upcall_mask, 0);
	sim_run(MILLISECS(5), 0);
	vcpu_runstate_get(v, &info);
	assert_int_equal(info.state, RUNSTATE_blocked);
	assert_int_equal(info.time[RUNSTATE_blocked], MILLISECS(5));
	v->vcpu_info->evtchn_upcall_pending = 1;
	vcpu_unblock(v);
	sim_softirqs();
	assert_true(v->is_running);
	/* Pending: it doesn't block. */
	assert_int_equal(sched(v, SCHEDOP_block, NULL), 0);
	assert_true(v->is_running);
	sim_kill(d);
}

static void test_watchdog(void **state)
{
	struct domain *d = sim_start(1);
	struct sched_watchdog w = { .id = 0, .timeout = 2 };
	struct vcpu *v = d->vcpu[0];

	sim_run(MILLISECS(1), 0);
	assert_int_equal(sched(v, SCHEDOP_watchdog, &w), 1);
	w.id = 2;
	assert_int_equal(sched(v, SCHEDOP_watchdog, &w), -EINVAL);
	w.id = 1;
	sim_run(SECONDS(1), 0);
	assert_int_equal(sched(v, SCHEDOP_watchdog, &w), 0);
	sim_run(MILLISECS(1500), 0);
	assert_false(d->shut_down);
	sim_run(SECONDS(1), 0);
	assert_true(d->shut_down);
	assert_int_equal(d->shutdown_code, SHUTDOWN_watchdog);
	sim_kill(d);
}

static void test_vcpu_ops(void **state)
{
	struct domain *d = sim_start(2);
	struct vcpu *v = d->vcpu[0], *w = d->vcpu[1];
	struct vcpu_runstate_info area = { .state = 7 };
	struct vcpu_register_runstate_memory_area reg;
	char ctx[16] = "";

	sim_run(MILLISECS(1), 0);
	assert_int_equal(vcpu_op(v, VCPUOP_is_up, 1, NULL), 1);
	assert_int_equal(vcpu_op(v, VCPUOP_is_up, 9, NULL), -ENOENT);
	assert_int_equal(vcpu_op(v, VCPUOP_initialise, 1, ctx), -EEXIST);
	assert_int_equal(vcpu_op(v, VCPUOP_down, 1, NULL), 0);
	assert_false(w->is_running);
	assert_int_equal(vcpu_op(v, VCPUOP_is_up, 1, NULL), 0);
	assert_int_equal(vcpu_op(v, VCPUOP_up, 1, NULL), 0);
	assert_true(w->is_running);

	reg.addr.v = &area;
	assert_int_equal(
		vcpu_op(v, VCPUOP_register_runstate_memory_area, 0, &reg), 0);
	assert_int_equal(area.state, RUNSTATE_running);
	d->vm_assist = BIT(VMASST_TYPE_runstate_update_flag);
	v->vcpu_info->evtchn_upcall_pending = 0;
	assert_int_equal(sched(v, SCHEDOP_block, NULL), 0);
	assert_int_equal(area.state, RUNSTATE_blocked);
	assert_int_equal(area.state_entry_time & XEN_RUNSTATE_UPDATE, 0);
	vcpu_unblock(v);
	sim_softirqs();
	/* The last one down is the end of the domain. */
	assert_int_equal(vcpu_op(v, VCPUOP_down, 1, NULL), 0);
	assert_int_equal(vcpu_op(v, VCPUOP_down, 0, NULL), 0);
	assert_true(d->shut_down);
	assert_int_equal(d->shutdown_code, SHUTDOWN_poweroff);
	sim_kill(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_failure_sweep),
		cmocka_unit_test(test_bad_configs),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_shutdown),
		cmocka_unit_test(test_machine_follows),
		cmocka_unit_test(test_poll),
		cmocka_unit_test(test_block),
		cmocka_unit_test(test_watchdog),
		cmocka_unit_test(test_vcpu_ops),
	};

	sim_init(2, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
