/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains that the toolstack introduced: their rings and their life.
 */
#ifndef XENSTORED_DOMAIN_H
#define XENSTORED_DOMAIN_H

#include "conn.h"
#include "ring.h"

struct domain {
	struct domain *next;
	struct daemon *d;
	unsigned int domid;
	struct conn *conn;			/* owned */
	struct xenstore_domain_interface *ring; /* mapped, shared, hostile */
	struct ring_pos shown;			/* in the page */
	struct ring_pos pos;			/* of the round under way */
	uint64_t gfn;				/* of the ring */
	unsigned int remote_port;
	unsigned int port; /* ours */
	bool shutdown;	   /* and that has been told */
	bool was_used;	   /* restored: pos and shown are known */
	bool reconnects;   /* which end() has to tell it */
	bool notify;	   /* something besides the indices changed */
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

/* For the log, after a change. */
void domain_log(const struct domain *dom, struct record_buf *log);

/*
 * The daemon starts over and the log says @rec; the ring comes when all is
 * read.  @keep_port: the event channel is still bound.  0 or -errno.
 */
int domain_restore(struct daemon *d, const struct rec_domain *rec,
		   bool keep_port);
/* Where the ring of @c (any connection) was. */
void domain_restore_position(struct conn *c, const struct rec_io *io);
/* Without its nodes, which have records of their own. */
void domain_drop(struct domain *dom);
/* Lets the ring go on where it was; all records were read.  A domain that is no
 * more is released. */
void domain_restored(struct domain *dom);

/* Drops all without a word, when the daemon ends. */
void domain_free_all(struct daemon *d);

/* An event on our port @port. */
void domain_event(struct daemon *d, unsigned int port);

/* Some domain died or shut down: find out which. */
void domain_check_all(struct daemon *d);

#endif
