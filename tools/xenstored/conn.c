/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Connections, whatever their transport.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "conn.h"
#include "log.h"
#include "quota.h"
#include "record.h"
#include "request.h"
#include "update.h"
#include "watch.h"

/* Requests of one connection before others have their turn. */
#define ROUND 16
/* A privileged client gets this far behind before it is not read any more. */
#define STALL_BYTES (1024 * 1024)
/* ... and this far before it is given up. */
#define GIVE_UP_BYTES (64 * 1024 * 1024)

/* Events that are compared with a new one. */
#define MAX_SEARCH 1000

struct out {
	struct out *next;
	bool is_event;
	unsigned int sent; /* bytes of header and body */
	struct xsd_sockmsg hdr;
	char body[]; /* follows hdr on the wire */
};

struct conn *conn_open(struct daemon *d, const struct conn_ops *ops,
		       void *transport, unsigned int domid)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->d = d;
	c->ops = ops;
	c->transport = transport;
	c->who.domid = domid;
	c->who.target = DOMID_NONE;
	c->who.privileged = !domid || domid == d->priv_domid;
	c->out_tail = &c->out;
	c->id = ++d->last_conn;
	c->next = d->conns;
	if (c->next)
		c->next->prev = &c->next;
	c->prev = &d->conns;
	d->conns = c;
	return c;
}

static void drop_output(struct conn *c)
{
	struct out *o;

	while ((o = c->out)) {
		c->out = o->next;
		free(o);
	}
	c->out_tail = &c->out;
	c->out_bytes = 0;
	c->out_replies = 0;
}

static void free_tx(struct conn *c, struct transaction *tx)
{
	store_uncharge(&c->d->store, c->who.domid, tx->bytes);
	transaction_free(tx);
}

static void drop_state(struct conn *c)
{
	struct transaction *tx;

	watch_remove_all(c);
	while ((tx = c->txs)) {
		c->txs = tx->next;
		free_tx(c, tx);
	}
	c->nr_txs = 0;
	c->in_have = 0;
	drop_output(c);
	c->unlogged = NULL;
	c->popped = 0;
	if (c->ops->position)
		record_conn(c->d->store.log, REC_RESET, c->id, 0);
}

void conn_reset(struct conn *c)
{
	drop_state(c);
	c->ignored = false;
	c->doomed = false;
}

void conn_ignore(struct conn *c)
{
	drop_state(c);
	c->ignored = true;
}

void conn_close(struct conn *c)
{
	if (c->closed)
		return;
	c->closed = true;
	update_forget(c);
	drop_state(c);
	*c->prev = c->next;
	if (c->next)
		c->next->prev = c->prev;
	c->next = c->d->dead;
	c->d->dead = c;
}

void conn_free(struct conn *c)
{
	c->ops->release(c);
	free(c);
}

void conn_activate(struct conn *c)
{
	if (c->is_active || c->closed)
		return;
	c->is_active = true;
	c->active_next = NULL;
	*c->d->active_tail = c;
	c->d->active_tail = &c->active_next;
}

/* It has something to log or to send. */
static void touch(struct conn *c)
{
	if (c->is_touched || c->closed)
		return;
	c->is_touched = true;
	c->touched_next = c->d->touched;
	c->d->touched = c;
}

static void fail(struct conn *c, int error)
{
	c->ops->failed(c, error);
}

/* Returns false when the transport takes no more. */
static bool flush_one(struct conn *c, struct out *o)
{
	unsigned int total = sizeof(o->hdr) + o->hdr.len;
	int n;

	while (o->sent < total) {
		n = c->ops->write(c, (char *)&o->hdr + o->sent,
				  total - o->sent);
		if (n < 0)
			fail(c, n);
		if (n <= 0)
			return false;
		o->sent += n;
	}
	return true;
}

static void pop(struct conn *c)
{
	struct out *o = c->out;

	c->out = o->next;
	if (!c->out)
		c->out_tail = &c->out;
	c->out_bytes -= sizeof(*o) + o->hdr.len;
	c->out_replies -= !o->is_event;
	free(o);
}

static void flush(struct conn *c)
{
	struct out *o;

	while (!c->closed && (o = c->out) && flush_one(c, o)) {
		if (c->unlogged == o)
			c->unlogged = o->next;
		else
			c->popped++;
		pop(c);
	}
}

bool conn_stalled(const struct conn *c)
{
	if (c->who.privileged)
		return c->out_bytes > STALL_BYTES;
	return c->out_replies >= quota.outstanding ||
	       c->out_bytes > quota.memory;
}

