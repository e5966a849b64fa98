/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the daemon knows, as records and back: how it outlives itself.
 */
#ifndef XENSTORED_STATE_H
#define XENSTORED_STATE_H

#include "daemon.h"

/*
 * Everything but the clients' sockets, as one batch.  @process: descriptors for
 * a live update, else NULL.
 */
void state_save(struct daemon *d, struct record_buf *b,
		const struct rec_process *process);
/* The sockets, as another; they stay open over exec() if @keep. */
void state_save_sockets(struct daemon *d, struct record_buf *b, bool keep);
/* What state_save() was given, lent by @data; NULL if that is something else.
 */
const struct rec_process *state_process(const char *data, size_t len);

/*
 * Makes a new daemon (after daemon_init()) one that knows what the records say,
 * as far as whole batches go, and starts a new generation.  @keep_ports: event
 * channels are still bound.  Domains that died in the meantime are still to be
 * told of: call state_loaded() when the log is ready.
 * 0 or -errno after a message; then @d is only good for daemon_fini().
 */
int state_load(struct daemon *d, const char *data, size_t len, bool keep_ports);

/* Rings go on; domains that are no more are forgotten, with an event. */
void state_loaded(struct daemon *d);

#endif
