/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Clients in our own domain, through a unix socket.  All are privileged: the
 * socket belongs to root.
 */
#ifndef XENSTORED_SOCKET_H
#define XENSTORED_SOCKET_H

#include "conn.h"

/*
 * Listens at @path, which a dead daemon may have left behind; the descriptor
 * or -errno (-EADDRINUSE: another daemon serves it).
 */
int socket_listen(const char *path);

/* One more client, watched through @epoll_fd.  0 or -errno. */
int socket_accept(struct daemon *d, int listen_fd, int epoll_fd);

/* A client on @fd, which becomes ours.  @epoll_fd -1: the caller polls. */
struct conn *socket_open(struct daemon *d, int fd, int epoll_fd);

/* Adjusts what is polled for. */
void socket_update_poll(struct conn *c);

#endif
