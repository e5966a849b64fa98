/*
 * rbtree.c: balancing of red-black trees after the textbook (Cormen et al.,
 * chapter 13), with NULL as the black leaf, which is why the erase loop
 * carries the parent along.
 */
#include <xen/rbtree.h>

static bool is_red(const struct rb_node *n)
{
	return n && n->red;
}

/* Let the place that holds `old` hold `new`; `new` may be NULL. */
static void replace_child(struct rb_root *root, struct rb_node *old,
			  struct rb_node *new)
{
	struct rb_node *parent = old->parent;

	if (!parent)
		root->node = new;
	else if (parent->left == old)
		parent->left = new;
	else
		parent->right = new;
	if (new)
		new->parent = parent;
}

/* x's right child takes its place, x becomes that one's left child. */
static void rotate_left(struct rb_root *root, struct rb_node *x)
{
	struct rb_node *y = x->right;

	x->right = y->left;
	if (y->left)
		y->left->parent = x;
	replace_child(root, x, y);
	y->left = x;
	x->parent = y;
}

static void rotate_right(struct rb_root *root, struct rb_node *x)
{
	struct rb_node *y = x->left;

	x->left = y->right;
	if (y->right)
		y->right->parent = x;
	replace_child(root, x, y);
	y->right = x;
	x->parent = y;
}

/* Towards the left child, or away from it. */
static void rotate(struct rb_root *root, struct rb_node *x, bool left)
{
	if (left)
		rotate_left(root, x);
	else
		rotate_right(root, x);
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	while (is_red(node->parent)) {
		/* A red node is not the root: there is a grandparent. */
		struct rb_node *parent = node->parent, *grand = parent->parent;
		bool left = parent == grand->left;
		struct rb_node *uncle = left ? grand->right : grand->left;

		if (is_red(uncle)) {
			parent->red = false;
			uncle->red = false;
			grand->red = true;
			node = grand;
			continue;
		}
		if (node == (left ? parent->right : parent->left)) {
			rotate(root, parent, left);
			parent = node;
		}
		parent->red = false;
		grand->red = true;
		rotate(root, grand, !left);
		break;
	}
	root->node->red = false;
}

/*
 * The paths through `node` (a child of `parent`, perhaps NULL) lack one black
 * node.
 */
static void erase_fixup(struct rb_root *root, struct rb_node *node,
			struct rb_node *parent)
{
	while (parent && !is_red(node)) {
		bool left = node == parent->left;
		struct rb_node *sib = left ? parent->right : parent->left;
		struct rb_node *near, *far;

		/* The other side has a black node more: sib is not NULL. */
		if (is_red(sib)) {
			sib->red = false;
			parent->red = true;
			rotate(root, parent, left);
			sib = left ? parent->right : parent->left;
		}
		near = left ? sib->left : sib->right;
		far = left ? sib->right : sib->left;
		if (!is_red(near) && !is_red(far)) {
			sib->red = true;
			node = parent;
			parent = node->parent;
			continue;
		}
		if (!is_red(far)) {
			near->red = false;
			sib->red = true;
			rotate(root, sib, !left);
			far = sib;
			sib = near;
		}
		sib->red = parent->red;
		parent->red = false;
		far->red = false;
		rotate(root, parent, left);
		return;
	}
	if (node)
		node->red = false;
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *child, *parent;
	bool lost_black;

	if (node->left && node->right) {
		/* The successor leaves its place and takes that of `node`. */
		struct rb_node *next = node->right;

		while (next->left)
			next = next->left;
		child = next->right;
		lost_black = !next->red;
		parent = next->parent == node ? next : next->parent;
		replace_child(root, next, child);
		rb_replace_node(node, next, root);
	} else {
		child = node->left ? node->left : node->right;
		lost_black = !node->red;
		parent = node->parent;
		replace_child(root, node, child);
	}
	if (lost_black)
		erase_fixup(root, child, parent);
}

void rb_replace_node(struct rb_node *old, struct rb_node *node,
		     struct rb_root *root)
{
	*node = *old;
	replace_child(root, old, node);
	if (node->left)
		node->left->parent = node;
	if (node->right)
		node->right->parent = node;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	struct rb_node *n = root->node;

	while (n && n->left)
		n = n->left;
	return n;
}

struct rb_node *rb_last(const struct rb_root *root)
{
	struct rb_node *n = root->node;

	while (n && n->right)
		n = n->right;
	return n;
}

struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *n = node->right;

	if (n) {
		while (n->left)
			n = n->left;
		return n;
	}
	for (n = node->parent; n && node == n->right; n = n->parent)
		node = n;
	return n;
}

struct rb_node *rb_prev(const struct rb_node *node)
{
	struct rb_node *n = node->left;

	if (n) {
		while (n->right)
			n = n->right;
		return n;
	}
	for (n = node->parent; n && node == n->left; n = n->parent)
		node = n;
	return n;
}
