/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore-ls: the tree, indented or with full paths.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command.h"

static int terminal_width(void)
{
	struct winsize ws;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) ||
	    !ws.ws_col)
		return 0;
	return ws.ws_col;
}

static void put_perms(struct context *ctx, const char *path)
{
	static const char letters[] = "nrwb";
	struct xs_permissions *perms;
	unsigned int i, num;

	perms = xs_get_permissions(ctx->xs, ctx->tx, path, &num);
	if (!perms)
		return;
	fputs("   (", ctx->out);
	for (i = 0; i < num; i++)
		fprintf(ctx->out, "%s%c%u", i ? "," : "",
			letters[perms[i].perms & 3], perms[i].id);
	fputc(')', ctx->out);
	free(perms);
}

/* The line for one node; cut to the terminal unless asked for all. */
static int show(struct context *ctx, const char *path, int level)
{
	char *line = NULL, *value, *slash = strrchr(path, '/');
	int width = ctx->opt.wide ? 0 : terminal_width();
	unsigned int len;
	size_t size;
	FILE *f;

	if (level < 0) /* what was asked for is not shown itself */
		return 0;
	value = xs_read(ctx->xs, ctx->tx, path, &len);
	f = open_memstream(&line, &size);
	if (!f) {
		free(value);
		return complain(ctx, "print", path);
	}
	if (ctx->opt.full)
		fputs(path, f);
	else
		fprintf(f, "%*s%s", level, "", slash ? slash + 1 : path);
	if (value) {
		fputs(" = \"", f);
		put_value(f, value, len);
		fputc('"', f);
	} else {
		fputs(": cannot be read", f);
	}
	free(value);
	fclose(f);
	if (width > 8 && size > (size_t)width)
		strcpy(line + width - 5, "...\"");
	fputs(line, ctx->out);
	free(line);
	if (ctx->opt.perms)
		put_perms(ctx, path);
	fputc('\n', ctx->out);
	return 0;
}

int cmd_ls(struct context *ctx, char **args, int nr)
{
	if (nr > 1) {
		fprintf(stderr, "%s: one path only\n", ctx->name);
		return 2;
	}
	return walk(ctx, nr ? args[0] : "/", show, -1);
}
