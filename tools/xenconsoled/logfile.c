/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "logfile.h"

static bool open_path(struct logfile *l)
{
	l->fd = open(l->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (l->fd >= 0)
		return true;
	syslog(LOG_ERR, "cannot write %s: %m", l->path);
	return false;
}

bool logfile_open(struct logfile *l, const char *dir, const char *name,
		  bool stamp)
{
	char *p;

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	l->stamp = stamp;
	if (asprintf(&l->path, "%s/%s.log", dir, name) < 0) {
		l->path = NULL;
		return false;
	}
	for (p = l->path + strlen(dir) + 1; *p; p++)
		if (*p == '/')
			*p = '_';
	return open_path(l);
}

void logfile_reopen(struct logfile *l)
{
	if (!l->path)
		return;
	if (l->fd >= 0)
		close(l->fd);
	l->complained = false;
	open_path(l);
}

static void put(struct logfile *l, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(l->fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			/* A full disk must not stop guests. */
			if (!l->complained)
				syslog(LOG_ERR, "cannot write %s: %m", l->path);
			l->complained = true;
			return;
		}
		data += n;
		len -= n;
	}
}

static void put_stamp(struct logfile *l)
{
	time_t now = time(NULL);
	char buf[32];
	struct tm tm;
	size_t n = 0;

	if (localtime_r(&now, &tm))
		n = strftime(buf, sizeof(buf), "[%Y-%m-%d %H:%M:%S] ", &tm);
	put(l, buf, n);
}

void logfile_write(struct logfile *l, const char *data, size_t len)
{
	const char *nl;
	size_t n;

	if (!l->path || l->fd < 0)
		return;
	if (!l->stamp) {
		put(l, data, len);
		return;
	}
	while (len) {
		nl = memchr(data, '\n', len);
		n = nl ? (size_t)(nl + 1 - data) : len;
		if (!l->in_line)
			put_stamp(l);
		put(l, data, n);
		l->in_line = !nl;
		data += n;
		len -= n;
	}
}

void logfile_close(struct logfile *l)
{
	if (l->path && l->fd >= 0)
		close(l->fd);
	free(l->path);
	memset(l, 0, sizeof(*l));
}
