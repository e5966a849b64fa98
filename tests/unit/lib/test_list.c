/*
 * test_list.c: lists and hash chains under random operations, compared with
 * arrays.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <xen/list.h>

#define N 12

struct item {
	int id;
	struct list_head link;
	struct hlist_node node;
};

static void check_list(struct list_head *head, const int *ids, int n)
{
	struct item *it;
	int i = 0;

	list_for_each_entry (it, head, link)
		assert_int_equal(it->id, ids[i++]);
	assert_int_equal(i, n);
	list_for_each_entry_reverse(it, head, link)
		assert_int_equal(it->id, ids[--i]);
	assert_int_equal(list_empty(head), n == 0);
	assert_int_equal(list_is_singular(head), n == 1);
	it = list_first_entry_or_null(head, struct item, link);
	if (n)
		assert_int_equal(it->id, ids[0]);
	else
		assert_null(it);
}

static void model_remove(int *ids, int *n, int id)
{
	int i = 0;

	while (ids[i] != id)
		i++;
	memmove(ids + i, ids + i + 1, (size_t)(--*n - i) * sizeof(*ids));
}

static void model_insert(int *ids, int *n, int at, int id)
{
	memmove(ids + at + 1, ids + at, (size_t)((*n)++ - at) * sizeof(*ids));
	ids[at] = id;
}

static void test_list(void **state)
{
	LIST_HEAD(head);
	struct item items[N];
	int ids[N + 1], n = 0;

	for (int i = 0; i < N; i++) {
		items[i].id = i;
		list_init(&items[i].link);
	}
	for (int round = 0; round < 5000; round++) {
		struct item *it = &items[rand() % N];
		bool tail = rand() & 1;

		if (!list_is_linked(&it->link)) {
			model_insert(ids, &n, tail ? n : 0, it->id);
			if (tail)
				list_add_tail(&it->link, &head);
			else
				list_add(&it->link, &head);
		} else if (rand() & 1) {
			model_remove(ids, &n, it->id);
			list_del(&it->link);
		} else {
			model_remove(ids, &n, it->id);
			model_insert(ids, &n, tail ? n : 0, it->id);
			if (tail)
				list_move_tail(&it->link, &head);
			else
				list_move(&it->link, &head);
		}
		check_list(&head, ids, n);
	}
}

static void test_splice(void **state)
{
	LIST_HEAD(a);
	LIST_HEAD(b);
	struct item items[6], *it, *tmp, other = { .id = 9 };
	int want[] = { 4, 5, 0, 1, 2, 3 }, after[] = { 4, 9, 1, 3 };

	for (int i = 0; i < 6; i++) {
		items[i].id = i;
		list_add_tail(&items[i].link, i < 2 ? &a : &b);
	}
	list_move_tail(&items[4].link, &b);
	list_splice_tail(&b, &a);
	assert_true(list_empty(&b));
	list_splice(&b, &a);
	check_list(&a, (int[]){ 0, 1, 2, 3, 5, 4 }, 6);
	list_move_tail(&items[5].link, &b);
	list_move(&items[4].link, &b);
	list_splice(&b, &a);
	check_list(&a, want, 6);
	list_for_each_entry_safe(it, tmp, &a, link)
	{
		if (it->id == 0 || it->id == 2)
			list_del(&it->link);
	}
	list_replace(&items[5].link, &other.link);
	assert_false(list_is_linked(&items[5].link));
	check_list(&a, after, 4);
}

static void test_hlist(void **state)
{
	struct hlist_head head = { NULL };
	struct hlist_node *tmp;
	struct item items[N], *it;
	int n = 0;

	for (int i = 0; i < N; i++) {
		items[i].id = i;
		hlist_node_init(&items[i].node);
		assert_false(hlist_is_linked(&items[i].node));
		hlist_add_head(&items[i].node, &head);
	}
	hlist_del(&items[N - 1].node);
	hlist_del(&items[N - 1].node);
	hlist_del(&items[0].node);
	hlist_for_each_entry(it, &head, node)
		assert_int_equal(it->id, N - 2 - n++);
	assert_int_equal(n, N - 2);
	hlist_for_each_entry_safe(it, tmp, &head, node) hlist_del(&it->node);
	assert_true(hlist_empty(&head));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_splice),
		cmocka_unit_test(test_hlist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
