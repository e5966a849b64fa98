/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Introduced domains.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "domain.h"
#include "log.h"
#include "record.h"
#include "watch.h"
#include "xen.h"

/* Not in 4.17's header: WATCH understands a depth. */
#define SERVER_FEATURE_WATCH_DEPTH 4

/* About one domain. */
#define MAX_COMPLAINTS 10

static struct domain *conn_domain(struct conn *c)
{
	return c->transport;
}

static int domain_read(struct conn *c, void *buf, unsigned int len)
{
	struct domain *dom = conn_domain(c);

	return ring_read(dom->ring, &dom->pos, buf, len);
}

static int domain_write(struct conn *c, const void *buf, unsigned int len)
{
	struct domain *dom = conn_domain(c);

	return ring_write(dom->ring, &dom->pos, buf, len);
}

static void clear_ring(struct domain *dom)
{
	struct xenstore_domain_interface *ring = dom->ring;

	ring->req_cons = ring->req_prod = 0;
	ring->rsp_cons = ring->rsp_prod = 0;
}

static void look(struct domain *dom)
{
	ring_begin(dom->ring, &dom->pos);
	dom->shown = dom->pos;
}

static void begin(struct conn *c)
{
	struct domain *dom = conn_domain(c);
	struct xenstore_domain_interface *ring = dom->ring;

	if (__atomic_load_n(&ring->connection, __ATOMIC_ACQUIRE) ==
	    XENSTORE_RECONNECT) {
		/* The domain started over (kexec): so do we.  It waits for
		 * end() to say so. */
		conn_reset(c);
		clear_ring(dom);
		ring->error = XENSTORE_ERROR_NONE;
		dom->reconnects = true;
	}
	look(dom);
}

static void end(struct conn *c)
{
	struct domain *dom = conn_domain(c);

	bool moved = ring_end(dom->ring, &dom->pos);

	dom->shown = dom->pos;
	if (dom->reconnects)
		__atomic_store_n(&dom->ring->connection, XENSTORE_CONNECTED,
				 __ATOMIC_SEQ_CST);
	if (moved || dom->notify || dom->reconnects)
		dom->d->xen->notify(dom->port);
	dom->notify = dom->reconnects = false;
	/*
	 * What did not fit waits for the domain's event, which comes only if
	 * it finds the ring full by the index that was shown just now: room
	 * that it made before that is for us to see.
	 */
	if (c->out && ring_has_room(dom->ring, &dom->pos))
		conn_activate(c);
}

static void position(struct conn *c, struct rec_io *io)
{
	const struct domain *dom = conn_domain(c);

	io->cons = dom->pos.cons;
	io->prod = dom->pos.prod;
	io->old_cons = dom->shown.cons;
	io->old_prod = dom->shown.prod;
}

static void failed(struct conn *c, int error)
{
	struct domain *dom = conn_domain(c);
	uint32_t code = XENSTORE_ERROR_COMM;
	const char *why = "no memory for its answer";

	if (error == -EINVAL) {
		code = XENSTORE_ERROR_RINGIDX;
		why = "its ring indices are wild";
	} else if (error == -EPROTO) {
		code = XENSTORE_ERROR_PROTO;
		why = "it sent a malformed message";
	}
	/* It may reconnect and do it again for ever. */
	if (dom->failures++ < MAX_COMPLAINTS)
		log_msg(LOG_WARNING,
			"domain %u is ignored until it reconnects: %s",
			dom->domid, why);
	conn_ignore(c);
	dom->ring->error = code;
	dom->notify = true;
}

static void release(struct conn *c)
{
	struct domain *dom = conn_domain(c);

	if (dom->port)
		dom->d->xen->unbind(dom->port);
	if (dom->ring)
		dom->d->xen->unmap(dom->domid, dom->ring);
	free(dom);
}

static const struct conn_ops domain_conn_ops = {
	.read = domain_read,
	.write = domain_write,
	.begin = begin,
	.end = end,
	.position = position,
	.failed = failed,
	.release = release,
};

struct domain *domain_find(struct daemon *d, unsigned int domid)
{
	struct domain *dom;

	for (dom = d->domains; dom; dom = dom->next)
		if (dom->domid == domid)
			return dom;
	return NULL;
}

