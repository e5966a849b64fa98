/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In the background two processes serve the store: the daemon, and its parent,
 * which does nothing but start it again when it dies.  The parent also holds
 * the listening socket, so that clients that come in between wait instead of
 * failing.
 */
#ifndef XENSTORED_SUPERVISE_H
#define XENSTORED_SUPERVISE_H

#include <stdbool.h>

/* Returns in the daemon, each time one is started; who called us waits until
 * supervise_ready(), or ends with an error. */
void supervise(void);

/* Whether supervise() was called: there is no terminal. */
bool supervise_active(void);

/* The daemon serves: lets the caller go on. */
void supervise_ready(void);

#endif
