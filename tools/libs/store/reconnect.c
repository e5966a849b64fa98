/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A connection that the daemon lost: one that was killed is started again and
 * knows its nodes, but not its clients.
 *
 * For a few seconds another connection is tried.  Watches are set again before
 * anybody else may use it, each with its first event, so that a change in
 * between is not missed.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "private.h"

#define PATIENCE_MS 5000
#define PAUSE_MS    20

static struct watch_entry *new_entry(const char *path, const char *token)
{
	size_t path_len = strlen(path) + 1, token_len = strlen(token) + 1;
	struct watch_entry *w = malloc(sizeof(*w) + path_len + token_len);

	if (!w)
		return NULL;
	memcpy(w->path, path, path_len);
	w->token = w->path + path_len;
	memcpy(w->token, token, token_len);
	return w;
}

void xs_note_watch(struct xs_handle *h, const char *path, const char *token)
{
	struct watch_entry *w = new_entry(path, token);

	/* Without memory it only ends with the connection. */
	if (!w)
		return;
	pthread_mutex_lock(&h->lock);
	w->next = h->watches;
	h->watches = w;
	pthread_mutex_unlock(&h->lock);
}

bool xs_forget_watch(struct xs_handle *h, const char *path, const char *token)
{
	struct watch_entry **pp, *w;

	pthread_mutex_lock(&h->lock);
	for (pp = &h->watches; (w = *pp); pp = &w->next)
		if (!strcmp(w->path, path) && !strcmp(w->token, token))
			break;
	if (w)
		*pp = w->next;
	pthread_mutex_unlock(&h->lock);
	if (!w)
		return false;
	free(w);
	return true;
}

static void free_entries(struct watch_entry *w)
{
	struct watch_entry *next;

	for (; w; w = next) {
		next = w->next;
		free(w);
	}
}

void xs_forget_all_watches(struct xs_handle *h)
{
	free_entries(h->watches);
	h->watches = NULL;
}

/* False: the reader is to stop. */
static bool pause_for_a_moment(struct xs_handle *h, bool is_reader)
{
	struct pollfd stop = { is_reader ? h->stop_fd : -1, POLLIN, 0 };

	return poll(&stop, 1, PAUSE_MS) != 1;
}

/* Sets one watch and takes the answer, and events on the way.  0 or -1. */
static int set_watch(struct xs_handle *h, int fd, struct watch_entry *w,
		     bool is_reader)
{
	struct xsd_sockmsg hdr = { .type = XS_WATCH };
	struct iovec iov[3] = { IOV(&hdr, sizeof(hdr)), IOV_STRING(w->path),
				IOV_STRING(w->token) };
	struct message *msg;

	hdr.len = iov[1].iov_len + iov[2].iov_len;
	if (xs_send(h, fd, iov, 3))
		return -1;
	while ((msg = xs_receive(h, fd, is_reader)) &&
	       msg->hdr.type == XS_WATCH_EVENT) {
		pthread_mutex_lock(&h->lock);
		xs_queue_event(h, msg);
		pthread_mutex_unlock(&h->lock);
	}
	free(msg);
	return msg ? 0 : -1;
}

/* The list as it is now, to be used without the lock. */
static struct watch_entry *copy_watches(struct xs_handle *h)
{
	struct watch_entry *w, *copy, *list = NULL;

	pthread_mutex_lock(&h->lock);
	for (w = h->watches; w; w = w->next) {
		copy = new_entry(w->path, w->token);
		if (!copy)
			break;
		copy->next = list;
		list = copy;
	}
	pthread_mutex_unlock(&h->lock);
	return list;
}

static int set_watches(struct xs_handle *h, int fd, bool is_reader)
{
	struct watch_entry *list = copy_watches(h), *w;
	int r = 0;

	for (w = list; w && !r; w = w->next)
		r = set_watch(h, fd, w, is_reader);
	free_entries(list);
	return r;
}

static void adopt(struct xs_handle *h, int fd)
{
	pthread_mutex_lock(&h->lock);
	/* Who still sends there fails, and sees the new one then. */
	shutdown(h->fd, SHUT_RDWR);
	if (h->old_fd >= 0)
		close(h->old_fd);
	h->old_fd = h->fd;
	h->fd = fd;
	h->generation++;
	pthread_cond_broadcast(&h->reply_cond);
	pthread_mutex_unlock(&h->lock);
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool xs_is_lost(const struct xs_handle *h)
{
	return h->is_socket &&
	       (errno == ECONNRESET || errno == EPIPE || errno == ENOTCONN);
}

static bool may_reconnect(struct xs_handle *h)
{
	bool may;

	if (!xs_is_lost(h))
		return false;
	pthread_mutex_lock(&h->lock);
	may = !h->no_reconnect && !h->dead;
	pthread_mutex_unlock(&h->lock);
	return may;
}

bool xs_reconnect(struct xs_handle *h, bool is_reader)
{
	long end = now_ms() + PATIENCE_MS;
	int fd;

	if (!may_reconnect(h))
		return false;
	do {
		fd = xs_connect(h->path);
		if (fd >= 0 && !set_watches(h, fd, is_reader)) {
			adopt(h, fd);
			return true;
		}
		if (fd >= 0)
			close(fd);
	} while (pause_for_a_moment(h, is_reader) && now_ms() < end);
	errno = ECONNRESET;
	return false;
}
