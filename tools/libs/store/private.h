/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside libxenstore.
 *
 * A handle has at most one request under way (`request` is held from sending
 * to the reply).  Until the first watch the requesting thread reads the
 * answer itself; from then on one reader thread reads everything and hands
 * answers and events over under `lock`.
 *
 * What protects each field:
 *	I	set at open, never changed afterwards
 *	R	xs_handle::request
 *	L	xs_handle::lock
 * `request` is taken before `lock`.
 */
#ifndef XENSTORE_PRIVATE_H
#define XENSTORE_PRIVATE_H

#include <pthread.h>
#include <sys/uio.h>

#include <xentoolcore_internal.h>

#include "xenstore.h"

struct message {
	struct message *next;
	struct xsd_sockmsg hdr;
	char body[]; /* hdr.len bytes and a NUL */
};

struct xs_handle {
	int fd;		     /* [I] */
	bool is_socket;	     /* [I] */
	bool unwatch_filter; /* [I] */
	Xentoolcore__Active_Handle tc_ah;

	pthread_mutex_t request;
	bool has_reader;  /* [R] */
	pthread_t reader; /* [R] */
	int stop_fd;	  /* [R] eventfd that ends the reader */

	pthread_mutex_t lock;
	pthread_cond_t reply_cond;
	pthread_cond_t event_cond;
	bool dead;		      /* [L] nothing will come any more */
	struct message *reply;	      /* [L] owned */
	struct message *events;	      /* [L] owned, oldest first */
	struct message **events_tail; /* [L] */
	int event_pipe[2];	      /* [L] has a byte while there are events
				       * (or death), -1: not asked for */
};

/*
 * Sends a request of type @type made of @iov, waits for the answer and
 * returns its body (malloc()ed, NUL added), or NULL with errno.
 */
void *xs_talkv(struct xs_handle *h, xs_transaction_t t,
	       enum xsd_sockmsg_type type, const struct iovec *iov,
	       unsigned int nr, unsigned int *len);

/* The same for one string argument. */
void *xs_talk(struct xs_handle *h, xs_transaction_t t,
	      enum xsd_sockmsg_type type, const char *arg, unsigned int *len);

/* For requests whose answer says nothing. */
bool xs_ok(void *reply);

/* The thread that reads for a handle with watches. */
void *xs_reader(void *handle);

/* Puts an event at the end of the queue, or wakes everybody at death. */
void xs_queue_event(struct xs_handle *h, struct message *msg);
void xs_signal_event_pipe(struct xs_handle *h);

#define IOV(ptr, size)                                       \
	(struct iovec)                                       \
	{                                                    \
		.iov_base = (void *)(ptr), .iov_len = (size) \
	}
#define IOV_STRING(s) IOV(s, strlen(s) + 1)

#endif
