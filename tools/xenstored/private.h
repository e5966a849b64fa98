/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between store.c and transaction.c.
 */
#ifndef XENSTORED_PRIVATE_H
#define XENSTORED_PRIVATE_H

#include "store.h"

/* What a transaction did to a path: flags in transaction::paths. */
#define DID_LOOK   1  /* whether it exists */
#define DID_READ   2  /* its value */
#define DID_LIST   4  /* its children's names */
#define DID_PERMS  8  /* its permissions */
#define DID_REMOVE 16 /* it went, with all that was below */
#define DID_CREATE 32 /* it is there now, whether or not it was */

/* Notes it, if the view is a transaction.  0, -ENOSPC (quota), -ENOMEM. */
int transaction_note(struct view *v, const char *path, unsigned int did);

/*
 * Whether @who may have what it owns more of in @new than in @old, with
 * @before nodes on top of those in the store; *@nodes: how many more.
 * 0 or -ENOSPC.
 */
int store_check_growth(const struct store *s, const struct who *who, int before,
		       struct node *old, struct node *new, int *nodes);

#endif
