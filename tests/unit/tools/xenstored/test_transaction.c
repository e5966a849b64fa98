/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_transaction.c: transactions are serialisable.
 *
 * Random transactions run interleaved with each other and with changes outside
 * any.  One that commits must be as if it had run alone at the moment of its
 * end: all its operations are done again on a copy of the store as it was just
 * before, and must give the same answers and the same tree.  Fails when a
 * commit overlooks that something which was read has changed, when it loses a
 * change, and when the counts of owned nodes go wrong.  Then the cases that
 * must not conflict, one by one.
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

#include "quota.h"
#include "store.h"
#include "seed.h"

#define MAX_OPS 12
#define NR_TXS	4

enum kind { READ, LIST, GET_PERMS, WRITE, MKDIR, RM, SET_PERMS, NR_KINDS };

struct op {
	enum kind kind;
	char path[40];
	unsigned int arg;
	int result;
	uint64_t seen; /* a digest of what it returned */
};

struct script {
	struct transaction *tx;
	struct op ops[MAX_OPS];
	int nr;
};

static const struct who dom0 = { .privileged = true, .target = DOMID_NONE };

static uint64_t digest(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--)
		h = (h ^ *p++) * 1099511628211u;
	return h;
}

static int digest_name(void *ctx, const char *name, struct node *n)
{
	uint64_t *h = ctx;

	*h = digest(*h, name, strlen(name) + 1);
	return 0;
}

static void run(struct view *v, struct op *op)
{
	struct perm p = { .id = op->arg % 3, .perms = op->arg % 4 };
	struct perms *perms;
	struct blob *b;
	struct node *n;
	bool flag = false;

	op->seen = 1;
	switch (op->kind) {
	case READ:
		op->result = store_read(v, op->path, &b);
		if (!op->result && b)
			op->seen = digest(7, b->data, b->len);
		break;
	case LIST:
		op->result = store_directory(v, op->path, &n);
		if (!op->result)
			node_for_each_child(n, digest_name, &op->seen);
		break;
	case GET_PERMS:
		op->result = store_get_perms(v, op->path, &perms);
		if (!op->result)
			op->seen = digest(7, perms->p,
					  perms->nr * sizeof(perms->p[0]));
		break;
	case WRITE:
		op->result =
			store_write(v, op->path, &op->arg, sizeof(op->arg));
		break;
	case MKDIR:
		op->result = store_mkdir(v, op->path, &flag);
		break;
	case RM:
		op->result = store_rm(v, op->path, &flag);
		break;
	default:
		op->result = store_set_perms(v, op->path, &p, 1);
	}
}

static void random_op(struct op *op)
{
	int depth = 1 + rand() % 3, i;

	op->path[0] = 0;
	for (i = 0; i < depth; i++)
		sprintf(op->path + strlen(op->path), "/%d", rand() % 4);
	op->kind = rand() % NR_KINDS;
	op->arg = rand() % 50;
}

static void count_owner(void *ctx, const char *path, const struct node *old,
			const struct node *new)
{
	((unsigned int *)ctx)[new->perms->p[0].id]++;
}

static void check_counts(const struct store *s)
{
	unsigned int n[3] = { 0 }, i;

	tree_diff(NULL, s->root, count_owner, n);
	for (i = 0; i < 3; i++)
		assert_int_equal(n[i], s->nr_nodes[i]);
}

static void copy_store(struct store *to, const struct store *from)
{
	*to = *from;
	node_get(to->root);
	to->nr_nodes = calloc(NR_DOMIDS, sizeof(*to->nr_nodes));
	memcpy(to->nr_nodes, from->nr_nodes, NR_DOMIDS * sizeof(*to->nr_nodes));
	to->memory = calloc(NR_DOMIDS, sizeof(*to->memory));
	memcpy(to->memory, from->memory, NR_DOMIDS * sizeof(*to->memory));
	perms_get(to->special[0].perms);
	perms_get(to->special[1].perms);
}

static void print_op(const char *prefix, const struct op *op)
{
	static const char *const names[] = { "read",	 "list",  "get_perms",
					     "write",	 "mkdir", "rm",
					     "set_perms" };

	printf("# %s%s %s %u: %d, %#llx\n", prefix, names[op->kind], op->path,
	       op->arg, op->result, (unsigned long long)op->seen);
}

static int print_node(void *ctx, const char *name, struct node *n)
{
	int value = -1, depth = *(int *)ctx + 1;

	if (n->data)
		memcpy(&value, n->data->data, sizeof(value));
	printf("# %*s%s = %d (%u,%u)\n", depth * 2, "", name, value,
	       n->perms->p[0].id, n->perms->p[0].perms);
	return node_for_each_child(n, print_node, &depth);
}