/* With a connection, but without a ring so far.  NULL: no memory. */
static struct domain *alloc(struct daemon *d, unsigned int domid, uint64_t gfn,
			    unsigned int remote_port)
{
	struct domain *dom = calloc(1, sizeof(*dom));

	if (!dom)
		return NULL;
	dom->d = d;
	dom->domid = domid;
	dom->gfn = gfn;
	dom->remote_port = remote_port;
	dom->conn = conn_open(d, &domain_conn_ops, dom, domid);
	if (!dom->conn) {
		free(dom);
		return NULL;
	}
	dom->next = d->domains;
	d->domains = dom;
	return dom;
}

/* Its ring and, unless we have one, an event channel.  0 or -errno. */
static int connect(struct domain *dom)
{
	const struct xen_ops *xen = dom->d->xen;
	struct xenstore_domain_interface *ring;
	int r = xen->map(dom->domid, dom->gfn, &ring);

	if (r)
		return r;
	if (!dom->port) {
		r = xen->bind(dom->domid, dom->remote_port);
		if (r < 0) {
			xen->unmap(dom->domid, ring);
			return r;
		}
		dom->port = r;
	}
	dom->ring = ring;
	return 0;
}

static void unlink_domain(struct domain *dom)
{
	struct domain **pp;

	for (pp = &dom->d->domains; *pp != dom; pp = &(*pp)->next)
		;
	*pp = dom->next;
}

void domain_drop(struct domain *dom)
{
	struct conn *c;

	unlink_domain(dom);
	for (c = dom->d->conns; c; c = c->next)
		if (c->who.target == dom->domid)
			c->who.target = DOMID_NONE;
	conn_close(dom->conn); /* which frees dom later */
}

static int create(struct daemon *d, unsigned int domid, uint64_t gfn,
		  unsigned int remote_port, struct domain **out)
{
	struct domain *dom = alloc(d, domid, gfn, remote_port);
	int r = dom ? connect(dom) : -ENOMEM;

	if (dom && r)
		domain_drop(dom);
	*out = dom;
	return r;
}

static int rebind(struct domain *dom, unsigned int remote_port)
{
	int r = dom->d->xen->bind(dom->domid, remote_port);

	if (r < 0)
		return r;
	dom->d->xen->unbind(dom->port);
	dom->port = r;
	dom->remote_port = remote_port;
	return 0;
}

static void announce(struct domain *dom)
{
	dom->ring->server_features = XENSTORE_SERVER_FEATURE_RECONNECTION |
				     XENSTORE_SERVER_FEATURE_ERROR |
				     SERVER_FEATURE_WATCH_DEPTH;
	dom->ring->connection = XENSTORE_CONNECTED;
	dom->ring->error = XENSTORE_ERROR_NONE;
}

int domain_introduce(struct daemon *d, unsigned int domid, uint64_t gfn,
		     unsigned int remote_port)
{
	struct domain *dom = domain_find(d, domid);
	int r;

	if (!d->xen)
		return -ENOSYS;
	if (!domid)
		return -EINVAL;
	if (dom) {
		r = rebind(dom, remote_port);
	} else {
		if (d->xen->state(domid) == DOMAIN_DYING)
			return -ENOENT;
		r = create(d, domid, gfn, remote_port, &dom);
		if (!r) {
			announce(dom);
			watch_fire_special(d, SPECIAL_INTRODUCE);
		}
	}
	if (r) {
		log_msg(LOG_ERR, "cannot connect domain %u: %s", domid,
			strerror(-r));
		return r;
	}
	dom->shutdown = false;
	domain_log(dom, d->store.log);
	conn_reset(dom->conn);
	clear_ring(dom);
	look(dom);
	return 0;
}

int domain_introduce_self(struct daemon *d, unsigned int remote_port)
{
	struct domain *dom;
	int r = create(d, 0, 0, remote_port, &dom);

	if (r)
		return r;
	announce(dom);
	look(dom);
	domain_log(dom, d->store.log);
	/* The kernel waits for this to know that there is a store. */
	d->xen->notify(dom->port);
	conn_activate(dom->conn);
	return 0;
}

