/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains that the toolstack introduced: their rings and their life.
 */
#ifndef XENSTORED_DOMAIN_H
#define XENSTORED_DOMAIN_H

#include "conn.h"

struct domain {
	struct domain *next;
	struct daemon *d;
	unsigned int domid;
	struct conn *conn;			/* owned */
	struct xenstore_domain_interface *ring; /* mapped, shared, hostile */
	unsigned int port;			/* ours */
	bool shutdown;				/* and that has been told */
	bool moved; /* bytes, since the last notify */
	unsigned int failures;
};

struct domain *domain_find(struct daemon *d, unsigned int domid);

/*
 * Connect a domain, or, for one that is, bind its new event channel and start
 * afresh.  0 or -errno.
 */
int domain_introduce(struct daemon *d, unsigned int domid, uint64_t gfn,
		     unsigned int remote_port);

/* Our own kernel's ring, which may already have requests.  0 or -errno. */
int domain_introduce_self(struct daemon *d, unsigned int remote_port);

/* Disconnects, forgets the domain's nodes and rights, fires
 * @releaseDomain. */
void domain_release(struct domain *dom);

/* Drops all without a word, when the daemon ends. */
void domain_free_all(struct daemon *d);

/* An event on our port @port. */
void domain_event(struct daemon *d, unsigned int port);

/* Some domain died or shut down: find out which. */
void domain_check_all(struct daemon *d);

#endif
