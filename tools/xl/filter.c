// SPDX-License-Identifier: GPL-2.0-only
/*
 * zlib between this process and a stream, as a child that works in parallel
 * to it and ends with it.
 */
#include "image.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <zlib.h>

#define CHUNK 65536

static ssize_t read_some(int fd, void *buf, size_t len)
{
	ssize_t n;

	do
		n = read(fd, buf, len);
	while (n < 0 && errno == EINTR);
	return n;
}

static int deflate_all(int in, int out, int level)
{
	static uint8_t from[CHUNK], to[CHUNK];
	z_stream z = { 0 };
	ssize_t n;
	int rc;

	if (deflateInit(&z, level) != Z_OK)
		return 1;
	do {
		n = read_some(in, from, sizeof(from));
		if (n < 0)
			return 1;
		z.next_in = from;
		z.avail_in = n;
		do {
			z.next_out = to;
			z.avail_out = sizeof(to);
			rc = deflate(&z, n ? Z_NO_FLUSH : Z_FINISH);
			if (libxl_write_exactly(NULL, out, to,
						sizeof(to) - z.avail_out, NULL,
						NULL))
				return 1;
		} while (!z.avail_out);
	} while (n);
	deflateEnd(&z);
	return rc == Z_STREAM_END ? 0 : 1;
}

/* Reads no byte behind the end: there is none before we have answered. */
static int inflate_all(int in, int out)
{
	static uint8_t from[CHUNK], to[CHUNK];
	z_stream z = { 0 };
	int rc = Z_OK;
	ssize_t n;

	if (inflateInit(&z) != Z_OK)
		return 1;
	while (rc != Z_STREAM_END) {
		n = read_some(in, from, sizeof(from));
		if (n <= 0)
			return 1;
		z.next_in = from;
		z.avail_in = n;
		do {
			z.next_out = to;
			z.avail_out = sizeof(to);
			rc = inflate(&z, Z_NO_FLUSH);
			if (rc != Z_OK && rc != Z_STREAM_END &&
			    rc != Z_BUF_ERROR)
				return 1;
			if (libxl_write_exactly(NULL, out, to,
						sizeof(to) - z.avail_out, NULL,
						NULL))
				return 1;
		} while (!z.avail_out && rc != Z_STREAM_END);
	}
	inflateEnd(&z);
	return 0;
}

/* The end of a pipe that the caller uses; the child has the other. */
static int start(int fd, bool out, int level, pid_t *pid)
{
	int p[2];

	if (pipe(p)) {
		complain("cannot make a pipe: %s", strerror(errno));
		return -1;
	}
	*pid = fork();
	if (*pid < 0) {
		complain("cannot fork: %s", strerror(errno));
		close(p[0]);
		close(p[1]);
		return -1;
	}
	if (!*pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGINT, SIG_IGN);
		signal(SIGPIPE, SIG_DFL);
		close(p[out ? 1 : 0]);
		_exit(out ? deflate_all(p[0], fd, level)
			  : inflate_all(fd, p[1]));
	}
	close(p[out ? 0 : 1]);
	return p[out ? 1 : 0];
}

int filter_out(int fd, int level, pid_t *pid)
{
	return start(fd, true, level, pid);
}

int filter_in(int fd, pid_t *pid)
{
	return start(fd, false, 0, pid);
}

int filter_end(int filter_fd, pid_t pid, const char *what)
{
	int status;

	close(filter_fd);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	if (!status)
		return 0;
	complain("%s", what);
	return -1;
}
