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

void __init sched_init(void)
{
	static const struct sched_ops *const all[] __initconst = {
		&sched_credit2_ops,
		&sched_null_ops,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(all[i]->name, sched_name))
			break;
	if (i == ARRAY_SIZE(all)) {
		log_warn("sched=%s: no such scheduler, using %s\n", sched_name,
			 all[0]->name);
		i = 0;
	}
	sched_ops = all[i];
	sched_ops->init();
	log_info("scheduler: %s\n", sched_ops->name);

	softirq_open(SCHEDULE_SOFTIRQ, schedule);
	keyhandler_register('r', sched_dump, "show run queues", false);

	if (!idle_domain)
		domain_subsys_init();
	if (sched_cpu_init(smp_processor_id()))
		panic("no memory for the idle vCPU\n");
	sched_cpu_start(smp_processor_id());
}

int sched_cpu_init(unsigned int cpu)
{
	struct sched_cpu *sc = sched_cpu_of(cpu);
	int ret;

	if (!sc->lock) {
		if (cpu != smp_processor_id())
			timer_cpu_init(cpu);
		ret = sched_ops->cpu_init(cpu);
		if (ret)
			return ret;
		timer_init(&sc->timer, slice_over, NULL, cpu);
	}
	if (!sc->idle) {
		sc->idle = vcpu_create(idle_domain, cpu);
		if (!sc->idle)
			return -ENOMEM;
		sc->curr = sc->idle;
		per_cpu(idle_vcpu, cpu) = sc->idle;
	}
	return 0;
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
		sched_ops->cpu_start(cpu);
	}
	spin_unlock_irqrestore(sc->lock, flags);
}

int sched_domain_init(struct domain *d, unsigned int pool_id)
{
	if (pool_id != 0)
		return -EINVAL;
	d->sched = slab_alloc(sched_ops->domain_size, __alignof__(max_align_t));
	if (!d->sched)
		return -ENOMEM;
	d->sched->domain = d;
	if (sched_ops->domain_init(d)) {
		xfree(d->sched);
		d->sched = NULL;
		return -ENOMEM;
	}
	return 0;
}

void sched_domain_fini(struct domain *d)
{
	if (!d->sched)
		return;
	sched_ops->domain_fini(d);
	xfree(d->sched);
	d->sched = NULL;
}

int sched_vcpu_init(struct vcpu *v)
{
	struct sched_vcpu *sv;

	sv = slab_alloc(v->is_idle ? sizeof(*sv) : sched_ops->vcpu_size,
			__alignof__(max_align_t));
	if (!sv)
		return -ENOMEM;
	sv->vcpu = v;
	sv->hard = CPUMASK_ALL;
	sv->soft = CPUMASK_ALL;
	v->sched = sv;
	v->runstate.state = v->is_idle ? RUNSTATE_runnable : RUNSTATE_offline;
	v->runstate.state_entry_time = (uint64_t)NOW();
	if (v->is_idle) {
		sv->hard = cpumask_of(v->id);
		v->processor = v->id;
	} else {
		sched_ops->insert(v);
	}
	return 0;
}

void sched_vcpu_fini(struct vcpu *v)
{
	if (!v->sched)
		return;
	if (!v->is_idle)
		sched_ops->remove(v);
	xfree(v->sched);
	v->sched = NULL;
}

const cpumask_t *domain_cpus(const struct domain *d)
{
	return &sched_cpus;
}

unsigned int sched_id(void)
{
	return sched_ops->id;
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

	log_info("scheduler %s, now %lld ns\n", sched_ops->name,
		 (long long)NOW());
	sched_ops->dump();
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
