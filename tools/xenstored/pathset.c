/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hash table with open addressing over an array in order of arrival.
 */
#include <stdlib.h>
#include <string.h>

#include "pathset.h"

uint32_t path_hash(const char *path)
{
	uint32_t h = 2166136261u;

	while (*path)
		h = (h ^ (unsigned char)*path++) * 16777619u;
	return h;
}

static int grow_table(struct pathset *set)
{
	unsigned int size = set->table_size ? set->table_size * 2 : 16, i, slot;
	unsigned int *table = calloc(size, sizeof(*table));

	if (!table)
		return -1;
	for (i = 0; i < set->nr; i++) {
		slot = set->entries[i].hash & (size - 1);
		while (table[slot])
			slot = (slot + 1) & (size - 1);
		table[slot] = i + 1;
	}
	free(set->table);
	set->table = table;
	set->table_size = size;
	return 0;
}

static int grow_entries(struct pathset *set)
{
	unsigned int room = set->room ? set->room * 2 : 8;
	struct path_entry *e =
		realloc(set->entries, room * sizeof(*set->entries));

	if (!e)
		return -1;
	set->entries = e;
	set->room = room;
	return 0;
}

struct path_entry *pathset_get(struct pathset *set, const char *path)
{
	uint32_t hash = path_hash(path);
	struct path_entry *e;
	unsigned int slot;

	if (set->nr * 2 >= set->table_size && grow_table(set))
		return NULL;
	slot = hash & (set->table_size - 1);
	while (set->table[slot]) {
		e = &set->entries[set->table[slot] - 1];
		if (e->hash == hash && !strcmp(e->path, path))
			return e;
		slot = (slot + 1) & (set->table_size - 1);
	}
	if (set->nr == set->room && grow_entries(set))
		return NULL;
	e = &set->entries[set->nr];
	e->path = strdup(path);
	if (!e->path)
		return NULL;
	e->hash = hash;
	e->flags = 0;
	set->table[slot] = ++set->nr;
	return e;
}

void pathset_fini(struct pathset *set)
{
	unsigned int i;

	for (i = 0; i < set->nr; i++)
		free(set->entries[i].path);
	free(set->entries);
	free(set->table);
	memset(set, 0, sizeof(*set));
}
