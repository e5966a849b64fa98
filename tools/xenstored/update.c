/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Live update.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"
#include "record.h"
#include "state.h"
#include "update.h"

#define MAX_ARGS 64

struct live_update {
	struct conn *c;		    /* borrowed: who asks */
	char *program;		    /* owned */
	char *cmdline;		    /* owned, NULL: our own arguments */
	bool start;		    /* at the end of the round */
	struct xsd_sockmsg request; /* whose answer waits */
};

static char **own_argv;
static const char *dump_path;

void update_init(char **argv, const char *path)
{
	own_argv = argv;
	dump_path = path;
}

static void drop(struct daemon *d)
{
	struct live_update *u = d->update;

	if (!u)
		return;
	free(u->program);
	free(u->cmdline);
	free(u);
	d->update = NULL;
}

void update_forget(struct conn *c)
{
	if (c->d->update && c->d->update->c == c)
		drop(c->d);
}

static int answer(struct conn *c, const char *text)
{
	conn_reply(c, text, strlen(text) + 1);
	return 0;
}

static int begin(struct conn *c, const char *program)
{
	struct live_update *u;

	if (c->d->update)
		return answer(c, "a live update is already being prepared");
	if (access(program, X_OK))
		return answer(c, "there is no such program, or it cannot be "
				 "executed");
	u = calloc(1, sizeof(*u));
	if (u)
		u->program = strdup(program);
	if (!u || !u->program) {
		free(u);
		return -ENOMEM;
	}
	u->c = c;
	c->d->update = u;
	return answer(c, "OK");
}

static int set_cmdline(struct conn *c, const char *cmdline)
{
	struct live_update *u = c->d->update;
	char *copy = strdup(cmdline);

	if (!copy)
		return -ENOMEM;
	free(u->cmdline);
	u->cmdline = copy;
	return answer(c, "OK");
}

static int start(struct conn *c, char **args, unsigned int nr)
{
	unsigned int i;

	/* Nothing is waited for, so there is no time limit to be kept and
	 * nothing to force. */
	for (i = 0; i < nr; i++) {
		if (!strcmp(args[i], "-t") && i + 1 < nr)
			i++;
		else if (strcmp(args[i], "-F"))
			return -EINVAL;
	}
	c->d->update->request = c->in;
	c->d->update->start = true;
	return 0;
}

int update_control(struct conn *c, char **args, unsigned int nr)
{
	struct live_update *u = c->d->update;

	if (!nr)
		return -EINVAL;
	/* It runs a program here, with all rights. */
	if (c->who.domid)
		return -EACCES;
	if (!own_argv)
		return answer(c, "not possible in this process");
	if (!strcmp(args[0], "-f") && nr == 2)
		return begin(c, args[1]);
	if (!u || u->c != c)
		return answer(c, "no live update is being prepared: -f first");
	if (!strcmp(args[0], "-c") && nr == 2)
		return set_cmdline(c, args[1]);
	if (!strcmp(args[0], "-s"))
		return start(c, args + 1, nr - 1);
	if (!strcmp(args[0], "-a") && nr == 1) {
		drop(c->d);
		return answer(c, "OK");
	}
	return -EINVAL;
}

/* The answer that only the new program sends: it stands in the dump. */
static void put_answer(const struct live_update *u, struct record_buf *b)
{
	struct xsd_sockmsg hdr = u->request;
	size_t start = b->len;
	struct rec_out *rec;

	hdr.len = sizeof("OK");
	rec = record_put(b, REC_OUT, sizeof(*rec) + sizeof(hdr) + hdr.len);
	if (rec) {
		rec->conn = u->c->id;
		memcpy(rec + 1, &hdr, sizeof(hdr));
		memcpy((char *)(rec + 1) + sizeof(hdr), "OK", hdr.len);
	}
	record_commit(b, start);
}

static int write_file(const struct record_buf *b)
{
	int fd = open(dump_path,
		      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		      0600);
	size_t done = 0;
	ssize_t n = 0;
	int r = 0;

	if (fd < 0)
		return -errno;
	while (done < b->len) {
		n = write(fd, b->data + done, b->len - done);
		if (n < 0)
			break;
		done += n;
	}
	if (n < 0)
		r = -errno;
	close(fd);
	return r;
}

static void keep_fd(int fd, bool keep)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
}

static int dump(struct daemon *d, const struct rec_process *p, bool keep)
{
	struct record_buf b = { .len = 0 };
	int r = 0;

	keep_fd(p->listen_fd, keep);
	keep_fd(p->evtchn_fd, keep);
	state_save(d, &b, p);
	state_save_sockets(d, &b, keep);
	put_answer(d->update, &b);
	if (b.failed)
		r = -ENOMEM;
	else if (keep)
		r = write_file(&b);
	record_fini(&b);
	return r;
}

/* Words of the given command line, or our own arguments, and -U. */
static void make_argv(struct live_update *u, char **argv)
{
	unsigned int n = 0;
	bool has_u = false;
	char *word, *save;
	char **own;

	argv[n++] = u->program;
	if (u->cmdline) {
		for (word = strtok_r(u->cmdline, " \t", &save);
		     word && n < MAX_ARGS - 2;
		     word = strtok_r(NULL, " \t", &save))
			argv[n++] = word;
	} else {
		for (own = own_argv + 1; *own && n < MAX_ARGS - 2; own++)
			argv[n++] = *own;
	}
	argv[n] = NULL;
	for (own = argv + 1; *own; own++)
		has_u |= !strcmp(*own, "-U") || !strcmp(*own, "--live-update");
	if (!has_u)
		argv[n++] = "-U";
	argv[n] = NULL;
}

static void report_failure(struct live_update *u, int error)
{
	struct xsd_sockmsg in = u->c->in; /* of the next request, perhaps */
	char text[256];

	snprintf(text, sizeof(text), "live update failed: %s: %s", u->program,
		 strerror(-error));
	log_msg(LOG_ERR, "%s", text);
	u->c->in = u->request;
	answer(u->c, text);
	u->c->in = in;
}

void update_perform(struct daemon *d, int listen_fd)
{
	struct rec_process p = { listen_fd, d->evtchn_fd, d->virq_port, 0 };
	struct live_update *u = d->update;
	char *argv[MAX_ARGS];
	int r;

	if (!u || !u->start)
		return;
	r = dump(d, &p, true);
	if (!r) {
		make_argv(u, argv);
		log_msg(LOG_NOTICE, "live update to %s", u->program);
		execv(u->program, argv);
		r = -errno;
	}
	/* Still here: all goes on as before. */
	unlink(dump_path);
	dump(d, &p, false);
	report_failure(u, r);
	drop(d);
}

long update_read(const char *path, char **data)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t n = -1;

	*data = NULL;
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && (*data = malloc(st.st_size + 1)))
		n = read(fd, *data, st.st_size);
	close(fd);
	unlink(path);
	if (n < 0) {
		free(*data);
		*data = NULL;
		return -EIO;
	}
	return n;
}
