/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Clients on a unix socket.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "socket.h"

struct sock {
	int fd;
	int epoll_fd;	     /* borrowed */
	unsigned int polled; /* EPOLLIN | EPOLLOUT */
};

static int sock_result(ssize_t n)
{
	if (n > 0)
		return n;
	if (!n)
		return -ECONNRESET;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

static int sock_read(struct conn *c, void *buf, unsigned int len)
{
	struct sock *s = c->transport;

	return sock_result(recv(s->fd, buf, len, MSG_DONTWAIT));
}

static int sock_write(struct conn *c, const void *buf, unsigned int len)
{
	struct sock *s = c->transport;

	return sock_result(send(s->fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL));
}

static void sock_begin(struct conn *c)
{
}

void socket_update_poll(struct conn *c)
{
	struct sock *s = c->transport;
	struct epoll_event ev = { .data.ptr = c };

	if (s->epoll_fd < 0)
		return;
	ev.events = (conn_stalled(c) ? 0 : EPOLLIN) | (c->out ? EPOLLOUT : 0);
	if (ev.events != s->polled)
		epoll_ctl(s->epoll_fd, EPOLL_CTL_MOD, s->fd, &ev);
	s->polled = ev.events;
}

static void sock_failed(struct conn *c, int error)
{
	conn_close(c);
}

static void sock_release(struct conn *c)
{
	struct sock *s = c->transport;

	close(s->fd);
	free(s);
}

static const struct conn_ops sock_ops = {
	.read = sock_read,
	.write = sock_write,
	.begin = sock_begin,
	.end = socket_update_poll,
	.failed = sock_failed,
	.release = sock_release,
};

struct conn *socket_open(struct daemon *d, int fd, int epoll_fd)
{
	struct sock *s = calloc(1, sizeof(*s));
	struct epoll_event ev = { .events = EPOLLIN };
	struct conn *c;

	if (!s)
		return NULL;
	s->fd = fd;
	s->epoll_fd = epoll_fd;
	s->polled = EPOLLIN;
	c = conn_open(d, &sock_ops, s, 0);
	if (!c) {
		free(s);
		return NULL;
	}
	ev.data.ptr = c;
	if (epoll_fd >= 0 && epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &ev)) {
		conn_close(c);
		return NULL;
	}
	return c;
}

int socket_accept(struct daemon *d, int listen_fd, int epoll_fd)
{
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (!socket_open(d, fd, epoll_fd)) {
		close(fd);
		return -ENOMEM;
	}
	return 0;
}

static bool is_served(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool served =
		!connect(fd, (const struct sockaddr *)addr, sizeof(*addr));

	close(fd);
	return served;
}

int socket_listen(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, r;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	if (is_served(&addr))
		return -EADDRINUSE;
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    chmod(path, 0600) || listen(fd, 128)) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}
