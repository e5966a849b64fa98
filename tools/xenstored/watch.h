/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches: found by path in one hash table, so that a change costs the depth
 * of its path and not the number of watches.
 */
#ifndef XENSTORED_WATCH_H
#define XENSTORED_WATCH_H

#include "conn.h"

struct watch {
	struct watch *hash_next; /* daemon::watches */
	struct watch *conn_next; /* conn::watches */
	struct conn *conn;	 /* borrowed: the conn owns us */
	unsigned int strip;	 /* bytes to cut from an event's path, as
				  * the watch was relative */
	int depth;		 /* levels below the path, -1: all */
	char *path;		 /* owned, absolute */
	char *token;		 /* owned */
};

/*
 * @path absolute, @strip what an event's path must lose at the front.
 * 0, -EEXIST (same path and token), -ENOSPC, -ENOMEM.
 */
int watch_add(struct conn *c, const char *path, unsigned int strip,
	      const char *token, int depth);
int watch_remove(struct conn *c, const char *path, const char *token);
void watch_remove_all(struct conn *c);

/* For the log.  NULL instead of a watch: @c has none any more. */
void watch_log(const struct conn *c, const struct watch *w,
	       struct record_buf *log);

/*
 * Events for a change at @path between the trees @old and @new, to those who
 * may see it.  With @removed all that was below went too.
 */
void watch_fire(struct daemon *d, struct node *old, struct node *new,
		const char *path, bool removed);

void watch_fire_special(struct daemon *d, unsigned int special);

#endif
