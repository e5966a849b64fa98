/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore-read, -write, -list, -rm, -exists.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"

int cmd_read(struct context *ctx, char **args, int nr)
{
	unsigned int len;
	char *value;
	int i;

	for (i = 0; i < nr; i++) {
		value = xs_read(ctx->xs, ctx->tx, args[i], &len);
		if (!value)
			return complain(ctx, "read", args[i]);
		if (ctx->opt.prefix)
			fprintf(ctx->out, "%s: ", args[i]);
		if (ctx->opt.raw)
			fwrite(value, 1, len, ctx->out);
		else
			put_value(ctx->out, value, len);
		if (!ctx->opt.raw)
			fputc('\n', ctx->out);
		free(value);
	}
	return 0;
}

int cmd_write(struct context *ctx, char **args, int nr)
{
	unsigned int len;
	char *value;
	bool ok;
	int i;

	if (nr % 2) {
		fprintf(stderr, "%s: %s has no value\n", ctx->name,
			args[nr - 1]);
		return 2;
	}
	for (i = 0; i < nr; i += 2) {
		/* A copy: the transaction may have to be done again. */
		value = strdup(args[i + 1]);
		len = value && !ctx->opt.raw ? parse_value(value)
					     : strlen(args[i + 1]);
		ok = value && xs_write(ctx->xs, ctx->tx, args[i], value, len);
		free(value);
		if (!ok)
			return complain(ctx, "write", args[i]);
	}
	return 0;
}

int cmd_list(struct context *ctx, char **args, int nr)
{
	unsigned int j, num;
	char **names;
	int i;

	for (i = 0; i < nr; i++) {
		names = xs_directory(ctx->xs, ctx->tx, args[i], &num);
		if (!names)
			return complain(ctx, "list", args[i]);
		for (j = 0; j < num; j++) {
			if (ctx->opt.prefix)
				fprintf(ctx->out, "%s/", args[i]);
			fprintf(ctx->out, "%s\n", names[j]);
		}
		free(names);
	}
	return 0;
}

/* Whether nothing keeps @path: no value, no children. */
static bool is_bare(struct context *ctx, const char *path)
{
	unsigned int num = 1, len = 1;
	char **names = xs_directory(ctx->xs, ctx->tx, path, &num);
	char *value = names ? xs_read(ctx->xs, ctx->tx, path, &len) : NULL;
	bool bare = names && !num && value && !len;

	free(names);
	free(value);
	return bare;
}

/* Removes the directories above @path that are of no use any more. */
static void tidy(struct context *ctx, const char *path)
{
	char *dir = strdup(path), *slash;

	while (dir && (slash = strrchr(dir, '/')) && slash != dir) {
		*slash = 0;
		if (!is_bare(ctx, dir) || !xs_rm(ctx->xs, ctx->tx, dir))
			break;
	}
	free(dir);
}

int cmd_rm(struct context *ctx, char **args, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		if (!xs_rm(ctx->xs, ctx->tx, args[i]))
			return complain(ctx, "remove", args[i]);
		if (ctx->opt.tidy)
			tidy(ctx, args[i]);
	}
	return 0;
}

int cmd_exists(struct context *ctx, char **args, int nr)
{
	void *value;
	int i;

	for (i = 0; i < nr; i++) {
		value = xs_read(ctx->xs, ctx->tx, args[i], NULL);
		if (!value)
			return 1;
		free(value);
	}
	return 0;
}
