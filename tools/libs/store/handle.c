/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening and closing connections.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "private.h"

static int restrict_cb(Xentoolcore__Active_Handle *ah, domid_t domid)
{
	struct xs_handle *h = CONTAINER_OF(ah, struct xs_handle, tc_ah);
	int r;

	/* No daemon can limit a connection: cut it. */
	pthread_mutex_lock(&h->lock);
	h->no_reconnect = true;
	r = xentoolcore__restrict_by_dup2_null(h->fd);
	pthread_mutex_unlock(&h->lock);
	return r;
}

int xs_connect(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, saved;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(addr.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static const char *kernel_device(void)
{
	const char *s = getenv("XENSTORED_PATH");

	if (s)
		return s;
	if (!access("/dev/xen/xenbus", F_OK))
		return "/dev/xen/xenbus";
	return "/proc/xen/xenbus";
}

static void init_locks(struct xs_handle *h)
{
	pthread_mutex_init(&h->request, NULL);
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->reply_cond, NULL);
	pthread_cond_init(&h->event_cond, NULL);
}

static struct xs_handle *open_path(const char *path)
{
	struct xs_handle *h;
	struct stat st;
	int saved;

	if (!path || stat(path, &st))
		return NULL;
	h = calloc(1, sizeof(*h));
	if (!h)
		return NULL;
	h->fd = h->old_fd = -1;
	h->stop_fd = -1;
	h->event_pipe[0] = h->event_pipe[1] = -1;
	h->events_tail = &h->events;
	h->is_socket = S_ISSOCK(st.st_mode);
	h->path = strdup(path);
	if (!h->path) {
		free(h);
		return NULL;
	}
	init_locks(h);
	h->tc_ah.restrict_callback = restrict_cb;
	xentoolcore__register_active_handle(&h->tc_ah);
	h->fd = h->is_socket ? xs_connect(path)
			     : open(path, O_RDWR | O_CLOEXEC);
	if (h->fd < 0) {
		saved = errno;
		xentoolcore__deregister_active_handle(&h->tc_ah);
		free(h->path);
		free(h);
		errno = saved;
		return NULL;
	}
	return h;
}

struct xs_handle *xs_open(unsigned long flags)
{
	struct xs_handle *h = open_path(xs_daemon_socket());

	if (!h && !(flags & XS_OPEN_SOCKETONLY))
		h = open_path(kernel_device());
	if (h)
		h->unwatch_filter = flags & XS_UNWATCH_FILTER;
	return h;
}

struct xs_handle *xs_daemon_open(void)
{
	return xs_open(0);
}

struct xs_handle *xs_daemon_open_readonly(void)
{
	return xs_open(XS_OPEN_READONLY);
}

struct xs_handle *xs_domain_open(void)
{
	return xs_open(0);
}

static void free_messages(struct message *m)
{
	struct message *next;

	for (; m; m = next) {
		next = m->next;
		free(m);
	}
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void release(struct xs_handle *h)
{
	xentoolcore__deregister_active_handle(&h->tc_ah);
	close_fd(h->fd);
	close_fd(h->old_fd);
	close_fd(h->stop_fd);
	close_fd(h->event_pipe[0]);
	close_fd(h->event_pipe[1]);
	free(h->reply);
	free_messages(h->events);
	xs_forget_all_watches(h);
	free(h->path);
	free(h);
}

void xs_close(struct xs_handle *h)
{
	uint64_t one = 1;

	if (!h)
		return;
	pthread_mutex_lock(&h->request);
	if (h->has_reader) {
		/* Cannot fail: the counter is far from full. */
		xs_write_all(h->stop_fd, &one, sizeof(one));
		pthread_join(h->reader, NULL);
	}
	pthread_mutex_unlock(&h->request);
	pthread_mutex_destroy(&h->request);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->reply_cond);
	pthread_cond_destroy(&h->event_cond);
	release(h);
}

void xs_daemon_close(struct xs_handle *h)
{
	xs_close(h);
}

void xs_daemon_destroy_postfork(struct xs_handle *h)
{
	/* The reader is in the parent; locks may be held by it for ever. */
	release(h);
}
