/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon as a whole: what its parts share.
 */
#ifndef XENSTORED_DAEMON_H
#define XENSTORED_DAEMON_H

#include "store.h"

struct conn;
struct domain;
struct watch;
struct xen_ops;

#define WATCH_BUCKETS 4096u

struct daemon {
	struct store store;
	struct conn *conns;  /* all that live */
	struct conn *active; /* that want conn_run(), oldest first */
	struct conn **active_tail;
	struct conn *dead; /* to be freed in daemon_run_active() */
	struct watch *watches[WATCH_BUCKETS]; /* by hash of the path */
	struct domain *domains;
	const struct xen_ops *xen; /* NULL: no hypervisor here */
	unsigned int priv_domid;   /* has domain 0's rights, DOMID_NONE */
	bool keep_orphans;	   /* nodes of the dead fall to domain 0 */
};

/* 0 or -ENOMEM. */
int daemon_init(struct daemon *d, const struct xen_ops *xen);
/* Closes all connections and frees the store. */
void daemon_fini(struct daemon *d);

/* Serves every connection that has something to do. */
void daemon_run_active(struct daemon *d);

#endif
