/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches and their events.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "private.h"

/* Callers keep thousands of handles; the reader needs very little. */
#define READER_STACK (64 * 1024)

/* Makes the pipe readable.  Full is as good as one byte. */
void xs_signal_event_pipe(struct xs_handle *h)
{
	if (h->event_pipe[1] >= 0)
		while (write(h->event_pipe[1], "", 1) < 0 && errno == EINTR)
			;
}

void xs_queue_event(struct xs_handle *h, struct message *msg)
{
	if (!h->events)
		xs_signal_event_pipe(h);
	*h->events_tail = msg;
	h->events_tail = &msg->next;
	pthread_cond_signal(&h->event_cond);
}

/* After events went: no byte in the pipe without an event. */
static void settle_event_pipe(struct xs_handle *h)
{
	char buf[16];

	if (h->event_pipe[0] >= 0 && !h->events && !h->dead)
		while (read(h->event_pipe[0], buf, sizeof(buf)) > 0)
			;
}

int xs_fileno(struct xs_handle *h)
{
	int fd;

	pthread_mutex_lock(&h->lock);
	if (h->event_pipe[0] < 0) {
		if (pipe2(h->event_pipe, O_CLOEXEC | O_NONBLOCK))
			h->event_pipe[0] = h->event_pipe[1] = -1;
		else if (h->events || h->dead)
			xs_signal_event_pipe(h);
	}
	fd = h->event_pipe[0];
	pthread_mutex_unlock(&h->lock);
	return fd;
}

/* 0, or -1 with errno. */
static int start_reader(struct xs_handle *h)
{
	pthread_attr_t attr;
	sigset_t all, old;
	size_t stack = READER_STACK;
	int r;

	if (h->stop_fd < 0)
		h->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (h->stop_fd < 0)
		return -1;
	r = pthread_attr_init(&attr);
	if (r)
		goto out;
	if (stack < (size_t)PTHREAD_STACK_MIN)
		stack = PTHREAD_STACK_MIN;
	pthread_attr_setstacksize(&attr, stack);
	/* Signals are for the program's own threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&h->reader, &attr, xs_reader, h);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
out:
	errno = r;
	return r ? -1 : 0;
}

static unsigned int current_generation(struct xs_handle *h)
{
	unsigned int generation;

	pthread_mutex_lock(&h->lock);
	generation = h->generation;
	pthread_mutex_unlock(&h->lock);
	return generation;
}

static bool talk_watch(struct xs_handle *h, enum xsd_sockmsg_type type,
		       const char *path, const char *token)
{
	return xs_ok(xs_talkv(
		h, XBT_NULL, type,
		(struct iovec[]){ IOV_STRING(path), IOV_STRING(token) }, 2,
		NULL));
}

bool xs_watch(struct xs_handle *h, const char *path, const char *token)
{
	unsigned int generation;
	int r = 0;
	bool ok;

	pthread_mutex_lock(&h->request);
	if (!h->has_reader) {
		r = start_reader(h);
		h->has_reader = !r;
	}
	pthread_mutex_unlock(&h->request);
	if (r)
		return false;
	/* Noted first: if the connection is lost in between, the reader sets
	 * it, and we hear that it is there. */
	generation = current_generation(h);
	xs_note_watch(h, path, token);
	ok = talk_watch(h, XS_WATCH, path, token) ||
	     (errno == EEXIST && generation != current_generation(h));
	if (!ok) {
		r = errno;
		xs_forget_watch(h, path, token);
		errno = r;
	}
	return ok;
}

/* An event's body has at least a path and a token, each with its NUL. */
static unsigned int event_strings(const struct message *msg)
{
	unsigned int i, n = 0;

	for (i = 0; i < msg->hdr.len; i++)
		n += !msg->body[i];
	return n;
}

static struct message *take_event(struct xs_handle *h)
{
	struct message *msg = h->events;

	if (msg) {
		h->events = msg->next;
		if (!h->events)
			h->events_tail = &h->events;
		settle_event_pipe(h);
	}
	return msg;
}

/* Consumes @msg; the vector, its strings behind it, is one block. */
static char **event_vector(struct message *msg, unsigned int *num)
{
	unsigned int i, n = event_strings(msg);
	char **vec, *strings;

	if (n < 2) {
		free(msg);
		errno = EBADMSG;
		return NULL;
	}
	vec = malloc(n * sizeof(*vec) + msg->hdr.len + 1);
	if (vec) {
		strings = (char *)(vec + n);
		memcpy(strings, msg->body, msg->hdr.len + 1);
		for (i = 0; i < n; i++) {
			vec[i] = strings;
			strings += strlen(strings) + 1;
		}
		*num = n;
	}
	free(msg);
	return vec;
}

char **xs_read_watch(struct xs_handle *h, unsigned int *num)
{
	struct message *msg;

	pthread_mutex_lock(&h->lock);
	while (!(msg = take_event(h)) && !h->dead)
		pthread_cond_wait(&h->event_cond, &h->lock);
	pthread_mutex_unlock(&h->lock);
	if (!msg) {
		errno = ECONNRESET;
		return NULL;
	}
	return event_vector(msg, num);
}

char **xs_check_watch(struct xs_handle *h)
{
	struct message *msg;
	unsigned int num;
	bool dead;

	pthread_mutex_lock(&h->lock);
	msg = take_event(h);
	dead = h->dead;
	pthread_mutex_unlock(&h->lock);
	if (!msg) {
		errno = dead ? ECONNRESET : EAGAIN;
		return NULL;
	}
	return event_vector(msg, &num);
}

static bool event_is_of(const struct message *msg, const char *path,
			const char *token)
{
	const char *p = msg->body;

	if (event_strings(msg) < 2)
		return false;
	return xs_path_is_subpath(path, p) && !strcmp(p + strlen(p) + 1, token);
}

static void drop_events(struct xs_handle *h, const char *path,
			const char *token)
{
	struct message **pp, *msg;

	pthread_mutex_lock(&h->lock);
	for (pp = &h->events; (msg = *pp);) {
		if (event_is_of(msg, path, token)) {
			*pp = msg->next;
			free(msg);
		} else {
			pp = &msg->next;
		}
	}
	h->events_tail = pp;
	settle_event_pipe(h);
	pthread_mutex_unlock(&h->lock);
}

bool xs_unwatch(struct xs_handle *h, const char *path, const char *token)
{
	unsigned int generation = current_generation(h);
	bool noted = xs_forget_watch(h, path, token), ok;
	int saved;

	ok = talk_watch(h, XS_UNWATCH, path, token) ||
	     (errno == ENOENT && noted && generation != current_generation(h));
	if (!ok && noted) {
		saved = errno;
		xs_note_watch(h, path, token);
		errno = saved;
	}
	if (ok && h->unwatch_filter)
		drop_events(h, path, token);
	return ok;
}