static void print_tree(const char *title, struct node *root)
{
	int depth = 0;

	printf("# %s:\n", title);
	node_for_each_child(root, print_node, &depth);
}

static void ignore(void *ctx, struct node *old, struct node *new,
		   const char *path, bool removed)
{
}

/* Commits; true if it went through. */
static bool commit(struct store *s, struct script *t)
{
	struct store before;
	struct view v = { .store = &before, .who = &dom0 };
	struct node *base = node_get(t->tx->base);
	struct op again;
	bool moved = base != s->root;
	int i, r;

	copy_store(&before, s);
	r = transaction_commit(s, t->tx, &dom0, ignore, NULL);
	if (r) {
		assert_int_equal(r, -EAGAIN);
		assert_true(moved);
		assert_ptr_equal(s->root, before.root);
	} else {
		for (i = 0; i < t->nr; i++) {
			again = t->ops[i];
			run(&v, &again);
			if (again.result != t->ops[i].result ||
			    again.seen != t->ops[i].seen) {
				print_op("was ", &t->ops[i]);
				print_op("now ", &again);
			}
			assert_int_equal(again.result, t->ops[i].result);
			assert_true(again.seen == t->ops[i].seen);
		}
		if (!tree_equal(before.root, s->root)) {
			for (i = 0; i < t->nr; i++)
				print_op("", &t->ops[i]);
			print_tree("base", base);
			print_tree("alone", before.root);
			print_tree("merged", s->root);
		}
		assert_true(tree_equal(before.root, s->root));
	}
	check_counts(s);
	node_put(base);
	store_fini(&before);
	transaction_free(t->tx);
	t->tx = NULL;
	return !r;
}

static void test_serialisable(void **state)
{
	struct script scripts[NR_TXS] = { { 0 } }, *t;
	struct view v = { .who = &dom0 };
	int i, good = 0, bad = 0;
	struct op op;
	struct store s;

	assert_int_equal(store_init(&s), 0);
	v.store = &s;
	for (i = 0; i < 60000; i++) {
		t = &scripts[rand() % NR_TXS];
		if (rand() % 8 == 0) {
			v.tx = NULL;
			random_op(&op);
			run(&v, &op);
			continue;
		}
		if (!t->tx) {
			t->tx = transaction_start(&s, 1);
			t->nr = 0;
		}
		v.tx = t->tx;
		if (t->nr < MAX_OPS && rand() % 5) {
			random_op(&t->ops[t->nr]);
			run(&v, &t->ops[t->nr++]);
		} else if (commit(&s, t)) {
			good++;
		} else {
			bad++;
		}
	}
	for (i = 0; i < NR_TXS; i++)
		if (scripts[i].tx)
			transaction_free(scripts[i].tx);
	store_fini(&s);
	printf("# %d commits, %d conflicts\n", good, bad);
	assert_true(good > 1000 && bad > 500);
}

/* A store with /a = 1, /a/x = 2, /b = 3 and one transaction, for the cases. */
struct fixture {
	struct store s;
	struct view in, out;
};

static void write_to(struct view *v, const char *path, const char *value)
{
	assert_int_equal(store_write(v, path, value, strlen(value)), 0);
}

static void setup(struct fixture *f)
{
	assert_int_equal(store_init(&f->s), 0);
	f->out = (struct view){ .store = &f->s, .who = &dom0 };
	f->in = f->out;
	write_to(&f->out, "/a", "1");
	write_to(&f->out, "/a/x", "2");
	write_to(&f->out, "/b", "3");
	f->in.tx = transaction_start(&f->s, 1);
}

static int finish(struct fixture *f)
{
	int r = transaction_commit(&f->s, f->in.tx, &dom0, ignore, NULL);

	check_counts(&f->s);
	transaction_free(f->in.tx);
	store_fini(&f->s);
	return r;
}

