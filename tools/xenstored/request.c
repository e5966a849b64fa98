/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests: decode, do, answer; then tell the watches.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn.h"
#include "domain.h"
#include "log.h"
#include "quota.h"
#include "request.h"
#include "watch.h"

#define PATH_BUF (XENSTORE_ABS_PATH_MAX + 1)

/* One request under way. */
struct req {
	struct conn *c;
	struct view view;
	const char *args; /* a NUL follows them */
	unsigned int len;
	unsigned int nr;     /* strings in args, if all are complete */
	struct node *before; /* counted: the tree at the start */
};

/* 0 after an answer, or -errno. */
typedef int request_fn(struct req *r);

#define NO_TX	   1 /* not part of a transaction, whatever tx_id says */
#define PRIVILEGED 2
#define STRINGS	   4 /* arguments are complete strings */
#define DATA	   8 /* a path, then any bytes */

struct request {
	request_fn *fn;
	unsigned int flags;
	unsigned int min_args;
};

int count_strings(const char *s, unsigned int len)
{
	unsigned int i;
	int n = 0;

	if (len && s[len - 1])
		return -1;
	for (i = 0; i < len; i++)
		n += !s[i];
	return n;
}

static const char *next_string(const char *s)
{
	return s + strlen(s) + 1;
}

static bool valid_path(const char *path)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789-/_@";
	size_t len = strlen(path), relative = len;
	unsigned int domid;
	int prefix = 0;

	if (path[0] != '/' || len > XENSTORE_ABS_PATH_MAX)
		return false;
	if (len > 1 && (path[len - 1] == '/' || strstr(path, "//")))
		return false;
	if (sscanf(path, "/local/domain/%5u/%n", &domid, &prefix) == 1 &&
	    prefix)
		relative -= prefix;
	return relative <= quota.path_length && strspn(path, allowed) == len;
}

/*
 * The absolute form of @name in @out; *@strip: bytes that it grew by.
 * 0 or -EINVAL.
 */
static int canonical(struct conn *c, const char *name, char out[PATH_BUF],
		     unsigned int *strip)
{
	int n = 0;

	if (name[0] != '/')
		n = snprintf(out, PATH_BUF, "/local/domain/%u/", c->who.domid);
	if (strlen(name) >= (size_t)(PATH_BUF - n))
		return -EINVAL;
	strcpy(out + n, name);
	if (strip)
		*strip = n;
	return valid_path(out) ? 0 : -EINVAL;
}

static int canonical_or_special(struct conn *c, const char *name,
				char out[PATH_BUF], unsigned int *strip)
{
	if (name[0] != '@')
		return canonical(c, name, out, strip);
	if (strlen(name) >= PATH_BUF)
		return -EINVAL;
	strcpy(out, name);
	if (strip)
		*strip = 0;
	return 0;
}

/* A decimal domain id. */
static int parse_domid(const char *s, unsigned int *domid)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(s, &end, 10);
	if (*s < '0' || *s > '9' || *end || errno || n >= NR_DOMIDS)
		return -EINVAL;
	*domid = n;
	return 0;
}

static int do_read(struct req *r)
{
	char path[PATH_BUF];
	struct blob *b;
	int e = canonical(r->c, r->args, path, NULL);

	if (!e)
		e = store_read(&r->view, path, &b);
	if (!e)
		conn_reply(r->c, b ? b->data : NULL, b ? b->len : 0);
	return e;
}

/* A listing that grows; too long is found at the end. */
struct names {
	char *data;
	size_t len, room;
};

static int add_name(void *ctx, const char *name, struct node *child)
{
	struct names *names = ctx;
	size_t len = strlen(name) + 1, room = names->room;
	char *p;

	if (names->len + len > room) {
		room = (room + len) * 2;
		p = realloc(names->data, room);
		if (!p)
			return -ENOMEM;
		names->data = p;
		names->room = room;
	}
	memcpy(names->data + names->len, name, len);
	names->len += len;
	return 0;
}

static int list(struct req *r, struct names *names, struct node **n)
{
	char path[PATH_BUF];
	int e = canonical(r->c, r->args, path, NULL);

	memset(names, 0, sizeof(*names));
	if (!e)
		e = store_directory(&r->view, path, n);
	if (!e)
		e = node_for_each_child(*n, add_name, names);
	return e;
}

static int do_directory(struct req *r)
{
	struct names names;
	struct node *n;
	int e = list(r, &names, &n);

	if (!e)
		conn_reply(r->c, names.data, names.len);
	free(names.data);
	return e;
}

