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

/* Live update: @c's descriptor and what was read from it, if it is a socket;
 * the descriptor stays open over exec() if @keep. */
void socket_log(struct conn *c, struct record_buf *log, bool keep);
/* The reverse; see socket_poll_all().  0 or -errno. */
int socket_restore(struct daemon *d, const struct rec_socket *rec,
		   const void *ahead, size_t len);
/* Watches all restored clients through @epoll_fd.  0 or -errno. */
int socket_poll_all(struct daemon *d, int epoll_fd);

#endif
