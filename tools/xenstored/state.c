/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon's state as records and back.
 *
 * Reading goes by a table: a type, the least length of its body, a function
 * that checks what is in it and does it.  What was logged as one batch is there
 * as a whole, so nothing half-done is seen between records.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "conn.h"
#include "domain.h"
#include "log.h"
#include "quota.h"
#include "record.h"
#include "socket.h"
#include "state.h"
#include "watch.h"
#include "xen.h"

static void save_node(void *ctx, const char *path, const struct node *old,
		      const struct node *new)
{
	record_node(ctx, path, new);
}

static void save_watches(const struct conn *c, struct record_buf *b)
{
	const struct watch *w;

	for (w = c->watches; w; w = w->conn_next)
		watch_log(c, w, b);
}

static void save_done(const struct daemon *d, struct record_buf *b)
{
	unsigned int i = d->nr_done > NR_DONE ? d->nr_done - NR_DONE : 0;

	for (; i < d->nr_done; i++)
		record_conn(b, REC_DONE, 0, d->done[i % NR_DONE]);
}

void state_save(struct daemon *d, struct record_buf *b,
		const struct rec_process *process)
{
	const struct quota_field *f;
	struct rec_process *rec;
	struct domain *dom;
	size_t start = b->len;
	unsigned int i;

	rec = record_put(b, REC_PROCESS, sizeof(*rec));
	if (rec && process)
		*rec = *process;
	if (rec)
		rec->generation = d->generation;
	for (f = quota_fields; f->name; f++)
		record_quota(b, f->name, *f->value);
	for (i = 0; i < NR_SPECIAL; i++)
		record_special(b, d->store.special[i].name,
			       d->store.special[i].perms);
	tree_diff(NULL, d->store.root, save_node, b);
	save_done(d, b);
	for (dom = d->domains; dom; dom = dom->next) {
		domain_log(dom, b);
		save_watches(dom->conn, b);
		conn_log(dom->conn, b, true);
	}
	record_commit(b, start);
}

void state_save_sockets(struct daemon *d, struct record_buf *b, bool keep)
{
	size_t start = b->len;
	struct conn *c;

	for (c = d->conns; c; c = c->next) {
		if (c->ops->position)
			continue;
		socket_log(c, b, keep);
		save_watches(c, b);
		conn_log(c, b, true);
	}
	record_commit(b, start);
}

const struct rec_process *state_process(const char *data, size_t len)
{
	const struct record *rec;
	size_t pos = 0;

	rec = record_next(data, len, &pos);
	if (!rec || rec->type != REC_PROCESS ||
	    rec->len < sizeof(struct rec_process))
		return NULL;
	return record_body(rec);
}

/* What reading works on. */
struct loader {
	struct daemon *d;
	struct node *root; /* counted, grows */
	bool keep_ports;
	uint32_t last_conn;
};

/* A record's body, and how much of it is left. */
struct body {
	const char *p;
	size_t len;
};

/* The next @len bytes, or NULL. */
static const char *take(struct body *b, size_t len)
{
	const char *p = b->p;

	if (len > b->len)
		return NULL;
	b->p += len;
	b->len -= len;
	return p;
}

/* ... which are a string of just that length. */
static const char *take_string(struct body *b, size_t len)
{
	const char *p = len ? take(b, len) : NULL;

	return p && strnlen(p, len) == len - 1 ? p : NULL;
}

static struct perms *take_perms(struct body *b, uint32_t nr)
{
	const char *p;
	struct rec_perm rec;
	struct perms *perms;
	struct perm *perm;
	uint32_t i;

	if (!nr || nr > XENSTORE_PAYLOAD_MAX)
		return NULL;
	p = take(b, nr * sizeof(rec));
	perm = p ? calloc(nr, sizeof(*perm)) : NULL;
	if (!perm)
		return NULL;
	for (i = 0; i < nr; i++) {
		memcpy(&rec, p + i * sizeof(rec), sizeof(rec));
		perm[i].id = rec.id;
		perm[i].perms = rec.perms & (PERM_READ | PERM_WRITE);
	}
	perms = perms_new(perm, nr);
	free(perm);
	return perms;
}

static bool is_path(const char *path)
{
	size_t len = strlen(path);

	return path[0] == '/' && len <= XENSTORE_ABS_PATH_MAX &&
	       (len == 1 || (path[len - 1] != '/' && !strstr(path, "//")));
}

static int adopt(struct loader *l, struct node *root)
{
	node_put(l->root);
	l->root = root;
	return 0;
}

