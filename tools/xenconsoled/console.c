/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guests' consoles.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include <xen/grant_table.h>
#include <xen/io/console.h>

#include "console.h"
#include "ring.h"

#define DEFAULT_LIMIT (256 * 1024)

struct console *console_create(struct daemon *d, unsigned int domid)
{
	struct console *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	if (asprintf(&c->path, "/local/domain/%u/console", domid) < 0) {
		free(c);
		return NULL;
	}
	c->d = d;
	c->domid = domid;
	c->port = -1;
	c->tty.master = c->tty.slave = -1;
	c->buf.limit = DEFAULT_LIMIT;
	return c;
}

/* A number from the store; false: there is none. */
static bool read_number(const struct console *c, const char *name, uint64_t *n)
{
	char path[96], *text, *end;
	bool ok = false;

	snprintf(path, sizeof(path), "%s/%s", c->path, name);
	text = xs_read(c->d->xs, XBT_NULL, path, NULL);
	if (text && *text >= '0' && *text <= '9') {
		*n = strtoull(text, &end, 10);
		ok = !*end;
	}
	free(text);
	return ok;
}

/* Another program (a device model) may serve the console. */
static bool is_ours(const struct console *c)
{
	char path[96], *type;
	bool ours;

	snprintf(path, sizeof(path), "%s/type", c->path);
	type = xs_read(c->d->xs, XBT_NULL, path, NULL);
	ours = !type || !*type || !strcmp(type, "xenconsoled");
	free(type);
	return ours;
}

static void unmap_ring(struct console *c)
{
	if (!c->ring)
		return;
	if (c->by_grant)
		xengnttab_unmap(c->d->xgt, c->ring, 1);
	else
		xenforeignmemory_unmap(c->d->fmem, c->ring, 1);
	c->ring = NULL;
}

static bool map_ring(struct console *c, uint64_t ring_ref)
{
	xen_pfn_t frame = ring_ref;

	c->by_grant = true;
	if (c->d->xgt)
		c->ring = xengnttab_map_grant_ref(c->d->xgt, c->domid,
						  GNTTAB_RESERVED_CONSOLE,
						  PROT_READ | PROT_WRITE);
	if (!c->ring) {
		c->by_grant = false;
		c->ring = xenforeignmemory_map(c->d->fmem, c->domid,
					       PROT_READ | PROT_WRITE, 1,
					       &frame, NULL);
	}
	if (!c->ring)
		syslog(LOG_ERR, "cannot map the console of domain %u: %m",
		       c->domid);
	return c->ring != NULL;
}

static void disconnect(struct console *c)
{
	if (c->port >= 0)
		xenevtchn_unbind(c->d->xce, c->port);
	c->port = -1;
	c->masked = false;
	unmap_ring(c);
}

static bool bind_port(struct console *c, unsigned int remote_port)
{
	c->port = xenevtchn_bind_interdomain(c->d->xce, c->domid, remote_port);
	if (c->port < 0)
		syslog(LOG_ERR,
		       "cannot bind the console port %u of domain %u: %m",
		       remote_port, c->domid);
	return c->port >= 0;
}

static void poll_tty(struct console *c)
{
	struct epoll_event ev = { .data.ptr = c };

	if (c->tty.master < 0)
		return;
	if (c->ring && ring_room(c->ring))
		ev.events |= EPOLLIN;
	if (c->buf.len)
		ev.events |= EPOLLOUT;
	if (ev.events != c->polled)
		epoll_ctl(c->d->epoll_fd, EPOLL_CTL_MOD, c->tty.master, &ev);
	c->polled = ev.events;
}

static bool open_tty(struct console *c)
{
	struct epoll_event ev = { .data.ptr = c };
	int r;

	if (c->tty.master >= 0)
		return true;
	r = tty_open(&c->tty);
	if (r) {
		syslog(LOG_ERR, "no terminal for domain %u: %s", c->domid,
		       strerror(-r));
		return false;
	}
	epoll_ctl(c->d->epoll_fd, EPOLL_CTL_ADD, c->tty.master, &ev);
	c->polled = 0;
	return true;
}

/* Tells users where the terminal is. */
static void publish_tty(struct console *c)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/tty", c->path);
	if (!xs_write(c->d->xs, XBT_NULL, path, c->tty.name,
		      strlen(c->tty.name)))
		syslog(LOG_ERR, "cannot write %s: %m", path);
}

