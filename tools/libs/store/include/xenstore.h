/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The xenstore client library.
 *
 * xenstore is a tree of small values with permissions, transactions and
 * watches, kept by a daemon; domains and their devices are configured through
 * it.  Paths start with "/", or are relative to the caller's /local/domain/N.
 *
 * Functions that return bool give false, those that return a pointer NULL,
 * with errno from the daemon (ENOENT, EACCES, EAGAIN, ENOSPC, ...) or from the
 * connection.  What they return is malloc()ed: the caller frees it, as one
 * block.  A handle may be used by several threads.
 */
#ifndef XENSTORE_H
#define XENSTORE_H

#include <xenstore_lib.h>

/* No transaction. */
#define XBT_NULL 0

/* Has no effect: there is one kind of connection. */
#define XS_OPEN_READONLY (1UL << 0)
/* Only the daemon's socket, not the kernel's device. */
#define XS_OPEN_SOCKETONLY (1UL << 1)
/* xs_unwatch() also drops events of that watch which wait to be read. */
#define XS_UNWATCH_FILTER (1UL << 2)

struct xs_handle;
typedef uint32_t xs_transaction_t;

#pragma GCC visibility push(default)

/*
 * Connect: to the daemon's socket if it is in this domain, else through the
 * kernel.  The connection must not be used after fork(), except by
 * xs_daemon_destroy_postfork().
 */
struct xs_handle *xs_open(unsigned long flags);

/* Ends its watches and transactions.  @xsh may be NULL. */
void xs_close(struct xs_handle *xsh);

/* Older names: xs_open() with SOCKETONLY, with 0, and READONLY; xs_close(). */
struct xs_handle *xs_daemon_open(void);
struct xs_handle *xs_domain_open(void);
struct xs_handle *xs_daemon_open_readonly(void);
void xs_daemon_close(struct xs_handle *);

/* For a child after fork(): frees the handle, the parent's is not disturbed. */
void xs_daemon_destroy_postfork(struct xs_handle *);

/* The names of @path's children, *@num of them. */
char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
		    unsigned int *num);

/*
 * The value of @path; a NUL that is not counted in *@len follows it.
 * @len may be NULL.
 */
void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
	      unsigned int *len);

/* Creates the node, and those above it, if need be. */
bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
	      const void *data, unsigned int len);

/* Succeeds, and changes nothing, if there is such a node. */
bool xs_mkdir(struct xs_handle *h, xs_transaction_t t, const char *path);

/* With all below it.  Succeeds if only the node itself is missing. */
bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path);

/* No daemon offers this any more: fails with ENOSYS. */
bool xs_restrict(struct xs_handle *h, unsigned domid);

struct xs_permissions *xs_get_permissions(struct xs_handle *h,
					  xs_transaction_t t, const char *path,
					  unsigned int *num);
bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t,
			const char *path, struct xs_permissions *perms,
			unsigned int num_perms);

/*
 * Ask for an event when @path or something below it changes; @token comes
 * back with the event.  One event comes at once.
 */
bool xs_watch(struct xs_handle *h, const char *path, const char *token);

/* To poll for reading: there is an event. */
int xs_fileno(struct xs_handle *h);

/* An event as with xs_read_watch(), or NULL with EAGAIN if there is none. */
char **xs_check_watch(struct xs_handle *h);

/*
 * Waits for an event: vector[XS_WATCH_PATH] is what changed,
 * vector[XS_WATCH_TOKEN] the token.
 */
char **xs_read_watch(struct xs_handle *h, unsigned int *num);

/* Both as they were given to xs_watch(). */
bool xs_unwatch(struct xs_handle *h, const char *path, const char *token);

/*
 * A transaction sees the tree as it was at its start, and its own changes;
 * the end publishes those all at once, or, with @abort, drops them.  EAGAIN
 * from the end says that it met a conflicting change: start again.
 */
xs_transaction_t xs_transaction_start(struct xs_handle *h);
bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort);

/*
 * For the toolstack: connect domain @domid, whose ring is the frame @mfn (or
 * the well-known grant) and whose event channel is @eventchn.
 */
bool xs_introduce_domain(struct xs_handle *h, unsigned int domid,
			 unsigned long mfn, unsigned int eventchn);

/* Give domain @domid the same rights as domain @target (for stub domains). */
bool xs_set_target(struct xs_handle *h, unsigned int domid,
		   unsigned int target);

/* The domain runs again: its next shutdown is worth an event. */
bool xs_resume_domain(struct xs_handle *h, unsigned int domid);

/* Disconnect a domain. */
bool xs_release_domain(struct xs_handle *h, unsigned int domid);

/* "/local/domain/@domid"; the domain need not exist. */
char *xs_get_domain_path(struct xs_handle *h, unsigned int domid);

/* Whether @child is @parent or below it.  No connection is needed. */
bool xs_path_is_subpath(const char *parent, const char *child);

/* False both for no and for an error. */
bool xs_is_domain_introduced(struct xs_handle *h, unsigned int domid);

/*
 * Talk to the daemon itself; @data are @len bytes of NUL-ended arguments.  The
 * answer is a string.
 */
char *xs_control_command(struct xs_handle *h, const char *cmd, void *data,
			 unsigned int len);
char *xs_debug_command(struct xs_handle *h, const char *cmd, void *data,
		       unsigned int len);

/* The event channel by which @domid is asked to suspend, or -1. */
int xs_suspend_evtchn_port(int domid);

#pragma GCC visibility pop

#endif
