// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of many domains.  One read of xenstore after another waits for
 * each answer, which is most of what a long list costs; here the requests go
 * out together, over a connection of their own, and the answers, which come in
 * the same order, are taken off as they arrive.
 */
#include "internal.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <xen/io/xs_wire.h>

#define BATCH	   64 /* requests under way: both sides' buffers hold them */
#define TIMEOUT_MS 5000

struct conn {
	int fd;
	size_t have;
	char buf[65536];
};

static int conn_open(void)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", xs_daemon_socket());
	if (fd >= 0 && connect(fd, (struct sockaddr *)&sa, sizeof(sa))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int send_batch(struct conn *c, const libxl_dominfo *list, int nr)
{
	struct {
		struct xsd_sockmsg h;
		char path[48];
	} __attribute__((packed)) m;
	char out[BATCH * sizeof(m)];
	size_t len = 0;
	int i;

	for (i = 0; i < nr; i++) {
		snprintf(m.path, sizeof(m.path), "/local/domain/%u/name",
			 list[i].domid);
		m.h = (struct xsd_sockmsg){
			.type = XS_READ,
			.req_id = i,
			.len = strlen(m.path) + 1,
		};
		memcpy(out + len, &m, sizeof(m.h) + m.h.len);
		len += sizeof(m.h) + m.h.len;
	}
	return send(c->fd, out, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -1;
}

/* One answer's name (NULL: it has none); -1: the connection is no good. */
static int take_answer(struct conn *c, char **name)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	struct xsd_sockmsg h;
	ssize_t n;

	for (;;) {
		if (c->have >= sizeof(h)) {
			memcpy(&h, c->buf, sizeof(h));
			if (h.len > XENSTORE_PAYLOAD_MAX)
				return -1;
			if (c->have >= sizeof(h) + h.len)
				break;
		}
		if (poll(&p, 1, TIMEOUT_MS) != 1)
			return -1;
		n = read(c->fd, c->buf + c->have, sizeof(c->buf) - c->have);
		if (n <= 0)
			return -1;
		c->have += n;
	}
	*name = NULL;
	if (h.type == XS_READ) {
		*name = libxl__array_alloc(h.len + 1, 1);
		memcpy(*name, c->buf + sizeof(h), h.len);
	}
	c->have -= sizeof(h) + h.len;
	memmove(c->buf, c->buf + sizeof(h) + h.len, c->have);
	return 0;
}

char **libxl_domain_names(libxl_ctx *ctx, const libxl_dominfo *list, int nr)
{
	char **names = libxl__array_alloc(nr + 1, sizeof(*names));
	struct conn *c = libxl__array_alloc(1, sizeof(*c));
	int i = 0, j, n, bad;

	c->fd = conn_open();
	bad = c->fd < 0;
	while (!bad && i < nr) {
		n = nr - i < BATCH ? nr - i : BATCH;
		bad = send_batch(c, list + i, n);
		for (j = 0; j < n && !bad; j++)
			bad = take_answer(c, &names[i + j]);
		i += bad ? 0 : n;
	}
	if (c->fd >= 0)
		close(c->fd);
	free(c);
	/* No such connection in a driver domain: one by one. */
	for (; i < nr; i++)
		if (!names[i])
			names[i] = libxl_domid_to_name(ctx, list[i].domid);
	return names;
}

void libxl_domain_names_free(char **names, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		free(names[i]);
	free(names);
}
