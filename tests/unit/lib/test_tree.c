/*
 * test_tree.c: rbtree, radix tree and range set under random operations
 * against arrays; the sort against qsort; allocation failures.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>

#include <xen/radix.h>
#include <xen/range.h>
#include <xen/rbtree.h>
#include <xen/sort.h>

/* An allocator that counts what is out and fails at the n-th call. */
static long out, fail_in;

static void *test_alloc(void *ctx, size_t size)
{
	if (fail_in && --fail_in == 0)
		return NULL;
	out++;
	return malloc(size);
}

static void test_free_mem(void *ctx, void *p)
{
	out--;
	free(p);
}

static const struct allocator mem = { test_alloc, test_free_mem, NULL };

struct item {
	int key;
	bool in;
	struct rb_node node;
};

#define ITEMS 200

/* Checks colours, parents and black height; returns the latter. */
static int check_rb(const struct rb_node *n, const struct rb_node *parent)
{
	int left, right;

	if (!n)
		return 1;
	assert_ptr_equal(n->parent, parent);
	assert_false(n->red && (!parent || parent->red));
	left = check_rb(n->left, n);
	right = check_rb(n->right, n);
	assert_int_equal(left, right);
	return left + !n->red;
}

static void rb_add(struct rb_root *root, struct item *it)
{
	struct rb_node **link = &root->node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = it->key < rb_entry(parent, struct item, node)->key
			       ? &parent->left
			       : &parent->right;
	}
	rb_link_node(&it->node, parent, link);
	rb_insert_color(&it->node, root);
}

static void test_rbtree(void **state)
{
	static struct item items[ITEMS];
	struct rb_root root = RB_ROOT;

	for (int round = 0; round < 20000; round++) {
		int limit = round < 10000 ? ITEMS : 12;
		struct item *it = &items[rand() % limit];
		struct rb_node *n, *last = NULL;
		int i = 0;

		it->key = (int)(it - items);
		if (it->in)
			rb_erase(&it->node, &root);
		else
			rb_add(&root, it);
		it->in = !it->in;

		if (round % 16)
			continue;
		check_rb(root.node, NULL);
		for (n = rb_first(&root); n; n = rb_next(n), i++) {
			while (!items[i].in)
				i++;
			assert_ptr_equal(n, &items[i].node);
			assert_ptr_equal(rb_prev(n), last);
			last = n;
		}
		while (i < ITEMS)
			assert_false(items[i++].in);
		assert_ptr_equal(rb_last(&root), last);
		assert_int_equal(rb_empty(&root), last == NULL);
	}
}

#define KEYS 60

static unsigned long key(int i)
{
	static const unsigned int shift[] = { 0, 0, 6, 12, 30, 58, 60 };

	return i == KEYS - 1 ? ~0UL
			     : (unsigned long)(i / 7 + 1) << shift[i % 7];
}

static int model_slot(unsigned long index)
{
	for (int i = 0; i < KEYS; i++) {
		if (key(i) == index)
			return i;
	}
	return -1;
}

static void check_radix(struct radix_tree *tree, char *const model[])
{
	unsigned long index = 0;
	unsigned int n = 0, want = 0;
	void *item;

	for (int i = 0; i < KEYS; i++) {
		want += model[i] != NULL;
		if (model_slot(key(i)) == i)
			assert_ptr_equal(radix_lookup(tree, key(i)), model[i]);
	}
	while ((item = radix_next(tree, &index))) {
		assert_ptr_equal(item, model[model_slot(index)]);
		n++;
		if (index++ == ~0UL)
			break;
	}
	assert_int_equal(n, want);
	assert_null(radix_lookup(tree, 0));
	if (!want)
		assert_int_equal(out, 0);
}

static void test_radix(void **state)
{
	static char things[KEYS];
	char *model[KEYS] = { NULL };
	struct radix_tree tree;

	radix_init(&tree, &mem);
	for (int round = 0; round < 4000; round++) {
		int i = model_slot(key(rand() % (round < 3000 ? KEYS : 5)));
		int rc;

		fail_in = rand() % 3 ? 0 : rand() % 6;
		if (model[i] && rand() & 1) {
			assert_ptr_equal(radix_delete(&tree, key(i)), model[i]);
			assert_null(radix_delete(&tree, key(i)));
			model[i] = NULL;
		} else {
			rc = radix_insert(&tree, key(i), &things[i]);
			if (rc == 0)
				assert_null(model[i]);
			else if (rc == -EEXIST)
				assert_non_null(model[i]);
			else
				assert_int_equal(rc, -ENOMEM);
			if (rc == 0)
				model[i] = &things[i];
			assert_ptr_equal(radix_replace(&tree, key(i), model[i]),
					 model[i]);
		}
		fail_in = 0;
		check_radix(&tree, model);
	}
	radix_destroy(&tree, NULL, NULL);
	assert_int_equal(out, 0);
}

