/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon as a whole: what its parts share.
 */
#ifndef XENSTORED_DAEMON_H
#define XENSTORED_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

struct conn;
struct domain;
struct journal;
struct live_update;
struct watch;
struct xen_ops;

#define WATCH_BUCKETS 4096u

/* Committed transactions that are remembered: a client whose answer was lost
 * with the daemon asks again. */
#define NR_DONE 1024u

struct daemon {
	struct store store;
	struct live_update *update; /* owned, NULL: none is under way */
	struct journal *journal;    /* owned, NULL: a kill loses everything */
	/* Starts, and what was started by this one: transactions' ids have the
	 * one in their upper half, so that those of an earlier start are told
	 * from nonsense. */
	uint16_t generation;
	uint16_t last_tx;
	uint32_t last_conn;
	uint32_t done[NR_DONE]; /* a ring */
	unsigned int nr_done;	/* ever */
	struct conn *conns;	/* all that live */
	struct conn *active;	/* that want conn_run(), oldest first */
	struct conn **active_tail;
	struct conn *touched; /* to be settled at the end of a round */
	struct conn *dead;    /* to be freed in daemon_run_active() */
	struct watch *watches[WATCH_BUCKETS]; /* by hash of the path */
	struct domain *domains;
	const struct xen_ops *xen; /* NULL: no hypervisor here */
	int evtchn_fd, virq_port;  /* with xen, else -1 */
	unsigned int priv_domid;   /* has domain 0's rights, DOMID_NONE */
	bool keep_orphans;	   /* nodes of the dead fall to domain 0 */
};

/* 0 or -ENOMEM. */
int daemon_init(struct daemon *d, const struct xen_ops *xen);
/* Closes all connections and frees the store. */
void daemon_fini(struct daemon *d);

/* Serves every connection that has something to do, once; whether any still
 * has. */
bool daemon_run_round(struct daemon *d);
/* ... until none has. */
void daemon_run_active(struct daemon *d);

/* What was logged counts: called before anybody hears of it. */
void daemon_commit(struct daemon *d);

/* An id for a transaction; never 0. */
uint32_t daemon_next_tx(struct daemon *d);
/* Whether a transaction of that id may have begun before we did. */
bool daemon_is_old_tx(const struct daemon *d, uint32_t id);
/* It was committed, for a client that may not hear of it. */
void daemon_note_done(struct daemon *d, uint32_t id);
bool daemon_was_done(const struct daemon *d, uint32_t id);

#endif
