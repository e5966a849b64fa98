/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_tree.c: the store's tree against a naive model, a list of paths.
 *
 * Random operations: the tree has what the model has, snapshots do not change,
 * and a merge of two histories from one base gives what the rules of tree.h
 * give when they are applied to the lists.  Fails when a node is lost, when a
 * shared node is changed, and when a merge is wrong either way.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <time.h>
#include <cmocka.h>

#include "tree.h"
#include "seed.h"

#define MAX_ITEMS 4000

struct item {
	char path[48];
	int value; /* 0: none */
	unsigned int perm;
	unsigned int set; /* Which making or chmod gave it @perm. */
};

/* Sorted by path; "/" is not in it. */
struct model {
	struct item items[MAX_ITEMS];
	int nr;
};

static int next_value = 1;
static unsigned int next_perm = 1;
static unsigned int next_set = 1;

static int find(const struct model *m, const char *path)
{
	int i;

	for (i = 0; i < m->nr; i++)
		if (!strcmp(m->items[i].path, path))
			return i;
	return -1;
}

/* With its parents; returns the index. */
static int model_create(struct model *m, const char *path, unsigned int perm)
{
	char parent[48], *slash;
	int i = find(m, path);

	if (i >= 0 || !path[1])
		return i;
	strcpy(parent, path);
	slash = strrchr(parent, '/');
	slash[slash == parent] = 0;
	model_create(m, parent, perm);
	assert_true(m->nr < MAX_ITEMS);
	i = m->nr++;
	strcpy(m->items[i].path, path);
	m->items[i].value = 0;
	m->items[i].perm = perm;
	m->items[i].set = next_set++;
	return i;
}

static bool below(const char *path, const char *top)
{
	size_t len = strlen(top);

	return !strncmp(path, top, len) && (!path[len] || path[len] == '/');
}

static void model_rm(struct model *m, const char *path)
{
	int i, nr = 0;

	for (i = 0; i < m->nr; i++)
		if (!below(m->items[i].path, path))
			m->items[nr++] = m->items[i];
	m->nr = nr;
}

static void random_path(char *path, int names)
{
	int depth = 1 + rand() % 4, i;

	path[0] = 0;
	for (i = 0; i < depth; i++)
		sprintf(path + strlen(path), "/%s%d", rand() % 2 ? "" : "n",
			rand() % names);
}

static struct perms *make_perms(unsigned int id)
{
	return perms_new(&(struct perm){ .id = id }, 1);
}

static struct node *new_tree(void)
{
	struct perms *perms = make_perms(0);
	struct node *root = node_new(perms, NULL);

	perms_put(perms);
	return root;
}

static unsigned int nearest_perm(struct node *root, const char *path)
{
	size_t len;

	return tree_lookup_nearest(root, path, &len)->perms->p[0].id;
}

static struct node *do_write(struct model *m, struct node *root,
			     const char *path)
{
	struct node *n = tree_lookup(root, path), *changed, *out;
	int value = next_value++, i;
	struct blob *b = blob_new(&value, sizeof(value));
	unsigned int perm = nearest_perm(root, path);
	struct perms *perms = make_perms(perm);

	if (n) {
		changed = node_with_data(n, b);
		assert_int_equal(tree_set(root, path, changed, &out), 0);
	} else {
		changed = node_new(perms, b);
		assert_int_equal(tree_create(root, path, perms, changed, &out),
				 0);
	}
	node_put(changed);
	blob_put(b);
	perms_put(perms);
	i = model_create(m, path, perm);
	m->items[i].value = value;
	return out;
}

static struct node *do_rm(struct model *m, struct node *root, const char *path)
{
	struct node *out;

	if (!tree_lookup(root, path))
		return node_get(root);
	assert_int_equal(tree_set(root, path, NULL, &out), 0);
	model_rm(m, path);
	return out;
}

