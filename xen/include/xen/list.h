/*
 * list.h: doubly linked lists, embedded in their elements.
 *
 * struct list_head is both the anchor and the link: a ring that is empty when
 * it points at itself.  struct hlist_head is a one-pointer anchor for hash
 * tables; its links point back at the pointer that points at them.
 *
 * None of it locks.  A link must be initialised (list_init()) before
 * list_is_linked() is asked about it; adding needs no initialisation.
 */
#ifndef XEN_LIST_H
#define XEN_LIST_H

#include <xen/types.h>

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD_INIT(name)     \
	{                        \
		&(name), &(name) \
	}
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

/* Make an empty list, or a link that is in none. */
static inline void list_init(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

/* Whether the list has no element. */
static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

/* Whether an initialised link is on some list. */
static inline bool list_is_linked(const struct list_head *link)
{
	return link->next != link;
}

static inline bool list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline void list_insert_(struct list_head *link, struct list_head *prev,
				struct list_head *next)
{
	link->next = next;
	link->prev = prev;
	prev->next = link;
	next->prev = link;
}

/* Insert after `head`: as the first element of a list. */
static inline void list_add(struct list_head *link, struct list_head *head)
{
	list_insert_(link, head, head->next);
}

/* Insert before `head`: as the last element of a list. */
static inline void list_add_tail(struct list_head *link, struct list_head *head)
{
	list_insert_(link, head->prev, head);
}

/*
 * Take an element out.  The link is initialised again, so that it may be
 * asked, added, or (harmlessly) deleted once more.
 */
static inline void list_del(struct list_head *link)
{
	link->next->prev = link->prev;
	link->prev->next = link->next;
	list_init(link);
}

/* The same, for those who look for the usual name. */
static inline void list_del_init(struct list_head *link)
{
	list_del(link);
}

/* Take an element from its list and put it on another (or on the same). */
static inline void list_move(struct list_head *link, struct list_head *head)
{
	list_del(link);
	list_add(link, head);
}

static inline void list_move_tail(struct list_head *link,
				  struct list_head *head)
{
	list_del(link);
	list_add_tail(link, head);
}

/* Put `link` where `old` was; `old` is left initialised. */
static inline void list_replace(struct list_head *old, struct list_head *link)
{
	list_insert_(link, old->prev, old->next);
	list_init(old);
}

static inline void list_splice_between_(struct list_head *from,
					struct list_head *prev,
					struct list_head *next)
{
	if (list_empty(from))
		return;
	from->next->prev = prev;
	prev->next = from->next;
	from->prev->next = next;
	next->prev = from->prev;
	list_init(from);
}

/* Move all of `from` to the front (the end) of `head`; `from` is left empty. */
static inline void list_splice(struct list_head *from, struct list_head *head)
{
	list_splice_between_(from, head, head->next);
}

static inline void list_splice_tail(struct list_head *from,
				    struct list_head *head)
{
	list_splice_between_(from, head->prev, head);
}

/* The element that holds `link` as its field `member`. */
#define list_entry(link, type, member) container_of(link, type, member)

/* First and last element; the list must not be empty. */
#define list_first_entry(head, type, member) \
	list_entry((head)->next, type, member)
#define list_last_entry(head, type, member) \
	list_entry((head)->prev, type, member)

/* First element, NULL if there is none. */
#define list_first_entry_or_null(head, type, member)                          \
	({                                                                    \
		const struct list_head *lh_ = (head);                         \
		list_empty(lh_) ? NULL : list_entry(lh_->next, type, member); \
	})

/* Neighbours; at an end this is the anchor dressed up as an element. */
#define list_next_entry(pos, member) \
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_prev_entry(pos, member) \
	list_entry((pos)->member.prev, __typeof__(*(pos)), member)

#define list_entry_is_head(pos, head, member) (&(pos)->member == (head))

/* Loop over links. */
#define list_for_each(link, head) \
	for ((link) = (head)->next; (link) != (head); (link) = (link)->next)

/* Loop over elements; the body must not take `pos` out. */
#define list_for_each_entry(pos, head, member)                             \
	for ((pos) = list_entry((head)->next, __typeof__(*(pos)), member); \
	     !list_entry_is_head(pos, head, member);                       \
	     (pos) = list_next_entry(pos, member))

#define list_for_each_entry_reverse(pos, head, member)                     \
	for ((pos) = list_entry((head)->prev, __typeof__(*(pos)), member); \
	     !list_entry_is_head(pos, head, member);                       \
	     (pos) = list_prev_entry(pos, member))

/* The same; the body may take out `pos` (and nothing else). */
#define list_for_each_entry_safe(pos, tmp, head, member)                   \
	for ((pos) = list_entry((head)->next, __typeof__(*(pos)), member), \
	    (tmp) = list_next_entry(pos, member);                          \
	     !list_entry_is_head(pos, head, member);                       \
	     (pos) = (tmp), (tmp) = list_next_entry(tmp, member))

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* Make an empty chain (a link that is in none). */
static inline void hlist_head_init(struct hlist_head *head)
{
	head->first = NULL;
}

static inline void hlist_node_init(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

static inline bool hlist_empty(const struct hlist_head *head)
{
	return !head->first;
}

/* Whether an initialised link is on some chain. */
static inline bool hlist_is_linked(const struct hlist_node *node)
{
	return node->pprev != NULL;
}

/* Insert as first element. */
static inline void hlist_add_head(struct hlist_node *node,
				  struct hlist_head *head)
{
	node->next = head->first;
	node->pprev = &head->first;
	if (head->first)
		head->first->pprev = &node->next;
	head->first = node;
}

/* Take out; the link is initialised again.  Harmless if it is in no chain. */
static inline void hlist_del(struct hlist_node *node)
{
	if (!node->pprev)
		return;
	*node->pprev = node->next;
	if (node->next)
		node->next->pprev = node->pprev;
	hlist_node_init(node);
}

/* The element that holds `node`; NULL for NULL. */
#define hlist_entry_or_null(node, type, member)               \
	({                                                    \
		struct hlist_node *hn_ = (node);              \
		hn_ ? container_of(hn_, type, member) : NULL; \
	})

/* Loop over elements; the body must not take `pos` out. */
#define hlist_for_each_entry(pos, head, member)                             \
	for ((pos) = hlist_entry_or_null((head)->first, __typeof__(*(pos)), \
					 member);                           \
	     (pos); (pos) = hlist_entry_or_null((pos)->member.next,         \
						__typeof__(*(pos)), member))

/* The same; `tmp` is a struct hlist_node *, the body may take out `pos`. */
#define hlist_for_each_entry_safe(pos, tmp, head, member)                   \
	for ((pos) = hlist_entry_or_null((head)->first, __typeof__(*(pos)), \
					 member);                           \
	     (pos) && ((tmp) = (pos)->member.next, true);                   \
	     (pos) = hlist_entry_or_null(tmp, __typeof__(*(pos)), member))

#endif /* XEN_LIST_H */
