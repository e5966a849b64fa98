/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations on nodes with permission checks and quotas.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "log.h"
#include "private.h"
#include "quota.h"

static const char *const special_names[NR_SPECIAL] = {
	[SPECIAL_INTRODUCE] = "@introduceDomain",
	[SPECIAL_RELEASE] = "@releaseDomain",
};

int store_init(struct store *s)
{
	struct perm dom0 = { .id = 0, .perms = PERM_NONE };
	struct perms *perms = perms_new(&dom0, 1);
	struct node *n = NULL, *root = NULL, *tree;
	unsigned int i;
	int r = -ENOMEM;

	memset(s, 0, sizeof(*s));
	s->nr_nodes = calloc(NR_DOMIDS, sizeof(*s->nr_nodes));
	s->memory = calloc(NR_DOMIDS, sizeof(*s->memory));
	if (!perms || !s->nr_nodes || !s->memory)
		goto out;
	for (i = 0; i < NR_SPECIAL; i++) {
		s->special[i].name = special_names[i];
		s->special[i].perms = perms_get(perms);
	}
	n = node_new(perms, NULL);
	root = node_new(perms, NULL);
	if (!n || !root)
		goto out;
	r = tree_create(root, "/tool/xenstored", perms, n, &tree);
	if (!r)
		store_publish(s, tree);
	if (!r)
		node_put(tree);
out:
	node_put(n);
	node_put(root);
	perms_put(perms);
	if (r)
		store_fini(s);
	return r;
}

void store_fini(struct store *s)
{
	unsigned int i;

	node_put(s->root);
	free(s->nr_nodes);
	free(s->memory);
	for (i = 0; i < NR_SPECIAL; i++)
		perms_put(s->special[i].perms);
	memset(s, 0, sizeof(*s));
}

unsigned int store_access(const struct who *who, const struct perms *perms)
{
	unsigned int i, id;

	if (who->privileged || perms->p[0].id == who->domid ||
	    perms->p[0].id == who->target)
		return PERM_READ | PERM_WRITE | PERM_OWNER;
	for (i = 1; i < perms->nr; i++) {
		id = perms->p[i].id;
		if (id == who->domid || id == who->target)
			return perms->p[i].perms;
	}
	return perms->p[0].perms;
}

static struct node *view_root(const struct view *v)
{
	return v->tx ? v->tx->root : v->store->root;
}

/*
 * The node at @path, if the caller has all of @need there.  Who may not look
 * into the nearest existing directory is not told what is missing in it.
 */
static int get_node(const struct view *v, const char *path, unsigned int need,
		    struct node **out)
{
	struct node *n;
	size_t len;
	bool found;

	n = tree_lookup_nearest(view_root(v), path, &len);
	found = !path[len] || !strcmp(path, "/");
	if ((store_access(v->who, n->perms) & need) != need)
		return -EACCES;
	*out = n;
	return found ? 0 : -ENOENT;
}

struct special *store_find_special(struct store *s, const char *name)
{
	unsigned int i;

	for (i = 0; i < NR_SPECIAL; i++)
		if (!strcmp(s->special[i].name, name))
			return &s->special[i];
	return NULL;
}

int store_read(struct view *v, const char *path, struct blob **out)
{
	struct node *n;
	int r = transaction_note(v, path, DID_LOOK | DID_READ);

	if (r)
		return r;
	r = get_node(v, path, PERM_READ, &n);
	if (!r)
		*out = n->data;
	return r;
}

int store_directory(struct view *v, const char *path, struct node **out)
{
	int r = transaction_note(v, path, DID_LOOK | DID_LIST);

	return r ? r : get_node(v, path, PERM_READ, out);
}

int store_get_perms(struct view *v, const char *path, struct perms **out)
{
	struct special *special;
	struct node *n;
	int r;

	if (path[0] == '@') {
		special = store_find_special(v->store, path);
		if (!special)
			return -ENOENT;
		if (!(store_access(v->who, special->perms) & PERM_READ))
			return -EACCES;
		*out = special->perms;
		return 0;
	}
	r = transaction_note(v, path, DID_LOOK | DID_PERMS);
	if (r)
		return r;
	r = get_node(v, path, PERM_READ, &n);
	if (!r)
		*out = n->perms;
	return r;
}

