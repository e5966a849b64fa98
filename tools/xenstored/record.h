/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon's state as records: what the journal and a live update are made
 * of.
 *
 * A record is a header and a body, padded with zeros to 8 bytes.  Records are
 * put into a buffer in memory; a COMMIT ends a batch with a checksum of it, and
 * only whole batches count when they are read.  The format is private to one
 * machine and one boot, so fields have its byte order.
 */
#ifndef XENSTORED_RECORD_H
#define XENSTORED_RECORD_H

#include "tree.h"

enum record_type {
	REC_COMMIT = 1,
	REC_NODE,    /* a node has this value and these permissions */
	REC_GONE,    /* a node and all below it went */
	REC_SPECIAL, /* the permissions of a special name */
	REC_QUOTA,   /* a limit was set */
	REC_PROCESS, /* what a live update hands over */
	REC_DOMAIN,  /* a domain was introduced, or changed */
	REC_RELEASE, /* ... and is no more */
	REC_SOCKET,  /* a client's socket (live update only) */
	REC_RESET,   /* a connection starts afresh */
	REC_WATCH,
	REC_UNWATCH,
	REC_DONE, /* a socket's transaction was committed */
	REC_OUT,  /* a message waits for a connection */
	REC_IO,	  /* how far a connection has read and written */
	NR_RECORDS,
};

struct record {
	uint32_t type;
	uint32_t len; /* of the body, without padding */
};

struct rec_commit {
	uint64_t sum; /* of all bytes since the last one */
};

/* Then the permissions, the path with its NUL, the value. */
struct rec_node {
	uint32_t nr_perms;
	uint32_t path_len;
	uint32_t data_len;
};

struct rec_perm {
	uint16_t id;
	uint16_t perms;
};

struct rec_process {
	int32_t listen_fd;
	int32_t evtchn_fd; /* -1: without Xen */
	int32_t virq_port;
	uint32_t generation;
};

struct rec_domain {
	uint32_t domid;
	uint32_t conn;
	uint32_t target;
	uint64_t gfn;
	uint32_t remote_port;
	uint32_t port;
	uint32_t shutdown;
};

/* Then bytes that were read from it and are not looked at yet. */
struct rec_socket {
	uint32_t conn;
	int32_t fd;
};

/* A connection, and a number that depends on the type. */
struct rec_conn {
	uint32_t conn;
	uint32_t value;
};

/* Then the path and the token, each with its NUL. */
struct rec_watch {
	uint32_t conn;
	uint32_t path_len;
	uint32_t token_len;
	uint32_t strip;
	int32_t depth;
};

/* Then the message, header and body. */
struct rec_out {
	uint32_t conn;
	uint32_t is_event;
};

/* Then the part of a request that was read. */
struct rec_io {
	uint32_t conn;
	uint32_t ignored;
	uint32_t cons, prod;	     /* a ring's indices, */
	uint32_t old_cons, old_prod; /* and before they were shown */
	uint32_t popped; /* messages that went since the last REC_IO */
	uint32_t sent;	 /* bytes of the first that waits */
};

/* A buffer that grows; @failed: something is missing in it. */
struct record_buf {
	char *data; /* owned */
	size_t len, room;
	bool failed;
};

void record_fini(struct record_buf *b);

/*
 * The zeroed body of a new record, valid until the next; NULL without memory,
 * which @b remembers, or without @b.
 */
void *record_put(struct record_buf *b, enum record_type type, size_t len);

/* @path and what is there; NULL: it is gone. */
void record_node(struct record_buf *b, const char *path, const struct node *n);
void record_special(struct record_buf *b, const char *name,
		    const struct perms *perms);
void record_conn(struct record_buf *b, enum record_type type, uint32_t conn,
		 uint32_t value);
/* "NAME=VALUE" */
void record_quota(struct record_buf *b, const char *name, unsigned int value);

/* Ends the batch that began at @start. */
void record_commit(struct record_buf *b, size_t start);

/* The bytes of @data that are whole batches, and their number. */
size_t record_check(const char *data, size_t len, unsigned int *batches);

/*
 * The record at *@pos, which moves on; NULL at the end.  Its whole body is
 * there; what that says is not checked.
 */
const struct record *record_next(const char *data, size_t len, size_t *pos);

static inline const void *record_body(const struct record *r)
{
	return r + 1;
}

#endif
