/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The store's tree: immutable nodes with structural sharing.
 *
 * A tree is a pointer to its root; that pointer is a snapshot.  A change
 * builds new nodes along one path and shares all others, so a snapshot costs
 * nothing, a change costs the depth of its path, and comparing two snapshots
 * costs the size of their difference: equal pointers need no look inside.
 *
 * The children of a node are a treap: a search tree by name that is a heap by
 * a hash of the name, which makes its shape a function of the set of names
 * alone and keeps it shallow whatever names a guest chooses.
 *
 * Everything is counted: *_get() takes a reference, *_put() drops it (NULL is
 * fine).  Functions that return an object give the caller a reference, those
 * called *_find and *_lookup lend it.  NULL from a constructor: no memory.
 * Nothing here knows of connections, permission checks or quotas.
 *
 * Paths are "/" or "/a/b": checked by the caller, no "//", no "/" at the end.
 */
#ifndef XENSTORED_TREE_H
#define XENSTORED_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct perm {
	unsigned int id;
	unsigned int perms; /* PERM_* */
};

#define PERM_NONE  0
#define PERM_READ  1
#define PERM_WRITE 2
#define PERM_OWNER 4

/* The first is the owner, and the default for domains without an entry. */
struct perms {
	unsigned int refs;
	unsigned int nr; /* >= 1 */
	struct perm p[];
};

struct blob {
	unsigned int refs;
	unsigned int len;
	char data[];
};

struct child {
	unsigned int refs;
	uint32_t prio;
	unsigned int nr;     /* in this subtree */
	struct child *left;  /* counted, may be NULL */
	struct child *right; /* counted, may be NULL */
	struct node *node;   /* counted */
	char name[];
};

struct node {
	unsigned int refs;
	uint64_t generation;	/* changes with the set of children's names */
	struct blob *data;	/* counted, NULL: no value */
	struct perms *perms;	/* counted */
	struct child *children; /* counted, NULL: none */
};

/* Call once: makes the shape of treaps unpredictable for guests. */
void tree_seed(uint32_t seed);

struct perms *perms_new(const struct perm *p, unsigned int nr);
struct perms *perms_get(struct perms *p);
void perms_put(struct perms *p);
/* Without the entries of @domid; as an owner @heir takes its place. */
struct perms *perms_without(const struct perms *p, unsigned int domid,
			    unsigned int heir);
bool perms_equal(const struct perms *a, const struct perms *b);

struct blob *blob_new(const void *data, unsigned int len);
void blob_put(struct blob *b);
bool blob_equal(const struct blob *a, const struct blob *b);

/* A node without children; takes references of its own. */
struct node *node_new(struct perms *perms, struct blob *data);
struct node *node_get(struct node *n);
void node_put(struct node *n);

/* Copies with one thing changed. */
struct node *node_with_data(const struct node *n, struct blob *data);
struct node *node_with_perms(const struct node *n, struct perms *perms);
/* @child NULL removes @name, which may be missing. */
struct node *node_with_child(const struct node *n, const char *name,
			     struct node *child);

struct node *node_find_child(const struct node *n, const char *name);
unsigned int node_nr_children(const struct node *n);

/* Calls @fn for each child in order of names; stops when it returns nonzero. */
typedef int child_fn(void *ctx, const char *name, struct node *child);
int node_for_each_child(const struct node *n, child_fn *fn, void *ctx);

/* Whether two directories list the same names. */
bool node_same_names(const struct node *a, const struct node *b);

/* NULL if there is no such node. */
struct node *tree_lookup(struct node *root, const char *path);

/* The deepest existing node on the way; *@len bytes of @path lead to it. */
struct node *tree_lookup_nearest(struct node *root, const char *path,
				 size_t *len);

/*
 * *@out: @root with @n in the place of @path (which is not "/"), or, for NULL,
 * without it.  0, -ENOENT if the parent is missing, -ENOMEM.
 */
int tree_set(struct node *root, const char *path, struct node *n,
	     struct node **out);

/*
 * As tree_set(), for a path whose parent may be missing too: the nodes between
 * the nearest existing one and @n get the permissions @perms, no value.
 */
int tree_create(struct node *root, const char *path, struct perms *perms,
		struct node *n, struct node **out);

/*
 * Calls @fn for each node that is in one tree only (the other is NULL) or
 * differs, itself or below itself; a directory before what is in it.  @path is
 * lent for the call and cut if it is longer than the protocol allows.
 */
typedef void diff_fn(void *ctx, const char *path, const struct node *old,
		     const struct node *new);
void tree_diff(const struct node *old, const struct node *new, diff_fn *fn,
	       void *ctx);

/* Whether both say the same, wherever that is stored. */
bool tree_equal(struct node *a, struct node *b);

/*
 * Three-way merge: *@out has the changes that lead from @base to @mine and
 * those that lead from @base to @theirs.  0, -ENOMEM, or -EAGAIN if they
 * contradict each other: a value or permissions changed by both to different
 * ends, a subtree removed by one and changed by the other, or a node that
 * both created differently.  What @mine wrote counts as changed even if it is
 * what it was; what @theirs wrote does not.
 */
int tree_merge(struct node *base, struct node *mine, struct node *theirs,
	       struct node **out);

/*
 * *@out: @root without domain @domid.  Nodes that it owns go, with all below
 * them (or to domain @heir, unless that is negative); its entries in the
 * permissions of other nodes go.  0 or -ENOMEM.
 */
int tree_forget_domain(struct node *root, unsigned int domid, int heir,
		       struct node **out);

#endif
