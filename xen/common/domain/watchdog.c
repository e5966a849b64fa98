/*
 * watchdog.c: timers that shut a domain down unless it keeps poking them.
 */
#include "private.h"

#include <xen/errno.h>
#include <xen/log.h>
#include <xen/smp.h>
#include <public/sched.h>

static void expired(void *data)
{
	struct domain *d = data;

	if (d->shutting_down || d->dying)
		return;
	log_warn("d%u: its watchdog ran out\n", d->id);
	domain_shutdown(d, SHUTDOWN_watchdog);
}

void domain_watchdog_init(struct domain *d)
{
	for (unsigned int i = 0; i < NR_DOMAIN_WATCHDOGS; i++)
		timer_init(&d->watchdog[i], expired, d, smp_processor_id());
}

/* The domain is being killed; their handlers have returned after this. */
void domain_watchdog_stop(struct domain *d)
{
	for (unsigned int i = 0; i < NR_DOMAIN_WATCHDOGS; i++)
		timer_kill(&d->watchdog[i]);
}

/* d->lock held. */
static long allocate(struct domain *d, uint32_t seconds)
{
	for (unsigned int i = 0; i < NR_DOMAIN_WATCHDOGS; i++) {
		if (d->watchdog_inuse & BIT(i))
			continue;
		d->watchdog_inuse |= (uint32_t)BIT(i);
		timer_set(&d->watchdog[i], NOW() + SECONDS(seconds));
		return (long)i + 1;
	}
	return -ENOSPC;
}

/* 0 allocates (its id is returned), else pokes `id`; 0 seconds destroys. */
long domain_watchdog(struct domain *d, uint32_t id, uint32_t seconds)
{
	unsigned int i = id - 1;
	long ret = 0;

	if (id > NR_DOMAIN_WATCHDOGS || (id == 0 && seconds == 0))
		return -EINVAL;
	spin_lock(&d->lock);
	if (id == 0) {
		ret = allocate(d, seconds);
	} else if (!(d->watchdog_inuse & BIT(i))) {
		ret = -EINVAL;
	} else if (seconds == 0) {
		timer_stop(&d->watchdog[array_index_nospec(
			i, NR_DOMAIN_WATCHDOGS)]);
		d->watchdog_inuse &= (uint32_t)~BIT(i);
	} else {
		timer_set(&d->watchdog[array_index_nospec(i,
							  NR_DOMAIN_WATCHDOGS)],
			  NOW() + SECONDS(seconds));
	}
	spin_unlock(&d->lock);
	return ret;
}
