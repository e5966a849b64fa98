/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside libxenstore.
 *
 * A handle has at most one request under way (`request` is held from sending
 * to the reply).  Until the first watch the requesting thread reads the
 * answer itself; from then on one reader thread reads everything and hands
 * answers and events over under `lock`.
 *
 * A socket that the daemon lost is opened again (reconnect.c) by the thread
 * that reads; watches are set anew and a request whose answer is missing is
 * sent anew.  The daemon knows transactions that it began before, and how they
 * ended.
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

struct watch_entry {
	struct watch_entry *next;
	char *token; /* behind the path */
	char path[];
};

struct xs_handle {
	int fd;		     /* [L] changed by who reads */
	int old_fd;	     /* [L] useless, closed at the next request */
	char *path;	     /* [I] owned, of a socket */
	bool is_socket;	     /* [I] */
	bool no_reconnect;   /* [L] restricted: never again */
	bool unwatch_filter; /* [I] */
	Xentoolcore__Active_Handle tc_ah;

	pthread_mutex_t request;
	bool has_reader;  /* [R] */
	pthread_t reader; /* [R] */
	int stop_fd;	  /* [R] eventfd that ends the reader */

	pthread_mutex_t lock;
	pthread_cond_t reply_cond;
	pthread_cond_t event_cond;
	unsigned int generation;      /* [L] connections that were lost */
	struct watch_entry *watches;  /* [L] owned */
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

/* A socket's descriptor or -1 with errno. */
int xs_connect(const char *path);

/* Whether errno says that the other side has closed. */
bool xs_is_lost(const struct xs_handle *h);

/*
 * After an error of the connection, errno: another one, with all watches.  For
 * who reads; the reader thread gives up when it is to stop.  False: it is over.
 */
bool xs_reconnect(struct xs_handle *h, bool is_reader);

void xs_note_watch(struct xs_handle *h, const char *path, const char *token);
/* Whether it was noted. */
bool xs_forget_watch(struct xs_handle *h, const char *path, const char *token);
void xs_forget_all_watches(struct xs_handle *h);

/* All of @iov on @fd.  0, or -1 with errno and the connection useless. */
int xs_send(struct xs_handle *h, int fd, struct iovec *iov, unsigned int nr);
/* The next message from @fd, or NULL with errno. */
struct message *xs_receive(struct xs_handle *h, int fd, bool is_reader);

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
