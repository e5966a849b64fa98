/*
 * null.c: each vCPU has a CPU for itself.
 *
 * A vCPU is given a free CPU within its hard affinity and keeps it until it
 * goes away or its affinity rules the CPU out; vCPUs that found none wait,
 * not running, until one becomes free.  One lock serves all CPUs: nothing
 * is decided while a vCPU runs, blocks and wakes on its own CPU, so that it
 * is held for a few instructions only.
 */
#include "policy.h"

#include <xen/errno.h>
#include <xen/log.h>
#include <public/domctl.h>
#include <public/sysctl.h>

struct null_vcpu {
	struct sched_vcpu base;
	struct list_head wait; /* for a CPU */
	bool runnable;	       /* enqueued while it had none */
};

static struct spinlock null_lock = SPINLOCK_INIT(LOCK_SCHED);
static LIST_HEAD(waiting);
static DEFINE_PER_CPU(struct vcpu *, owner);

static struct null_vcpu *null_vcpu(struct vcpu *v)
{
	return container_of(v->sched, struct null_vcpu, base);
}

static int null_pool_init(struct cpupool *pool)
{
	return 0;
}

static void null_pool_fini(struct cpupool *pool)
{
}

static int null_cpu_init(struct cpupool *pool, unsigned int cpu,
			 struct spinlock **lock)
{
	*lock = &null_lock;
	return 0;
}

static void null_domain_init(struct domain *d)
{
}

static void null_domain_fini(struct domain *d)
{
}

/* A free CPU for `v`, the present one if it may be; NR_CPUS: none. */
static unsigned int find_cpu(const struct vcpu *v)
{
	unsigned int cpu = v->processor;
	cpumask_t mask;

	cpumask_and(&mask, &v->sched->hard, domain_cpus(v->domain));
	if (cpumask_test(cpu, &mask) &&
	    (!per_cpu(owner, cpu) || per_cpu(owner, cpu) == v))
		return cpu;
	for_each_cpu(cpu, &mask) if (!per_cpu(owner, cpu)) return cpu;
	return NR_CPUS;
}

static unsigned int null_choose_cpu(struct vcpu *v)
{
	unsigned int cpu = find_cpu(v);
	cpumask_t mask;

	if (cpu < NR_CPUS)
		return cpu;
	cpumask_and(&mask, &v->sched->hard, domain_cpus(v->domain));
	if (cpumask_empty(&mask))
		mask = *domain_cpus(v->domain);
	return cpumask_first(&mask);
}

static void null_enqueue(struct vcpu *v, s_time_t now, bool woken)
{
	if (per_cpu(owner, v->processor) != v) {
		null_vcpu(v)->runnable = true;
		return;
	}
	atomic_or(&v->sched->flags, SVF_queued);
	sched_tickle(v->processor);
}

static void null_dequeue(struct vcpu *v)
{
	null_vcpu(v)->runnable = false;
	atomic_and(&v->sched->flags, ~SVF_queued);
}

/* Lock held; `v` does not run. */
static void settle(struct vcpu *v, unsigned int cpu)
{
	struct null_vcpu *nv = null_vcpu(v);

	v->processor = cpu;
	if (per_cpu(owner, cpu)) {
		list_move_tail(&nv->wait, &waiting);
		return;
	}
	list_del(&nv->wait);
	per_cpu(owner, cpu) = v;
	if (nv->runnable) {
		nv->runnable = false;
		null_enqueue(v, NOW(), true);
	}
}

/* `cpu` is free: who waits longest and may use it gets it. */
static void give_away(unsigned int cpu)
{
	const struct cpupool *pool = sched_cpu_of(cpu)->pool;
	struct null_vcpu *nv;

	/* Not if it is about to leave. */
	if (!cpumask_test(cpu, &pool->cpus))
		return;
	list_for_each_entry (nv, &waiting, wait)
		if (nv->base.vcpu->domain->cpupool == pool &&
		    cpumask_test(cpu, &nv->base.hard)) {
			settle(nv->base.vcpu, cpu);
			return;
		}
}

static void leave(struct vcpu *v)
{
	unsigned int cpu = v->processor;

	list_del(&null_vcpu(v)->wait);
	if (per_cpu(owner, cpu) != v)
		return;
	per_cpu(owner, cpu) = NULL;
	give_away(cpu);
}

static void null_cpu_start(unsigned int cpu)
{
	give_away(cpu);
}

/* Those that have it move, and so leave it. */
static void null_cpu_stop(unsigned int cpu)
{
}

static void null_attach(struct vcpu *v)
{
	list_init(&null_vcpu(v)->wait);
	settle(v, v->processor);
}

static void null_detach(struct vcpu *v)
{
	leave(v);
}

static void null_migrate(struct vcpu *v, unsigned int cpu)
{
	leave(v);
	settle(v, cpu);
}

static void null_yield(struct vcpu *v)
{
}

static struct vcpu *null_pick(unsigned int cpu, s_time_t now, bool tasklet,
			      s_time_t *until)
{
	const struct sched_cpu *sc = sched_cpu_of(cpu);
	struct vcpu *v = per_cpu(owner, cpu);

	if (tasklet || !v || !vcpu_runnable(v))
		return sc->idle;
	/* Not queued: its state is still on its way out of a CPU. */
	if (v != sc->curr && !(v->sched->flags & SVF_queued))
		return sc->idle;
	return v;
}

static int null_adjust_domain(struct domain *d,
			      struct xen_domctl_scheduler_op *op, bool put)
{
	return 0;
}

static int null_adjust_global(struct cpupool *pool,
			      struct xen_sysctl_scheduler_op *op, bool put)
{
	return 0;
}

static void null_dump(const struct cpupool *pool)
{
	unsigned int cpu;

	for_each_cpu(cpu, &pool->cpus)
	{
		const struct vcpu *v = per_cpu(owner, cpu);

		if (v)
			log_info("  cpu %u belongs to d%uv%u\n", cpu,
				 v->domain->id, v->id);
	}
}

const struct sched_ops sched_null_ops = {
	.name = "null",
	.id = XEN_SCHEDULER_NULL,
	.vcpu_size = sizeof(struct null_vcpu),
	.domain_size = sizeof(struct sched_domain),
	.pool_init = null_pool_init,
	.pool_fini = null_pool_fini,
	.cpu_init = null_cpu_init,
	.cpu_start = null_cpu_start,
	.cpu_stop = null_cpu_stop,
	.domain_init = null_domain_init,
	.domain_fini = null_domain_fini,
	.attach = null_attach,
	.detach = null_detach,
	.enqueue = null_enqueue,
	.dequeue = null_dequeue,
	.yield = null_yield,
	.pick = null_pick,
	.choose_cpu = null_choose_cpu,
	.migrate = null_migrate,
	.adjust_domain = null_adjust_domain,
	.adjust_vcpu = sched_no_vcpu_params,
	.adjust_reserve = sched_no_reserve,
	.fits = sched_always_fits,
	.adjust_global = null_adjust_global,
	.dump = null_dump,
};