static struct node *do_chmod(struct model *m, struct node *root,
			     const char *path)
{
	struct node *n = tree_lookup(root, path), *changed, *out;
	struct perms *perms;
	int i;

	if (!n)
		return node_get(root);
	perms = make_perms(next_perm++);
	changed = node_with_perms(n, perms);
	assert_int_equal(tree_set(root, path, changed, &out), 0);
	i = find(m, path);
	m->items[i].perm = perms->p[0].id;
	m->items[i].set = next_set++;
	perms_put(perms);
	node_put(changed);
	return out;
}

static struct node *step(struct model *m, struct node *root, int names)
{
	char path[48];
	struct node *out;

	random_path(path, names);
	switch (rand() % 6) {
	case 0:
		out = do_rm(m, root, path);
		break;
	case 1:
		out = do_chmod(m, root, path);
		break;
	default:
		out = do_write(m, root, path);
	}
	node_put(root);
	return out;
}

/* What a walk of the tree meets, against the model. */
struct check {
	const struct model *m;
	char path[64];
	int seen;
};

static int check_child(void *ctx, const char *name, struct node *n)
{
	struct check *c = ctx, sub = { .m = c->m };
	int i, value = 0;

	assert_true(strlen(c->path) + strlen(name) + 2 < sizeof(sub.path));
	strcat(strcat(strcpy(sub.path, c->path), "/"), name);
	i = find(c->m, sub.path);
	assert_true(i >= 0);
	if (n->data)
		memcpy(&value, n->data->data, sizeof(value));
	assert_int_equal(value, c->m->items[i].value);
	assert_int_equal(n->perms->p[0].id, c->m->items[i].perm);
	node_for_each_child(n, check_child, &sub);
	c->seen += sub.seen + 1;
	return 0;
}

static void check_tree(const struct model *m, struct node *root)
{
	struct check c = { .m = m };

	node_for_each_child(root, check_child, &c);
	assert_int_equal(c.seen, m->nr);
}

static void count_diff(void *ctx, const char *path, const struct node *old,
		       const struct node *new)
{
	int *n = ctx;

	*n += !old;
	*n -= !new;
}

static void test_random(void **state)
{
	struct model *m = calloc(1, sizeof(*m)), *old = calloc(1, sizeof(*m));
	struct node *root = new_tree(), *snapshot = NULL;
	int i, diff;

	for (i = 0; i < 20000; i++) {
		root = step(m, root, 12);
		if (i % 500 == 0) {
			if (snapshot) {
				check_tree(old, snapshot);
				diff = 0;
				tree_diff(snapshot, root, count_diff, &diff);
				assert_int_equal(diff, m->nr - old->nr);
				node_put(snapshot);
			}
			check_tree(m, root);
			snapshot = node_get(root);
			*old = *m;
		}
	}
	node_put(snapshot);
	node_put(root);
	free(m);
	free(old);
}

static int cmp_path(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path,
		      ((const struct item *)b)->path);
}

static bool same_item(const struct item *a, const struct item *b)
{
	return a->value == b->value && a->perm == b->perm;
}

/* Whether @path and all below are the same in both. */
static bool same_sub(const struct model *a, const struct model *b,
		     const char *path)
{
	int i, j, na = 0, nb = 0;

	for (i = 0; i < b->nr; i++)
		nb += below(b->items[i].path, path);
	for (i = 0; i < a->nr; i++) {
		if (!below(a->items[i].path, path))
			continue;
		na++;
		j = find(b, a->items[i].path);
		if (j < 0 || !same_item(&a->items[i], &b->items[j]))
			return false;
	}
	return na == nb;
}

/* ... and nothing in @a was made anew or written to what it was. */
static bool untouched(const struct model *a, const struct model *b,
		      const char *path)
{
	int i;

	if (!same_sub(a, b, path))
		return false;
	for (i = 0; i < a->nr; i++)
		if (below(a->items[i].path, path) &&
		    a->items[i].set != b->items[find(b, a->items[i].path)].set)
			return false;
	return true;
}

static void copy_sub(struct model *out, const struct model *in,
		     const char *path)
{
	int i;

	for (i = 0; i < in->nr; i++)
		if (below(in->items[i].path, path))
			out->items[out->nr++] = in->items[i];
}