/* generation, then the names from an offset on that fit; an empty name ends
 * the last piece. */
static int do_directory_part(struct req *r)
{
	char out[XENSTORE_PAYLOAD_MAX], *end, *nul;
	const char *arg = next_string(r->args);
	unsigned long offset;
	struct names names;
	struct node *n;
	size_t len, part;
	int e;

	errno = 0;
	offset = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || errno)
		return -EINVAL;
	e = list(r, &names, &n);
	if (e)
		goto out;
	if (offset > names.len)
		offset = names.len;
	len = sprintf(out, "%llu", (unsigned long long)n->generation) + 1;
	part = names.len - offset;
	if (part + 1 <= sizeof(out) - len) {
		if (part)
			memcpy(out + len, names.data + offset, part);
		len += part;
		out[len++] = 0;
	} else {
		/* Whole names only; a name is far shorter than a message. */
		part = sizeof(out) - len;
		nul = memrchr(names.data + offset, 0, part);
		part = nul ? nul + 1 - (names.data + offset) : 0;
		memcpy(out + len, names.data + offset, part);
		len += part;
	}
	conn_reply(r->c, out, len);
out:
	free(names.data);
	return e;
}

static int do_get_perms(struct req *r)
{
	static const char letters[] = "nrwb";
	char path[PATH_BUF], out[XENSTORE_PAYLOAD_MAX];
	struct perms *perms;
	unsigned int i, len = 0;
	int e = canonical_or_special(r->c, r->args, path, NULL);

	if (!e)
		e = store_get_perms(&r->view, path, &perms);
	if (e)
		return e;
	for (i = 0; i < perms->nr; i++) {
		if (len + 16 > sizeof(out))
			return -E2BIG;
		len += sprintf(out + len, "%c%u",
			       letters[perms->p[i].perms & 3], perms->p[i].id) +
		       1;
	}
	conn_reply(r->c, out, len);
	return 0;
}

/* After the answer to a change at @path. */
static void changed(struct req *r, const char *path, bool removed)
{
	if (r->view.tx) {
		/* Without memory an event is lost, which is bad, but the
		 * client was told that its change is made. */
		transaction_touch(r->view.tx, path, removed);
		return;
	}
	watch_fire(r->c->d, r->before, r->c->d->store.root, path, removed);
}

static int do_write(struct req *r)
{
	const char *value = next_string(r->args);
	char path[PATH_BUF];
	int e = canonical(r->c, r->args, path, NULL);

	if (!e)
		e = store_write(&r->view, path, value,
				r->args + r->len - value);
	if (e)
		return e;
	conn_ack(r->c);
	changed(r, path, false);
	return 0;
}

static int do_mkdir(struct req *r)
{
	char path[PATH_BUF];
	bool made;
	int e = canonical(r->c, r->args, path, NULL);

	if (!e)
		e = store_mkdir(&r->view, path, &made);
	if (e)
		return e;
	conn_ack(r->c);
	if (made)
		changed(r, path, false);
	return 0;
}

static int do_rm(struct req *r)
{
	char path[PATH_BUF];
	bool gone;
	int e = canonical(r->c, r->args, path, NULL);

	if (!e)
		e = store_rm(&r->view, path, &gone);
	if (e)
		return e;
	conn_ack(r->c);
	if (gone)
		changed(r, path, true);
	return 0;
}

static int parse_perm(const char *s, struct perm *p)
{
	static const char letters[] = "nrwb";
	const char *letter = *s ? strchr(letters, *s) : NULL;

	if (!letter)
		return -EINVAL;
	p->perms = letter - letters;
	return parse_domid(s + 1, &p->id);
}

static int do_set_perms(struct req *r)
{
	struct perm perms[XENSTORE_PAYLOAD_MAX / 3];
	char path[PATH_BUF];
	const char *s = r->args;
	unsigned int i;
	int e = canonical_or_special(r->c, r->args, path, NULL);

	/* Each takes at least three bytes, so the array is large enough. */
	for (i = 0; !e && i < r->nr - 1; i++) {
		s = next_string(s);
		e = parse_perm(s, &perms[i]);
	}
	if (!e)
		e = store_set_perms(&r->view, path, perms, i);
	if (e)
		return e;
	conn_ack(r->c);
	if (path[0] != '@')
		changed(r, path, false);
	return 0;
}

