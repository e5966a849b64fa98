/*
 * irq.h: interrupts of the machine, by number ("irq" = GSI, or a dynamic
 * number above them for MSI), and how guests get them (pirq).
 */
#ifndef XEN_IRQ_H
#define XEN_IRQ_H

#include <xen/domain.h>

typedef void irq_handler_fn(unsigned int irq, void *data);

/* Hypervisor's own handler; -EBUSY, -EINVAL. */
int irq_request(unsigned int irq, irq_handler_fn *fn, const char *name,
		void *data);
void irq_release(unsigned int irq);

extern unsigned int nr_irqs_gsi; /* GSIs 0 ... nr_irqs_gsi - 1 exist */

/* ---- Guests' physical interrupts (pirqs) ---- */

/* Numbers that a domain may use: 0 ... nr - 1. */
unsigned int domain_nr_pirqs(const struct domain *d);
int pirq_domain_init(struct domain *d);
/* Unbinds and unmaps all. */
void pirq_domain_fini(struct domain *d);

/*
 * EVTCHNOP_bind_pirq / close, with d->event_lock held: pirq of `v->domain`
 * starts/stops to arrive (by evtchn_send_pirq()).  share: EVTCHNOP flag.
 */
int pirq_guest_bind(struct vcpu *v, unsigned int pirq, bool share);
void pirq_guest_unbind(struct domain *d, unsigned int pirq);
/* The guest finished with it (PHYSDEVOP_eoi, unmask). */
int pirq_guest_eoi(struct domain *d, unsigned int pirq);
/* Whether the guest must tell when it's done (XENIRQSTAT_needs_eoi). */
bool pirq_needs_eoi(const struct domain *d, unsigned int pirq);
/* The event's vCPU changed: move the interrupt near it. */
void pirq_set_affinity(struct domain *d, unsigned int pirq, struct vcpu *v);

#endif /* XEN_IRQ_H */
