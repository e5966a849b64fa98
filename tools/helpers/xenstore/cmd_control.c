/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore-control: orders to the daemon.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"

int cmd_control(struct context *ctx, char **args, int nr)
{
	char data[XENSTORE_PAYLOAD_MAX], *answer;
	unsigned int len = 0;
	size_t size;
	int i;

	for (i = 1; i < nr; i++) {
		size = strlen(args[i]) + 1;
		if (size > sizeof(data) - len) {
			fprintf(stderr, "%s: too many arguments\n", ctx->name);
			return 2;
		}
		memcpy(data + len, args[i], size);
		len += size;
	}
	answer = xs_control_command(ctx->xs, args[0], data, len);
	if (!answer)
		return complain(ctx, "do", args[0]);
	printf("%s%s", answer,
	       *answer && answer[strlen(answer) - 1] == '\n' ? "" : "\n");
	free(answer);
	return 0;
}
