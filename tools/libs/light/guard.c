// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing half-done remains, even if the process that does it is killed.
 *
 * Before a domain is made, or stopped to be saved, a guard process is forked.
 * It knows which domain and reads a pipe whose other end we (and any hot-plug
 * script that we run) hold.  The pipe's end means that we died and no script
 * runs any more: the guard then does what the last byte in the pipe said
 * (enum xl_guard_plan).
 *
 * The plan also stands in /run/xen/{creating,saving}.UUID, with a lock that
 * both hold on it.  Should both be killed it remains, unlocked, and the next
 * create or save of this host carries it out.
 *
 * While a guest moves within one host two domains have its UUID: a guard of a
 * new one leaves alone the one that was there before.
 */
#include "internal.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#define NEW_MARK XL_RUN_DIR "/creating."
#define OLD_MARK XL_RUN_DIR "/saving."

struct plan {
	char what; /* enum xl_guard_plan */
	libxl_uuid uuid;
	uint32_t domid; /* of an old domain; INVALID_DOMID: it is to be new */
	uint32_t other; /* which is not meant */
};

static void settle_domain(struct gc *gc, const struct plan *p, uint32_t domid)
{
	switch (p->what) {
	case XL_GUARD_REMOVE:
		XL_LOG(gc->ctx, WARN, "removing half-built domain %u", domid);
		xl_domain_teardown(gc, domid);
		break;
	case XL_GUARD_DESTROY:
		XL_LOG(gc->ctx, WARN, "removing domain %u, which has gone away",
		       domid);
		xl_domain_teardown(gc, domid);
		break;
	case XL_GUARD_UNPAUSE:
		XL_LOG(gc->ctx, WARN, "domain %u is complete: starting it",
		       domid);
		xc_domain_unpause(gc->ctx->xch, domid);
		break;
	case XL_GUARD_RESUME:
		XL_LOG(gc->ctx, WARN,
		       "the save of domain %u was interrupted: it goes on",
		       domid);
		xl_resume(gc, domid);
		break;
	case XL_GUARD_LEAVE:
		XL_LOG(gc->ctx, WARN,
		       "domain %u: it is not known whether it runs elsewhere: "
		       "left as it is",
		       domid);
		break;
	}
}

static void carry_out(struct gc *gc, const struct plan *p)
{
	libxl_vminfo *list;
	bool found = false;
	int i, nr = 0;

	list = libxl_list_vm(gc->ctx, &nr);
	for (i = 0; i < nr; i++) {
		if (libxl_uuid_compare(&list[i].uuid, &p->uuid) ||
		    !list[i].domid || (uint32_t)list[i].domid == p->other ||
		    (p->domid != (uint32_t)INVALID_DOMID &&
		     (uint32_t)list[i].domid != p->domid))
			continue;
		settle_domain(gc, p, list[i].domid);
		found = true;
	}
	libxl_vminfo_list_free(list, nr);
	if (p->what == XL_GUARD_REMOVE && !found &&
	    p->other == (uint32_t)INVALID_DOMID)
		xs_remove(gc, XBT_NULL,
			  gc_sprintf(gc, "/vm/" LIBXL_UUID_FMT,
				     LIBXL_UUID_BYTES(p->uuid)));
}

__attribute__((noreturn)) static void
guard_main(struct gc *gc, int fd, int lock_fd, const char *path, struct plan *p)
{
	int i, log;
	ssize_t n;
	char c;

	setsid();
	prctl(PR_SET_NAME, "xl-guard");
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	mkdir(XL_LOG_DIR, 0755);
	log = open(XL_LOG_DIR "/xl-guard.log", O_WRONLY | O_CREAT | O_APPEND,
		   0644);
	i = open("/dev/null", O_RDWR);
	dup2(i, 0);
	dup2(i, 1);
	dup2(log >= 0 ? log : i, 2);
	/* Nobody may wait for us because of a pipe that we inherited. */
	for (i = 3; i < 1024; i++)
		if (i != fd && i != lock_fd)
			close(i);
	while ((n = read(fd, &c, 1)) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0 && c == XL_GUARD_DONE)
			_exit(0);
		if (n > 0)
			p->what = c;
	}
	gc->ctx->lg = (xentoollog_logger *)xtl_createlogger_stdiostream(
		stderr, XTL_INFO, XTL_STDIOSTREAM_SHOW_DATE);
	libxl_postfork_child_noexec(gc->ctx);
	carry_out(gc, p);
	unlink(path);
	_exit(0);
}

