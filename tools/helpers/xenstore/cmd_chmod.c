/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore-chmod: permissions of nodes.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"

#define MAX_PERMS 256

/* What walk() cannot pass on; commands run once in a process. */
static struct xs_permissions perms[MAX_PERMS];
static unsigned int nr_perms;

static int set(struct context *ctx, const char *path, int level)
{
	if (!xs_set_permissions(ctx->xs, ctx->tx, path, perms, nr_perms))
		return complain(ctx, "set the permissions of", path);
	return 0;
}

static int set_upto(struct context *ctx, const char *path)
{
	char *dir = strdup(path), *slash;
	int r = 0;

	while (!r && dir && (slash = strrchr(dir, '/')) && slash != dir) {
		*slash = 0;
		r = set(ctx, dir, 0);
	}
	free(dir);
	return r;
}

int cmd_chmod(struct context *ctx, char **args, int nr)
{
	int i, r;

	if (nr - 1 > MAX_PERMS) {
		fprintf(stderr, "%s: too many modes\n", ctx->name);
		return 2;
	}
	nr_perms = nr - 1;
	for (i = 1; i < nr; i++) {
		if (!xs_strings_to_perms(&perms[i - 1], 1, args[i])) {
			fprintf(stderr,
				"%s: %s is not a mode: one of n, r, w, b and a "
				"domain id, such as r5\n",
				ctx->name, args[i]);
			return 2;
		}
	}
	r = ctx->opt.recurse ? walk(ctx, args[0], set, 0)
			     : set(ctx, args[0], 0);
	if (!r && ctx->opt.upto)
		r = set_upto(ctx, args[0]);
	return r;
}