#define SPAN 70

struct walk {
	const bool *model;
	unsigned long at; /* everything below is checked */
};

static int check_range(unsigned long s, unsigned long e, void *ctx)
{
	struct walk *w = ctx;

	/* A gap of at least one before each range but one at 0. */
	assert_true(s > w->at || (s == 0 && w->at == 0));
	for (; w->at < s; w->at++)
		assert_false(w->model[w->at]);
	for (; w->at <= e; w->at++)
		assert_true(w->model[w->at]);
	return 0;
}

static void check_ranges(const struct range_set *set, const bool *model)
{
	struct walk w = { model, 0 };
	unsigned long s = (unsigned long)rand() % SPAN;
	unsigned long e = s + (unsigned long)rand() % (SPAN - s);
	bool all = true, any = false;

	assert_int_equal(range_set_for_each(set, check_range, &w), 0);
	for (; w.at < SPAN; w.at++)
		assert_false(model[w.at]);
	for (unsigned long i = s; i <= e; i++) {
		all &= model[i];
		any |= model[i];
	}
	assert_int_equal(range_set_contains(set, s, e), all);
	assert_int_equal(range_set_contains_any(set, s, e), any);
}

static void test_range(void **state)
{
	bool model[SPAN] = { false };
	struct range_set set;

	range_set_init(&set, &mem);
	for (int round = 0; round < 30000; round++) {
		unsigned long s = (unsigned long)rand() % SPAN;
		unsigned long e = s + (unsigned long)rand() % 12;
		bool add = rand() & 1;
		int rc;

		e = e < SPAN ? e : SPAN - 1;
		fail_in = rand() % 4 == 0;
		rc = add ? range_set_add(&set, s, e)
			 : range_set_remove(&set, s, e);
		fail_in = 0;
		if (rc)
			assert_int_equal(rc, -ENOMEM);
		else
			memset(model + s, add, e - s + 1);
		check_ranges(&set, model);
	}
	range_set_destroy(&set);
	assert_int_equal(out, 0);
	assert_int_equal(range_set_add(&set, 2, 1), -EINVAL);
	assert_int_equal(range_set_remove(&set, 2, 1), -EINVAL);
	assert_false(range_set_contains_any(&set, 2, 1));
}

static int stop_at(unsigned long s, unsigned long e, void *ctx)
{
	*(unsigned long *)ctx = s;
	return (int)(e - s);
}

static void test_range_edges(void **state)
{
	struct range_set set;
	unsigned long at = 0;

	range_set_init(&set, &mem);
	assert_int_equal(range_set_add(&set, 0, ~0UL), 0);
	assert_int_equal(range_set_add(&set, 5, ~0UL), 0);
	assert_int_equal(range_set_remove(&set, ~0UL, ~0UL), 0);
	assert_int_equal(range_set_remove(&set, 0, 0), 0);
	assert_true(range_set_contains(&set, 1, ~0UL - 1));
	assert_false(range_set_contains(&set, 0, 1));
	assert_int_equal(range_set_add(&set, ~0UL, ~0UL), 0);
	assert_int_equal(range_set_add(&set, 0, 0), 0);
	assert_true(range_set_contains(&set, 0, ~0UL));
	assert_int_equal(range_set_for_each_within(&set, 10, 15, stop_at, &at),
			 5);
	assert_int_equal(at, 10);
	range_set_destroy(&set);
	assert_true(range_set_empty(&set));
}

static int cmp_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void test_sort(void **state)
{
	for (size_t n = 0; n < 80; n++) {
		int a[80], b[80];

		for (size_t i = 0; i < n; i++)
			a[i] = b[i] = rand() % 50;
		sort(a, n, sizeof(*a), cmp_int);
		qsort(b, n, sizeof(*b), cmp_int);
		assert_memory_equal(a, b, n * sizeof(*a));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rbtree),
		cmocka_unit_test(test_radix),
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_range_edges),
		cmocka_unit_test(test_sort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
