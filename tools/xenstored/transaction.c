/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transactions: what they read and touched, and their end.
 */
#include <errno.h>
#include <stdlib.h>

#include "private.h"
#include "quota.h"

struct transaction *transaction_start(struct store *s, unsigned int id)
{
	struct transaction *tx = calloc(1, sizeof(*tx));

	if (!tx)
		return NULL;
	tx->id = id;
	tx->base = node_get(s->root);
	tx->root = node_get(s->root);
	return tx;
}

void transaction_free(struct transaction *tx)
{
	node_put(tx->base);
	node_put(tx->root);
	pathset_fini(&tx->paths);
	pathset_fini(&tx->touched);
	free(tx);
}

int transaction_note(struct view *v, const char *path, unsigned int did)
{
	struct path_entry *e;

	if (!v->tx)
		return 0;
	e = pathset_get(&v->tx->paths, path);
	if (!e)
		return -ENOMEM;
	e->flags |= did;
	if (!v->who->privileged && v->tx->paths.nr > quota.transaction_nodes)
		return -ENOSPC;
	return 0;
}

#define TOUCHED_CHANGE 1
#define TOUCHED_REMOVE 2

int transaction_touch(struct transaction *tx, const char *path, bool removed)
{
	struct path_entry *e = pathset_get(&tx->touched, path);

	if (!e)
		return -ENOMEM;
	e->flags |= removed ? TOUCHED_REMOVE : TOUCHED_CHANGE;
	return 0;
}

/* Whether what the transaction learned from @base also holds in @now. */
static bool still_true(const struct transaction *tx, const struct path_entry *e,
		       struct node *now)
{
	struct node *b = tree_lookup(tx->base, e->path);
	struct node *n = tree_lookup(now, e->path);

	if (b == n)
		return true;
	/* A node that both made is for the merge to judge. */
	if (!b && n)
		return !(e->flags & ~(DID_CREATE | DID_PERMS)) &&
		       tree_lookup(tx->root, e->path);
	if (!n)
		return false;
	/* What appeared below meanwhile would have gone, too. */
	if (e->flags & DID_REMOVE)
		return tree_equal(b, n);
	if (e->flags & DID_READ && !blob_equal(b->data, n->data))
		return false;
	if (e->flags & DID_PERMS && !perms_equal(b->perms, n->perms))
		return false;
	return !(e->flags & DID_LIST) || node_same_names(b, n);
}

static int check_reads(const struct transaction *tx, struct node *now)
{
	unsigned int i;

	if (tx->base == now)
		return 0;
	for (i = 0; i < tx->paths.nr; i++)
		if (!still_true(tx, &tx->paths.entries[i], now))
			return -EAGAIN;
	return 0;
}

static int check_quota(struct store *s, struct node *merged,
		       const struct who *who)
{
	int growth;

	if (who->privileged)
		return 0;
	return store_check_growth(s, who, 0, s->root, merged, &growth);
}

int transaction_commit(struct store *s, struct transaction *tx,
		       const struct who *who, touched_fn *fn, void *ctx)
{
	struct node *old, *merged;
	struct path_entry *e;
	unsigned int i;
	int r = check_reads(tx, s->root);

	if (!r)
		r = tree_merge(tx->base, tx->root, s->root, &merged);
	if (r)
		return r;
	r = check_quota(s, merged, who);
	if (r) {
		node_put(merged);
		return r;
	}
	old = node_get(s->root);
	store_publish(s, merged);
	for (i = 0; i < tx->touched.nr; i++) {
		e = &tx->touched.entries[i];
		fn(ctx, old, merged, e->path, e->flags & TOUCHED_REMOVE);
	}
	node_put(old);
	node_put(merged);
	return 0;
}
