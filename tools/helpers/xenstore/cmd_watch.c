/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore-watch: print paths as they change.
 */
#include <stdlib.h>

#include "command.h"

int cmd_watch(struct context *ctx, char **args, int nr)
{
	unsigned int num;
	char **event;
	int i;

	for (i = 0; i < nr; i++)
		if (!xs_watch(ctx->xs, args[i], args[i]))
			return complain(ctx, "watch", args[i]);
	while (ctx->opt.count) {
		event = xs_read_watch(ctx->xs, &num);
		if (!event)
			return complain(ctx, "wait for", args[0]);
		printf("%s\n", event[XS_WATCH_PATH]);
		fflush(stdout);
		free(event);
		if (ctx->opt.count > 0)
			ctx->opt.count--;
	}
	return 0;
}
