/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The journal: what makes a killed daemon come back as it was.
 *
 * It is a file of records (record.h) that begins with the whole state; each
 * batch of changes is copied behind it.  The file is mapped, so that costs no
 * system call, and what was copied outlives any kill of ours.  It lies where
 * the next boot clears it, and says of which boot it is.  When it is full a
 * new one with the whole state takes its place.
 *
 * Without room for it (or memory) the daemon serves on; a message says that a
 * kill would lose the store now, the old journal, which would tell lies, is
 * removed, and from time to time it is tried again.
 */
#ifndef XENSTORED_JOURNAL_H
#define XENSTORED_JOURNAL_H

#include "daemon.h"

/*
 * Reads @path, if that is a journal of this boot, into @d, which is new.
 * 1: done, 0: there is none, or -errno: it is of no use; then @d is only good
 * for daemon_fini().
 */
int journal_recover(struct daemon *d, const char *path);

/* From now on @d's changes go to @path, which is replaced.  0 or -errno. */
int journal_open(struct daemon *d, const char *path);
/* The file stays, for the next daemon. */
void journal_close(struct daemon *d);

/* Called by daemon_commit(). */
void journal_commit(struct journal *j);

/* For `xenstore-control memreport`. */
void journal_figures(const struct journal *j, size_t *size, size_t *used,
		     unsigned long *replaced);

#endif
