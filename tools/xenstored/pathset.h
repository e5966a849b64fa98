/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of paths with flags, which remembers in what order they came.
 */
#ifndef XENSTORED_PATHSET_H
#define XENSTORED_PATHSET_H

#include <stdint.h>

struct path_entry {
	uint32_t hash;
	unsigned int flags; /* the user's */
	char *path;	    /* owned */
};

struct pathset {
	struct path_entry *entries; /* in order of arrival */
	unsigned int nr, room;
	unsigned int *table;	 /* open addressing, index + 1 */
	unsigned int table_size; /* a power of two, or 0 */
};

/* The entry of @path, made with flags 0 if need be; NULL: no memory. */
struct path_entry *pathset_get(struct pathset *set, const char *path);
void pathset_fini(struct pathset *set);

uint32_t path_hash(const char *path);

#endif
