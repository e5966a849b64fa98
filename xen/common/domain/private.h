/* private.h: between the files of common/domain. */
#ifndef DOMAIN_PRIVATE_H
#define DOMAIN_PRIVATE_H

#include <xen/domain.h>

/* list.c: publish / withdraw; -EEXIST, -ENOMEM. */
int domlist_insert(struct domain *d);
/* Whether a domain has the id, be it one that only waits to be freed. */
bool domlist_has(domid_t id);
void domlist_remove(struct domain *d);

/* domain.c: the last reference is gone; no locks held. */
void domain_destroy(struct domain *d);
/* vcpu.c: frees what vcpu_create() made. */
void vcpu_destroy(struct vcpu *v);

/* shutdown.c */
void domain_crash_init(struct domain *d);

/* watchdog.c */
void domain_watchdog_init(struct domain *d);
void domain_watchdog_stop(struct domain *d);
long domain_watchdog(struct domain *d, uint32_t id, uint32_t seconds);

#endif /* DOMAIN_PRIVATE_H */
