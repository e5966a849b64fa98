// SPDX-License-Identifier: GPL-2.0-only
/* Running a hot-plug script, with its words in our log and a time limit. */
#include "internal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#define SCRIPT_MS 40000

extern char **environ;

static void exec_script(const char *script, const char *action,
			char *const env[], int out)
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	dup2(null, 0);
	dup2(out, 1);
	dup2(out, 2);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (; *env; env++)
		putenv(*env);
	execl(script, script, action, (char *)NULL);
	dprintf(2, "cannot run it: %s\n", strerror(errno));
	_exit(127);
}

struct output {
	int fd;
	const char *script;
	char line[256];
	size_t len;
	bool eof;
};

/* Whole lines go to the log. */
static int read_output(struct gc *gc, void *arg)
{
	struct output *o = arg;
	char buf[512];
	ssize_t i, n;

	while ((n = read(o->fd, buf, sizeof(buf))) > 0) {
		for (i = 0; i < n; i++) {
			if (buf[i] != '\n' && o->len < sizeof(o->line) - 1) {
				o->line[o->len++] = buf[i];
				continue;
			}
			o->line[o->len] = 0;
			XL_LOG(gc->ctx, WARN, "%s: %s", o->script, o->line);
			o->len = 0;
		}
	}
	return n == 0;
}

int xl_hotplug(struct gc *gc, const char *script, const char *action,
	       char *const env[])
{
	struct output o = { .script = script };
	struct xl_wait w = {
		.use_fd = true,
		.timeout_ms = SCRIPT_MS,
		.done = read_output,
		.arg = &o,
	};
	int p[2], status, rc;
	pid_t pid;

	if (access(script, X_OK)) {
		XL_ERROR(gc->ctx, "hot-plug script %s cannot be run: %s",
			 script, strerror(errno));
		return ERROR_INVAL;
	}
	if (pipe2(p, O_CLOEXEC | O_NONBLOCK))
		return ERROR_FAIL;
	pid = fork();
	if (!pid) {
		fcntl(p[1], F_SETFL, 0);
		exec_script(script, action, env, p[1]);
	}
	close(p[1]);
	if (pid < 0) {
		close(p[0]);
		return ERROR_FAIL;
	}
	o.fd = w.fd = p[0];
	rc = xl_wait(gc, &w);
	if (rc == ERROR_TIMEDOUT) {
		XL_ERROR(gc->ctx, "%s %s does not end within %d s", script,
			 action, SCRIPT_MS / 1000);
		kill(pid, SIGKILL);
	}
	close(p[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return rc || status ? ERROR_FAIL : 0;
}
