/* dump.c: debug key 'e': every open port of every domain. */
#include "private.h"

#include <xen/init.h>
#include <xen/keyhandler.h>
#include <xen/log.h>

/* [E] What it is connected to: one or two numbers, see the header line. */
static void target(const struct evtchn *chn, unsigned int *a, unsigned int *b)
{
	*a = *b = 0;
	switch (chn->state) {
	case ECS_UNBOUND:
		*a = chn->u.unbound;
		break;
	case ECS_INTERDOMAIN:
		*a = chn->u.remote.dom->id;
		*b = chn->u.remote.chn->port;
		break;
	case ECS_PIRQ:
		*a = chn->u.pirq;
		break;
	case ECS_VIRQ:
		*a = chn->u.virq;
		break;
	}
}

/* [E] */
static void dump_end(const struct domain *d, const struct evtchn *chn)
{
	static const char *const kind[] = {
		[ECS_UNBOUND] = "unbound",
		[ECS_PIRQ] = "pirq",
		[ECS_INTERDOMAIN] = "interdomain",
		[ECS_VIRQ] = "VIRQ",
		[ECS_IPI] = "IPI",
	};
	const struct evtchn_ops *ops = d->evtchn->ops;
	unsigned int a, b;

	target(chn, &a, &b);
	log_info("  %4u [%c%c%c] vCPU %u priority %u %s %u %u\n", chn->port,
		 ops->is_pending(d, chn) ? 'P' : '-',
		 ops->is_masked(d, chn) ? 'M' : '-',
		 ops->is_busy(d, chn) ? 'L' : '-', chn->notify_vcpu,
		 chn->priority, kind[chn->state], a, b);
}

static void dump_domain(struct domain *d)
{
	struct evtchn_domain *ed = d->evtchn;
	unsigned int port;
	struct evtchn *chn;

	if (!ed)
		return;
	spin_lock(&d->event_lock);
	log_info("d%u: %s, %u of %u ports open, polling vCPUs %lx\n", d->id,
		 ed->ops->name, ed->nr_active, ed->ops->nr_ports - 1,
		 d->poll_mask);
	for (port = 1; (chn = evtchn_lookup(d, port)); port++) {
		if (evtchn_in_use(chn))
			dump_end(d, chn);
	}
	spin_unlock(&d->event_lock);
}

void evtchn_dump(unsigned char key)
{
	struct domain *d;
	int id = -1;

	log_info("Event channels [Pending Masked Linked], remote domain and "
		 "port:\n");
	while ((d = domain_next(id))) {
		id = d->id;
		dump_domain(d);
		domain_put(d);
	}
}

void __init evtchn_subsys_init(void)
{
	keyhandler_register('e', evtchn_dump, "show event channels", false);
}
