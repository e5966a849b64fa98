/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The xenstore commands: one program, which goes by the name that it was
 * called by (xenstore-ls, ...) or by its first argument (xenstore ls).
 */
#ifndef XENSTORE_COMMAND_H
#define XENSTORE_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include <xenstore.h>

/* What the options said; each command takes some of them. */
struct options {
	bool socket;  /* -s */
	bool prefix;  /* -p of read and list */
	bool raw;     /* -R */
	bool full;    /* -f */
	bool perms;   /* -p of ls */
	bool wide;    /* -w */
	bool tidy;    /* -t */
	bool recurse; /* -r */
	bool upto;    /* -u */
	int count;    /* -n, -1: for ever */
};

struct context {
	const char *name; /* for messages */
	struct options opt;
	struct xs_handle *xs;
	xs_transaction_t tx;
	FILE *out; /* printed if the transaction succeeds */
};

/* The exit status. */
typedef int command_fn(struct context *ctx, char **args, int nr);

struct command {
	const char *name;
	const char *options; /* as for getopt(3) */
	const char *usage;
	int min_args;
	bool in_transaction;
	command_fn *fn;
};

command_fn cmd_chmod, cmd_control, cmd_exists, cmd_list, cmd_ls, cmd_read,
	cmd_rm, cmd_watch, cmd_write;

/* "NAME: could not WHAT PATH: errno's text", and 1. */
int complain(const struct context *ctx, const char *what, const char *path);

/* Calls @fn for @path and all below, parents first, until it is nonzero. */
int walk(struct context *ctx, const char *path,
	 int (*fn)(struct context *ctx, const char *path, int level),
	 int level);

/* @dir/@name, to be freed. */
char *join_path(const char *dir, const char *name);

/* Prints with \n, \t, \\, \ooo for what is not plain ASCII. */
void put_value(FILE *out, const char *data, unsigned int len);

/* Undoes that in place; the new length. */
unsigned int parse_value(char *s);

#endif
