/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CONTROL request: questions about and orders to the daemon itself.
 */
#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "conn.h"
#include "journal.h"
#include "log.h"
#include "quota.h"
#include "request.h"
#include "update.h"

#define MAX_ARGS 8

typedef int control_fn(struct conn *c, char **args, unsigned int nr);

struct command {
	const char *name;
	const char *usage;
	control_fn *fn;
};

extern const struct command control_commands[];

/* An answer of text that is built piece by piece. */
struct text {
	char buf[XENSTORE_PAYLOAD_MAX];
	unsigned int len;
};

static void __attribute__((format(printf, 2, 3)))
add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, sizeof(t->buf) - t->len, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += n;
	/* Cut what is too long, keep the NUL. */
	if (t->len > sizeof(t->buf) - 1)
		t->len = sizeof(t->buf) - 1;
}

static int answer(struct conn *c, const struct text *t)
{
	conn_reply(c, t->buf, t->len + 1);
	return 0;
}

static int do_help(struct conn *c, char **args, unsigned int nr)
{
	const struct command *cmd;
	struct text t = { .len = 0 };

	for (cmd = control_commands; cmd->name; cmd++)
		add(&t, "%-12s %s\n", cmd->name, cmd->usage);
	return answer(c, &t);
}

/* What a walk of the whole tree finds. */
struct census {
	unsigned int *owned;
	unsigned int nodes;
	unsigned long bytes;
};

static void count_node(void *ctx, const char *path, const struct node *old,
		       const struct node *new)
{
	struct census *census = ctx;

	census->nodes++;
	census->bytes += sizeof(*new) + (new->data ? new->data->len : 0);
	if (new->perms->p[0].id < NR_DOMIDS)
		census->owned[new->perms->p[0].id]++;
}

static int take_census(struct daemon *d, struct census *census)
{
	memset(census, 0, sizeof(*census));
	census->owned = calloc(NR_DOMIDS, sizeof(*census->owned));
	if (!census->owned)
		return -ENOMEM;
	tree_diff(NULL, d->store.root, count_node, census);
	return 0;
}

static int do_check(struct conn *c, char **args, unsigned int nr)
{
	struct text t = { .len = 0 };
	struct census census;
	unsigned int i, bad = 0;
	int r = take_census(c->d, &census);

	if (r)
		return r;
	for (i = 0; i < NR_DOMIDS; i++) {
		if (census.owned[i] == c->d->store.nr_nodes[i])
			continue;
		bad++;
		add(&t, "domain %u owns %u nodes, but %u are counted\n", i,
		    census.owned[i], c->d->store.nr_nodes[i]);
	}
	if (!bad)
		add(&t, "OK");
	free(census.owned);
	return answer(c, &t);
}

static void add_journal(struct text *t, const struct journal *j)
{
	unsigned long replaced;
	size_t size, used;

	if (!j)
		return;
	journal_figures(j, &size, &used, &replaced);
	add(t, "journal %zu of %zu bytes, written anew %lu times\n", used, size,
	    replaced);
}

static int do_memreport(struct conn *c, char **args, unsigned int nr)
{
	struct mallinfo2 info = mallinfo2();
	struct text t = { .len = 0 };
	struct census census;
	const struct conn *i;
	int r = take_census(c->d, &census);

	if (r)
		return r;
	add(&t, "nodes %u bytes %lu\nheap %zu of %zu bytes\n", census.nodes,
	    census.bytes, info.uordblks, info.arena + info.hblkhd);
	add_journal(&t, c->d->journal);
	for (i = c->d->conns; i; i = i->next)
		add(&t, "domain %u watches %u transactions %u waiting %u\n",
		    i->who.domid, i->nr_watches, i->nr_txs, i->out_bytes);
	free(census.owned);
	return answer(c, &t);
}

static int do_log(struct conn *c, char **args, unsigned int nr)
{
	if (nr != 1)
		return -EINVAL;
	if (!strcmp(args[0], "on"))
		log_verbose = true;
	else if (!strcmp(args[0], "off"))
		log_verbose = false;
	else
		return -EINVAL;
	conn_ack(c);
	return 0;
}

