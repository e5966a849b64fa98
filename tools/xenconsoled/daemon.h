/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of xenconsoled share.
 */
#ifndef XENCONSOLED_DAEMON_H
#define XENCONSOLED_DAEMON_H

#include <stdbool.h>

#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>
#include <xenstore.h>

struct console;

struct settings {
	bool log_guests, log_hv;
	bool stamp_guests, stamp_hv;
	bool keep; /* a full buffer stops the guest's output */
	const char *log_dir;
};

struct daemon {
	struct settings set;
	struct xs_handle *xs; /* NULL: not connected */
	xenevtchn_handle *xce;
	xengnttab_handle *xgt; /* NULL: map frames instead */
	xenforeignmemory_handle *fmem;
	int epoll_fd;
	struct console *consoles; /* owned */
};

#endif
