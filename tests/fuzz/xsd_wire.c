/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xsd_wire.c (fuzz): hostile bytes as requests to xenstored.
 *
 * The first byte says who sends the rest, domain 0 or a guest.  After each
 * input the counts of nodes are compared with the tree, and all must be freed.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn.h"
#include "driver.h"
#include "watch.h"

static unsigned long answers, errors, events;

/* What is left of the input, and the header of what comes back. */
static const uint8_t *input;
static size_t input_len;
static struct xsd_sockmsg hdr;
static unsigned int got;

static int fuzz_read(struct conn *c, void *buf, unsigned int len)
{
	if (c->who.domid != 0 && c->who.domid != 7)
		return 0;
	if (len > input_len)
		len = (unsigned int)input_len;
	memcpy(buf, input, len);
	input += len;
	input_len -= len;
	return (int)len;
}

/* Messages come in one piece. */
static int fuzz_write(struct conn *c, const void *buf, unsigned int len)
{
	memcpy(&hdr, buf, sizeof(hdr));
	got = len;
	if (hdr.type == XS_WATCH_EVENT)
		events++;
	else if (hdr.type == XS_ERROR)
		errors++;
	else
		answers++;
	if (hdr.len > XENSTORE_PAYLOAD_MAX || got != sizeof(hdr) + hdr.len)
		abort();
	return (int)len;
}

static void nothing(struct conn *c)
{
}

static void failed(struct conn *c, int error)
{
	conn_close(c);
}

static const struct conn_ops ops = {
	.read = fuzz_read,
	.write = fuzz_write,
	.begin = nothing,
	.end = nothing,
	.failed = failed,
	.release = nothing,
};

static void count_node(void *ctx, const char *path, const struct node *old,
		       const struct node *new)
{
	if (new->perms->p[0].id < NR_DOMIDS)
		((unsigned int *)ctx)[new->perms->p[0].id]++;
}

static void check_counts(const struct store *s)
{
	static unsigned int owned[NR_DOMIDS];

	memset(owned, 0, sizeof(owned));
	tree_diff(NULL, s->root, count_node, owned);
	if (memcmp(owned, s->nr_nodes, sizeof(owned)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct daemon d;
	struct conn *c;

	if (!size || daemon_init(&d, NULL))
		return 0;
	c = conn_open(&d, &ops, NULL, data[0] & 1 ? 7 : 0);
	input = data + 1;
	input_len = size - 1;
	if (c)
		conn_activate(c);
	daemon_run_active(&d);
	check_counts(&d.store);
	daemon_fini(&d);
	return 0;
}

bool fuzz_report(void)
{
	printf("# %lu answers, %lu errors, %lu events\n", answers, errors,
	       events);
	return answers && errors && events;
}