static int set_node(struct loader *l, const char *path, struct perms *perms,
		    struct blob *data)
{
	struct node *old = tree_lookup(l->root, path), *with_data, *n, *root;
	int r = 0;

	with_data = old ? node_with_data(old, data) : node_new(perms, data);
	n = with_data ? node_with_perms(with_data, perms) : NULL;
	node_put(with_data);
	if (!n)
		return -ENOMEM;
	if (!path[1])
		return adopt(l, n);
	if (old)
		r = tree_set(l->root, path, n, &root);
	else
		r = tree_create(l->root, path, perms, n, &root);
	node_put(n);
	return r ? r : adopt(l, root);
}

static int load_node(struct loader *l, struct body *b)
{
	const struct rec_node *rec = (const void *)take(b, sizeof(*rec));
	struct perms *perms = take_perms(b, rec->nr_perms);
	const char *path = perms ? take_string(b, rec->path_len) : NULL;
	struct blob *blob = NULL;
	int r = -EINVAL;

	if (path && is_path(path) && b->len == rec->data_len) {
		if (b->len)
			blob = blob_new(b->p, b->len);
		r = b->len && !blob ? -ENOMEM : set_node(l, path, perms, blob);
	}
	blob_put(blob);
	perms_put(perms);
	return r;
}

static int load_gone(struct loader *l, struct body *b)
{
	const char *path = take_string(b, b->len);
	struct node *root;
	int r;

	if (!path || !is_path(path) || !path[1])
		return -EINVAL;
	r = tree_set(l->root, path, NULL, &root);
	/* It went with its directory. */
	if (r == -ENOENT)
		return 0;
	return r ? r : adopt(l, root);
}

static int load_special(struct loader *l, struct body *b)
{
	const struct rec_node *rec = (const void *)take(b, sizeof(*rec));
	struct perms *perms = take_perms(b, rec->nr_perms);
	const char *name = perms ? take_string(b, rec->path_len) : NULL;
	struct special *special;

	special = name ? store_find_special(&l->d->store, name) : NULL;
	if (special)
		store_set_special(&l->d->store, special, perms);
	perms_put(perms);
	return special ? 0 : -EINVAL;
}

static int load_quota(struct loader *l, struct body *b)
{
	const char *text = take_string(b, b->len);
	const char *eq = text ? strchr(text, '=') : NULL;
	char name[40];

	if (!eq || (size_t)(eq - text) >= sizeof(name))
		return -EINVAL;
	memcpy(name, text, eq - text);
	name[eq - text] = 0;
	/* An older or newer version may know others. */
	quota_set(name, eq + 1);
	return 0;
}

static int load_process(struct loader *l, struct body *b)
{
	const struct rec_process *rec = (const void *)b->p;

	l->d->generation = rec->generation % 0x7fff + 1;
	return 0;
}

static void note_conn(struct loader *l, uint32_t id)
{
	if (id > l->last_conn)
		l->last_conn = id;
}

static int load_domain(struct loader *l, struct body *b)
{
	const struct rec_domain *rec = (const void *)b->p;

	note_conn(l, rec->conn);
	return domain_restore(l->d, rec, l->keep_ports);
}

static int load_release(struct loader *l, struct body *b)
{
	const struct rec_conn *rec = (const void *)b->p;
	struct domain *dom = domain_find(l->d, rec->value);

	if (dom)
		domain_drop(dom);
	return 0;
}

static int load_reset(struct loader *l, struct body *b)
{
	const struct rec_conn *rec = (const void *)b->p;
	struct conn *c = conn_by_id(l->d, rec->conn);

	if (c)
		conn_reset(c);
	return 0;
}

static int load_socket(struct loader *l, struct body *b)
{
	const struct rec_socket *rec = (const void *)take(b, sizeof(*rec));

	if (!l->keep_ports)
		return -EINVAL; /* that descriptor is not ours */
	note_conn(l, rec->conn);
	return socket_restore(l->d, rec, b->p, b->len);
}

static int take_watch(struct body *b, const struct rec_watch **rec,
		      const char **path, const char **token)
{
	*rec = (const void *)take(b, sizeof(**rec));
	*path = take_string(b, (*rec)->path_len);
	*token = *path ? take_string(b, (*rec)->token_len) : NULL;
	if (!*token || strlen(*path) > XENSTORE_ABS_PATH_MAX ||
	    (*rec)->strip > strlen(*path) || (*rec)->depth < -1)
		return -EINVAL;
	return 0;
}

