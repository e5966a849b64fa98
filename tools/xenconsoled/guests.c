/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The list of consoles follows the store: a domain that xenstored serves has
 * one, whose nodes are watched; its token is the domain's number.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <syslog.h>

#include "console.h"
#include "guests.h"

static struct console *find(struct daemon *d, unsigned int domid)
{
	struct console *c;

	for (c = d->consoles; c; c = c->next)
		if (c->domid == domid)
			return c;
	return NULL;
}

static void watch(struct console *c)
{
	char token[16];

	if (c->watched)
		return;
	snprintf(token, sizeof(token), "%u", c->domid);
	c->watched = xs_watch(c->d->xs, c->path, token);
	if (!c->watched)
		syslog(LOG_ERR, "cannot watch %s: %m", c->path);
}

static void unwatch(struct console *c)
{
	char token[16];

	if (!c->watched || !c->d->xs)
		return;
	snprintf(token, sizeof(token), "%u", c->domid);
	xs_unwatch(c->d->xs, c->path, token);
}

static void add(struct daemon *d, unsigned int domid)
{
	struct console *c = console_create(d, domid);

	if (!c) {
		syslog(LOG_ERR, "no memory for the console of domain %u",
		       domid);
		return;
	}
	c->next = d->consoles;
	d->consoles = c;
	c->seen = true;
}

/* The domains of the store that xenstored is connected to. */
static void mark_seen(struct daemon *d)
{
	unsigned int i, num, domid;
	struct console *c;
	char **names;

	names = xs_directory(d->xs, XBT_NULL, "/local/domain", &num);
	for (i = 0; names && i < num; i++) {
		domid = strtoul(names[i], NULL, 10);
		if (!domid || !xs_is_domain_introduced(d->xs, domid))
			continue;
		c = find(d, domid);
		if (c)
			c->seen = true;
		else
			add(d, domid);
	}
	free(names);
}

static void update(struct daemon *d)
{
	struct console **pp, *c;

	for (c = d->consoles; c; c = c->next)
		c->seen = false;
	mark_seen(d);
	for (pp = &d->consoles; (c = *pp);) {
		if (c->seen) {
			/* Its first event comes at once and connects it. */
			watch(c);
			pp = &c->next;
		} else {
			*pp = c->next;
			unwatch(c);
			console_destroy(c);
		}
	}
}

/* What epoll says for the store: not a console. */
int guests_connect(struct daemon *d)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = &d->xs };
	struct console *c;

	d->xs = xs_open(0);
	if (!d->xs)
		return errno ? -errno : -EIO;
	for (c = d->consoles; c; c = c->next)
		c->watched = false;
	if (!xs_watch(d->xs, "@introduceDomain", "domains") ||
	    !xs_watch(d->xs, "@releaseDomain", "domains") ||
	    epoll_ctl(d->epoll_fd, EPOLL_CTL_ADD, xs_fileno(d->xs), &ev)) {
		xs_close(d->xs);
		d->xs = NULL;
		return -EIO;
	}
	return 0;
}

void guests_disconnect(struct daemon *d)
{
	xs_close(d->xs);
	d->xs = NULL;
}

int guests_store_event(struct daemon *d)
{
	char **event = xs_check_watch(d->xs);
	struct console *c;
	const char *token;

	if (!event)
		return errno == EAGAIN ? 0 : -errno;
	token = event[XS_WATCH_TOKEN];
	if (!strcmp(token, "domains")) {
		update(d);
	} else {
		c = find(d, strtoul(token, NULL, 10));
		if (c)
			console_update(c);
	}
	free(event);
	return 0;
}

void guests_free(struct daemon *d)
{
	struct console *c;

	while ((c = d->consoles)) {
		d->consoles = c->next;
		console_destroy(c);
	}
}