/* Reads on.  1: a request is complete, 0: not yet, or -errno. */
static int fill(struct conn *c)
{
	unsigned int want;
	char *p;
	int n;

	for (;;) {
		if (c->in_have < sizeof(c->in)) {
			p = (char *)&c->in + c->in_have;
			want = sizeof(c->in) - c->in_have;
		} else {
			if (c->in.len > XENSTORE_PAYLOAD_MAX)
				return -EPROTO;
			p = c->body + (c->in_have - sizeof(c->in));
			want = sizeof(c->in) + c->in.len - c->in_have;
			if (!want)
				return 1;
		}
		n = c->ops->read(c, p, want);
		if (n <= 0)
			return n;
		c->in_have += n;
	}
}

static void serve(struct conn *c)
{
	c->body[c->in.len] = 0;
	trace_message("IN", c->who.domid, c, &c->in, c->body);
	/* Before the request: that may reset the connection. */
	c->in_have = 0;
	request_handle(c);
}

void conn_run(struct conn *c)
{
	unsigned int i;
	int r;

	c->ops->begin(c);
	c->begun = true;
	if (c->doomed)
		fail(c, -ENOMEM);
	c->doomed = false;
	c->more = true;
	for (i = 0; i < ROUND && !c->closed && !conn_stalled(c); i++) {
		r = c->ignored ? 0 : fill(c);
		if (r < 0)
			fail(c, r);
		if (r <= 0) {
			c->more = false;
			break;
		}
		serve(c);
	}
	touch(c);
}

void conn_settle_all(struct daemon *d)
{
	struct conn *c, *list = d->touched;

	d->touched = NULL;
	for (c = list; c; c = c->touched_next) {
		if (c->closed || !c->ops->position)
			continue;
		if (!c->begun)
			c->ops->begin(c);
		flush(c);
		conn_log(c, d->store.log, false);
	}
	daemon_commit(d);
	for (c = list; c; c = c->touched_next) {
		c->is_touched = c->begun = false;
		if (!c->closed && !c->ops->position)
			flush(c);
		if (c->closed)
			continue;
		c->ops->end(c);
		if (c->doomed || (c->more && !conn_stalled(c)))
			conn_activate(c);
	}
}

static void append(struct conn *c, struct out *o)
{
	*c->out_tail = o;
	c->out_tail = &o->next;
	if (!c->unlogged)
		c->unlogged = o;
	c->out_bytes += sizeof(*o) + o->hdr.len;
	c->out_replies += !o->is_event;
}

static void queue(struct conn *c, const struct xsd_sockmsg *hdr,
		  const void *data, bool is_event)
{
	struct out *o;

	if (c->closed || c->ignored || c->doomed)
		return;
	o = malloc(sizeof(*o) + hdr->len);
	if (!o || c->out_bytes > GIVE_UP_BYTES) {
		/* An answer that is missing would confuse more than an end. */
		log_msg(LOG_ERR, "connection of domain %u given up: %s",
			c->who.domid, o ? "it does not read" : "no memory");
		free(o);
		c->doomed = true;
		touch(c);
		return;
	}
	o->next = NULL;
	o->is_event = is_event;
	o->sent = 0;
	o->hdr = *hdr;
	if (hdr->len)
		memcpy(o->body, data, hdr->len);
	trace_message("OUT", c->who.domid, c, &o->hdr, o->body);
	append(c, o);
	touch(c);
}

void conn_reply(struct conn *c, const void *data, unsigned int len)
{
	struct xsd_sockmsg hdr = c->in;

	if (len > XENSTORE_PAYLOAD_MAX) {
		conn_error(c, E2BIG);
		return;
	}
	hdr.len = len;
	queue(c, &hdr, data, false);
}

void conn_ack(struct conn *c)
{
	conn_reply(c, "OK", 3);
}

void conn_error(struct conn *c, int error)
{
	struct xsd_sockmsg hdr = c->in;
	const char *name = "EINVAL";
	unsigned int i;

	for (i = 0; i < sizeof(xsd_errors) / sizeof(xsd_errors[0]); i++)
		if (xsd_errors[i].errnum == error)
			name = xsd_errors[i].errstring;
	hdr.type = XS_ERROR;
	hdr.len = strlen(name) + 1;
	queue(c, &hdr, name, false);
}

/* Whether the same event already waits, untouched by the transport.  A guest
 * that does not read must not make others wait: the search is bounded. */
static bool is_pending(const struct conn *c, const char *body, unsigned int len)
{
	const struct out *o;
	unsigned int n = 0;

	for (o = c->out; o && n < MAX_SEARCH; o = o->next, n++)
		if (o->is_event && !o->sent && o->hdr.len == len &&
		    !memcmp(o->body, body, len))
			return true;
	return false;
}

