/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an unprivileged domain may use.  Each is set by an option and by
 * `xenstore-control quota set`.
 */
#ifndef XENSTORED_QUOTA_H
#define XENSTORED_QUOTA_H

struct quota {
	unsigned int nodes; /* that it owns */
	unsigned int watches;
	unsigned int transactions;	/* open at a time */
	unsigned int outstanding;	/* answers that it has not taken */
	unsigned int node_size;		/* bytes of value and permissions */
	unsigned int permissions;	/* entries on one node */
	unsigned int transaction_nodes; /* that one transaction touches */
	unsigned int path_length;	/* relative to its /local/domain/N */
	unsigned int memory; /* bytes of its nodes, watches, transactions */
	unsigned int memory_soft; /* beyond that it is told of in the log */
};

struct quota_field {
	const char *name;
	const char *help;
	unsigned int *value;
};

/* The one set of limits and the table that describes it (ends with NULL). */
extern struct quota quota;
extern const struct quota_field quota_fields[];

/* Sets a limit by name.  0 or -EINVAL. */
int quota_set(const char *name, const char *value);

#endif