/* What a node costs, roughly; it depends on nothing but what it says. */
static unsigned int node_bytes(const char *path, const struct node *n)
{
	const char *name = strrchr(path, '/');

	return sizeof(struct node) + sizeof(struct child) + strlen(name) +
	       n->perms->nr * sizeof(struct perm) +
	       (n->data ? n->data->len : 0);
}

void store_uncharge(struct store *s, unsigned int domid, unsigned int bytes)
{
	if (domid < NR_DOMIDS)
		s->memory[domid] -= bytes;
}

int store_charge(struct store *s, const struct who *who, unsigned int bytes)
{
	unsigned int *memory = &s->memory[who->domid], old = *memory;

	if (!who->privileged &&
	    (bytes > quota.memory || old > quota.memory - bytes))
		return -ENOSPC;
	*memory += bytes;
	if (!who->privileged && old <= quota.memory_soft &&
	    *memory > quota.memory_soft)
		log_msg(LOG_WARNING,
			"domain %u uses %u bytes: more than %u, the soft limit",
			who->domid, *memory, quota.memory_soft);
	return 0;
}

struct growth {
	unsigned int domid;
	int n;
	int bytes;
};

static void count_growth(void *ctx, const char *path, const struct node *old,
			 const struct node *new)
{
	struct growth *g = ctx;

	if (new &&new->perms->p[0].id == g->domid) {
		g->n++;
		g->bytes += node_bytes(path, new);
	}
	if (old && old->perms->p[0].id == g->domid) {
		g->n--;
		g->bytes -= node_bytes(path, old);
	}
}

int store_check_growth(const struct store *s, const struct who *who, int before,
		       struct node *old, struct node *new, int *nodes)
{
	struct growth g = { .domid = who->domid };

	tree_diff(old, new, count_growth, &g);
	*nodes = g.n;
	if (g.n > 0 && s->nr_nodes[who->domid] + before + g.n > quota.nodes)
		return -ENOSPC;
	if (g.bytes > 0 &&
	    s->memory[who->domid] + (unsigned int)g.bytes > quota.memory)
		return -ENOSPC;
	return 0;
}

struct publication {
	struct store *s;
	size_t gone;	 /* where the path of the last node that went stands */
	size_t gone_len; /* in the log */
};

/* What was below a directory that went needs no record of its own. */
static bool is_told(const struct publication *p, const char *path)
{
	return p->gone_len &&
	       !strncmp(path, p->s->log->data + p->gone, p->gone_len) &&
	       path[p->gone_len] == '/';
}

static void log_change(struct publication *p, const char *path,
		       const struct node *old, const struct node *new)
{
	struct record_buf *log = p->s->log;

	if (!log || log->failed)
		return;
	if (new) {
		if (!old || old->data != new->data || old->perms != new->perms)
			record_node(log, path, new);
	} else if (!is_told(p, path)) {
		p->gone = log->len + sizeof(struct record);
		p->gone_len = strlen(path);
		record_node(log, path, NULL);
	}
}

static void publish_node(void *ctx, const char *path, const struct node *old,
			 const struct node *new)
{
	struct publication *p = ctx;
	struct store *s = p->s;

	if (old && old->perms->p[0].id < NR_DOMIDS) {
		s->nr_nodes[old->perms->p[0].id]--;
		s->memory[old->perms->p[0].id] -= node_bytes(path, old);
	}
	if (new &&new->perms->p[0].id < NR_DOMIDS) {
		s->nr_nodes[new->perms->p[0].id]++;
		s->memory[new->perms->p[0].id] += node_bytes(path, new);
	}
	log_change(p, path, old, new);
}

void store_publish(struct store *s, struct node *root)
{
	struct publication p = { .s = s };

	tree_diff(s->root, root, publish_node, &p);
	node_get(root);
	node_put(s->root);
	s->root = root;
}

