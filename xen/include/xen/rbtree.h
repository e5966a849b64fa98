/*
 * rbtree.h: red-black trees, embedded in their elements.
 *
 * The user walks down from root->node by its own key, links the new node where
 * the walk ended, and lets the tree balance itself:
 *
 *	struct rb_node **link = &root->node, *parent = NULL;
 *
 *	while (*link) {
 *		parent = *link;
 *		link = key < KEY(parent) ? &parent->left : &parent->right;
 *	}
 *	rb_link_node(node, parent, link);
 *	rb_insert_color(node, root);
 *
 * Invariants: the root is black, a red node has black children, every path
 * from a node to its leaves has the same number of black nodes; so the depth
 * is at most 2 log2(n + 1).  No locks, no allocation.
 */
#ifndef XEN_RBTREE_H
#define XEN_RBTREE_H

#include <xen/types.h>

struct rb_node {
	struct rb_node *parent, *left, *right;
	bool red;
};

struct rb_root {
	struct rb_node *node;
};

#define RB_ROOT_INIT \
	{            \
		NULL \
	}
#define RB_ROOT ((struct rb_root)RB_ROOT_INIT)

#define rb_entry(node, type, member) container_of(node, type, member)

static inline bool rb_empty(const struct rb_root *root)
{
	return !root->node;
}

/* Hang a new node below `parent` at `*link`, which is NULL until now. */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **link)
{
	node->parent = parent;
	node->left = NULL;
	node->right = NULL;
	node->red = true;
	*link = node;
}

/* Restore the invariants after rb_link_node(). */
void rb_insert_color(struct rb_node *node, struct rb_root *root);

/* Take out a node that is in the tree; its fields are then meaningless. */
void rb_erase(struct rb_node *node, struct rb_root *root);

/* Put `node`, with an equal key, in the place of `old`. */
void rb_replace_node(struct rb_node *old, struct rb_node *node,
		     struct rb_root *root);

/* The smallest and the largest node; NULL if the tree is empty. */
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_last(const struct rb_root *root);

/* Successor and predecessor in order; NULL at the end. */
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);

#endif /* XEN_RBTREE_H */
