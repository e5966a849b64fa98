/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparing and combining whole trees.  Recursion follows paths, whose depth
 * the protocol limits, and treaps, which are shallow.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xen/io/xs_wire.h>

#include "children.h"
#include "tree.h"

struct diff_ctx {
	diff_fn *fn;
	void *ctx;
	size_t len; /* of the path of the directory; 0: the root */
	char path[XENSTORE_ABS_PATH_MAX + 1];
};

static void diff(struct diff_ctx *d, const struct node *old,
		 const struct node *new);

static int diff_child(void *ctx, const char *name, struct node *old,
		      struct node *new)
{
	struct diff_ctx *d = ctx;
	size_t len = d->len, n = strnlen(name, XENSTORE_ABS_PATH_MAX);

	if (len + 1 + n <= XENSTORE_ABS_PATH_MAX) {
		d->path[len] = '/';
		memcpy(d->path + len + 1, name, n);
		d->len = len + 1 + n;
		d->path[d->len] = 0;
	}
	diff(d, old, new);
	d->len = len;
	d->path[len] = 0;
	return 0;
}

static void diff(struct diff_ctx *d, const struct node *old,
		 const struct node *new)
{
	if (old == new)
		return;
	d->fn(d->ctx, d->len ? d->path : "/", old, new);
	child_diff(old ? old->children : NULL, new ? new->children : NULL,
		   diff_child, d);
}

void tree_diff(const struct node *old, const struct node *new, diff_fn *fn,
	       void *ctx)
{
	struct diff_ctx d;

	d.fn = fn;
	d.ctx = ctx;
	d.len = 0;
	diff(&d, old, new);
}

static bool same_node(const struct node *a, const struct node *b)
{
	return blob_equal(a->data, b->data) && perms_equal(a->perms, b->perms);
}

static int child_differs(void *ctx, const char *name, struct node *a,
			 struct node *b)
{
	return !a || !b || !tree_equal(a, b);
}

bool tree_equal(struct node *a, struct node *b)
{
	return a == b ||
	       (same_node(a, b) &&
		!child_diff(a->children, b->children, child_differs, NULL));
}

/* What a merge of children works on. */
struct merge_ctx {
	struct child *theirs; /* borrowed */
	struct node *result;  /* counted, grows */
};

/*
 * The child @name went from @base to @mine (either may be NULL, not both);
 * carry that over to the result.
 */
static int merge_child(void *ctx, const char *name, struct node *base,
		       struct node *mine);

static int merge_children(struct node *base, struct node *mine,
			  struct node *theirs, struct node **result)
{
	struct merge_ctx m = {
		.theirs = theirs->children,
		.result = *result,
	};
	int r = child_diff(base ? base->children : NULL, mine->children,
			   merge_child, &m);

	*result = m.result;
	return r;
}

/* Both sides have the node, and so has the base, unless that is NULL. */
static int merge_node(struct node *base, struct node *mine, struct node *theirs,
		      struct node **out)
{
	struct blob *data = theirs->data;
	struct perms *perms = theirs->perms;
	struct node *with_data, *result;
	int r;

	if (!base) {
		/* Made by both: fine if they made the same thing. */
		if (!same_node(mine, theirs))
			return -EAGAIN;
	} else {
		/* Our writes count even if they changed nothing: another
		 * object.  Theirs that changed nothing do not matter. */
		if (base->data != mine->data) {
			if (!blob_equal(base->data, theirs->data) &&
			    !blob_equal(mine->data, theirs->data))
				return -EAGAIN;
			data = mine->data;
		}
		if (base->perms != mine->perms) {
			if (!perms_equal(base->perms, theirs->perms) &&
			    !perms_equal(mine->perms, theirs->perms))
				return -EAGAIN;
			perms = mine->perms;
		}
	}
	with_data = node_with_data(theirs, data);
	if (!with_data)
		return -ENOMEM;
	result = node_with_perms(with_data, perms);
	node_put(with_data);
	if (!result)
		return -ENOMEM;
	r = merge_children(base, mine, theirs, &result);
	if (r) {
		node_put(result);
		return r;
	}
	*out = result;
	return 0;
}

static int merge_child(void *ctx, const char *name, struct node *base,
		       struct node *mine)
{
	struct merge_ctx *m = ctx;
	struct node container = { .children = m->theirs };
	struct node *theirs = node_find_child(&container, name);
	struct node *merged, *grown;
	int r;

	if (theirs == mine)
		return 0;
	if (theirs == base) {
		/* Only we touched it; NULL removes it. */
		merged = node_get(mine);
	} else if (!mine || !theirs) {
		/* Removed here and changed there, or the other way round;
		 * unless the change was undone. */
		if (!tree_equal(base, mine ? mine : theirs))
			return -EAGAIN;
		merged = NULL;
	} else {
		r = merge_node(base, mine, theirs, &merged);
		if (r)
			return r;
	}
	grown = node_with_child(m->result, name, merged);
	node_put(merged);
	if (!grown)
		return -ENOMEM;
	node_put(m->result);
	m->result = grown;
	return 0;
}

int tree_merge(struct node *base, struct node *mine, struct node *theirs,
	       struct node **out)
{
	if (base == theirs || mine == theirs) {
		*out = node_get(mine);
		return 0;
	}
	if (base == mine) {
		*out = node_get(theirs);
		return 0;
	}
	return merge_node(base, mine, theirs, out);
}

/* What forgetting a domain works on. */
struct forget_ctx {
	unsigned int domid;
	int heir;
	struct node *result; /* counted */
};

static int forget_child(void *ctx, const char *name, struct node *child);

static bool mentions(const struct perms *perms, unsigned int domid)
{
	unsigned int i;

	for (i = 0; i < perms->nr; i++)
		if (perms->p[i].id == domid)
			return true;
	return false;
}

int tree_forget_domain(struct node *root, unsigned int domid, int heir,
		       struct node **out)
{
	struct forget_ctx f = { .domid = domid, .heir = heir };
	struct perms *perms;
	int r;

	if (mentions(root->perms, domid)) {
		/* The root cannot go: it falls to domain 0 if to nobody. */
		perms = perms_without(root->perms, domid, heir < 0 ? 0 : heir);
		f.result = perms ? node_with_perms(root, perms) : NULL;
		perms_put(perms);
		if (!f.result)
			return -ENOMEM;
	} else {
		f.result = node_get(root);
	}
	r = node_for_each_child(root, forget_child, &f);
	if (r) {
		node_put(f.result);
		return r;
	}
	*out = f.result;
	return 0;
}

static int forget_child(void *ctx, const char *name, struct node *child)
{
	struct forget_ctx *f = ctx;
	struct node *merged = NULL, *grown;
	int r;

	if (child->perms->p[0].id != f->domid || f->heir >= 0) {
		r = tree_forget_domain(child, f->domid, f->heir, &merged);
		if (r)
			return r;
		if (merged == child) {
			node_put(merged);
			return 0;
		}
	}
	grown = node_with_child(f->result, name, merged);
	node_put(merged);
	if (!grown)
		return -ENOMEM;
	node_put(f->result);
	f->result = grown;
	return 0;
}
