/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The treap of a node's children; see tree.h.  All functions leave their
 * arguments alone and share what they can.
 */
#ifndef XENSTORED_CHILDREN_H
#define XENSTORED_CHILDREN_H

#include "tree.h"

struct child *child_get(struct child *c);
void child_put(struct child *c);

struct child *child_find(struct child *t, const char *name, size_t len);

/* With @name standing for @node, whether or not it was there. */
struct child *child_set(struct child *t, const char *name, struct node *node);

/* *@out: without @name.  0 or -ENOMEM (an empty treap is NULL). */
int child_remove(struct child *t, const char *name, struct child **out);

/*
 * Calls @fn for each name whose node is not the same object in both, with NULL
 * for a node that is missing; stops when it returns nonzero, which is passed
 * on.
 */
typedef int child_diff_fn(void *ctx, const char *name, struct node *a,
			  struct node *b);
int child_diff(struct child *a, struct child *b, child_diff_fn *fn, void *ctx);

int child_for_each(const struct child *t, child_fn *fn, void *ctx);

#endif