/* Makes @root the view's tree.  @bytes: what the change may cost. */
static int adopt(struct view *v, struct node *root, unsigned int bytes)
{
	struct transaction *tx = v->tx;
	int growth = 0, r;

	if (!v->who->privileged) {
		r = store_check_growth(v->store, v->who, tx ? tx->own_nodes : 0,
				       view_root(v), root, &growth);
		if (r)
			return r;
	}
	if (!tx) {
		store_publish(v->store, root);
		return 0;
	}
	r = store_charge(v->store, v->who, bytes);
	if (r)
		return r;
	tx->own_nodes += growth;
	tx->bytes += bytes;
	node_get(root);
	node_put(tx->root);
	tx->root = root;
	return 0;
}

/* What a new node below @parent has: an unprivileged maker owns it. */
static struct perms *inherit(const struct who *who, struct node *parent)
{
	struct perms *perms;

	if (who->privileged)
		return perms_get(parent->perms);
	perms = perms_new(parent->perms->p, parent->perms->nr);
	if (perms)
		perms->p[0].id = who->domid;
	return perms;
}

/* A new node has its permissions from the nearest one: note which that is. */
static int note_ancestor(struct view *v, const char *path)
{
	char *ancestor;
	size_t len;
	int r;

	if (!v->tx)
		return 0;
	tree_lookup_nearest(v->tx->root, path, &len);
	ancestor = len ? strndup(path, len) : strdup("/");
	if (!ancestor)
		return -ENOMEM;
	r = transaction_note(v, ancestor, DID_CREATE | DID_PERMS);
	free(ancestor);
	return r;
}

static int create(struct view *v, const char *path, struct node *parent,
		  struct blob *data, unsigned int len)
{
	struct perms *perms = inherit(v->who, parent);
	struct node *n = perms ? node_new(perms, data) : NULL, *root;
	int r = n ? note_ancestor(v, path) : -ENOMEM;

	if (!r)
		r = tree_create(view_root(v), path, perms, n, &root);
	if (!r) {
		r = adopt(v, root, len + strlen(path) + 256);
		node_put(root);
	}
	node_put(n);
	perms_put(perms);
	return r;
}

/* Puts @n in the place of @path and makes that the view's tree. */
static int replace(struct view *v, const char *path, struct node *n,
		   unsigned int bytes)
{
	struct node *root;
	int r;

	if (!strcmp(path, "/"))
		return adopt(v, n, bytes);
	r = tree_set(view_root(v), path, n, &root);
	if (r)
		return r;
	r = adopt(v, root, bytes);
	node_put(root);
	return r;
}

/* Those who are bound by permissions depend on these. */
static int note_change(struct view *v, const char *path, unsigned int did)
{
	return transaction_note(v, path,
				v->who->privileged ? did : did | DID_PERMS);
}

static bool too_large(const struct who *who, unsigned int len,
		      unsigned int nr_perms)
{
	return !who->privileged &&
	       len + nr_perms * sizeof(struct perm) > quota.node_size;
}

int store_write(struct view *v, const char *path, const void *data,
		unsigned int len)
{
	struct node *n, *changed;
	struct blob *blob;
	int found, r = note_change(v, path, DID_CREATE);

	if (r)
		return r;
	found = get_node(v, path, PERM_WRITE, &n);
	if (found && found != -ENOENT)
		return found;
	if (too_large(v->who, len, n->perms->nr))
		return -ENOSPC;
	blob = blob_new(data, len);
	if (!blob)
		return -ENOMEM;
	if (found) {
		r = create(v, path, n, blob, len);
	} else {
		changed = node_with_data(n, blob);
		r = changed ? replace(v, path, changed, len + 256) : -ENOMEM;
		node_put(changed);
	}
	blob_put(blob);
	return r;
}

