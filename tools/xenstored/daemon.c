/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon's life, without transports.
 */
#include <string.h>

#include "conn.h"
#include "domain.h"
#include "journal.h"

int daemon_init(struct daemon *d, const struct xen_ops *xen)
{
	memset(d, 0, sizeof(*d));
	d->active_tail = &d->active;
	d->generation = 1;
	d->evtchn_fd = d->virq_port = -1;
	d->priv_domid = DOMID_NONE;
	d->xen = xen;
	return store_init(&d->store);
}

static void reap(struct daemon *d)
{
	struct conn *c, **pp = &d->dead;

	while ((c = *pp)) {
		if (c->is_active) {
			pp = &c->next;
			continue;
		}
		*pp = c->next;
		conn_free(c);
	}
}

bool daemon_run_round(struct daemon *d)
{
	struct conn *c, *next;

	c = d->active;
	d->active = NULL;
	d->active_tail = &d->active;
	for (; c; c = next) {
		next = c->active_next;
		c->is_active = false;
		if (!c->closed)
			conn_run(c);
	}
	conn_settle_all(d);
	/* Nobody is touched now. */
	reap(d);
	return d->active;
}

void daemon_run_active(struct daemon *d)
{
	while (daemon_run_round(d))
		;
}

void daemon_commit(struct daemon *d)
{
	if (d->journal)
		journal_commit(d->journal);
}

uint32_t daemon_next_tx(struct daemon *d)
{
	if (!++d->last_tx)
		d->last_tx = 1;
	return (uint32_t)d->generation << 16 | d->last_tx;
}

bool daemon_is_old_tx(const struct daemon *d, uint32_t id)
{
	uint16_t generation = id >> 16;

	return generation && generation != d->generation && generation < 0x8000;
}

void daemon_note_done(struct daemon *d, uint32_t id)
{
	d->done[d->nr_done++ % NR_DONE] = id;
	record_conn(d->store.log, REC_DONE, 0, id);
}

bool daemon_was_done(const struct daemon *d, uint32_t id)
{
	unsigned int i;

	for (i = 0; i < NR_DONE && i < d->nr_done; i++)
		if (d->done[i] == id)
			return true;
	return false;
}

void daemon_fini(struct daemon *d)
{
	domain_free_all(d);
	while (d->conns)
		conn_close(d->conns);
	daemon_run_active(d);
	store_fini(&d->store);
}
