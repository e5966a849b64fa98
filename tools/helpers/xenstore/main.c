/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of xenstore commands, their options, and transactions around them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

static const struct command commands[] = {
	{ "chmod", "hrsu",
	  "[-r] [-u] [-s] PATH MODE...\n"
	  "MODE: n(one), r(ead), w(rite) or b(oth) and a domain id; the first "
	  "names the owner\nand what domains without an own mode may do.\n"
	  "  -r  everything below, too\n  -u  everything above, too",
	  2, true, cmd_chmod },
	{ "control", "+hs", "[-s] COMMAND [ARGUMENT...]\nTry `help'.", 1, false,
	  cmd_control },
	{ "exists", "hs", "[-s] PATH...\nSucceeds if all exist.", 1, true,
	  cmd_exists },
	{ "list", "hps", "[-p] [-s] PATH...\n  -p  print whole paths", 1, true,
	  cmd_list },
	{ "ls", "fhpsw",
	  "[-f] [-p] [-w] [-s] [PATH]\n  -f  whole paths\n"
	  "  -p  permissions\n  -w  do not cut lines to the terminal",
	  0, true, cmd_ls },
	{ "read", "hpRs",
	  "[-p] [-R] [-s] PATH...\n  -p  print the path before the value\n"
	  "  -R  as it is: no escapes, no newline",
	  1, true, cmd_read },
	{ "rm", "hst",
	  "[-t] [-s] PATH...\n  -t  remove empty directories above, too", 1,
	  true, cmd_rm },
	{ "watch", "hn:s", "[-n COUNT] [-s] PATH...", 1, false, cmd_watch },
	{ "write", "hRs",
	  "[-R] [-s] PATH VALUE [PATH VALUE...]\n"
	  "  -R  as it is: escapes such as \\n mean themselves",
	  2, true, cmd_write },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

int complain(const struct context *ctx, const char *what, const char *path)
{
	/* The caller will be tried again: no message yet. */
	if (errno == EAGAIN && ctx->tx)
		return 1;
	fprintf(stderr, "%s: could not %s %s: %s\n", ctx->name, what, path,
		strerror(errno));
	return 1;
}

char *join_path(const char *dir, const char *name)
{
	size_t len = strlen(dir);
	char *path = malloc(len + strlen(name) + 2);

	if (path)
		sprintf(path, "%s%s%s", dir,
			len && dir[len - 1] == '/' ? "" : "/", name);
	return path;
}

int walk(struct context *ctx, const char *path,
	 int (*fn)(struct context *ctx, const char *path, int level), int level)
{
	unsigned int i, num;
	char **names, *sub;
	int r = fn(ctx, path, level);

	if (r)
		return r;
	names = xs_directory(ctx->xs, ctx->tx, path, &num);
	/* Below the top a directory that may not be read is skipped. */
	if (!names)
		return level > 0 && errno == EACCES
			       ? 0
			       : complain(ctx, "list", path);
	for (i = 0; !r && i < num; i++) {
		sub = join_path(path, names[i]);
		r = sub ? walk(ctx, sub, fn, level + 1) : 1;
		free(sub);
	}
	free(names);
	return r;
}

static const struct command *find_command(const char *name)
{
	unsigned int i;

	for (i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static void usage(const struct command *cmd, FILE *f)
{
	unsigned int i;

	if (cmd) {
		fprintf(f,
			"Usage: xenstore-%s %s\n"
			"  -s  talk to the daemon's socket only\n",
			cmd->name, cmd->usage);
		return;
	}
	fputs("Usage: xenstore COMMAND [ARGUMENT...]\nCommands:", f);
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(f, " %s", commands[i].name);
	fputc('\n', f);
}

static void parse_options(const struct command *cmd, int argc, char **argv,
			  struct options *o)
{
	char *end;
	int opt;

	memset(o, 0, sizeof(*o));
	o->count = -1;
	while ((opt = getopt(argc, argv, cmd->options)) != -1) {
		switch (opt) {
		case 'f':
			o->full = true;
			break;
		case 'h':
			usage(cmd, stdout);
			exit(0);
		case 'n':
			o->count = strtol(optarg, &end, 10);
			if (*end || o->count < 0) {
				usage(cmd, stderr);
				exit(2);
			}
			break;
		case 'p':
			o->prefix = o->perms = true;
			break;
		case 'R':
			o->raw = true;
			break;
		case 'r':
			o->recurse = true;
			break;
		case 's':
			o->socket = true;
			break;
		case 't':
			o->tidy = true;
			break;
		case 'u':
			o->upto = true;
			break;
		case 'w':
			o->wide = true;
			break;
		default:
			usage(cmd, stderr);
			exit(2);
		}
	}
}

/*
 * Once through the command, in a transaction if it wants one.  Output waits
 * for the end, so that a second try does not print twice.  -1: try again.
 */
static int attempt(struct context *ctx, const struct command *cmd, char **args,
		   int nr)
{
	char *text = NULL;
	size_t size = 0;
	int status;

	if (!cmd->in_transaction)
		return cmd->fn(ctx, args, nr);
	ctx->out = open_memstream(&text, &size);
	ctx->tx = xs_transaction_start(ctx->xs);
	if (!ctx->out || !ctx->tx) {
		ctx->tx = XBT_NULL;
		return complain(ctx, "start", "a transaction");
	}
	status = cmd->fn(ctx, args, nr);
	fclose(ctx->out);
	if (!xs_transaction_end(ctx->xs, ctx->tx, status != 0) && !status) {
		if (errno == EAGAIN) {
			status = -1;
		} else {
			ctx->tx = XBT_NULL;
			status = complain(ctx, "end", "the transaction");
		}
	}
	ctx->tx = XBT_NULL;
	if (status >= 0)
		fwrite(text, 1, size, stdout);
	free(text);
	return status;
}

int main(int argc, char **argv)
{
	const char *base = strrchr(argv[0], '/');
	const struct command *cmd = NULL;
	struct context ctx = { .tx = XBT_NULL };
	int status;

	base = base ? base + 1 : argv[0];
	if (!strncmp(base, "xenstore-", 9)) {
		cmd = find_command(base + 9);
	} else if (argc > 1) {
		cmd = find_command(argv[1]);
		argc--;
		argv++;
	}
	if (!cmd) {
		usage(NULL, stderr);
		return 2;
	}
	parse_options(cmd, argc, argv, &ctx.opt);
	argc -= optind;
	argv += optind;
	if (argc < cmd->min_args) {
		usage(cmd, stderr);
		return 2;
	}
	ctx.name = base;
	ctx.xs = xs_open(ctx.opt.socket ? XS_OPEN_SOCKETONLY : 0);
	if (!ctx.xs) {
		fprintf(stderr,
			"%s: cannot reach xenstored at %s or through the "
			"kernel: %s (is it running?)\n",
			base, xs_daemon_socket(), strerror(errno));
		return 1;
	}
	do
		status = attempt(&ctx, cmd, argv, argc);
	while (status < 0);
	xs_close(ctx.xs);
	return fflush(stdout) ? 1 : status;
}
