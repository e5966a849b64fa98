/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes, and changes to the tree along one path.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"
#include "tree.h"

static uint64_t last_generation;

struct perms *perms_new(const struct perm *p, unsigned int nr)
{
	struct perms *perms = malloc(sizeof(*perms) + nr * sizeof(*p));

	if (!perms)
		return NULL;
	perms->refs = 1;
	perms->nr = nr;
	memcpy(perms->p, p, nr * sizeof(*p));
	return perms;
}

struct perms *perms_get(struct perms *p)
{
	if (p)
		p->refs++;
	return p;
}

void perms_put(struct perms *p)
{
	if (p && !--p->refs)
		free(p);
}

struct perms *perms_without(const struct perms *p, unsigned int domid,
			    unsigned int heir)
{
	struct perms *perms = perms_new(p->p, p->nr);
	unsigned int i, nr = 1;

	if (!perms)
		return NULL;
	if (perms->p[0].id == domid)
		perms->p[0].id = heir;
	for (i = 1; i < perms->nr; i++)
		if (perms->p[i].id != domid)
			perms->p[nr++] = perms->p[i];
	perms->nr = nr;
	return perms;
}

bool perms_equal(const struct perms *a, const struct perms *b)
{
	return a == b ||
	       (a->nr == b->nr && !memcmp(a->p, b->p, a->nr * sizeof(a->p[0])));
}

struct blob *blob_new(const void *data, unsigned int len)
{
	struct blob *b = malloc(sizeof(*b) + len);

	if (!b)
		return NULL;
	b->refs = 1;
	b->len = len;
	if (len)
		memcpy(b->data, data, len);
	return b;
}

static struct blob *blob_get(struct blob *b)
{
	if (b)
		b->refs++;
	return b;
}

void blob_put(struct blob *b)
{
	if (b && !--b->refs)
		free(b);
}

bool blob_equal(const struct blob *a, const struct blob *b)
{
	unsigned int la = a ? a->len : 0, lb = b ? b->len : 0;

	return a == b || (la == lb && (!la || !memcmp(a->data, b->data, la)));
}

/* Takes over the reference to @children, even when it fails. */
static struct node *make(struct perms *perms, struct blob *data,
			 struct child *children, uint64_t generation)
{
	struct node *n = malloc(sizeof(*n));

	if (!n) {
		child_put(children);
		return NULL;
	}
	n->refs = 1;
	n->generation = generation;
	n->data = blob_get(data);
	n->perms = perms_get(perms);
	n->children = children;
	return n;
}

struct node *node_new(struct perms *perms, struct blob *data)
{
	return make(perms, data, NULL, ++last_generation);
}

struct node *node_get(struct node *n)
{
	if (n)
		n->refs++;
	return n;
}

void node_put(struct node *n)
{
	if (!n || --n->refs)
		return;
	blob_put(n->data);
	perms_put(n->perms);
	child_put(n->children);
	free(n);
}

struct node *node_with_data(const struct node *n, struct blob *data)
{
	return make(n->perms, data, child_get(n->children), n->generation);
}

struct node *node_with_perms(const struct node *n, struct perms *perms)
{
	return make(perms, n->data, child_get(n->children), n->generation);
}

struct node *node_with_child(const struct node *n, const char *name,
			     struct node *child)
{
	unsigned int nr = node_nr_children(n);
	struct child *children;

	if (child) {
		children = child_set(n->children, name, child);
		if (!children)
			return NULL;
	} else if (child_remove(n->children, name, &children)) {
		return NULL;
	}
	return make(n->perms, n->data, children,
		    nr == (children ? children->nr : 0) ? n->generation
							: ++last_generation);
}

struct node *node_find_child(const struct node *n, const char *name)
{
	struct child *c = child_find(n->children, name, strlen(name));

	return c ? c->node : NULL;
}

unsigned int node_nr_children(const struct node *n)
{
	return n->children ? n->children->nr : 0;
}

int node_for_each_child(const struct node *n, child_fn *fn, void *ctx)
{
	return child_for_each(n->children, fn, ctx);
}

static int differs(void *ctx, const char *name, struct node *a, struct node *b)
{
	return !a || !b;
}

bool node_same_names(const struct node *a, const struct node *b)
{
	return a == b || !child_diff(a->children, b->children, differs, NULL);
}

/* The first component at or after @p: its start in *@p, its length. */
static size_t component(const char **p)
{
	while (**p == '/')
		(*p)++;
	return strcspn(*p, "/");
}

struct node *tree_lookup_nearest(struct node *root, const char *path,
				 size_t *len)
{
	const char *p = path;
	struct child *c;
	size_t n;

	*len = 0;
	while ((n = component(&p))) {
		c = child_find(root->children, p, n);
		if (!c)
			break;
		root = c->node;
		p += n;
		*len = p - path;
	}
	return root;
}

struct node *tree_lookup(struct node *root, const char *path)
{
	size_t len;
	struct node *n = tree_lookup_nearest(root, path, &len);

	return !path[len] || !strcmp(path, "/") ? n : NULL;
}

/*
 * Rebuilds the nodes from @parent down to the end of @path, where @n goes.
 * Recursion is as deep as the path, which the protocol limits.
 */
static struct node *rebuild(struct node *parent, const char *path,
			    struct node *n, int *error)
{
	char name[256], *long_name = NULL;
	struct node *child, *result;
	struct child *c;
	size_t len = component(&path);

	if (len < sizeof(name)) {
		memcpy(name, path, len);
		name[len] = 0;
	} else {
		long_name = strndup(path, len);
		if (!long_name) {
			*error = -ENOMEM;
			return NULL;
		}
	}
	if (!path[len]) {
		child = node_get(n);
	} else {
		c = child_find(parent->children, path, len);
		*error = -ENOENT;
		child = c ? rebuild(c->node, path + len, n, error) : NULL;
		if (!child) {
			free(long_name);
			return NULL;
		}
	}
	result = node_with_child(parent, long_name ? long_name : name, child);
	node_put(child);
	free(long_name);
	*error = result ? 0 : -ENOMEM;
	return result;
}

int tree_set(struct node *root, const char *path, struct node *n,
	     struct node **out)
{
	int error = 0;

	*out = rebuild(root, path, n, &error);
	return error;
}

/* A chain of new directories: @path, which has at least two components, is
 * relative to a node that exists; the first is returned. */
static struct node *wrap(const char *path, struct perms *perms, struct node *n)
{
	const char *end = path + strlen(path), *p;
	struct node *dir, *grown;
	char *name;

	n = node_get(n);
	for (;;) {
		for (p = end; p[-1] != '/'; p--)
			;
		/* [p, end) names n in its directory. */
		if (p - 1 == path)
			return n;
		name = strndup(p, end - p);
		dir = name ? node_new(perms, NULL) : NULL;
		grown = dir ? node_with_child(dir, name, n) : NULL;
		free(name);
		node_put(dir);
		node_put(n);
		if (!grown)
			return NULL;
		n = grown;
		end = p - 1;
	}
}

int tree_create(struct node *root, const char *path, struct perms *perms,
		struct node *n, struct node **out)
{
	struct node *first;
	size_t have;
	char *first_path;
	int r;

	tree_lookup_nearest(root, path, &have);
	first_path = strndup(path, have + 1 + strcspn(path + have + 1, "/"));
	if (!first_path)
		return -ENOMEM;
	first = wrap(path + have, perms, n);
	r = first ? tree_set(root, first_path, first, out) : -ENOMEM;
	node_put(first);
	free(first_path);
	return r;
}