static int do_watch(struct req *r)
{
	const char *token = next_string(r->args), *arg;
	struct conn *c = r->c;
	char path[PATH_BUF], *end;
	unsigned int strip;
	long depth = -1;
	int e = canonical_or_special(c, r->args, path, &strip);

	if (!e && r->nr > 2) {
		arg = next_string(token);
		errno = 0;
		depth = strtol(arg, &end, 10);
		if (*arg < '0' || *arg > '9' || *end || errno ||
		    depth > INT_MAX || r->nr > 3)
			e = -EINVAL;
	}
	if (!e)
		e = watch_add(c, path, strip, token, depth);
	if (e)
		return e;
	conn_ack(c);
	/* One event at once: the client looks at what is there already. */
	conn_event(c, path + strip, token);
	return 0;
}

static int do_unwatch(struct req *r)
{
	char path[PATH_BUF];
	int e = canonical_or_special(r->c, r->args, path, NULL);

	if (!e)
		e = watch_remove(r->c, path, next_string(r->args));
	if (!e)
		conn_ack(r->c);
	return e;
}

static int do_reset_watches(struct req *r)
{
	watch_remove_all(r->c);
	if (r->c->ops->position)
		watch_log(r->c, NULL, r->c->d->store.log);
	conn_ack(r->c);
	return 0;
}

static int do_transaction_start(struct req *r)
{
	struct conn *c = r->c;
	struct transaction *tx;
	char id[16];

	if (r->view.tx)
		return -EBUSY;
	if (!c->who.privileged && c->nr_txs >= quota.transactions)
		return -ENOSPC;
	tx = conn_add_tx(c);
	if (!tx)
		return -ENOMEM;
	conn_reply(c, id, sprintf(id, "%u", tx->id) + 1);
	return 0;
}

static void fire_touched(void *ctx, struct node *old, struct node *new,
			 const char *path, bool removed)
{
	watch_fire(ctx, old, new, path, removed);
}

static int commit(struct conn *c, struct transaction *tx)
{
	int e;

	/* Asked again, as the answer was lost with an earlier daemon? */
	if (tx->lost)
		return daemon_was_done(c->d, tx->id) ? 0 : -EAGAIN;
	e = transaction_commit(&c->d->store, tx, &c->who, fire_touched, c->d);
	/* The log knows what a ring was told. */
	if (!e && !c->ops->position)
		daemon_note_done(c->d, tx->id);
	return e;
}

static int do_transaction_end(struct req *r)
{
	struct transaction *tx = r->view.tx;
	struct conn *c = r->c;
	int e = 0;

	if (strcmp(r->args, "T") && strcmp(r->args, "F"))
		return -EINVAL;
	if (!tx)
		return -ENOENT;
	if (!strcmp(r->args, "T"))
		e = commit(c, tx);
	conn_remove_tx(c, tx);
	if (!e)
		conn_ack(c);
	return e;
}

static int do_introduce(struct req *r)
{
	const char *gfn_arg = next_string(r->args);
	const char *port_arg = next_string(gfn_arg);
	unsigned long gfn, port;
	unsigned int domid;
	int e = parse_domid(r->args, &domid);

	errno = 0;
	gfn = strtoul(gfn_arg, NULL, 0);
	port = strtoul(port_arg, NULL, 0);
	if (errno || !port || port > UINT_MAX)
		e = -EINVAL;
	if (!e)
		e = domain_introduce(r->c->d, domid, gfn, port);
	if (!e)
		conn_ack(r->c);
	return e;
}

/* The introduced domain that the only argument names. */
static int named_domain(struct req *r, struct domain **dom)
{
	unsigned int domid;
	int e = parse_domid(r->args, &domid);

	if (e)
		return e;
	*dom = domain_find(r->c->d, domid);
	return *dom ? 0 : -ENOENT;
}

static int do_release(struct req *r)
{
	struct domain *dom;
	int e = named_domain(r, &dom);

	if (e)
		return e;
	/* Our own kernel's connection lives as long as we do. */
	if (!dom->domid)
		return -EINVAL;
	conn_ack(r->c);
	domain_release(dom);
	return 0;
}

static int do_resume(struct req *r)
{
	struct domain *dom;
	int e = named_domain(r, &dom);

	if (e)
		return e;
	dom->shutdown = false;
	domain_log(dom, r->c->d->store.log);
	conn_ack(r->c);
	return 0;
}

