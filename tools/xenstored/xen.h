/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the daemon wants from the hypervisor.  Tests bring their own.
 */
#ifndef XENSTORED_XEN_H
#define XENSTORED_XEN_H

#include <stdint.h>

struct xenstore_domain_interface;

enum domain_state {
	DOMAIN_RUNNING,
	DOMAIN_SHUTDOWN, /* may come back (resume), or be destroyed */
	DOMAIN_DYING,	 /* or gone: its id may be used again */
};

struct xen_ops {
	/* The ring page of a domain; its gfn is the fallback if the well-known
	 * grant is not there.  0 or -errno. */
	int (*map)(unsigned int domid, uint64_t gfn,
		   struct xenstore_domain_interface **ring);
	void (*unmap)(unsigned int domid,
		      struct xenstore_domain_interface *ring);
	/* Our port, or -errno. */
	int (*bind)(unsigned int domid, unsigned int remote_port);
	void (*unbind)(unsigned int port);
	void (*notify)(unsigned int port);
	/* enum domain_state, or -errno. */
	int (*state)(unsigned int domid);
};

/*
 * The real thing; @evtchn_fd and @virq_port come from a live update, else they
 * are -1.  0 or -errno after a message.
 */
int xen_init(const struct xen_ops **ops, int evtchn_fd, int virq_port);
/* The port of VIRQ_DOM_EXC, for a live update. */
int xen_virq_port(void);
/* Its event channels, to poll for reading. */
int xen_fd(void);
/* The port of our own kernel's ring, or -errno. */
int xen_own_port(void);
/* Calls back for each port that fired; -1 for "a domain changed". */
void xen_events(void (*fn)(void *ctx, int port), void *ctx);

#endif
