/*
 * radix.c: a tree with six bits of the index at each level.
 *
 * Level 1 is the lowest: its slots are items, those of the others are nodes.
 * Invariant: no node but one under construction is without an entry.
 */
#include <xen/errno.h>
#include <xen/radix.h>
#include <xen/string.h>

#define SLOT_BITS  6
#define SLOTS	   (1U << SLOT_BITS)
#define MAX_HEIGHT DIV_ROUND_UP(BITS_PER_LONG, SLOT_BITS)

struct radix_node {
	unsigned int used; /* slots that are not NULL */
	void *slot[SLOTS];
};

void radix_init(struct radix_tree *tree, const struct allocator *mem)
{
	*tree = (struct radix_tree){ .mem = mem };
}

static unsigned int slot_of(unsigned long index, unsigned int level)
{
	return index >> ((level - 1) * SLOT_BITS) & (SLOTS - 1);
}

/* Whether a tree of that height has a place for the index. */
static bool covers(unsigned int height, unsigned long index)
{
	return height * SLOT_BITS >= BITS_PER_LONG ||
	       !(index >> (height * SLOT_BITS));
}

static struct radix_node *node_create(struct radix_tree *tree)
{
	struct radix_node *n = tree->mem->alloc(tree->mem->ctx, sizeof(*n));

	if (n)
		memset(n, 0, sizeof(*n));
	return n;
}

static void node_destroy(struct radix_tree *tree, struct radix_node *n)
{
	tree->mem->free(tree->mem->ctx, n);
}

/* The slot for an index on the way down; NULL where the tree ends. */
static void **find_slot(const struct radix_tree *tree, unsigned long index)
{
	struct radix_node *n = tree->root;
	unsigned int level = tree->height;

	if (!n || !covers(level, index))
		return NULL;
	for (; level > 1; level--) {
		n = n->slot[slot_of(index, level)];
		if (!n)
			return NULL;
	}
	return &n->slot[slot_of(index, 1)];
}

void *radix_lookup(const struct radix_tree *tree, unsigned long index)
{
	void **slot = find_slot(tree, index);

	return slot ? *slot : NULL;
}

void *radix_replace(struct radix_tree *tree, unsigned long index, void *item)
{
	void **slot = find_slot(tree, index);
	void *old = slot ? *slot : NULL;

	if (old)
		*slot = item;
	return old;
}

/* Drop nodes along the path that have no entry, from the bottom up. */
static void prune(struct radix_tree *tree, unsigned long index)
{
	struct radix_node *path[MAX_HEIGHT + 1];
	unsigned int level;
	struct radix_node *n = tree->root;

	for (level = tree->height; level >= 1; level--) {
		path[level] = n;
		n = level > 1 && n ? n->slot[slot_of(index, level)] : NULL;
	}
	for (level = 1; level <= tree->height; level++) {
		if (!path[level])
			continue;
		if (path[level]->used)
			break;
		node_destroy(tree, path[level]);
		if (level == tree->height) {
			tree->root = NULL;
			tree->height = 0;
			return;
		}
		path[level + 1]->slot[slot_of(index, level + 1)] = NULL;
		path[level + 1]->used--;
	}
	/* A root with nothing but slot 0 is a level too many. */
	while (tree->height > 1 && tree->root->used == 1 &&
	       tree->root->slot[0]) {
		n = tree->root;
		tree->root = n->slot[0];
		tree->height--;
		node_destroy(tree, n);
	}
}

/* Add levels on top until the index has a place. */
static int grow(struct radix_tree *tree, unsigned long index)
{
	while (!tree->root || !covers(tree->height, index)) {
		struct radix_node *n;

		if (!tree->root && !covers(tree->height + 1, index)) {
			tree->height++;
			continue;
		}
		n = node_create(tree);
		if (!n)
			return -ENOMEM;
		if (tree->root) {
			n->slot[0] = tree->root;
			n->used = 1;
		}
		tree->root = n;
		tree->height++;
	}
	return 0;
}

int radix_insert(struct radix_tree *tree, unsigned long index, void *item)
{
	struct radix_node *n;
	unsigned int level;

	if (grow(tree, index))
		goto err_prune;
	n = tree->root;
	for (level = tree->height; level > 1; level--) {
		void **slot = &n->slot[slot_of(index, level)];

		if (!*slot) {
			*slot = node_create(tree);
			if (!*slot)
				goto err_prune;
			n->used++;
		}
		n = *slot;
	}
	if (n->slot[slot_of(index, 1)])
		return -EEXIST;
	n->slot[slot_of(index, 1)] = item;
	n->used++;
	return 0;

err_prune:
	if (tree->root)
		prune(tree, index);
	else
		tree->height = 0;
	return -ENOMEM;
}

void *radix_delete(struct radix_tree *tree, unsigned long index)
{
	void **slot = find_slot(tree, index);
	void *item = slot ? *slot : NULL;
	struct radix_node *n;

	if (!item)
		return NULL;
	*slot = NULL;
	n = container_of(slot - slot_of(index, 1), struct radix_node, slot[0]);
	n->used--;
	prune(tree, index);
	return item;
}

void *radix_next(const struct radix_tree *tree, unsigned long *index)
{
	unsigned long i = *index;

	while (tree->root && covers(tree->height, i)) {
		struct radix_node *n = tree->root;
		unsigned int level = tree->height;
		unsigned long step, next;

		while (level > 1 && n->slot[slot_of(i, level)])
			n = n->slot[slot_of(i, level--)];
		if (level == 1 && n->slot[slot_of(i, 1)]) {
			*index = i;
			return n->slot[slot_of(i, 1)];
		}
		/* Nothing in this slot: on to the next one of this level. */
		step = 1UL << ((level - 1) * SLOT_BITS);
		next = (i | (step - 1)) + 1;
		if (next <= i)
			break;
		i = next;
	}
	return NULL;
}

void radix_destroy(struct radix_tree *tree,
		   void (*free_item)(void *item, void *ctx), void *ctx)
{
	unsigned long index = 0;
	void *item;

	while ((item = radix_next(tree, &index))) {
		radix_delete(tree, index);
		if (free_item)
			free_item(item, ctx);
	}
}
