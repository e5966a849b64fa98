/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The treap of a node's children.
 *
 * Order: names made of digits first and by value, as domains and devices are
 * numbered, then the others bytewise.  Heap: the larger (hash, name) is
 * nearer to the root.  Both are total orders, so a set of names has exactly
 * one shape; child_diff() relies on that.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

static uint32_t seed;

void tree_seed(uint32_t s)
{
	seed = s;
}

static uint32_t hash_name(const char *name, size_t len)
{
	uint32_t h = 2166136261u ^ seed;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	h *= 0xc2b2ae35u;
	return h ^ h >> 16;
}

static bool is_number(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static int cmp_names(const char *a, size_t la, const char *b, size_t lb)
{
	bool na = is_number(a, la), nb = is_number(b, lb);
	int r;

	if (na != nb)
		return na ? -1 : 1;
	if (na && la != lb)
		return la < lb ? -1 : 1;
	r = memcmp(a, b, la < lb ? la : lb);
	if (r || la == lb)
		return r;
	return la < lb ? -1 : 1;
}

static int cmp_child(const char *name, const struct child *c)
{
	return cmp_names(name, strlen(name), c->name, strlen(c->name));
}

/* Whether (prio, name) belongs above @c. */
static bool is_above(uint32_t prio, const char *name, const struct child *c)
{
	if (prio != c->prio)
		return prio > c->prio;
	return cmp_child(name, c) > 0;
}

struct child *child_get(struct child *c)
{
	if (c)
		c->refs++;
	return c;
}

void child_put(struct child *c)
{
	if (!c || --c->refs)
		return;
	child_put(c->left);
	child_put(c->right);
	node_put(c->node);
	free(c);
}

static unsigned int count(const struct child *c)
{
	return c ? c->nr : 0;
}

/* Takes over the references to @left and @right, even when it fails. */
static struct child *make(const char *name, uint32_t prio, struct node *node,
			  struct child *left, struct child *right)
{
	size_t len = strlen(name);
	struct child *c = malloc(sizeof(*c) + len + 1);

	if (!c) {
		child_put(left);
		child_put(right);
		return NULL;
	}
	c->refs = 1;
	c->prio = prio;
	c->nr = 1 + count(left) + count(right);
	c->left = left;
	c->right = right;
	c->node = node_get(node);
	memcpy(c->name, name, len + 1);
	return c;
}

static struct child *copy(const struct child *c, struct child *left,
			  struct child *right)
{
	return make(c->name, c->prio, c->node, left, right);
}

struct child *child_find(struct child *t, const char *name, size_t len)
{
	int r;

	while (t) {
		r = cmp_names(name, len, t->name, strlen(t->name));
		if (!r)
			return t;
		t = r < 0 ? t->left : t->right;
	}
	return NULL;
}

/* Those below @name and those above it; @name is not in @t. */
static int split(struct child *t, const char *name, struct child **left,
		 struct child **right)
{
	struct child *l, *r;

	*left = *right = NULL;
	if (!t)
		return 0;
	if (cmp_child(name, t) < 0) {
		if (split(t->left, name, &l, &r))
			return -ENOMEM;
		*right = copy(t, r, child_get(t->right));
		*left = l;
	} else {
		if (split(t->right, name, &l, &r))
			return -ENOMEM;
		*left = copy(t, child_get(t->left), l);
		*right = r;
	}
	if (cmp_child(name, t) < 0 ? !*right : !*left) {
		child_put(*left);
		child_put(*right);
		*left = *right = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* @a's names are all below @b's. */
static int join(struct child *a, struct child *b, struct child **out)
{
	struct child *sub;

	if (!a || !b) {
		*out = child_get(a ? a : b);
		return 0;
	}
	if (is_above(a->prio, a->name, b)) {
		if (join(a->right, b, &sub))
			return -ENOMEM;
		*out = copy(a, child_get(a->left), sub);
	} else {
		if (join(a, b->left, &sub))
			return -ENOMEM;
		*out = copy(b, sub, child_get(b->right));
	}
	return *out ? 0 : -ENOMEM;
}

static struct child *insert(struct child *t, const char *name, uint32_t prio,
			    struct node *node)
{
	struct child *left, *right, *sub;
	int r;

	if (!t)
		return make(name, prio, node, NULL, NULL);
	r = cmp_child(name, t);
	if (!r)
		return make(name, prio, node, child_get(t->left),
			    child_get(t->right));
	if (is_above(prio, name, t)) {
		if (split(t, name, &left, &right))
			return NULL;
		return make(name, prio, node, left, right);
	}
	sub = insert(r < 0 ? t->left : t->right, name, prio, node);
	if (!sub)
		return NULL;
	if (r < 0)
		return copy(t, sub, child_get(t->right));
	return copy(t, child_get(t->left), sub);
}

struct child *child_set(struct child *t, const char *name, struct node *node)
{
	return insert(t, name, hash_name(name, strlen(name)), node);
}

int child_remove(struct child *t, const char *name, struct child **out)
{
	struct child *sub;
	int r;

	if (!t) {
		*out = NULL;
		return 0;
	}
	r = cmp_child(name, t);
	if (!r)
		return join(t->left, t->right, out);
	if (child_remove(r < 0 ? t->left : t->right, name, &sub))
		return -ENOMEM;
	if (r < 0)
		*out = copy(t, sub, child_get(t->right));
	else
		*out = copy(t, child_get(t->left), sub);
	return *out ? 0 : -ENOMEM;
}

/* The part of @t between @lo and @hi (NULL: no limit), as far as the root. */
static struct child *clip(struct child *t, const char *lo, const char *hi)
{
	while (t) {
		if (lo && cmp_child(lo, t) >= 0)
			t = t->right;
		else if (hi && cmp_child(hi, t) <= 0)
			t = t->left;
		else
			break;
	}
	return t;
}

struct diff {
	child_diff_fn *fn;
	void *ctx;
};

static int diff(const struct diff *d, struct child *a, struct child *b,
		const char *lo, const char *hi)
{
	struct child *top;
	bool in_a, in_b;
	int r;

	a = clip(a, lo, hi);
	b = clip(b, lo, hi);
	/* The same object within the same limits. */
	if (a == b)
		return 0;
	/* The name nearer to the root cannot be deeper in the other treap. */
	in_a = a && (!b || !is_above(b->prio, b->name, a));
	in_b = b && (!a || !is_above(a->prio, a->name, b));
	top = in_a ? a : b;

	r = diff(d, in_a ? a->left : a, in_b ? b->left : b, lo, top->name);
	if (!r && (in_a ? a->node : NULL) != (in_b ? b->node : NULL))
		r = d->fn(d->ctx, top->name, in_a ? a->node : NULL,
			  in_b ? b->node : NULL);
	if (!r)
		r = diff(d, in_a ? a->right : a, in_b ? b->right : b, top->name,
			 hi);
	return r;
}

int child_diff(struct child *a, struct child *b, child_diff_fn *fn, void *ctx)
{
	return diff(&(struct diff){ fn, ctx }, a, b, NULL, NULL);
}

int child_for_each(const struct child *t, child_fn *fn, void *ctx)
{
	int r;

	if (!t)
		return 0;
	r = child_for_each(t->left, fn, ctx);
	if (!r)
		r = fn(ctx, t->name, t->node);
	if (!r)
		r = child_for_each(t->right, fn, ctx);
	return r;
}
