/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_nomem.c: every allocation of a change or a commit fails once.
 *
 * The operation then says -ENOMEM, the tree and the counts are as before, and
 * nothing leaks (ASan); without a failure it succeeds.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>

#include "private.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

static int countdown = -1; /* the one that fails; -1: none */

static bool fails(void)
{
	return countdown >= 0 && countdown-- == 0;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

char *__wrap_strdup(const char *s)
{
	return fails() ? NULL : __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t n)
{
	return fails() ? NULL : __real_strndup(s, n);
}

static const struct who dom0 = { .privileged = true, .target = DOMID_NONE };
static const struct who guest = { .domid = 5, .target = DOMID_NONE };

static void count(void *ctx, const char *path, const struct node *old,
		  const struct node *new)
{
	((unsigned int *)ctx)[new->perms->p[0].id]++;
}

static void check_counts(const struct store *s)
{
	unsigned int n[6] = { 0 };

	tree_diff(NULL, s->root, count, n);
	assert_int_equal(n[0], s->nr_nodes[0]);
	assert_int_equal(n[5], s->nr_nodes[5]);
}

typedef int operation(struct store *s);

/* Runs @op with its first, second, ... allocation failing until none does. */
static void sweep(operation *op)
{
	struct store s;
	struct view v = { .store = &s, .who = &dom0 };
	struct perm p[2] = { { 5, 0 }, { 0, PERM_READ } };
	struct node *before;
	char path[32];
	int i, k, r;

	for (k = 0;; k++) {
		assert_int_equal(store_init(&s), 0);
		for (i = 0; i < 30; i++) {
			snprintf(path, sizeof(path), "/a/b%d/c", i);
			assert_int_equal(store_write(&v, path, "x", 1), 0);
		}
		assert_int_equal(store_write(&v, "/dom", "x", 1), 0);
		assert_int_equal(store_set_perms(&v, "/dom", p, 2), 0);
		before = node_get(s.root);
		countdown = k;
		r = op(&s);
		if (countdown >= 0) /* the last was not reached */
			break;
		countdown = -1;
		assert_int_equal(r, -ENOMEM);
		assert_ptr_equal(before, s.root);
		check_counts(&s);
		node_put(before);
		store_fini(&s);
	}
	countdown = -1;
	assert_int_equal(r, 0);
	assert_ptr_not_equal(before, s.root);
	assert_true(k > 3);
	check_counts(&s);
	node_put(before);
	store_fini(&s);
}

static int op_write(struct store *s)
{
	struct view v = { .store = s, .who = &dom0 };

	return store_write(&v, "/a/b7/c/d/e/f", "value", 5);
}

static int op_guest_write(struct store *s)
{
	struct view v = { .store = s, .who = &guest };

	return store_write(&v, "/dom/x/y", "value", 5);
}

static int op_rm(struct store *s)
{
	struct view v = { .store = s, .who = &dom0 };
	bool gone;

	return store_rm(&v, "/a/b3", &gone);
}

static int op_perms(struct store *s)
{
	struct view v = { .store = s, .who = &dom0 };
	struct perm p = { .id = 5 };

	return store_set_perms(&v, "/a/b3/c", &p, 1);
}

static int op_forget(struct store *s)
{
	return store_forget_domain(s, 5, -1);
}

static void ignore(void *ctx, struct node *old, struct node *new,
		   const char *path, bool removed)
{
}

/* A transaction whose end has to merge; prepared without failures. */
static int op_commit(struct store *s)
{
	struct view v = { .store = s, .who = &dom0 };
	int k = countdown, r;
	struct transaction *tx;
	struct node *before;
	struct store moved;
	bool gone;

	countdown = -1;
	tx = transaction_start(s, 1);
	v.tx = tx;
	assert_int_equal(store_write(&v, "/a/b1/c", "mine", 4), 0);
	assert_int_equal(store_write(&v, "/a/new/x", "mine", 4), 0);
	assert_int_equal(store_rm(&v, "/a/b2", &gone), 0);
	/* Theirs happens in a copy, so that the caller's check holds. */
	moved = *s;
	moved.nr_nodes = calloc(NR_DOMIDS, sizeof(*moved.nr_nodes));
	memcpy(moved.nr_nodes, s->nr_nodes,
	       NR_DOMIDS * sizeof(*moved.nr_nodes));
	moved.memory = calloc(NR_DOMIDS, sizeof(*moved.memory));
	memcpy(moved.memory, s->memory, NR_DOMIDS * sizeof(*moved.memory));
	node_get(moved.root);
	v.tx = NULL;
	v.store = &moved;
	assert_int_equal(store_write(&v, "/a/b1/d", "theirs", 6), 0);
	assert_int_equal(store_write(&v, "/a/b4/c", "theirs", 6), 0);
	before = moved.root;

	countdown = k;
	r = transaction_commit(&moved, tx, &dom0, ignore, NULL);
	k = countdown;
	countdown = -1;
	check_counts(&moved);
	if (r) {
		assert_ptr_equal(moved.root, before);
	} else {
		assert_non_null(tree_lookup(moved.root, "/a/b1/d"));
		assert_non_null(tree_lookup(moved.root, "/a/new/x"));
		assert_null(tree_lookup(moved.root, "/a/b2"));
		store_publish(s, moved.root);
	}
	transaction_free(tx);
	node_put(moved.root);
	free(moved.nr_nodes);
	free(moved.memory);
	countdown = k;
	return r;
}

static void test_write(void **state)
{
	sweep(op_write);
	sweep(op_guest_write);
}

static void test_rm(void **state)
{
	sweep(op_rm);
}

static void test_perms(void **state)
{
	sweep(op_perms);
}

static void test_forget(void **state)
{
	sweep(op_forget);
}

static void test_commit(void **state)
{
	sweep(op_commit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),  cmocka_unit_test(test_rm),
		cmocka_unit_test(test_perms),  cmocka_unit_test(test_forget),
		cmocka_unit_test(test_commit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
