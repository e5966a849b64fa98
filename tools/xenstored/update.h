/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Live update: another program takes the daemon's place, in the same process,
 * with all connections.
 *
 * `xenstore-control live-update` names the program and its arguments and says
 * when; between two rounds of requests the state is written to a file and the
 * program is executed, which reads it (option -U).  Transactions that are open
 * at that moment end with EAGAIN, as after any conflict; nobody is waited for.
 */
#ifndef XENSTORED_UPDATE_H
#define XENSTORED_UPDATE_H

#include "conn.h"

/* The CONTROL command's arguments.  0 after an answer or when that will come
 * later, or -errno. */
int update_control(struct conn *c, char **args, unsigned int nr);

/* The program's own arguments, kept for the next, and the file's place. */
void update_init(char **argv, const char *path);

/*
 * Does what update_control() was asked for, if anything.  Returns if that was
 * nothing or it failed (after an answer).
 */
void update_perform(struct daemon *d, int listen_fd);

/* @c goes: so does the update that it asked for. */
void update_forget(struct conn *c);

/* The new program's side: reads the file; its size or -errno.  *@data is
 * malloc()ed. */
long update_read(const char *path, char **data);

#endif