void conn_event(struct conn *c, const char *path, const char *token)
{
	struct xsd_sockmsg hdr = { .type = XS_WATCH_EVENT };
	size_t lp = strlen(path) + 1, lt = strlen(token) + 1;
	char body[XENSTORE_PAYLOAD_MAX];

	/* WATCH saw to it that path and token fit; a longer path below the
	 * watched one may not. */
	if (lp + lt > sizeof(body))
		return;
	memcpy(body, path, lp);
	memcpy(body + lp, token, lt);
	hdr.len = lp + lt;
	if (!c->who.privileged &&
	    (c->out_bytes > quota.memory || is_pending(c, body, hdr.len)))
		return;
	queue(c, &hdr, body, true);
}

static struct transaction *add_tx(struct conn *c, unsigned int id)
{
	struct transaction *tx = transaction_start(&c->d->store, id);

	if (!tx)
		return NULL;
	tx->next = c->txs;
	c->txs = tx;
	c->nr_txs++;
	return tx;
}

struct transaction *conn_find_tx(struct conn *c, unsigned int id)
{
	struct transaction *tx;

	for (tx = c->txs; tx; tx = tx->next)
		if (tx->id == id)
			return tx;
	if (!daemon_is_old_tx(c->d, id) ||
	    (!c->who.privileged && c->nr_txs >= quota.transactions))
		return NULL;
	tx = add_tx(c, id);
	if (tx)
		tx->lost = true;
	return tx;
}

struct transaction *conn_add_tx(struct conn *c)
{
	unsigned int id;

	do
		id = daemon_next_tx(c->d);
	while (conn_find_tx(c, id));
	return add_tx(c, id);
}

void conn_remove_tx(struct conn *c, struct transaction *tx)
{
	struct transaction **pp;

	for (pp = &c->txs; *pp != tx; pp = &(*pp)->next)
		;
	*pp = tx->next;
	c->nr_txs--;
	free_tx(c, tx);
}

struct conn *conn_by_id(struct daemon *d, uint32_t id)
{
	struct conn *c;

	for (c = d->conns; c; c = c->next)
		if (c->id == id)
			return c;
	return NULL;
}

static void log_out(const struct conn *c, struct record_buf *log,
		    const struct out *o)
{
	size_t len = sizeof(o->hdr) + o->hdr.len;
	struct rec_out *rec = record_put(log, REC_OUT, sizeof(*rec) + len);

	if (!rec)
		return;
	rec->conn = c->id;
	rec->is_event = o->is_event;
	memcpy(rec + 1, &o->hdr, len);
}

void conn_log(struct conn *c, struct record_buf *log, bool all)
{
	struct rec_io *rec;
	struct out *o;

	if (!log)
		return;
	for (o = all ? c->out : c->unlogged; o; o = o->next)
		log_out(c, log, o);
	rec = record_put(log, REC_IO, sizeof(*rec) + c->in_have);
	if (rec) {
		rec->conn = c->id;
		rec->ignored = c->ignored;
		rec->popped = all ? 0 : c->popped;
		rec->sent = c->out ? c->out->sent : 0;
		if (c->ops->position)
			c->ops->position(c, rec);
		/* The header and what follows it: one piece. */
		memcpy(rec + 1, &c->in, c->in_have);
	}
	c->unlogged = NULL;
	c->popped = 0;
}

int conn_restore_out(struct conn *c, bool is_event, const void *msg, size_t len)
{
	struct xsd_sockmsg hdr;
	struct out *o;

	if (len < sizeof(hdr))
		return -EINVAL;
	memcpy(&hdr, msg, sizeof(hdr));
	if (hdr.len > XENSTORE_PAYLOAD_MAX || len != sizeof(hdr) + hdr.len)
		return -EINVAL;
	o = calloc(1, sizeof(*o) + hdr.len);
	if (!o)
		return -ENOMEM;
	o->is_event = is_event;
	memcpy(&o->hdr, msg, len);
	append(c, o);
	return 0;
}

int conn_restore_io(struct conn *c, const struct rec_io *io, const void *in,
		    size_t in_len)
{
	unsigned int i;

	if (in_len >= sizeof(c->in) + XENSTORE_PAYLOAD_MAX)
		return -EINVAL;
	for (i = 0; i < io->popped; i++) {
		if (!c->out)
			return -EINVAL;
		pop(c);
	}
	if (io->sent > (c->out ? sizeof(c->out->hdr) + c->out->hdr.len : 0))
		return -EINVAL;
	if (c->out)
		c->out->sent = io->sent;
	c->unlogged = NULL;
	c->ignored = io->ignored;
	c->in_have = in_len;
	memcpy(&c->in, in, in_len);
	return 0;
}
