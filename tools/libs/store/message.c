/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests and answers on the wire.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "private.h"

/* A closed socket is an error here, never a SIGPIPE. */
int xs_send(struct xs_handle *h, int fd, struct iovec *iov, unsigned int nr)
{
	struct msghdr msg;
	ssize_t n;

	while (nr) {
		if (!iov->iov_len) {
			iov++;
			nr--;
			continue;
		}
		memset(&msg, 0, sizeof(msg));
		msg.msg_iov = iov;
		msg.msg_iovlen = nr;
		n = h->is_socket ? sendmsg(fd, &msg, MSG_NOSIGNAL)
				 : writev(fd, iov, nr);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		while (nr && (size_t)n >= iov->iov_len) {
			n -= iov->iov_len;
			iov++;
			nr--;
		}
		if (nr) {
			iov->iov_base = (char *)iov->iov_base + n;
			iov->iov_len -= n;
		}
	}
	return 0;
}

/* Waits for input; the reader thread also for the order to stop. */
static int wait_readable(struct xs_handle *h, int fd, bool is_reader)
{
	struct pollfd fds[2] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = is_reader ? h->stop_fd : -1, .events = POLLIN },
	};

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return -1;
	if (fds[1].revents) {
		errno = ECANCELED;
		return -1;
	}
	return 0;
}

static int recv_all(struct xs_handle *h, int fd, void *data, size_t len,
		    bool is_reader)
{
	char *p = data;
	ssize_t n;

	while (len) {
		if (is_reader && wait_readable(h, fd, true))
			return -1;
		n = read(fd, p, len);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (!n)
			errno = ECONNRESET;
		if (n <= 0)
			return -1;
		p += n;
		len -= n;
	}
	return 0;
}

struct message *xs_receive(struct xs_handle *h, int fd, bool is_reader)
{
	struct xsd_sockmsg hdr;
	struct message *msg;
	int saved;

	if (recv_all(h, fd, &hdr, sizeof(hdr), is_reader))
		return NULL;
	if (hdr.len > XENSTORE_PAYLOAD_MAX) {
		errno = EBADMSG;
		return NULL;
	}
	msg = malloc(sizeof(*msg) + hdr.len + 1);
	if (!msg)
		return NULL;
	msg->next = NULL;
	msg->hdr = hdr;
	msg->body[hdr.len] = 0;
	if (recv_all(h, fd, msg->body, hdr.len, is_reader)) {
		saved = errno;
		free(msg);
		errno = saved;
		return NULL;
	}
	return msg;
}

/* After this no byte on the wire can be trusted to start a message. */
static void set_dead(struct xs_handle *h)
{
	pthread_mutex_lock(&h->lock);
	h->dead = true;
	xs_signal_event_pipe(h);
	pthread_cond_broadcast(&h->reply_cond);
	pthread_cond_broadcast(&h->event_cond);
	pthread_mutex_unlock(&h->lock);
}

void *xs_reader(void *handle)
{
	struct xs_handle *h = handle;
	struct message *msg;

	for (;;) {
		msg = xs_receive(h, h->fd, true);
		if (!msg && xs_reconnect(h, true))
			continue;
		if (!msg)
			break;
		pthread_mutex_lock(&h->lock);
		if (msg->hdr.type == XS_WATCH_EVENT) {
			xs_queue_event(h, msg);
		} else {
			/* An answer that nobody took is that of a dead end. */
			free(h->reply);
			h->reply = msg;
			pthread_cond_signal(&h->reply_cond);
		}
		pthread_mutex_unlock(&h->lock);
	}
	set_dead(h);
	return NULL;
}

/*
 * The answer to what was sent in connection @generation; NULL with errno, or
 * with *@again as that connection was lost and there is another.
 */
static struct message *await_from_reader(struct xs_handle *h,
					 unsigned int generation, bool *again)
{
	struct message *msg;

	pthread_mutex_lock(&h->lock);
	while (!h->reply && !h->dead && h->generation == generation)
		pthread_cond_wait(&h->reply_cond, &h->lock);
	/* An answer of before the loss is as good as any. */
	msg = h->reply;
	h->reply = NULL;
	*again = !msg && !h->dead;
	pthread_mutex_unlock(&h->lock);
	if (!msg)
		errno = ECONNRESET;
	return msg;
}