static void forget(struct daemon *d, unsigned int domid)
{
	int r = store_forget_domain(&d->store, domid, d->keep_orphans ? 0 : -1);
	if (r)
		log_msg(LOG_ERR, "nodes of domain %u stay: %s", domid,
			strerror(-r));
}

void domain_release(struct domain *dom)
{
	struct daemon *d = dom->d;
	unsigned int domid = dom->domid;

	record_conn(d->store.log, REC_RELEASE, dom->conn->id, domid);
	domain_drop(dom);
	forget(d, domid);
	watch_fire_special(d, SPECIAL_RELEASE);
}

void domain_free_all(struct daemon *d)
{
	struct domain *dom;

	while ((dom = d->domains)) {
		d->domains = dom->next;
		conn_close(dom->conn);
	}
}

void domain_event(struct daemon *d, unsigned int port)
{
	struct domain *dom;

	for (dom = d->domains; dom; dom = dom->next)
		if (dom->port == port)
			conn_activate(dom->conn);
}

void domain_check_all(struct daemon *d)
{
	struct domain *dom, *next;
	bool told = false;
	int state;

	for (dom = d->domains; dom; dom = next) {
		next = dom->next;
		if (!dom->domid)
			continue;
		state = d->xen->state(dom->domid);
		if (state == DOMAIN_DYING) {
			domain_release(dom);
			told = true;
		} else if (state == DOMAIN_SHUTDOWN && !dom->shutdown) {
			dom->shutdown = true;
			domain_log(dom, d->store.log);
			if (!told)
				watch_fire_special(d, SPECIAL_RELEASE);
			told = true;
		}
	}
}

void domain_log(const struct domain *dom, struct record_buf *log)
{
	struct rec_domain *rec = record_put(log, REC_DOMAIN, sizeof(*rec));

	if (!rec)
		return;
	rec->domid = dom->domid;
	rec->conn = dom->conn->id;
	rec->target = dom->conn->who.target;
	rec->gfn = dom->gfn;
	rec->remote_port = dom->remote_port;
	rec->port = dom->port;
	rec->shutdown = dom->shutdown;
}

int domain_restore(struct daemon *d, const struct rec_domain *rec,
		   bool keep_port)
{
	struct domain *dom = domain_find(d, rec->domid);

	if (rec->domid >= NR_DOMIDS || (keep_port && !rec->port))
		return -EINVAL;
	/* --no-domain-init: only its nodes are wanted. */
	if (!d->xen)
		return 0;
	if (!dom)
		dom = alloc(d, rec->domid, rec->gfn, rec->remote_port);
	if (!dom)
		return -ENOMEM;
	dom->remote_port = rec->remote_port;
	if (keep_port)
		dom->port = rec->port;
	dom->conn->id = rec->conn;
	dom->conn->who.target = rec->target;
	dom->shutdown = rec->shutdown;
	return 0;
}

void domain_restore_position(struct conn *c, const struct rec_io *io)
{
	struct domain *dom = c->transport;

	if (c->ops != &domain_conn_ops)
		return;
	dom->pos = (struct ring_pos){ io->cons, io->prod };
	dom->shown = (struct ring_pos){ io->old_cons, io->old_prod };
	dom->was_used = true;
}

/* Where the log says that it was, unless firmware has cleared it since. */
static void restore_ring(struct domain *dom)
{
	if (!dom->was_used) {
		look(dom);
	} else if (ring_is_ours(dom->ring, &dom->shown, &dom->pos)) {
		ring_end(dom->ring, &dom->pos);
		dom->shown = dom->pos;
	} else {
		log_msg(LOG_NOTICE, "domain %u started afresh meanwhile",
			dom->domid);
		conn_reset(dom->conn);
		look(dom);
	}
	dom->notify = true;
	conn_activate(dom->conn);
}

void domain_restored(struct domain *dom)
{
	struct daemon *d = dom->d;
	int r = connect(dom);

	if (!r) {
		restore_ring(dom);
		return;
	}
	if (d->xen->state(dom->domid) == DOMAIN_DYING) {
		domain_release(dom);
		return;
	}
	log_msg(LOG_ERR, "cannot connect domain %u again: %s", dom->domid,
		strerror(-r));
	record_conn(d->store.log, REC_RELEASE, dom->conn->id, dom->domid);
	domain_drop(dom);
}
