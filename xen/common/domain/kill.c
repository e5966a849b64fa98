/*
 * kill.c: a domain gives everything back.
 *
 * Each stage can be run again after it was complete, so that a call which had
 * to stop in the middle (-ERESTART) begins with the first.
 */
#include "private.h"

#include <xen/arch/domain.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/grant.h>
#include <xen/sched.h>

/* Nobody runs it again, new pages and ports are refused. */
static void begin(struct domain *d)
{
	domain_pause(d);
	spin_lock(&d->lock);
	d->dying = DOMDYING_dying;
	spin_unlock(&d->lock);
	/* Who looked at `dying` under these locks is done, or sees it. */
	spin_lock(&d->page_lock);
	spin_unlock(&d->page_lock);
	spin_lock(&d->event_lock);
	spin_unlock(&d->event_lock);
	domain_watchdog_stop(d);
	sched_domain_dying(d);
	heap_claim(d, 0);
}

static int relinquish(struct domain *d)
{
	struct vcpu *v;
	int ret = evtchn_domain_relinquish(d);

	if (!ret)
		ret = grant_release_mappings(d);
	if (ret)
		return ret;
	for_each_vcpu (d, v) {
		vcpu_timers_stop(v);
		v->runstate_guest = 0;
		vcpu_info_unmap(v);
	}
	return arch_domain_relinquish(d);
}

static void finish(struct domain *d)
{
	struct domain *target;

	spin_lock(&d->lock);
	d->dying = DOMDYING_dead;
	target = d->target;
	d->target = NULL;
	spin_unlock(&d->lock);
	if (target)
		domain_put(target);
	/*
	 * If someone still maps it that reference keeps page and domain;
	 * domain_destroy() frees it.
	 */
	(void)xen_page_unshare(d->shared_info);
	evtchn_send_global_virq(VIRQ_DOM_EXC);
	domain_put(d);
}

int domain_kill(struct domain *d)
{
	int ret;

	if (current && d == current->domain)
		return -EINVAL;
	if (d->dying == DOMDYING_dead)
		return 0;
	if (d->dying == DOMDYING_alive)
		begin(d);
	ret = relinquish(d);
	if (!ret)
		finish(d);
	return ret;
}
