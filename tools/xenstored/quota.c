/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The limits and their names.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "quota.h"

struct quota quota = {
	.nodes = 1000,
	.watches = 128,
	.transactions = 10,
	.outstanding = 20,
	.node_size = 2048,
	.permissions = 5,
	.transaction_nodes = 1024,
	.path_length = 2048,
	.memory = 2 * 1024 * 1024 + 512 * 1024,
	.memory_soft = 2 * 1024 * 1024,
};

const struct quota_field quota_fields[] = {
	{ "nodes", "nodes that a domain owns", &quota.nodes },
	{ "watches", "watches of a domain", &quota.watches },
	{ "transactions", "open transactions of a domain",
	  &quota.transactions },
	{ "outstanding", "answers that a domain has not taken",
	  &quota.outstanding },
	{ "node-size", "bytes of a node's value and permissions",
	  &quota.node_size },
	{ "node-permissions", "permission entries of a node",
	  &quota.permissions },
	{ "transaction-nodes", "nodes that one transaction touches",
	  &quota.transaction_nodes },
	{ "path-max", "bytes of a path below /local/domain/N",
	  &quota.path_length },
	{ "memory", "bytes of a domain's nodes, watches, transactions",
	  &quota.memory },
	{ "memory-soft", "the same, from where the log complains",
	  &quota.memory_soft },
	{ NULL, NULL, NULL },
};

int quota_set(const char *name, const char *value)
{
	const struct quota_field *f;
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (errno || *end || *value < '0' || *value > '9' || n > INT_MAX)
		return -EINVAL;
	for (f = quota_fields; f->name; f++) {
		if (!strcmp(f->name, name)) {
			*f->value = n;
			return 0;
		}
	}
	return -EINVAL;
}
