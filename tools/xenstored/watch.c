/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches and whom a change concerns.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pathset.h"
#include "quota.h"
#include "watch.h"

static struct watch **bucket(struct daemon *d, const char *path)
{
	return &d->watches[path_hash(path) % WATCH_BUCKETS];
}

static struct watch *find(struct conn *c, const char *path, const char *token)
{
	struct watch *w;

	for (w = *bucket(c->d, path); w; w = w->hash_next)
		if (w->conn == c && !strcmp(w->path, path) &&
		    !strcmp(w->token, token))
			return w;
	return NULL;
}

static void put_watch(const struct watch *w, enum record_type type,
		      struct record_buf *log)
{
	size_t path_len = strlen(w->path) + 1, token_len = strlen(w->token) + 1;
	struct rec_watch *rec;

	rec = record_put(log, type, sizeof(*rec) + path_len + token_len);
	if (!rec)
		return;
	rec->conn = w->conn->id;
	rec->path_len = path_len;
	rec->token_len = token_len;
	rec->strip = w->strip;
	rec->depth = w->depth;
	memcpy(rec + 1, w->path, path_len);
	memcpy((char *)(rec + 1) + path_len, w->token, token_len);
}

void watch_log(const struct conn *c, const struct watch *w,
	       struct record_buf *log)
{
	struct rec_watch *rec;

	if (w) {
		put_watch(w, REC_WATCH, log);
		return;
	}
	rec = record_put(log, REC_UNWATCH, sizeof(*rec));
	if (rec)
		rec->conn = c->id;
}

/* A socket's watches end with us: its client sets them again. */
static void log_change(const struct watch *w, enum record_type type)
{
	if (w->conn->ops->position)
		put_watch(w, type, w->conn->d->store.log);
}

static unsigned int watch_bytes(const char *path, const char *token)
{
	return sizeof(struct watch) + strlen(path) + strlen(token) + 2;
}

static struct watch *new_watch(const char *path, const char *token)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->path = strdup(path);
	w->token = strdup(token);
	if (w->path && w->token)
		return w;
	free(w->path);
	free(w->token);
	free(w);
	return NULL;
}

int watch_add(struct conn *c, const char *path, unsigned int strip,
	      const char *token, int depth)
{
	struct watch *w, **head;

	if (find(c, path, token))
		return -EEXIST;
	if (!c->who.privileged && c->nr_watches >= quota.watches)
		return -ENOSPC;
	if (store_charge(&c->d->store, &c->who, watch_bytes(path, token)))
		return -ENOSPC;
	w = new_watch(path, token);
	if (!w) {
		store_uncharge(&c->d->store, c->who.domid,
			       watch_bytes(path, token));
		return -ENOMEM;
	}
	w->conn = c;
	w->strip = strip;
	w->depth = depth;
	head = bucket(c->d, path);
	w->hash_next = *head;
	*head = w;
	w->conn_next = c->watches;
	c->watches = w;
	c->nr_watches++;
	log_change(w, REC_WATCH);
	return 0;
}

static void destroy(struct watch *w)
{
	struct conn *c = w->conn;
	struct watch **pp;

	for (pp = bucket(c->d, w->path); *pp != w; pp = &(*pp)->hash_next)
		;
	*pp = w->hash_next;
	for (pp = &c->watches; *pp != w; pp = &(*pp)->conn_next)
		;
	*pp = w->conn_next;
	c->nr_watches--;
	store_uncharge(&c->d->store, c->who.domid,
		       watch_bytes(w->path, w->token));
	free(w->path);
	free(w->token);
	free(w);
}

int watch_remove(struct conn *c, const char *path, const char *token)
{
	struct watch *w = find(c, path, token);

	if (!w)
		return -ENOENT;
	log_change(w, REC_UNWATCH);
	destroy(w);
	return 0;
}

void watch_remove_all(struct conn *c)
{
	while (c->watches)
		destroy(c->watches);
}

static bool readable(const struct who *who, struct node *root, const char *path)
{
	struct node *n = tree_lookup(root, path);

	return n && store_access(who, n->perms) & PERM_READ;
}

/*
 * Who may read the node, before or after the change, may know; so may who can
 * list its directory.
 */
static bool may_know(const struct who *who, struct node *old, struct node *new,
		     const char *path)
{
	char parent[XENSTORE_ABS_PATH_MAX + 1], *slash;

	if (who->privileged || readable(who, new, path) ||
	    readable(who, old, path))
		return true;
	strcpy(parent, path);
	slash = strrchr(parent, '/');
	slash[slash == parent] = 0;
	return readable(who, new, parent);
}

/* Those that watch @at for a change of @path, which is there or below. */
static void fire_at(struct daemon *d, struct node *old, struct node *new,
		    const char *at, const char *path, unsigned int below)
{
	struct watch *w, *next;

	for (w = *bucket(d, at); w; w = next) {
		next = w->hash_next;
		if (strcmp(w->path, at) ||
		    (w->depth >= 0 && below > (unsigned int)w->depth))
			continue;
		if (may_know(&w->conn->who, old, new, path))
			conn_event(w->conn, path + w->strip, w->token);
	}
}

/* Those that watch something that went with @path. */
static void fire_below(struct daemon *d, struct node *old, struct node *new,
		       const char *path)
{
	size_t len = strlen(path);
	struct conn *c, *next_conn;
	struct watch *w, *next;

	for (c = d->conns; c; c = next_conn) {
		next_conn = c->next;
		for (w = c->watches; w; w = next) {
			next = w->conn_next;
			if (!strncmp(w->path, path, len) &&
			    w->path[len] == '/' && tree_lookup(old, w->path) &&
			    !tree_lookup(new, w->path) &&
			    may_know(&c->who, old, new, w->path))
				conn_event(c, w->path + w->strip, w->token);
		}
	}
}

void watch_fire(struct daemon *d, struct node *old, struct node *new,
		const char *path, bool removed)
{
	char at[XENSTORE_ABS_PATH_MAX + 1], *slash;
	unsigned int below = 0;

	strcpy(at, path);
	fire_at(d, old, new, at, path, 0);
	while (at[1]) {
		slash = strrchr(at, '/');
		slash[slash == at] = 0;
		below++;
		fire_at(d, old, new, at, path, below);
	}
	if (removed)
		fire_below(d, old, new, path);
}

void watch_fire_special(struct daemon *d, unsigned int special)
{
	const struct special *s = &d->store.special[special];
	struct watch *w, *next;

	for (w = *bucket(d, s->name); w; w = next) {
		next = w->hash_next;
		if (!strcmp(w->path, s->name) &&
		    store_access(&w->conn->who, s->perms) & PERM_READ)
			conn_event(w->conn, s->name, w->token);
	}
}