static bool is_child(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && path[len] == '/' &&
	       !strchr(path + len + 1, '/');
}

/* The rules of tree.h, path by path.  False: conflict. */
static bool merge_path(const struct model *b, const struct model *m,
		       const struct model *t, const char *path,
		       struct model *out);

static bool merge_dir(const struct model *b, const struct model *m,
		      const struct model *t, const char *dir, struct model *out)
{
	const struct model *all[3] = { b, m, t };
	int i, j, k;
	bool earlier;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < all[i]->nr; j++) {
			const char *path = all[i]->items[j].path;

			if (!is_child(path, dir))
				continue;
			earlier = false;
			for (k = 0; k < i; k++)
				earlier |= find(all[k], path) >= 0;
			if (!earlier && !merge_path(b, m, t, path, out))
				return false;
		}
	}
	return true;
}

static bool merge_path(const struct model *b, const struct model *m,
		       const struct model *t, const char *path,
		       struct model *out)
{
	int ib = find(b, path), im = find(m, path), it = find(t, path);
	struct item item;

	if (same_sub(t, b, path) || same_sub(t, m, path)) {
		copy_sub(out, m, path);
		return true;
	}
	if (untouched(m, b, path)) {
		copy_sub(out, t, path);
		return true;
	}
	if (im < 0 || it < 0)
		return ib >= 0 && it < 0 && same_sub(m, b, path);
	item = t->items[it];
	if (ib < 0) {
		if (!same_item(&m->items[im], &item))
			return false;
	} else {
		if (m->items[im].value != b->items[ib].value) {
			if (item.value != b->items[ib].value &&
			    item.value != m->items[im].value)
				return false;
			item.value = m->items[im].value;
		}
		if (m->items[im].set != b->items[ib].set) {
			if (item.perm != b->items[ib].perm &&
			    item.perm != m->items[im].perm)
				return false;
			item.perm = m->items[im].perm;
		}
	}
	out->items[out->nr++] = item;
	return merge_dir(b, m, t, path, out);
}

static void one_merge(struct model *m, int *good, int *bad)
{
	struct node *base = new_tree(), *mine, *theirs, *merged = NULL;
	int i, r, names = 2 + rand() % 6;
	bool fits;

	memset(m, 0, 4 * sizeof(*m));
	for (i = rand() % 40; i > 0; i--)
		base = step(&m[0], base, names);
	m[1] = m[2] = m[0];
	mine = node_get(base);
	theirs = node_get(base);
	for (i = 1 + rand() % 4; i > 0; i--)
		mine = step(&m[1], mine, names);
	for (i = 1 + rand() % 4; i > 0; i--)
		theirs = step(&m[2], theirs, names);

	fits = merge_dir(&m[0], &m[1], &m[2], "", &m[3]);
	r = tree_merge(base, mine, theirs, &merged);
	assert_int_equal(r, fits ? 0 : -EAGAIN);
	if (fits) {
		qsort(m[3].items, m[3].nr, sizeof(m[3].items[0]), cmp_path);
		check_tree(&m[3], merged);
		(*good)++;
	} else {
		(*bad)++;
	}
	/* None of the three changed. */
	check_tree(&m[0], base);
	check_tree(&m[1], mine);
	check_tree(&m[2], theirs);
	node_put(merged);
	node_put(base);
	node_put(mine);
	node_put(theirs);
}

static void test_merge(void **state)
{
	struct model *m = calloc(4, sizeof(*m));
	int i, good = 0, bad = 0;

	for (i = 0; i < 1500; i++)
		one_merge(m, &good, &bad);
	/* Else the test tests nothing. */
	assert_true(good > 100 && bad > 20);
	free(m);
}