static struct message *await_reply(struct xs_handle *h, unsigned int generation,
				   bool *again)
{
	struct message *msg;

	if (h->has_reader)
		return await_from_reader(h, generation, again);
	while ((msg = xs_receive(h, h->fd, false)) &&
	       msg->hdr.type == XS_WATCH_EVENT) {
		pthread_mutex_lock(&h->lock);
		xs_queue_event(h, msg);
		pthread_mutex_unlock(&h->lock);
	}
	*again = !msg && xs_reconnect(h, false);
	return msg;
}

/* The connection as it is: its descriptor, or -1 when dead. */
static int connection(struct xs_handle *h, unsigned int *generation)
{
	int fd, old;

	pthread_mutex_lock(&h->lock);
	fd = h->dead ? -1 : h->fd;
	*generation = h->generation;
	old = h->old_fd;
	h->old_fd = -1;
	/* An answer to what was asked before would be taken for the next. */
	free(h->reply);
	h->reply = NULL;
	pthread_mutex_unlock(&h->lock);
	if (old >= 0)
		close(old);
	if (fd < 0)
		errno = ECONNRESET;
	return fd;
}

/* Sends and waits; *@again: both are to be done once more. */
static struct message *exchange(struct xs_handle *h, const struct iovec *iov,
				unsigned int nr, bool *again)
{
	unsigned int generation;
	struct iovec copy[8];
	int fd = connection(h, &generation);

	*again = false;
	if (fd < 0)
		return NULL;
	/* It is used up. */
	memcpy(copy, iov, nr * sizeof(*iov));
	if (xs_send(h, fd, copy, nr)) {
		if (!xs_is_lost(h))
			return NULL;
		if (!h->has_reader) {
			*again = xs_reconnect(h, false);
			return NULL;
		}
		/* The reader finds that, too. */
	}
	return await_reply(h, generation, again);
}

static int error_from_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(xsd_errors) / sizeof(xsd_errors[0]); i++)
		if (!strcmp(name, xsd_errors[i].errstring))
			return xsd_errors[i].errnum;
	return EINVAL;
}

/* Takes @msg apart: the body for the caller, or NULL with errno. */
static void *unwrap(struct xs_handle *h, struct message *msg,
		    enum xsd_sockmsg_type type, unsigned int *len)
{
	unsigned int size = msg->hdr.len;
	int error;

	if (msg->hdr.type != (uint32_t)type) {
		if (msg->hdr.type == XS_ERROR) {
			error = error_from_name(msg->body);
		} else {
			set_dead(h);
			error = EBADMSG;
		}
		free(msg);
		errno = error;
		return NULL;
	}
	/* The body moves to the front: one block for the caller to free. */
	memmove(msg, msg->body, size + 1);
	if (len)
		*len = size;
	return msg;
}

void *xs_talkv(struct xs_handle *h, xs_transaction_t t,
	       enum xsd_sockmsg_type type, const struct iovec *iov,
	       unsigned int nr, unsigned int *len)
{
	struct xsd_sockmsg hdr = { .type = type, .tx_id = t };
	struct iovec all[8] = { IOV(&hdr, sizeof(hdr)) };
	struct message *msg;
	size_t total = 0;
	unsigned int i;
	void *body = NULL;
	bool again;

	for (i = 0; i < nr; i++) {
		all[i + 1] = iov[i];
		total += iov[i].iov_len;
	}
	if (total > XENSTORE_PAYLOAD_MAX) {
		errno = E2BIG;
		return NULL;
	}
	hdr.len = total;

	pthread_mutex_lock(&h->request);
	do
		msg = exchange(h, all, nr + 1, &again);
	while (again);
	if (msg) {
		body = unwrap(h, msg, type, len);
	} else {
		int saved = errno;

		set_dead(h);
		errno = saved;
	}
	pthread_mutex_unlock(&h->request);
	return body;
}

void *xs_talk(struct xs_handle *h, xs_transaction_t t,
	      enum xsd_sockmsg_type type, const char *arg, unsigned int *len)
{
	return xs_talkv(h, t, type, &IOV_STRING(arg), 1, len);
}

bool xs_ok(void *reply)
{
	free(reply);
	return reply != NULL;
}