static int do_set_target(struct req *r)
{
	struct domain *dom;
	unsigned int target;
	int e = named_domain(r, &dom);

	if (!e)
		e = parse_domid(next_string(r->args), &target);
	if (e)
		return e;
	if (!domain_find(r->c->d, target))
		return -ENOENT;
	dom->conn->who.target = target;
	domain_log(dom, r->c->d->store.log);
	conn_ack(r->c);
	return 0;
}

static int do_is_introduced(struct req *r)
{
	unsigned int domid;
	int e;

	if (!strcmp(r->args, "32752")) { /* DOMID_SELF */
		conn_reply(r->c, "T", 2);
		return 0;
	}
	e = parse_domid(r->args, &domid);
	if (e)
		return e;
	if (!r->c->who.privileged && domid != r->c->who.domid)
		return -EACCES;
	conn_reply(r->c, !domid || domain_find(r->c->d, domid) ? "T" : "F", 2);
	return 0;
}

static int do_get_domain_path(struct req *r)
{
	char path[40];
	unsigned int domid;
	int e = parse_domid(r->args, &domid);

	if (!e)
		conn_reply(r->c, path,
			   sprintf(path, "/local/domain/%u", domid) + 1);
	return e;
}

static int do_control(struct req *r)
{
	return control_handle(r->c, r->args, r->len);
}

static const struct request requests[] = {
	[XS_CONTROL] = { do_control, PRIVILEGED | NO_TX | STRINGS, 1 },
	[XS_DIRECTORY] = { do_directory, STRINGS, 1 },
	[XS_DIRECTORY_PART] = { do_directory_part, STRINGS, 2 },
	[XS_READ] = { do_read, STRINGS, 1 },
	[XS_GET_PERMS] = { do_get_perms, STRINGS, 1 },
	[XS_WATCH] = { do_watch, NO_TX | STRINGS, 2 },
	[XS_UNWATCH] = { do_unwatch, NO_TX | STRINGS, 2 },
	[XS_RESET_WATCHES] = { do_reset_watches, NO_TX, 0 },
	[XS_TRANSACTION_START] = { do_transaction_start, 0, 0 },
	[XS_TRANSACTION_END] = { do_transaction_end, STRINGS, 1 },
	[XS_INTRODUCE] = { do_introduce, PRIVILEGED | NO_TX | STRINGS, 3 },
	[XS_RELEASE] = { do_release, PRIVILEGED | NO_TX | STRINGS, 1 },
	[XS_RESUME] = { do_resume, PRIVILEGED | NO_TX | STRINGS, 1 },
	[XS_SET_TARGET] = { do_set_target, PRIVILEGED | NO_TX | STRINGS, 2 },
	[XS_IS_DOMAIN_INTRODUCED] = { do_is_introduced, NO_TX | STRINGS, 1 },
	[XS_GET_DOMAIN_PATH] = { do_get_domain_path, NO_TX | STRINGS, 1 },
	[XS_WRITE] = { do_write, DATA, 1 },
	[XS_MKDIR] = { do_mkdir, STRINGS, 1 },
	[XS_RM] = { do_rm, STRINGS, 1 },
	[XS_SET_PERMS] = { do_set_perms, STRINGS, 2 },
};

/* What every request has to satisfy. */
static int check(struct req *r, const struct request *what)
{
	int nr = count_strings(r->args, r->len);
	unsigned int i;

	if (what->flags & PRIVILEGED && !r->c->who.privileged)
		return -EACCES;
	if (what->flags & STRINGS && nr < 0)
		return -EINVAL;
	if (what->flags & DATA)
		nr = memchr(r->args, 0, r->len) != NULL;
	for (i = 0; i < what->min_args; i++)
		if ((int)i >= nr)
			return -EINVAL;
	r->nr = nr < 0 ? 0 : nr;
	if (r->c->in.tx_id && !(what->flags & NO_TX)) {
		r->view.tx = conn_find_tx(r->c, r->c->in.tx_id);
		if (!r->view.tx)
			return -ENOENT;
	}
	return 0;
}

void request_handle(struct conn *c)
{
	struct req r = {
		.c = c,
		.view = { .store = &c->d->store, .who = &c->who },
		.args = c->body,
		.len = c->in.len,
	};
	const struct request *what = NULL;
	int e;

	if (c->in.type < sizeof(requests) / sizeof(requests[0]))
		what = &requests[c->in.type];
	if (!what || !what->fn) {
		conn_error(c, ENOSYS);
		return;
	}
	r.before = node_get(c->d->store.root);
	e = check(&r, what);
	if (!e)
		e = what->fn(&r);
	if (e)
		conn_error(c, -e);
	node_put(r.before);
}
