/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The store: the current tree, transactions on it, and who may do what.
 *
 * Each operation takes a view: the store, the transaction (or NULL: the
 * current tree) and who asks.  Paths are absolute and valid.  Functions return
 * 0 or a negative errno and change nothing when they fail.
 *
 * A transaction is the snapshot where it started, its own tree, what it read
 * and what it touched.  The end first checks that what was read is still so,
 * then merges the three trees (tree.h).
 */
#ifndef XENSTORED_STORE_H
#define XENSTORED_STORE_H

#include <stdbool.h>

#include "pathset.h"
#include "record.h"
#include "tree.h"

/* Domain ids are below this; it is the number of counters. */
#define NR_DOMIDS  0x7ff0
#define DOMID_NONE 0xffffu

/* Whose rights count. */
struct who {
	unsigned int domid;
	unsigned int target; /* whose rights it shares, or DOMID_NONE */
	bool privileged;
};

struct special {
	const char *name;
	struct perms *perms; /* counted */
};

enum { SPECIAL_INTRODUCE, SPECIAL_RELEASE, NR_SPECIAL };

struct store {
	struct node *root;	/* counted */
	unsigned int *nr_nodes; /* owned: per domid */
	unsigned int *memory;	/* owned: bytes that each domid uses */
	struct special special[NR_SPECIAL];
	struct record_buf *log; /* borrowed: gets each change; NULL: none */
};

struct transaction {
	struct transaction *next; /* of the same connection */
	unsigned int id;
	struct node *base;	/* counted */
	struct node *root;	/* counted */
	struct pathset paths;	/* what was read and touched */
	struct pathset touched; /* in order: for watches */
	bool lost;		/* began before a restart: cannot commit */
	int own_nodes;		/* change in nodes of who started it */
	unsigned int bytes;	/* rough size of its own changes */
};

struct view {
	struct store *store;
	struct transaction *tx; /* may be NULL */
	const struct who *who;
};

/*
 * Changes that watches want to hear of: @removed for a whole subtree.  Called
 * after the change; @old and @new are the trees before and after it.
 */
typedef void touched_fn(void *ctx, struct node *old, struct node *new,
			const char *path, bool removed);

/* A tree with "/", "/tool", "/tool/xenstored".  0 or -ENOMEM. */
int store_init(struct store *s);
void store_fini(struct store *s);

/*
 * Memory of a domain: nodes that it owns, watches, changes in transactions.
 * Only the first asks: 0 or -ENOSPC, and a complaint beyond the soft limit.
 * Privileged domains are counted, not bound.
 */
int store_charge(struct store *s, const struct who *who, unsigned int bytes);
void store_uncharge(struct store *s, unsigned int domid, unsigned int bytes);

/* What @who may do with something that has @perms: PERM_* bits. */
unsigned int store_access(const struct who *who, const struct perms *perms);

/* Lent until the next change of the view.  Special names are allowed where
 * the comment says so; @out of the first may be NULL for an empty value. */
int store_read(struct view *v, const char *path, struct blob **out);
int store_directory(struct view *v, const char *path, struct node **out);
/* Special names too. */
int store_get_perms(struct view *v, const char *path, struct perms **out);

int store_write(struct view *v, const char *path, const void *data,
		unsigned int len);
/* *@made says whether there was no such node. */
int store_mkdir(struct view *v, const char *path, bool *made);
/* *@gone says whether there was one. */
int store_rm(struct view *v, const char *path, bool *gone);
/* Special names too. */
int store_set_perms(struct view *v, const char *path, const struct perm *p,
		    unsigned int nr);

struct transaction *transaction_start(struct store *s, unsigned int id);
/* Notes a change for the watches.  0, -ENOMEM. */
int transaction_touch(struct transaction *tx, const char *path, bool removed);
/*
 * Publishes, then reports each change through @fn.  -EAGAIN: conflict.
 * -ENOSPC: with what others did meanwhile, too many nodes.  The transaction
 * stays the caller's in any case.
 */
int transaction_commit(struct store *s, struct transaction *tx,
		       const struct who *who, touched_fn *fn, void *ctx);
void transaction_free(struct transaction *tx);

/* NULL: there is none of that name. */
struct special *store_find_special(struct store *s, const char *name);
/* Without questions; takes a reference of its own. */
void store_set_special(struct store *s, struct special *special,
		       struct perms *perms);

/* Makes @root the current tree and keeps the counts right. */
void store_publish(struct store *s, struct node *root);

/* A domain died: see tree_forget_domain(). */
int store_forget_domain(struct store *s, unsigned int domid, int heir);

#endif
