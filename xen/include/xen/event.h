/*
 * event.h: event channels, as the rest of the hypervisor uses them.
 *
 * One port table a domain; two ABIs below it (two-level bitmaps, FIFO).
 * docs/hypervisor/event.md.
 */
#ifndef XEN_EVENT_H
#define XEN_EVENT_H

#include <xen/domain.h>

/* max_port: highest port number allowed (-1U: as many as the ABI has). */
int evtchn_domain_init(struct domain *d, unsigned int max_port);
/* Closes all ports; -ERESTART. */
int evtchn_domain_relinquish(struct domain *d);
void evtchn_domain_fini(struct domain *d);
int evtchn_vcpu_init(struct vcpu *v);
void evtchn_vcpu_fini(struct vcpu *v);

/* A VIRQ of one vCPU; a global one to whoever has bound it (domain 0's). */
void evtchn_send_vcpu_virq(struct vcpu *v, unsigned int virq);
void evtchn_send_global_virq(unsigned int virq);
void evtchn_send_domain_virq(struct domain *d, unsigned int virq);
/* `d` gets a global VIRQ from now on (XEN_DOMCTL_set_virq_handler); -EINVAL. */
int evtchn_set_global_virq(struct domain *d, unsigned int virq);
/* Physical interrupt `pirq` of `d` arrived. Any context. */
void evtchn_send_pirq(struct domain *d, unsigned int pirq);
/* Sends on `port` of `ld` for ld itself (EVTCHNOP_send); -EINVAL... */
int evtchn_send(struct domain *ld, unsigned int port);

/* From vcpu_block and SCHEDOP_poll: anything deliverable? */
bool evtchn_vcpu_pending(const struct vcpu *v); /* upcall pending & unmasked */
bool evtchn_port_is_pending(struct domain *d, unsigned int port);
bool evtchn_port_is_valid(struct domain *d, unsigned int port);

/*
 * Sets evtchn_upcall_pending (and the selector bit of two-level) of v, and
 * wakes or kicks it.
 */
void evtchn_vcpu_mark_pending(struct vcpu *v);

/* An allocated unbound port of `ld` for `remote`, or -errno (domain builder).
 */
int evtchn_alloc_unbound(struct domain *ld, domid_t remote);

/* Calls `fn` with each page of `d` in which the hypervisor keeps FIFO events;
 * event_lock is held. */
void evtchn_for_each_page(struct domain *d,
			  void (*fn)(const struct page_info *pg));

/* Frees what belongs to vcpu_info moves: pending events are seen again. */
void evtchn_vcpu_info_moved(struct vcpu *v);

void evtchn_dump(unsigned char key); /* debug key 'e' */
void evtchn_subsys_init(void);	     /* at boot: the key */

#endif /* XEN_EVENT_H */
