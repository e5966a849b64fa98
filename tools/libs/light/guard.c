// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing half-built remains, even if the creating process is killed.
 *
 * Before a domain is made a guard process is forked; it knows the UUID that
 * the domain will have and reads a pipe whose other end we (and any hot-plug
 * script that we run) hold.  A 'k' says that all went well.  The pipe's end
 * without it says that we died, and no script runs any more: the guard then
 * destroys whatever domain has that UUID.
 *
 * Should both be killed, the file /run/xen/creating.UUID remains, without the
 * lock that both hold on it: the next create finds it and does the same.
 */
#include "internal.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>

#define MARK XL_RUN_DIR "/creating."

static void destroy_uuid(struct gc *gc, const libxl_uuid *uuid)
{
	libxl_vminfo *list;
	int i, nr = 0;

	list = libxl_list_vm(gc->ctx, &nr);
	for (i = 0; i < nr; i++) {
		if (libxl_uuid_compare(&list[i].uuid, uuid) || !list[i].domid)
			continue;
		XL_LOG(gc->ctx, WARN, "removing half-built domain %u",
		       list[i].domid);
		xl_domain_teardown(gc, list[i].domid);
	}
	libxl_vminfo_list_free(list, nr);
	xs_remove(
		gc, XBT_NULL,
		gc_sprintf(gc, "/vm/" LIBXL_UUID_FMT, LIBXL_UUID_BYTES(*uuid)));
}

__attribute__((noreturn)) static void guard_main(struct gc *gc, int fd,
						 int lock_fd, const char *path,
						 const libxl_uuid *uuid)
{
	int i, log;
	char c = 0;

	setsid();
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
	for (i = 3; i < 256; i++)
		if (i != fd && i != lock_fd)
			close(i);
	while (read(fd, &c, 1) < 0 && errno == EINTR)
		;
	if (c == 'k')
		_exit(0);
	gc->ctx->lg = (xentoollog_logger *)xtl_createlogger_stdiostream(
		stderr, XTL_INFO, XTL_STDIOSTREAM_SHOW_DATE);
	libxl_postfork_child_noexec(gc->ctx);
	destroy_uuid(gc, uuid);
	unlink(path);
	_exit(0);
}

int xl_guard_start(struct gc *gc, struct xl_guard *g, const libxl_uuid *uuid)
{
	int p[2];

	g->fd = -1;
	g->path = gc_sprintf(gc, MARK LIBXL_UUID_FMT, LIBXL_UUID_BYTES(*uuid));
	mkdir(XL_RUN_DIR, 0755);
	g->lock_fd = open(g->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (g->lock_fd < 0 || flock(g->lock_fd, LOCK_EX | LOCK_NB)) {
		XL_ERRNO(gc->ctx, "cannot lock %s", g->path);
		return ERROR_LOCK_FAIL;
	}
	if (pipe(p)) {
		close(g->lock_fd);
		return ERROR_FAIL;
	}
	fcntl(p[0], F_SETFD, FD_CLOEXEC);
	g->pid = fork();
	if (!g->pid) {
		close(p[1]);
		guard_main(gc, p[0], g->lock_fd, g->path, uuid);
	}
	close(p[0]);
	if (g->pid < 0) {
		XL_ERRNO(gc->ctx, "cannot fork");
		close(p[1]);
		close(g->lock_fd);
		return ERROR_FAIL;
	}
	g->fd = p[1];
	return 0;
}

void xl_guard_done(struct gc *gc, struct xl_guard *g)
{
	if (g->fd < 0)
		return;
	if (write(g->fd, "k", 1) != 1)
		XL_LOG(gc->ctx, WARN, "the guard of this create is gone");
	close(g->fd);
	while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
		;
	unlink(g->path);
	close(g->lock_fd);
	g->fd = -1;
}

void xl_guard_sweep(struct gc *gc)
{
	libxl_uuid uuid;
	glob_t gl;
	size_t i;
	int fd;

	if (glob(MARK "*", 0, NULL, &gl))
		return;
	for (i = 0; i < gl.gl_pathc; i++) {
		fd = open(gl.gl_pathv[i], O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!flock(fd, LOCK_EX | LOCK_NB) &&
		    !libxl_uuid_from_string(&uuid,
					    gl.gl_pathv[i] + strlen(MARK))) {
			destroy_uuid(gc, &uuid);
			unlink(gl.gl_pathv[i]);
		}
		close(fd);
	}
	globfree(&gl);
}
