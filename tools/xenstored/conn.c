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
#include "request.h"
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

static void drop_state(struct conn *c)
{
	struct transaction *tx;

	watch_remove_all(c);
	while ((tx = c->txs)) {
		c->txs = tx->next;
		transaction_free(tx);
	}
	c->nr_txs = 0;
	c->in_have = 0;
	drop_output(c);
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

static void flush(struct conn *c)
{
	struct out *o;

	while (!c->closed && (o = c->out) && flush_one(c, o)) {
		c->out = o->next;
		if (!c->out)
			c->out_tail = &c->out;
		c->out_bytes -= sizeof(*o) + o->hdr.len;
		c->out_replies -= !o->is_event;
		free(o);
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
	if (c->doomed)
		fail(c, -ENOMEM);
	c->doomed = false;
	flush(c);
	for (i = 0; i < ROUND; i++) {
		if (c->closed || c->ignored || conn_stalled(c))
			break;
		r = fill(c);
		if (r < 0)
			fail(c, r);
		if (r <= 0)
			break;
		serve(c);
		flush(c);
	}
	if (c->closed)
		return;
	c->ops->end(c);
	if (i == ROUND)
		conn_activate(c);
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
		conn_activate(c);
		return;
	}
	o->next = NULL;
	o->is_event = is_event;
	o->sent = 0;
	o->hdr = *hdr;
	if (hdr->len)
		memcpy(o->body, data, hdr->len);
	trace_message("OUT", c->who.domid, c, &o->hdr, o->body);
	*c->out_tail = o;
	c->out_tail = &o->next;
	c->out_bytes += sizeof(*o) + hdr->len;
	c->out_replies += !is_event;
	conn_activate(c);
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

struct transaction *conn_find_tx(struct conn *c, unsigned int id)
{
	struct transaction *tx;

	for (tx = c->txs; tx; tx = tx->next)
		if (tx->id == id)
			return tx;
	return NULL;
}

void conn_remove_tx(struct conn *c, struct transaction *tx)
{
	struct transaction **pp;

	for (pp = &c->txs; *pp != tx; pp = &(*pp)->next)
		;
	*pp = tx->next;
	c->nr_txs--;
	transaction_free(tx);
}
