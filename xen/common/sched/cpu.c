/*
 * cpu.c: the scheduler's data of CPUs and vCPUs: made, taken apart, shown.
 *
 * Each CPU has an idle vCPU, which runs when nothing else does and never is
 * in a queue.
 */
#include "policy.h"

#include <xen/arch/domain.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>
#include <xen/string.h>

DEFINE_PER_CPU(struct vcpu *, idle_vcpu);

cpumask_t sched_cpus;

static char sched_name[16] __initdata = "credit2";
PARAM_STRING("sched", sched_name);

/* Threads of a core are CPUs like any others. */
static int __init set_granularity(const char *s)
{
	if (!strcmp(s, "cpu"))
		return 0;
	if (strcmp(s, "core") && strcmp(s, "socket"))
		return -EINVAL;
	log_warn("sched-gran=%s: there is no core scheduling here, CPUs are "
		 "scheduled one by one (sched-gran=cpu)\n",
		 s);
	return 0;
}
PARAM_CUSTOM("sched-gran", set_granularity);

static void slice_over(void *data)
{
	softirq_raise(SCHEDULE_SOFTIRQ);
}

void __init sched_select(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(sched_name) - 1 && name[i]; i++)
		sched_name[i] = name[i];
	sched_name[i] = '\0';
}

static const struct sched_ops *const policies[] = {
	&sched_credit2_ops,
	&sched_credit_ops,
	&sched_rtds_ops,
	&sched_null_ops,
};

const struct sched_ops *sched_ops_by_id(unsigned int id)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(policies); i++)
		if (policies[i]->id == id)
			return policies[i];
	return NULL;
}

const struct sched_ops *sched_ops_by_name(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(policies); i++)
		if (!strcmp(policies[i]->name, name))
			return policies[i];
	return NULL;
}

size_t sched_vcpu_size(void)
{
	size_t size = sizeof(struct sched_vcpu);

	for (unsigned int i = 0; i < ARRAY_SIZE(policies); i++)
		size = max(size, policies[i]->vcpu_size);
	return size;
}

size_t sched_domain_size(void)
{
	size_t size = sizeof(struct sched_domain);

	for (unsigned int i = 0; i < ARRAY_SIZE(policies); i++)
		size = max(size, policies[i]->domain_size);
	return size;
}

void __init sched_init(void)
{
	const struct sched_ops *ops = sched_ops_by_name(sched_name);

	if (!ops) {
		log_warn("sched=%s: no such scheduler, using %s\n", sched_name,
			 policies[0]->name);
		ops = policies[0];
	}
	if (cpupool_init(ops))
		panic("no memory for the scheduler\n");
	log_info("scheduler: %s\n", ops->name);

	softirq_open(SCHEDULE_SOFTIRQ, schedule);
	keyhandler_register('r', sched_dump, "show run queues", false);

	if (!idle_domain)
		domain_subsys_init();
	if (sched_cpu_init(smp_processor_id()))
		panic("no memory for the idle vCPU\n");
	sched_cpu_start(smp_processor_id());
}

/* A CPU's first time. */
static int create_sched_cpu(unsigned int cpu)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);

	if (cpu != smp_processor_id())
		timer_cpu_init(cpu);
	spin_lock_init(&sc->free_lock, LOCK_SCHED);
	sc->lock = &sc->free_lock;
	sc->ops = &sched_free_ops;
	timer_init(&sc->timer, slice_over, NULL, cpu);
	sc->idle = vcpu_create(idle_domain, cpu);
	if (!sc->idle)
		return -ENOMEM;
	sc->curr = sc->idle;
	per_cpu(idle_vcpu, cpu) = sc->idle;
	return 0;
}

int sched_cpu_init(unsigned int cpu)
{
	int ret;

	if (!sched_cpu_of(cpu)->idle) {
		ret = create_sched_cpu(cpu);
		if (ret)
			return ret;
	}
	spin_lock(&cpupool_lock);
	ret = pool_cpu_prepare(cpupool0, cpu);
	spin_unlock(&cpupool_lock);
	return ret;
}

void sched_cpu_start(unsigned int cpu)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	struct vcpu *idle = sc->idle;
	unsigned long flags = spin_lock_irqsave(sc->lock);

	if (!cpumask_test(cpu, &sched_cpus)) {
		idle->is_running = true;
		idle->sched->flags = SVF_on_cpu;
		runstate_change(idle, RUNSTATE_running, NOW());
		sc->curr = idle;
		current = idle;
		atomic_set_bit(cpu, sched_cpus.bits);
		atomic_set_bit(cpu, sc->pool->cpus.bits);
		sc->ops->cpu_start(cpu);
	}
	spin_unlock_irqrestore(sc->lock, flags);
}

int sched_domain_init(struct domain *d, unsigned int pool_id)
{
	int ret;

	d->sched = slab_alloc(sched_domain_size(), __alignof__(max_align_t));
	if (!d->sched)
		return -ENOMEM;
	d->sched->domain = d;
	ret = cpupool_add_domain(d, pool_id);
	if (ret) {
		xfree(d->sched);
		d->sched = NULL;
	}
	return ret;
}

void sched_domain_fini(struct domain *d)
{
	if (!d->sched)
		return;
	cpupool_remove_domain(d);
	xfree(d->sched);
	d->sched = NULL;
}

int sched_vcpu_init(struct vcpu *v)
{
	struct sched_vcpu *sv;

	sv = slab_alloc(v->is_idle ? sizeof(*sv) : sched_vcpu_size(),
			__alignof__(max_align_t));
	if (!sv)
		return -ENOMEM;
	sv->vcpu = v;
	sv->ops = &sched_free_ops;
	sv->hard = CPUMASK_ALL;
	sv->soft = CPUMASK_ALL;
	v->sched = sv;
	v->runstate.state = v->is_idle ? RUNSTATE_runnable : RUNSTATE_offline;
	v->runstate.state_entry_time = (uint64_t)NOW();
	if (v->is_idle) {
		sv->hard = cpumask_of(v->id);
		v->processor = v->id;
	} else {
		cpupool_add_vcpu(v);
	}
	return 0;
}

void sched_vcpu_fini(struct vcpu *v)
{
	if (!v->sched)
		return;
	if (!v->is_idle)
		cpupool_remove_vcpu(v);
	xfree(v->sched);
	v->sched = NULL;
}

const cpumask_t *domain_cpus(const struct domain *d)
{
	return &READ_ONCE(d->cpupool)->cpus;
}

unsigned int domain_pool_id(const struct domain *d)
{
	return READ_ONCE(d->cpupool)->id;
}

unsigned int sched_id(void)
{
	return cpupool0->ops->id;
}

static void dump_domain(const struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		log_info("  d%uv%u: cpu %u flags %#lx%s%s\n", d->id, v->id,
			 v->processor, v->pause_flags,
			 v->is_running ? " running" : "",
			 v->sched->flags & SVF_queued ? " queued" : "");
}

void sched_dump(unsigned char key)
{
	struct domain *d = domain_next(-1), *next;
	unsigned int cpu;

	log_info("now %lld ns\n", (long long)NOW());
	sched_dump_pools();
	for_each_cpu(cpu, &sched_cpus)
	{
		const struct vcpu *v = sched_cpu_of(cpu)->curr;

		log_info("  cpu %u: d%uv%u\n", cpu, v->domain->id, v->id);
	}
	while (d) {
		dump_domain(d);
		next = domain_next(d->id);
		domain_put(d);
		d = next;
	}
}