static int do_logfile(struct conn *c, char **args, unsigned int nr)
{
	int r;

	if (nr > 1)
		return -EINVAL;
	r = trace_open(nr && args[0][0] ? args[0] : NULL);
	if (!r)
		conn_ack(c);
	return r;
}

static int do_print(struct conn *c, char **args, unsigned int nr)
{
	if (nr != 1)
		return -EINVAL;
	log_msg(LOG_NOTICE, "control: %s", args[0]);
	conn_ack(c);
	return 0;
}

static int show_usage(struct conn *c, const char *domid)
{
	struct text t = { .len = 0 };
	const struct conn *i;
	unsigned long id;
	char *end;

	id = strtoul(domid, &end, 10);
	if (*domid < '0' || *domid > '9' || *end || id >= NR_DOMIDS)
		return -EINVAL;
	add(&t, "%-20s%8u\n%-20s%8u\n", "nodes", c->d->store.nr_nodes[id],
	    "memory", c->d->store.memory[id]);
	for (i = c->d->conns; i; i = i->next) {
		if (i->who.domid != id)
			continue;
		add(&t, "%-20s%8u\n%-20s%8u\n%-20s%8u\n", "watches",
		    i->nr_watches, "transactions", i->nr_txs, "outstanding",
		    i->out_replies);
		if (id)
			break;
	}
	return answer(c, &t);
}

static int do_quota(struct conn *c, char **args, unsigned int nr)
{
	const struct quota_field *f;
	struct text t = { .len = 0 };
	int r;

	if (nr == 3 && !strcmp(args[0], "set")) {
		r = quota_set(args[1], args[2]);
		if (r)
			return r;
		record_quota(c->d->store.log, args[1], atoi(args[2]));
		conn_ack(c);
		return 0;
	}
	if (nr == 1)
		return show_usage(c, args[0]);
	if (nr)
		return -EINVAL;
	for (f = quota_fields; f->name; f++)
		add(&t, "%-20s%8u  %s\n", f->name, *f->value, f->help);
	return answer(c, &t);
}

static int do_quota_soft(struct conn *c, char **args, unsigned int nr)
{
	struct text t = { .len = 0 };

	if (nr == 3 && !strcmp(args[0], "set") && !strcmp(args[1], "memory")) {
		args[1] = "memory-soft";
		return do_quota(c, args, nr);
	}
	if (nr)
		return -EINVAL;
	add(&t, "%-20s%8u  %s\n", "memory", quota.memory_soft,
	    "bytes of a domain, from where the log complains");
	return answer(c, &t);
}

const struct command control_commands[] = {
	{ "check", "compare the tree with the counts", do_check },
	{ "help", "this list", do_help },
	{ "live-update", "-f FILE, -c ARGUMENTS, -s or -a: another program",
	  update_control },
	{ "log", "on|off: verbose messages", do_log },
	{ "logfile", "[FILE]: trace all requests, or stop", do_logfile },
	{ "memreport", "nodes, memory, connections", do_memreport },
	{ "print", "STRING: write it to the log", do_print },
	{ "quota", "[DOMID | set NAME VALUE]: limits and their use", do_quota },
	{ "quota-soft",
	  "[set memory VALUE]: limits beyond which the log "
	  "complains",
	  do_quota_soft },
	{ NULL, NULL, NULL },
};

int control_handle(struct conn *c, const char *line, unsigned int len)
{
	const struct command *cmd;
	char *args[MAX_ARGS];
	unsigned int nr = 0;
	char *p = (char *)line;

	for (; p < line + len; p += strlen(p) + 1) {
		if (nr == MAX_ARGS)
			return -EINVAL;
		args[nr++] = p;
	}
	for (cmd = control_commands; cmd->name; cmd++)
		if (!strcmp(cmd->name, args[0]))
			return cmd->fn(c, args + 1, nr - 1);
	return -EINVAL;
}