static void test_no_conflict(void **state)
{
	struct fixture f;
	struct blob *b;
	struct node *n;

	/* Different nodes, also side by side and above each other. */
	setup(&f);
	write_to(&f.in, "/a/y", "mine");
	write_to(&f.in, "/a", "mine");
	write_to(&f.out, "/a/z", "theirs");
	write_to(&f.out, "/a/x", "theirs");
	write_to(&f.out, "/b", "theirs");
	assert_int_equal(finish(&f), 0);
	/* A value that was read, and whose children changed. */
	setup(&f);
	assert_int_equal(store_read(&f.in, "/a", &b), 0);
	write_to(&f.in, "/c", "mine");
	write_to(&f.out, "/a/z", "theirs");
	assert_int_equal(finish(&f), 0);
	/* A list that was read, of a node whose value changed. */
	setup(&f);
	assert_int_equal(store_directory(&f.in, "/a", &n), 0);
	write_to(&f.in, "/c", "mine");
	write_to(&f.out, "/a", "theirs");
	write_to(&f.out, "/a/x", "theirs");
	assert_int_equal(finish(&f), 0);
	/* The same directory on the way to different nodes. */
	setup(&f);
	write_to(&f.in, "/vif/1/0", "mine");
	write_to(&f.out, "/vif/2/0", "theirs");
	assert_int_equal(finish(&f), 0);
	/* Changed and changed back. */
	setup(&f);
	assert_int_equal(store_read(&f.in, "/b", &b), 0);
	write_to(&f.in, "/c", "mine");
	write_to(&f.out, "/b", "other");
	write_to(&f.out, "/b", "3");
	assert_int_equal(finish(&f), 0);
}

static void test_conflict(void **state)
{
	struct fixture f;
	struct blob *b;
	struct node *n;
	bool flag;

	setup(&f);
	assert_int_equal(store_read(&f.in, "/b", &b), 0);
	write_to(&f.out, "/b", "theirs");
	assert_int_equal(finish(&f), -EAGAIN);
	setup(&f);
	assert_int_equal(store_read(&f.in, "/c", &b), -ENOENT);
	write_to(&f.out, "/c", "theirs");
	assert_int_equal(finish(&f), -EAGAIN);
	setup(&f);
	assert_int_equal(store_directory(&f.in, "/a", &n), 0);
	write_to(&f.out, "/a/z", "theirs");
	assert_int_equal(finish(&f), -EAGAIN);
	setup(&f);
	write_to(&f.in, "/b", "mine");
	write_to(&f.out, "/b", "theirs");
	assert_int_equal(finish(&f), -EAGAIN);
	setup(&f);
	assert_int_equal(store_rm(&f.in, "/a", &flag), 0);
	write_to(&f.out, "/a/z", "theirs");
	assert_int_equal(finish(&f), -EAGAIN);
	setup(&f);
	write_to(&f.in, "/a/x", "mine");
	assert_int_equal(store_rm(&f.out, "/a", &flag), 0);
	assert_int_equal(finish(&f), -EAGAIN);
}

static void test_quota(void **state)
{
	struct who guest = { .domid = 5, .target = DOMID_NONE };
	struct perm p = { .id = 5 };
	struct store s;
	struct view out = { .store = &s, .who = &dom0 },
		    in = { .store = &s, .who = &guest };
	char path[40], big[4096] = { 0 };
	struct transaction *tx;
	unsigned int i;
	bool flag;
	int r = 0;

	assert_int_equal(store_init(&s), 0);
	write_to(&out, "/d", "");
	assert_int_equal(store_set_perms(&out, "/d", &p, 1), 0);
	for (i = 0; !r; i++) {
		snprintf(path, sizeof(path), "/d/%u", i);
		r = store_write(&in, path, "", 0);
	}
	assert_int_equal(r, -ENOSPC);
	assert_int_equal(s.nr_nodes[5], quota.nodes);
	assert_int_equal(i, quota.nodes);
	/* The rest still works; a transaction counts, too. */
	assert_int_equal(store_rm(&in, "/d/1", &flag), 0);
	tx = transaction_start(&s, 1);
	in.tx = tx;
	assert_int_equal(store_mkdir(&in, "/d/x", &flag), 0);
	assert_int_equal(store_mkdir(&in, "/d/y", &flag), -ENOSPC);
	in.tx = NULL;
	assert_int_equal(store_mkdir(&in, "/d/z", &flag), 0);
	assert_int_equal(transaction_commit(&s, tx, &guest, ignore, NULL),
			 -ENOSPC);
	transaction_free(tx);
	assert_int_equal(store_write(&in, "/d/0", big, quota.node_size),
			 -ENOSPC);
	assert_int_equal(store_write(&in, "/d/0", big, quota.node_size - 64),
			 0);
	assert_int_equal(store_write(&in, "/tool/x", big, 1), -EACCES);
	assert_int_equal(store_rm(&in, "/d", &flag), 0);
	assert_int_equal(s.nr_nodes[5], 0);
	store_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_serialisable),
		cmocka_unit_test(test_no_conflict),
		cmocka_unit_test(test_conflict),
		cmocka_unit_test(test_quota),
	};

	test_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
