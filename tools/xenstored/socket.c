/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Clients on a unix socket.
 */
#include <errno.h>
#include <fcntl.h>
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
	/* Read ahead: a request is two pieces at least, one call gets all. */
	unsigned int head, have;
	bool empty; /* the kernel had no more */
	char ahead[2048];
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
	int n;

	if (!s->have) {
		if (s->empty)
			return 0;
		n = sock_result(
			recv(s->fd, s->ahead, sizeof(s->ahead), MSG_DONTWAIT));
		if (n <= 0)
			return n;
		s->head = 0;
		s->have = n;
		s->empty = (unsigned int)n < sizeof(s->ahead);
	}
	if (len > s->have)
		len = s->have;
	memcpy(buf, s->ahead + s->head, len);
	s->head += len;
	s->have -= len;
	return len;
}

static int sock_write(struct conn *c, const void *buf, unsigned int len)
{
	struct sock *s = c->transport;

	return sock_result(send(s->fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL));
}

static void sock_begin(struct conn *c)
{
	((struct sock *)c->transport)->empty = false;
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

static int poll_socket(struct conn *c, int epoll_fd)
{
	struct sock *s = c->transport;
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };

	s->epoll_fd = epoll_fd;
	s->polled = EPOLLIN;
	if (epoll_fd >= 0 && epoll_ctl(epoll_fd, EPOLL_CTL_ADD, s->fd, &ev))
		return -errno;
	return 0;
}

struct conn *socket_open(struct daemon *d, int fd, int epoll_fd)
{
	struct sock *s = calloc(1, sizeof(*s));
	struct conn *c;

	if (!s)
		return NULL;
	s->fd = fd;
	c = conn_open(d, &sock_ops, s, 0);
	if (!c) {
		free(s);
		return NULL;
	}
	if (poll_socket(c, epoll_fd)) {
		s->fd = -1; /* still the caller's */
		conn_close(c);
		return NULL;
	}
	return c;
}

void socket_log(struct conn *c, struct record_buf *log, bool keep)
{
	struct sock *s = c->transport;
	struct rec_socket *rec;

	if (c->ops != &sock_ops)
		return;
	fcntl(s->fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
	rec = record_put(log, REC_SOCKET, sizeof(*rec) + s->have);
	if (!rec)
		return;
	rec->conn = c->id;
	rec->fd = s->fd;
	memcpy(rec + 1, s->ahead + s->head, s->have);
}

int socket_restore(struct daemon *d, const struct rec_socket *rec,
		   const void *ahead, size_t len)
{
	struct sock *s;
	struct conn *c;

	if (len > sizeof(s->ahead) || rec->fd < 0)
		return -EINVAL;
	c = socket_open(d, rec->fd, -1);
	if (!c)
		return -ENOMEM;
	c->id = rec->conn;
	s = c->transport;
	memcpy(s->ahead, ahead, len);
	s->have = len;
	fcntl(s->fd, F_SETFD, FD_CLOEXEC);
	return 0;
}

int socket_poll_all(struct daemon *d, int epoll_fd)
{
	struct conn *c;
	int r = 0;

	for (c = d->conns; c && !r; c = c->next) {
		if (c->ops != &sock_ops)
			continue;
		r = poll_socket(c, epoll_fd);
		/* What was read already comes with no event. */
		conn_activate(c);
	}
	return r;
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
