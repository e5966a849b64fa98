/*
 * vcpu.c: virtual CPUs are made and freed.
 */
#include "private.h"

#include <xen/arch/domain.h>
#include <xen/atomic.h>
#include <xen/event.h>
#include <xen/sched.h>

struct vcpu *vcpu_create(struct domain *d, unsigned int id)
{
	struct vcpu *v;

	if (id >= d->max_vcpus || d->vcpu[id])
		return NULL;
	v = xnew(struct vcpu);
	if (!v)
		return NULL;
	v->id = id;
	v->domain = d;
	v->is_idle = d == idle_domain;
	v->dirty_cpu = NR_CPUS;
	v->poll_evtchn = -1;
	if (!v->is_idle)
		v->pause_flags = BIT(VPF_down);
	vcpu_info_init(v);

	if (sched_vcpu_init(v))
		goto err_free;
	vcpu_timers_init(v);
	if (!v->is_idle && evtchn_vcpu_init(v))
		goto err_sched;
	if (arch_vcpu_create(v))
		goto err_event;
	/* Complete before anyone finds it. */
	store_release(&d->vcpu[id], v);
	return v;

err_event:
	if (!v->is_idle)
		evtchn_vcpu_fini(v);
err_sched:
	sched_vcpu_fini(v);
err_free:
	xfree(v);
	return NULL;
}

void vcpu_destroy(struct vcpu *v)
{
	vcpu_timers_kill(v);
	v->domain->vcpu[v->id] = NULL;
	evtchn_vcpu_fini(v);
	memop_vcpu_fini(v);
	arch_vcpu_destroy(v);
	sched_vcpu_fini(v);
	xfree(v);
}

struct vcpu *domain_vcpu(const struct domain *d, unsigned int id)
{
	if (id >= d->max_vcpus)
		return NULL;
	return load_acquire(&d->vcpu[array_index_nospec(id, d->max_vcpus)]);
}