static int load_watch(struct loader *l, struct body *b)
{
	const struct rec_watch *rec;
	const char *path, *token;
	struct conn *c;
	int r = take_watch(b, &rec, &path, &token);

	c = r ? NULL : conn_by_id(l->d, rec->conn);
	if (c)
		r = watch_add(c, path, rec->strip, token, rec->depth);
	/* The quota may have been lowered since. */
	return r == -EEXIST || r == -ENOSPC ? 0 : r;
}

static int load_unwatch(struct loader *l, struct body *b)
{
	const struct rec_watch *rec = (const void *)b->p;
	struct conn *c = conn_by_id(l->d, rec->conn);
	const char *path, *token;

	if (!rec->path_len) {
		if (c)
			watch_remove_all(c);
		return 0;
	}
	if (take_watch(b, &rec, &path, &token))
		return -EINVAL;
	if (c)
		watch_remove(c, path, token);
	return 0;
}

static int load_done(struct loader *l, struct body *b)
{
	const struct rec_conn *rec = (const void *)b->p;

	daemon_note_done(l->d, rec->value);
	return 0;
}

static int load_out(struct loader *l, struct body *b)
{
	const struct rec_out *rec = (const void *)take(b, sizeof(*rec));
	struct conn *c = conn_by_id(l->d, rec->conn);

	return c ? conn_restore_out(c, rec->is_event, b->p, b->len) : 0;
}

static int load_io(struct loader *l, struct body *b)
{
	const struct rec_io *rec = (const void *)take(b, sizeof(*rec));
	struct conn *c = conn_by_id(l->d, rec->conn);

	if (!c)
		return 0;
	domain_restore_position(c, rec);
	return conn_restore_io(c, rec, b->p, b->len);
}

typedef int load_fn(struct loader *l, struct body *b);

static const struct {
	load_fn *fn;
	size_t min;
} loads[NR_RECORDS] = {
	[REC_NODE] = { load_node, sizeof(struct rec_node) },
	[REC_GONE] = { load_gone, 1 },
	[REC_SPECIAL] = { load_special, sizeof(struct rec_node) },
	[REC_QUOTA] = { load_quota, 1 },
	[REC_PROCESS] = { load_process, sizeof(struct rec_process) },
	[REC_DOMAIN] = { load_domain, sizeof(struct rec_domain) },
	[REC_RELEASE] = { load_release, sizeof(struct rec_conn) },
	[REC_SOCKET] = { load_socket, sizeof(struct rec_socket) },
	[REC_RESET] = { load_reset, sizeof(struct rec_conn) },
	[REC_WATCH] = { load_watch, sizeof(struct rec_watch) },
	[REC_UNWATCH] = { load_unwatch, sizeof(struct rec_watch) },
	[REC_DONE] = { load_done, sizeof(struct rec_conn) },
	[REC_OUT] = { load_out, sizeof(struct rec_out) },
	[REC_IO] = { load_io, sizeof(struct rec_io) },
};

static int load_record(struct loader *l, const struct record *rec)
{
	struct body b = { record_body(rec), rec->len };

	if (rec->type == REC_COMMIT)
		return 0;
	if (rec->type >= NR_RECORDS || !loads[rec->type].fn ||
	    rec->len < loads[rec->type].min)
		return -EINVAL;
	return loads[rec->type].fn(l, &b);
}

static int load_all(struct loader *l, const char *data, size_t len)
{
	const struct record *rec;
	size_t pos = 0;
	int r = 0;

	while (!r && (rec = record_next(data, len, &pos)))
		r = load_record(l, rec);
	if (r)
		log_msg(LOG_ERR, "the record before byte %zu: %s", pos,
			strerror(-r));
	return r;
}

int state_load(struct daemon *d, const char *data, size_t len, bool keep_ports)
{
	struct loader l = { .d = d, .keep_ports = keep_ports };
	struct perm dom0 = { .id = 0, .perms = PERM_NONE };
	struct perms *perms = perms_new(&dom0, 1);
	unsigned int batches;
	int r = -ENOMEM;

	len = record_check(data, len, &batches);
	/* Not what daemon_init() put into the tree: that may be gone. */
	l.root = perms ? node_new(perms, NULL) : NULL;
	perms_put(perms);
	if (l.root)
		r = batches ? load_all(&l, data, len) : -ENODATA;
	if (!r)
		store_publish(&d->store, l.root);
	node_put(l.root);
	if (d->last_conn < l.last_conn)
		d->last_conn = l.last_conn;
	return r;
}

void state_loaded(struct daemon *d)
{
	struct domain *dom, *next;

	for (dom = d->domains; dom; dom = next) {
		next = dom->next;
		/* Our own kernel may have been connected since. */
		if (!dom->ring)
			domain_restored(dom);
	}
	if (d->xen)
		domain_check_all(d);
}
