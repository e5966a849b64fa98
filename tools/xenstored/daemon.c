/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon's life, without transports.
 */
#include <string.h>

#include "conn.h"
#include "domain.h"

int daemon_init(struct daemon *d, const struct xen_ops *xen)
{
	memset(d, 0, sizeof(*d));
	d->active_tail = &d->active;
	d->priv_domid = DOMID_NONE;
	d->xen = xen;
	return store_init(&d->store);
}

static void reap(struct daemon *d)
{
	struct conn *c;

	while ((c = d->dead)) {
		d->dead = c->next;
		conn_free(c);
	}
}

void daemon_run_active(struct daemon *d)
{
	struct conn *c;

	while ((c = d->active)) {
		d->active = c->active_next;
		if (!d->active)
			d->active_tail = &d->active;
		c->is_active = false;
		if (!c->closed)
			conn_run(c);
	}
	/* Now none of the dead is on the active list. */
	reap(d);
}

void daemon_fini(struct daemon *d)
{
	domain_free_all(d);
	while (d->conns)
		conn_close(d->conns);
	daemon_run_active(d);
	store_fini(&d->store);
}