static void open_log(struct console *c)
{
	char path[64], name[256], *domain_name;

	if (!c->d->set.log_guests || c->log.path)
		return;
	snprintf(path, sizeof(path), "/local/domain/%u/name", c->domid);
	domain_name = xs_read(c->d->xs, XBT_NULL, path, NULL);
	if (domain_name && *domain_name)
		snprintf(name, sizeof(name), "guest-%s", domain_name);
	else
		snprintf(name, sizeof(name), "guest-domain-%u", c->domid);
	free(domain_name);
	logfile_open(&c->log, c->d->set.log_dir, name, c->d->set.stamp_guests);
}

static void set_limit(struct console *c)
{
	uint64_t limit;

	if (read_number(c, "limit", &limit) && limit > 0 &&
	    limit < DEFAULT_LIMIT)
		c->buf.limit = limit;
}

void console_update(struct console *c)
{
	uint64_t ring_ref, port;

	/* Not there yet, or not any more. */
	if (!read_number(c, "ring-ref", &ring_ref) ||
	    !read_number(c, "port", &port) || !is_ours(c)) {
		disconnect(c);
		return;
	}
	if (c->ring && c->ring_ref == ring_ref && c->remote_port == port)
		return;
	disconnect(c);
	if (!open_tty(c) || !map_ring(c, ring_ref))
		return;
	if (!bind_port(c, port)) {
		unmap_ring(c);
		return;
	}
	c->ring_ref = ring_ref;
	c->remote_port = port;
	set_limit(c);
	open_log(c);
	publish_tty(c);
	/* What the guest wrote before. */
	console_event(c);
	xenevtchn_notify(c->d->xce, c->port);
}

void console_destroy(struct console *c)
{
	/* The guest's last words. */
	if (c->ring)
		console_event(c);
	disconnect(c);
	tty_close(&c->tty);
	logfile_close(&c->log);
	textbuf_fini(&c->buf);
	free(c->path);
	free(c);
}

static void flush_tty(struct console *c)
{
	ssize_t n;

	while (c->buf.len && c->tty.master >= 0) {
		n = write(c->tty.master, c->buf.data, c->buf.len);
		if (n <= 0)
			break;
		textbuf_drop(&c->buf, n);
	}
}

/* At most one ring full, whatever the guest does meanwhile. */
static void pump(struct console *c)
{
	char buf[sizeof(c->ring->out)];
	int n;

	if (c->d->set.keep && c->buf.len + sizeof(buf) > c->buf.limit)
		return;
	n = ring_read(c->ring, buf, sizeof(buf));
	if (n < 0) {
		if (!c->wild)
			syslog(LOG_WARNING,
			       "the console ring of domain %u is broken: "
			       "ignored until it makes sense",
			       c->domid);
		c->wild = true;
		return;
	}
	c->wild = false;
	if (!n)
		return;
	logfile_write(&c->log, buf, n);
	textbuf_add(&c->buf, buf, n);
	xenevtchn_notify(c->d->xce, c->port);
}

void console_event(struct console *c)
{
	if (!c->ring)
		return;
	pump(c);
	flush_tty(c);
	poll_tty(c);
	if (++c->events > EVENTS_PER_PERIOD)
		c->masked = true;
	else
		xenevtchn_unmask(c->d->xce, c->port);
}

void console_tick(struct console *c)
{
	c->events = 0;
	if (!c->masked)
		return;
	c->masked = false;
	console_event(c);
}

static void read_tty(struct console *c)
{
	char buf[sizeof(c->ring->in)];
	unsigned int room = ring_room(c->ring);
	ssize_t n;

	if (!room)
		return;
	n = read(c->tty.master, buf, room < sizeof(buf) ? room : sizeof(buf));
	if (n <= 0)
		return;
	ring_write(c->ring, buf, n);
	xenevtchn_notify(c->d->xce, c->port);
}

void console_tty_ready(struct console *c, unsigned int events)
{
	if (c->ring && events & EPOLLIN)
		read_tty(c);
	if (events & EPOLLOUT) {
		flush_tty(c);
		/* There may be output that had no room before. */
		if (c->ring && c->d->set.keep)
			pump(c);
	}
	poll_tty(c);
}
