/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One guest's console: its ring, its event channel, its terminal, its log.
 *
 * Bytes go from the ring to the log at once and through a bounded buffer to
 * the terminal; from the terminal straight into the ring, as far as there is
 * room.  A guest that sends more than its share of events is served once in a
 * period: its port stays masked until console_tick().
 */
#ifndef XENCONSOLED_CONSOLE_H
#define XENCONSOLED_CONSOLE_H

#include <stdint.h>

#include "daemon.h"
#include "logfile.h"
#include "textbuf.h"
#include "tty.h"

/* Events of one guest within a period of so many ms. */
#define EVENTS_PER_PERIOD 30
#define PERIOD_MS	  200

struct xencons_interface;

struct console {
	struct console *next;
	struct daemon *d;
	unsigned int domid;
	char *path; /* owned: /local/domain/N/console */
	bool watched;
	bool seen; /* scratch of guests_update() */

	struct xencons_interface *ring; /* mapped, NULL: not connected */
	bool by_grant;
	uint64_t ring_ref;
	unsigned int remote_port;
	int port;	     /* -1: none */
	bool masked;	     /* to be unmasked by console_tick() */
	bool wild;	     /* and that was logged */
	unsigned int events; /* in this period */

	struct tty tty;
	unsigned int polled; /* events that epoll waits for */
	struct textbuf buf;
	struct logfile log;
};

/* Finds nothing in the store yet.  NULL: no memory. */
struct console *console_create(struct daemon *d, unsigned int domid);
void console_destroy(struct console *c);

/* Reads the store and connects, reconnects or disconnects accordingly. */
void console_update(struct console *c);

/* The guest sent an event; the terminal is ready; a period is over. */
void console_event(struct console *c);
void console_tty_ready(struct console *c, unsigned int events);
void console_tick(struct console *c);

#endif
