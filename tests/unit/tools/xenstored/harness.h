/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A daemon in the test's own process: clients are buffers, guests are rings in
 * ordinary memory, the hypervisor is a table.
 */
#ifndef TEST_HARNESS_H
#define TEST_HARNESS_H

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <time.h>
#include <cmocka.h>

#include "conn.h"
#include "domain.h"
#include "quota.h"
#include "xen.h"

/* What a client sent and got. */
struct pipe_buf {
	char data[1 << 18];
	unsigned int head, tail;
};

struct client {
	struct conn *conn; /* NULL once it failed */
	struct pipe_buf to, from;
	struct pipe_buf events; /* that came before an answer */
};

struct message {
	struct xsd_sockmsg hdr;
	char body[XENSTORE_PAYLOAD_MAX + 1];
};

static struct daemon daemon_;

static int client_read(struct conn *c, void *buf, unsigned int len)
{
	struct pipe_buf *b = &((struct client *)c->transport)->to;
	unsigned int have = b->tail - b->head;

	if (len > have)
		len = have;
	memcpy(buf, b->data + b->head, len);
	b->head += len;
	if (b->head == b->tail)
		b->head = b->tail = 0;
	return len;
}

static int client_write(struct conn *c, const void *buf, unsigned int len)
{
	struct pipe_buf *b = &((struct client *)c->transport)->from;

	if (b->tail + len > sizeof(b->data))
		return 0;
	memcpy(b->data + b->tail, buf, len);
	b->tail += len;
	return len;
}

static void client_nothing(struct conn *c)
{
}

static void client_failed(struct conn *c, int error)
{
	((struct client *)c->transport)->conn = NULL;
	conn_close(c);
}

static const struct conn_ops client_ops = {
	.read = client_read,
	.write = client_write,
	.begin = client_nothing,
	.end = client_nothing,
	.failed = client_failed,
	.release = client_nothing,
};

static inline struct client *client_new(unsigned int domid)
{
	struct client *c = calloc(1, sizeof(*c));

	c->conn = conn_open(&daemon_, &client_ops, c, domid);
	assert_non_null(c->conn);
	return c;
}

static inline void client_free(struct client *c)
{
	if (c->conn)
		conn_close(c->conn);
	daemon_run_active(&daemon_);
	free(c);
}

static inline void client_put(struct client *c, const void *data,
			      unsigned int len)
{
	assert_true(c->to.tail + len <= sizeof(c->to.data));
	memcpy(c->to.data + c->to.tail, data, len);
	c->to.tail += len;
}

static inline bool buf_get(struct pipe_buf *b, struct message *m)
{
	if (b->tail - b->head < sizeof(m->hdr))
		return false;
	memcpy(&m->hdr, b->data + b->head, sizeof(m->hdr));
	assert_true(m->hdr.len <= XENSTORE_PAYLOAD_MAX);
	assert_true(b->tail - b->head >= sizeof(m->hdr) + m->hdr.len);
	memcpy(m->body, b->data + b->head + sizeof(m->hdr), m->hdr.len);
	m->body[m->hdr.len] = 0;
	b->head += sizeof(m->hdr) + m->hdr.len;
	if (b->head == b->tail)
		b->head = b->tail = 0;
	return true;
}

/* The next message for the client; false: none. */
static inline bool client_get(struct client *c, struct message *m)
{
	return buf_get(&c->events, m) || buf_get(&c->from, m);
}

static inline void run_daemon(void)
{
	daemon_run_active(&daemon_);
}

/* Sends a request with the @len bytes @args, returns its answer in @m. */
static inline void ask(struct client *c, uint32_t type, uint32_t tx,
		       const char *args, unsigned int len, struct message *m)
{
	static uint32_t id;
	struct xsd_sockmsg hdr = { type, ++id, tx, len };

	client_put(c, &hdr, sizeof(hdr));
	client_put(c, args, len);
	conn_activate(c->conn);
	run_daemon();
	for (;;) {
		assert_true(buf_get(&c->from, m));
		if (m->hdr.type != XS_WATCH_EVENT)
			break;
		assert_true(c->events.tail + sizeof(*m) <=
			    sizeof(c->events.data));
		memcpy(c->events.data + c->events.tail, m,
		       sizeof(m->hdr) + m->hdr.len);
		c->events.tail += sizeof(m->hdr) + m->hdr.len;
	}
	assert_int_equal(m->hdr.req_id, id);
}

/* The same for string literals: their NUL ends the last argument. */
#define ASK(c, type, tx, args, m) ask(c, type, tx, args, sizeof(args), m)

static inline void expect(const struct message *m, const char *body)
{
	if (m->hdr.type == XS_ERROR && strcmp(m->body, body))
		print_message("got the error %s\n", m->body);
	assert_int_not_equal(m->hdr.type, XS_ERROR);
	assert_string_equal(m->body, body);
}

static inline void expect_error(const struct message *m, const char *name)
{
	assert_int_equal(m->hdr.type, XS_ERROR);
	assert_string_equal(m->body, name);
}

static inline void expect_event(struct client *c, const char *path,
				const char *token)
{
	struct message m;

	assert_true(client_get(c, &m));
	assert_int_equal(m.hdr.type, XS_WATCH_EVENT);
	assert_string_equal(m.body, path);
	assert_string_equal(m.body + strlen(path) + 1, token);
}

static inline void expect_nothing(struct client *c)
{
	struct message m;

	assert_false(client_get(c, &m));
}

#endif
