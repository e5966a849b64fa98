/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers that need no connection: where the daemon is, paths, writing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

const char *xs_daemon_rundir(void)
{
	const char *s = getenv("XENSTORED_RUNDIR");

	return s ? s : "/run/xenstored";
}

const char *xs_daemon_socket(void)
{
	static char buf[PATH_MAX];
	const char *s = getenv("XENSTORED_PATH");

	if (s)
		return s;
	if (snprintf(buf, sizeof(buf), "%s/socket", xs_daemon_rundir()) >=
	    (int)sizeof(buf))
		return NULL;
	return buf;
}

const char *xs_daemon_socket_ro(void)
{
	static char buf[PATH_MAX];
	const char *s = xs_daemon_socket();

	if (!s || snprintf(buf, sizeof(buf), "%s_ro", s) >= (int)sizeof(buf))
		return NULL;
	return buf;
}

bool xs_write_all(int fd, const void *data, unsigned int len)
{
	const char *p = data;
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

bool xs_path_is_subpath(const char *parent, const char *child)
{
	size_t len = strlen(parent);

	if (strncmp(child, parent, len))
		return false;
	/* "/" is above everything that starts with it. */
	return !child[len] || child[len] == '/' ||
	       (len && parent[len - 1] == '/');
}
