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
#include "ring.h"
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
	int n = ring_read(dom->ring, buf, len);

	dom->moved |= n > 0;
	return n;
}

static int domain_write(struct conn *c, const void *buf, unsigned int len)
{
	struct domain *dom = conn_domain(c);
	int n = ring_write(dom->ring, buf, len);

	dom->moved |= n > 0;
	return n;
}

static void clear_ring(struct domain *dom)
{
	struct xenstore_domain_interface *ring = dom->ring;

	ring->req_cons = ring->req_prod = 0;
	ring->rsp_cons = ring->rsp_prod = 0;
}

static void begin(struct conn *c)
{
	struct domain *dom = conn_domain(c);
	struct xenstore_domain_interface *ring = dom->ring;

	if (__atomic_load_n(&ring->connection, __ATOMIC_ACQUIRE) !=
	    XENSTORE_RECONNECT)
		return;
	/* The domain started over (kexec): so do we. */
	conn_reset(c);
	clear_ring(dom);
	ring->error = XENSTORE_ERROR_NONE;
	__atomic_store_n(&ring->connection, XENSTORE_CONNECTED,
			 __ATOMIC_SEQ_CST);
	dom->moved = true;
}

static void end(struct conn *c)
{
	struct domain *dom = conn_domain(c);

	if (dom->moved)
		dom->d->xen->notify(dom->port);
	dom->moved = false;
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
	dom->moved = true;
}

static void release(struct conn *c)
{
	struct domain *dom = conn_domain(c);

	dom->d->xen->unbind(dom->port);
	dom->d->xen->unmap(dom->domid, dom->ring);
	free(dom);
}

static const struct conn_ops domain_conn_ops = {
	.read = domain_read,
	.write = domain_write,
	.begin = begin,
	.end = end,
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

static int create(struct daemon *d, unsigned int domid, uint64_t gfn,
		  unsigned int remote_port, struct domain **out)
{
	struct domain *dom = calloc(1, sizeof(*dom));
	int r;

	if (!dom)
		return -ENOMEM;
	dom->d = d;
	dom->domid = domid;
	r = d->xen->map(domid, gfn, &dom->ring);
	if (r)
		goto err_free;
	r = d->xen->bind(domid, remote_port);
	if (r < 0)
		goto err_unmap;
	dom->port = r;
	dom->conn = conn_open(d, &domain_conn_ops, dom, domid);
	if (!dom->conn) {
		r = -ENOMEM;
		goto err_unbind;
	}
	dom->ring->server_features = XENSTORE_SERVER_FEATURE_RECONNECTION |
				     XENSTORE_SERVER_FEATURE_ERROR |
				     SERVER_FEATURE_WATCH_DEPTH;
	dom->ring->connection = XENSTORE_CONNECTED;
	dom->ring->error = XENSTORE_ERROR_NONE;
	dom->next = d->domains;
	d->domains = dom;
	*out = dom;
	return 0;

err_unbind:
	d->xen->unbind(dom->port);
err_unmap:
	d->xen->unmap(domid, dom->ring);
err_free:
	free(dom);
	return r;
}

static int rebind(struct domain *dom, unsigned int remote_port)
{
	int r = dom->d->xen->bind(dom->domid, remote_port);

	if (r < 0)
		return r;
	dom->d->xen->unbind(dom->port);
	dom->port = r;
	return 0;
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
		if (!r)
			watch_fire_special(d, SPECIAL_INTRODUCE);
	}
	if (r) {
		log_msg(LOG_ERR, "cannot connect domain %u: %s", domid,
			strerror(-r));
		return r;
	}
	dom->shutdown = false;
	conn_reset(dom->conn);
	clear_ring(dom);
	return 0;
}

int domain_introduce_self(struct daemon *d, unsigned int remote_port)
{
	struct domain *dom;
	int r = create(d, 0, 0, remote_port, &dom);

	if (r)
		return r;
	/* The kernel waits for this to know that there is a store. */
	d->xen->notify(dom->port);
	conn_activate(dom->conn);
	return 0;
}

static void unlink_domain(struct domain *dom)
{
	struct domain **pp;

	for (pp = &dom->d->domains; *pp != dom; pp = &(*pp)->next)
		;
	*pp = dom->next;
}

void domain_release(struct domain *dom)
{
	struct daemon *d = dom->d;
	unsigned int domid = dom->domid;
	struct conn *c;
	int r;

	unlink_domain(dom);
	conn_close(dom->conn); /* which frees dom later */
	for (c = d->conns; c; c = c->next)
		if (c->who.target == domid)
			c->who.target = DOMID_NONE;
	r = store_forget_domain(&d->store, domid, d->keep_orphans ? 0 : -1);
	if (r)
		log_msg(LOG_ERR, "nodes of domain %u stay: %s", domid,
			strerror(-r));
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
			if (!told)
				watch_fire_special(d, SPECIAL_RELEASE);
			told = true;
		}
	}
}
