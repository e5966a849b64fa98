/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which guests there are, from the store.
 */
#ifndef XENCONSOLED_GUESTS_H
#define XENCONSOLED_GUESTS_H

#include "daemon.h"

/* Connects to xenstored and looks around.  0 or -errno. */
int guests_connect(struct daemon *d);
void guests_disconnect(struct daemon *d);

/* Handles one event of the store.  0, or -errno: the connection is lost. */
int guests_store_event(struct daemon *d);

void guests_free(struct daemon *d);

#endif
