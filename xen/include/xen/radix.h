/*
 * radix.h: a sparse map from unsigned long to pointer.
 *
 * A tree of nodes with 64 slots, as high as its largest index needs; a node
 * without any entry is freed at once, so that memory follows the contents.
 * Pointers are borrowed and not NULL.  The caller serialises.
 */
#ifndef XEN_RADIX_H
#define XEN_RADIX_H

#include <xen/allocator.h>

struct radix_node;

struct radix_tree {
	struct radix_node *root;
	unsigned int height; /* levels; 0 if empty */
	const struct allocator *mem;
};

/* Make an empty map whose nodes come from `mem` (borrowed for its life). */
void radix_init(struct radix_tree *tree, const struct allocator *mem);

/*
 * Enter `item` at `index`.  -EEXIST if there is one, -ENOMEM; nothing has
 * changed then.
 */
int __must_check radix_insert(struct radix_tree *tree, unsigned long index,
			      void *item);

/* The item at `index`, NULL if there is none. */
void *radix_lookup(const struct radix_tree *tree, unsigned long index);

/* Put `item` where there is one already; returns the old one, NULL if none. */
void *radix_replace(struct radix_tree *tree, unsigned long index, void *item);

/* Take out and return the item at `index`, NULL if there is none. */
void *radix_delete(struct radix_tree *tree, unsigned long index);

/*
 * The item with the lowest index at or above *index, which becomes that
 * index; NULL if there is none.
 */
void *radix_next(const struct radix_tree *tree, unsigned long *index);

/*
 * Empty the map; free_item, unless NULL, is called for every item, in order,
 * and must not touch the map.
 */
void radix_destroy(struct radix_tree *tree,
		   void (*free_item)(void *item, void *ctx), void *ctx);

#endif /* XEN_RADIX_H */