/* Undone changes are none. */
static void test_merge_undone(void **state)
{
	struct model *m = calloc(1, sizeof(*m));
	struct node *empty = new_tree(), *base = do_write(m, empty, "/a/b"),
		    *tmp, *mine, *theirs, *merged;

	tmp = do_write(m, base, "/a/b/c");
	theirs = do_rm(m, tmp, "/a/b/c");
	node_put(tmp);
	mine = do_rm(m, base, "/a");
	assert_int_equal(tree_merge(base, mine, theirs, &merged), 0);
	assert_null(tree_lookup(merged, "/a"));
	node_put(merged);
	node_put(mine);
	node_put(theirs);
	node_put(base);
	node_put(empty);
	free(m);
}

static void add_many(struct node **root, int nr)
{
	struct node *n = node_new((*root)->perms, NULL), *out;
	char path[32];
	int i;

	for (i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "/%d", (i * 7919) % nr);
		assert_int_equal(tree_set(*root, path, n, &out), 0);
		node_put(*root);
		*root = out;
	}
	node_put(n);
}

static int in_order(void *ctx, const char *name, struct node *n)
{
	int *next = ctx;

	assert_int_equal(atoi(name), (*next)++);
	return 0;
}

/* Numbers come in their order; the shape does not depend on history. */
static void test_order(void **state)
{
	struct node *a = new_tree(), *b = new_tree();
	int next = 0;

	add_many(&a, 5000);
	node_for_each_child(a, in_order, &next);
	assert_int_equal(next, 5000);
	add_many(&b, 4999);
	assert_false(node_same_names(a, b));
	assert_false(tree_equal(a, b));
	node_put(b);
	b = new_tree();
	add_many(&b, 5000);
	assert_true(node_same_names(a, b));
	assert_true(tree_equal(a, b));
	node_put(a);
	node_put(b);
}

static void test_generation(void **state)
{
	struct model *m = calloc(1, sizeof(*m));
	struct node *empty = new_tree(), *a = do_write(m, empty, "/a"),
		    *b = do_write(m, a, "/a/b"), *c = do_write(m, b, "/c");

	assert_int_not_equal(empty->generation, a->generation);
	/* A change deeper down is not one of the directory. */
	assert_int_equal(a->generation, b->generation);
	assert_int_not_equal(b->generation, c->generation);
	node_put(empty);
	node_put(a);
	node_put(b);
	node_put(c);
	free(m);
}

static void test_forget(void **state)
{
	struct perm p[3] = { { 5, 0 }, { 6, PERM_READ }, { 7, PERM_READ } };
	struct perms *perms = perms_new(p, 3), *own = perms_new(p + 1, 2);
	struct node *root = new_tree(), *n = node_new(perms, NULL),
		    *o = node_new(own, NULL), *t, *out;

	assert_int_equal(tree_create(root, "/x/y", perms, n, &t), 0);
	node_put(root);
	assert_int_equal(tree_create(t, "/x/y/z", own, o, &root), 0);
	node_put(t);
	/* Nobody's entry: nothing changes, not even the pointer. */
	assert_int_equal(tree_forget_domain(root, 99, -1, &out), 0);
	assert_ptr_equal(out, root);
	node_put(out);
	/* Owner 6 goes with its node; its other entries go alone. */
	assert_int_equal(tree_forget_domain(root, 6, -1, &out), 0);
	assert_null(tree_lookup(out, "/x/y/z"));
	assert_int_equal(tree_lookup(out, "/x/y")->perms->nr, 2);
	assert_int_equal(tree_lookup(out, "/x/y")->perms->p[1].id, 7);
	node_put(out);
	/* Or domain 0 inherits. */
	assert_int_equal(tree_forget_domain(root, 5, 0, &out), 0);
	assert_int_equal(tree_lookup(out, "/x/y")->perms->p[0].id, 0);
	assert_non_null(tree_lookup(out, "/x/y/z"));
	node_put(out);
	assert_int_equal(tree_forget_domain(root, 5, -1, &out), 0);
	assert_null(tree_lookup(out, "/x"));
	node_put(out);
	node_put(root);
	node_put(n);
	node_put(o);
	perms_put(perms);
	perms_put(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_merge_undone),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_generation),
		cmocka_unit_test(test_forget),
	};

	tree_seed(test_seed());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