/* The domain with this UUID that is not meant by a guard of a new one. */
static uint32_t other_with(struct gc *gc, const libxl_uuid *uuid)
{
	uint32_t other = INVALID_DOMID;
	libxl_vminfo *list;
	int i, nr = 0;

	list = libxl_list_vm(gc->ctx, &nr);
	for (i = 0; i < nr; i++)
		if (!libxl_uuid_compare(&list[i].uuid, uuid))
			other = list[i].domid;
	libxl_vminfo_list_free(list, nr);
	return other;
}

static int open_mark(struct gc *gc, struct xl_guard *g, const struct plan *p)
{
	bool is_new = p->domid == (uint32_t)INVALID_DOMID;
	char *text;

	g->path = gc_sprintf(gc, "%s" LIBXL_UUID_FMT,
			     is_new ? NEW_MARK : OLD_MARK,
			     LIBXL_UUID_BYTES(p->uuid));
	mkdir(XL_RUN_DIR, 0755);
	g->lock_fd = open(g->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (g->lock_fd < 0 || flock(g->lock_fd, LOCK_EX | LOCK_NB)) {
		if (errno == EWOULDBLOCK)
			XL_ERROR(gc->ctx,
				 "another xl is just %s this guest (%s is "
				 "locked): wait for its end",
				 is_new ? "making" : "saving or migrating",
				 g->path);
		else
			XL_ERRNO(gc->ctx, "cannot lock %s", g->path);
		goto err_close;
	}
	text = gc_sprintf(gc, "%c %d %d\n", p->what, (int)p->domid,
			  (int)p->other);
	if (pwrite(g->lock_fd, text, strlen(text), 0) == (ssize_t)strlen(text))
		return 0;
	XL_ERRNO(gc->ctx, "cannot write %s", g->path);
err_close:
	if (g->lock_fd >= 0)
		close(g->lock_fd);
	return ERROR_LOCK_FAIL;
}

static int start(struct gc *gc, struct xl_guard *g, struct plan *p)
{
	int fds[2];
	int rc = open_mark(gc, g, p);

	g->fd = -1;
	if (rc)
		return rc;
	if (pipe(fds)) {
		close(g->lock_fd);
		return ERROR_FAIL;
	}
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	g->pid = fork();
	if (!g->pid) {
		close(fds[1]);
		guard_main(gc, fds[0], g->lock_fd, g->path, p);
	}
	close(fds[0]);
	if (g->pid < 0) {
		XL_ERRNO(gc->ctx, "cannot fork");
		close(fds[1]);
		close(g->lock_fd);
		return ERROR_FAIL;
	}
	g->fd = fds[1];
	g->path = libxl__strdup_opt(g->path);
	return 0;
}

int xl_guard_start(struct gc *gc, struct xl_guard *g, const libxl_uuid *uuid)
{
	struct plan p = {
		.what = XL_GUARD_REMOVE,
		.uuid = *uuid,
		.domid = INVALID_DOMID,
		.other = other_with(gc, uuid),
	};

	return start(gc, g, &p);
}

int xl_guard_start_old(struct gc *gc, struct xl_guard *g, uint32_t domid)
{
	struct plan p = {
		.what = XL_GUARD_RESUME,
		.domid = domid,
		.other = INVALID_DOMID,
	};
	libxl_dominfo info;
	int rc = libxl_domain_info(gc->ctx, &info, domid);

	g->fd = -1;
	if (rc)
		return rc;
	p.uuid = info.uuid;
	return start(gc, g, &p);
}

void xl_guard_plan(struct gc *gc, struct xl_guard *g, enum xl_guard_plan what)
{
	char c = what;

	if (g->fd < 0)
		return;
	if (pwrite(g->lock_fd, &c, 1, 0) != 1 || write(g->fd, &c, 1) != 1)
		XL_LOG(gc->ctx, WARN, "the guard of this domain is gone");
}

void xl_guard_done(struct gc *gc, struct xl_guard *g)
{
	char c = XL_GUARD_DONE;

	if (g->fd < 0)
		return;
	if (write(g->fd, &c, 1) != 1)
		XL_LOG(gc->ctx, WARN, "the guard of this domain is gone");
	close(g->fd);
	while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
		;
	unlink(g->path);
	free(g->path);
	close(g->lock_fd);
	g->fd = -1;
}

static void sweep_one(struct gc *gc, const char *path, const char *uuid)
{
	struct plan p = { .domid = INVALID_DOMID, .other = INVALID_DOMID };
	char text[64] = "";
	int domid, other, fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return;
	if (!flock(fd, LOCK_EX | LOCK_NB) &&
	    !libxl_uuid_from_string(&p.uuid, uuid) &&
	    read(fd, text, sizeof(text) - 1) >= 0) {
		if (sscanf(text, "%c %d %d", &p.what, &domid, &other) == 3) {
			p.domid = domid;
			p.other = other;
			carry_out(gc, &p);
		}
		unlink(path);
	}
	close(fd);
}

void xl_guard_sweep(struct gc *gc)
{
	static const char *const marks[] = { NEW_MARK, OLD_MARK };
	unsigned int m;
	glob_t gl;
	size_t i;

	for (m = 0; m < 2; m++) {
		if (glob(gc_sprintf(gc, "%s*", marks[m]), 0, NULL, &gl))
			continue;
		for (i = 0; i < gl.gl_pathc; i++)
			sweep_one(gc, gl.gl_pathv[i],
				  gl.gl_pathv[i] + strlen(marks[m]));
		globfree(&gl);
	}
}

/* --- guards that outlive the call that started them --- */

void libxl_ctx_guard(libxl_ctx *ctx, bool on)
{
	struct xl_guard *g = &ctx->guard;

	ctx->guarding = on;
	if (on || g->fd < 0)
		return;
	/* A child has it, too: nothing is said. */
	close(g->fd);
	close(g->lock_fd);
	free(g->path);
	g->fd = -1;
}

/* The guard of this domain, if the context has it. */
static struct xl_guard *held(struct gc *gc, uint32_t domid)
{
	struct xl_guard *g = &gc->ctx->guard;

	return gc->ctx->guarded_domid == domid && g->fd >= 0 ? g : NULL;
}

void xl_guard_hold(struct gc *gc, struct xl_guard *g, uint32_t domid)
{
	if (!gc->ctx->guarding || gc->ctx->guard.fd >= 0) {
		xl_guard_done(gc, g);
		return;
	}
	gc->ctx->guard = *g;
	gc->ctx->guarded_domid = domid;
	g->fd = -1;
}

void xl_guard_held_plan(struct gc *gc, uint32_t domid, enum xl_guard_plan what)
{
	struct xl_guard *g = held(gc, domid);

	if (g)
		xl_guard_plan(gc, g, what);
}

void xl_guard_held_done(struct gc *gc, uint32_t domid)
{
	struct xl_guard *g = held(gc, domid);

	if (g)
		xl_guard_done(gc, g);
}

void libxl_ctx_guard_end(libxl_ctx *ctx, uint32_t domid)
{
	GC(gc, ctx);

	xl_guard_held_done(&gc, domid);
}

void libxl_domain_guard_leave(libxl_ctx *ctx, uint32_t domid)
{
	GC(gc, ctx);

	xl_guard_held_plan(&gc, domid, XL_GUARD_LEAVE);
}
