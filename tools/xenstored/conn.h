/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A connection: assembles requests, queues answers and events.
 *
 * How bytes move is the transport's affair (struct conn_ops: a socket, a
 * ring, or a test).  A connection with something to do is put on the daemon's
 * active list, from which daemon_run_active() serves a few requests at a time,
 * so that nobody starves.  conn_close() may be called at any time, also from
 * within the connection's own request: the memory goes later.
 *
 * Nobody outside sees what a round of requests did before the journal has it:
 * connections that were served or have something to send are "touched", and at
 * the end of the round their state is logged, the batch committed, and only
 * then do answers and events leave.  A ring's bytes and indices lie in memory
 * that outlives us, so it has a position(): bytes are written before the
 * commit, the indices after it, and both are in the log.  A socket dies with
 * us, and so does what it is owed.
 */
#ifndef XENSTORED_CONN_H
#define XENSTORED_CONN_H

#include <errno.h>
#include <stdint.h>

#include <xen/io/xs_wire.h>

#include "daemon.h"

struct conn_ops {
	/* Bytes moved, 0: none now, or -errno: the connection is broken. */
	int (*read)(struct conn *c, void *buf, unsigned int len);
	int (*write)(struct conn *c, const void *buf, unsigned int len);
	/* Before a round of requests, and when all is sent. */
	void (*begin)(struct conn *c);
	void (*end)(struct conn *c);
	/* Of a ring: its indices now and as end() will show them, for the log.
	 * NULL: write() sends at once. */
	void (*position)(struct conn *c, struct rec_io *io);
	/* Broken, or broke the protocol (-EPROTO). */
	void (*failed)(struct conn *c, int error);
	/* The last call: frees what the transport has. */
	void (*release)(struct conn *c);
};

struct out;

struct conn {
	struct conn *next, **prev; /* daemon::conns */
	struct conn *active_next;
	struct conn *touched_next;
	uint32_t id; /* in records */
	bool is_active;
	bool is_touched;
	bool begun; /* in this round */
	bool more;  /* requests may be left for the next round */
	bool closed;
	bool ignored; /* misbehaved: nothing is read */
	bool doomed;  /* to fail at its next turn: nobody may
		       * vanish while watches are walked */
	struct daemon *d;
	const struct conn_ops *ops;
	void *transport; /* the transport's */
	struct who who;

	unsigned int in_have; /* bytes of the header and body */
	struct xsd_sockmsg in;
	char body[XENSTORE_PAYLOAD_MAX + 1];

	struct out *out; /* owned, oldest first */
	struct out **out_tail;
	unsigned int out_bytes;
	unsigned int out_replies;
	struct out *unlogged; /* the oldest that is not in the log */
	unsigned int popped;  /* of those in the log, since the last REC_IO */

	struct watch *watches; /* owned */
	unsigned int nr_watches;
	struct transaction *txs; /* owned */
	unsigned int nr_txs;
};

/* NULL: no memory (the transport was not released). */
struct conn *conn_open(struct daemon *d, const struct conn_ops *ops,
		       void *transport, unsigned int domid);
void conn_close(struct conn *c);
/* For conn_close()d ones. */
void conn_free(struct conn *c);

/* Forgets watches, transactions, half a request and all answers. */
void conn_reset(struct conn *c);
/* The same, and reads nothing more until conn_reset(). */
void conn_ignore(struct conn *c);

/* Puts it on the daemon's active list. */
void conn_activate(struct conn *c);
/* Serves a few requests. */
void conn_run(struct conn *c);
/* Sends what waits in touched connections, the journal first. */
void conn_settle_all(struct daemon *d);
/* Whether it must first be rid of answers. */
bool conn_stalled(const struct conn *c);

/* Queue the answer to the request under way. */
void conn_reply(struct conn *c, const void *data, unsigned int len);
void conn_ack(struct conn *c);
void conn_error(struct conn *c, int error);
/* Queue an event; what an unprivileged domain will not take is dropped. */
void conn_event(struct conn *c, const char *path, const char *token);

/*
 * NULL: there is none.  One that began before the daemon was restarted is
 * brought back as a transaction that can only fail (transaction::lost).
 */
struct transaction *conn_find_tx(struct conn *c, unsigned int id);
/* With a new id.  NULL: no memory. */
struct transaction *conn_add_tx(struct conn *c);
void conn_remove_tx(struct conn *c, struct transaction *tx);

/* The connection with this id, or NULL. */
struct conn *conn_by_id(struct daemon *d, uint32_t id);
/* What waits for it and how far it got, for the log.  @all: also what is in the
 * log already. */
void conn_log(struct conn *c, struct record_buf *log, bool all);
/* The reverse; 0 or -errno (-EINVAL: nonsense). */
int conn_restore_out(struct conn *c, bool is_event, const void *msg,
		     size_t len);
int conn_restore_io(struct conn *c, const struct rec_io *io, const void *in,
		    size_t in_len);

#endif
