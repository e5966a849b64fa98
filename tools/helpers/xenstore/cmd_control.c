/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore-control: orders to the daemon.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"

/* Appends a string with its NUL; false: no room. */
static bool add(char *data, unsigned int *len, const char *s)
{
	size_t size = strlen(s) + 1;

	if (size > XENSTORE_PAYLOAD_MAX - *len)
		return false;
	memcpy(data + *len, s, size);
	*len += size;
	return true;
}

/* One step of a live update.  0, or 1 after a message. */
static int step(struct context *ctx, const char *a, const char *b,
		const char *c, const char *d)
{
	const char *args[] = { a, b, c, d };
	char data[XENSTORE_PAYLOAD_MAX], *answer;
	unsigned int i, len = 0;
	bool ok;

	for (i = 0; i < 4; i++)
		if (args[i] && !add(data, &len, args[i]))
			return complain(ctx, "send", "so long a command line");
	answer = xs_control_command(ctx->xs, "live-update", data, len);
	if (!answer)
		return complain(ctx, "do", "live-update");
	ok = !strcmp(answer, "OK");
	if (!ok)
		fprintf(stderr, "%s: live-update: %s\n", ctx->name, answer);
	free(answer);
	return !ok;
}

/* The steps of a live update have to come through one connection. */
static int live_update(struct context *ctx, char **args, int nr)
{
	const char *cmdline = NULL, *timeout = "60", *force = NULL;
	const char *program = NULL;
	int i;

	for (i = 0; i < nr; i++) {
		if (!strcmp(args[i], "-c") && i + 1 < nr)
			cmdline = args[++i];
		else if (!strcmp(args[i], "-t") && i + 1 < nr)
			timeout = args[++i];
		else if (!strcmp(args[i], "-F"))
			force = "-F";
		else if (args[i][0] != '-' && !program)
			program = args[i];
		else
			program = NULL, i = nr;
	}
	if (!program) {
		fprintf(stderr,
			"Usage: %s live-update [-c ARGUMENTS] [-t SECONDS] "
			"[-F] FILE\n",
			ctx->name);
		return 2;
	}
	if (step(ctx, "-f", program, NULL, NULL))
		return 1;
	if ((cmdline && step(ctx, "-c", cmdline, NULL, NULL)) ||
	    step(ctx, "-s", "-t", timeout, force))
		return 1;
	puts("OK");
	return 0;
}

int cmd_control(struct context *ctx, char **args, int nr)
{
	char data[XENSTORE_PAYLOAD_MAX], *answer;
	unsigned int len = 0;
	int i;

	if (!strcmp(args[0], "live-update") && nr > 1)
		return live_update(ctx, args + 1, nr - 1);
	for (i = 1; i < nr; i++) {
		if (!add(data, &len, args[i])) {
			fprintf(stderr, "%s: too many arguments\n", ctx->name);
			return 2;
		}
	}
	answer = xs_control_command(ctx->xs, args[0], data, len);
	if (!answer)
		return complain(ctx, "do", args[0]);
	printf("%s%s", answer,
	       *answer && answer[strlen(answer) - 1] == '\n' ? "" : "\n");
	free(answer);
	return 0;
}