int store_mkdir(struct view *v, const char *path, bool *made)
{
	struct node *n;
	int found, r = note_change(v, path, DID_CREATE);

	*made = false;
	if (r)
		return r;
	found = get_node(v, path, PERM_WRITE, &n);
	if (found != -ENOENT)
		return found;
	r = create(v, path, n, NULL, 0);
	*made = !r;
	return r;
}

static void parent_of(char *path)
{
	char *slash = strrchr(path, '/');

	slash[slash == path] = 0;
}

/* Not there is fine, if only the node itself is missing. */
static int rm_missing(struct view *v, const char *path)
{
	char *parent = strdup(path);
	int r;

	if (!parent)
		return -ENOMEM;
	parent_of(parent);
	r = transaction_note(v, parent, DID_LOOK);
	if (!r && !tree_lookup(view_root(v), parent))
		r = -ENOENT;
	free(parent);
	return r;
}

int store_rm(struct view *v, const char *path, bool *gone)
{
	struct node *n, *root;
	int r;

	*gone = false;
	if (!strcmp(path, "/"))
		return -EINVAL;
	r = note_change(v, path, DID_LOOK | DID_REMOVE);
	if (r)
		return r;
	r = get_node(v, path, PERM_WRITE, &n);
	if (r == -ENOENT)
		return rm_missing(v, path);
	if (!r)
		r = tree_set(view_root(v), path, NULL, &root);
	if (r)
		return r;
	r = adopt(v, root, 256);
	node_put(root);
	*gone = !r;
	return r;
}

void store_set_special(struct store *s, struct special *special,
		       struct perms *perms)
{
	perms_get(perms);
	perms_put(special->perms);
	special->perms = perms;
	record_special(s->log, special->name, perms);
}

static int set_special(struct view *v, const char *name, struct perms *perms)
{
	struct special *special = store_find_special(v->store, name);

	if (!special)
		return -ENOENT;
	if (!(store_access(v->who, special->perms) & PERM_OWNER))
		return -EACCES;
	store_set_special(v->store, special, perms);
	return 0;
}

static int set_node_perms(struct view *v, const char *path, struct perms *perms)
{
	struct node *n, *changed;
	int r = note_change(v, path, DID_LOOK);

	if (!r)
		r = get_node(v, path, PERM_OWNER, &n);
	if (r)
		return r;
	/* Giving a node away would be a way around the quota. */
	if (!v->who->privileged && perms->p[0].id != n->perms->p[0].id)
		return -EPERM;
	if (too_large(v->who, n->data ? n->data->len : 0, perms->nr))
		return -ENOSPC;
	changed = node_with_perms(n, perms);
	r = changed ? replace(v, path, changed, perms->nr * 8 + 256) : -ENOMEM;
	node_put(changed);
	return r;
}

int store_set_perms(struct view *v, const char *path, const struct perm *p,
		    unsigned int nr)
{
	struct perms *perms;
	unsigned int i;
	int r;

	if (!nr)
		return -EINVAL;
	for (i = 0; i < nr; i++)
		if (p[i].id >= NR_DOMIDS)
			return -EINVAL;
	if (!v->who->privileged && nr > quota.permissions)
		return -ENOSPC;
	perms = perms_new(p, nr);
	if (!perms)
		return -ENOMEM;
	if (path[0] == '@')
		r = set_special(v, path, perms);
	else
		r = set_node_perms(v, path, perms);
	perms_put(perms);
	return r;
}

/* Without memory the old ones stay, and the caller hears of it. */
static int forget_special(struct store *s, unsigned int domid)
{
	struct perms *perms;
	unsigned int i;

	for (i = 0; i < NR_SPECIAL; i++) {
		perms = perms_without(s->special[i].perms, domid, 0);
		if (!perms)
			return -ENOMEM;
		store_set_special(s, &s->special[i], perms);
		perms_put(perms);
	}
	return 0;
}

int store_forget_domain(struct store *s, unsigned int domid, int heir)
{
	struct node *root;
	int r = forget_special(s, domid);

	if (!r)
		r = tree_forget_domain(s->root, domid, heir, &root);
	if (r)
		return r;
	store_publish(s, root);
	node_put(root);
	return 0;
}
