/*
 * pause.c: keeping domains and vCPUs from running, counted.
 */
#include <xen/domain.h>

#include <xen/arch/domain.h>
#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/sched.h>

#define MAX_TOOLS_PAUSES 255

void vcpu_pause(struct vcpu *v)
{
	ASSERT(v != current);
	atomic_inc(&v->pause_count);
	vcpu_sleep_sync(v);
}

void vcpu_pause_nosync(struct vcpu *v)
{
	atomic_inc(&v->pause_count);
	vcpu_sleep_nosync(v);
}

void vcpu_unpause(struct vcpu *v)
{
	if (atomic_dec(&v->pause_count) == 0)
		vcpu_wake(v);
}

void domain_pause_nosync(struct domain *d)
{
	struct vcpu *v;

	atomic_inc(&d->pause_count);
	for_each_vcpu (d, v)
		vcpu_sleep_nosync(v);
}

void domain_pause(struct domain *d)
{
	struct vcpu *v;

	ASSERT(!current || d != current->domain);
	/* Tell all before waiting for the first. */
	domain_pause_nosync(d);
	for_each_vcpu (d, v)
		vcpu_sleep_sync(v);
	arch_domain_pause(d);
}

void domain_unpause(struct domain *d)
{
	struct vcpu *v;

	if (atomic_dec(&d->pause_count) != 0)
		return;
	for_each_vcpu (d, v)
		vcpu_wake(v);
}

int domain_pause_by_tools(struct domain *d)
{
	int ret = 0;

	spin_lock(&d->lock);
	if (d->tools_pause_count >= MAX_TOOLS_PAUSES)
		ret = -EOVERFLOW;
	else
		d->tools_pause_count++;
	spin_unlock(&d->lock);
	if (!ret)
		domain_pause(d);
	return ret;
}

int domain_unpause_by_tools(struct domain *d)
{
	int ret = 0;

	spin_lock(&d->lock);
	if (!d->tools_pause_count) {
		ret = -EINVAL;
	} else {
		d->tools_pause_count--;
		d->created_paused = false;
	}
	spin_unlock(&d->lock);
	if (!ret)
		domain_unpause(d);
	return ret;
}
