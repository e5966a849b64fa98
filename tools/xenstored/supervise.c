/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parent of the daemon.
 *
 * A daemon that ends by itself (SIGTERM) takes the parent with it; one that
 * never served is not tried again; any other death is followed by a new start,
 * at once if the daemon had lived for a while, else after a pause, so that one
 * that cannot live costs little.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "supervise.h"

/* Shorter lives are followed by a pause. */
#define SHORT_LIFE_MS 100
#define PAUSE_SECONDS 1

static bool active;
static int ready_pipe[2] = { -1, -1 };
static volatile bool *served; /* shared by both */
static volatile sig_atomic_t child;

static void die(const char *what)
{
	log_msg(LOG_ERR, "cannot %s: %m", what);
	exit(1);
}

/* The caller of the program stays here until the daemon is ready. */
static void leave_caller(void)
{
	char byte;
	pid_t pid;

	if (pipe2(ready_pipe, O_CLOEXEC))
		die("make a pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid) {
		close(ready_pipe[1]);
		_exit(read(ready_pipe[0], &byte, 1) == 1 ? 0 : 1);
	}
	close(ready_pipe[0]);
	setsid();
	if (chdir("/"))
		log_msg(LOG_WARNING, "cannot go to /: %m");
}

static void to_null(void)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0)
		return;
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	if (null > 2)
		close(null);
}

static void pass_on(int sig)
{
	if (child > 0)
		kill(child, sig);
}

static unsigned long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ul + t.tv_nsec / 1000000;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	return status;
}

/* From the caller, who hears of the end of the other process's pipe. */
static void detach(void)
{
	if (ready_pipe[1] < 0)
		return;
	close(ready_pipe[1]);
	ready_pipe[1] = -1;
	log_to_syslog();
	to_null();
}

/* Ends with the daemon, or returns if another is wanted. */
static void watch_over(pid_t pid)
{
	unsigned long start = now_ms();
	int status = wait_for(pid);

	child = 0;
	if (WIFEXITED(status) && (!WEXITSTATUS(status) || !*served))
		_exit(WEXITSTATUS(status));
	if (!*served)
		_exit(1);
	log_msg(LOG_ERR, "the daemon died (%s %d) and is started again",
		WIFSIGNALED(status) ? "signal" : "status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	if (now_ms() - start < SHORT_LIFE_MS)
		sleep(PAUSE_SECONDS);
}

static void catch_signals(void (*handler)(int))
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	unsigned int i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], handler);
}

void supervise(void)
{
	pid_t pid;

	leave_caller();
	active = true;
	served = mmap(NULL, sizeof(*served), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (served == MAP_FAILED)
		die("have memory");
	catch_signals(pass_on);
	for (;;) {
		pid = fork();
		if (pid < 0 && !*served)
			die("fork");
		if (!pid)
			break;
		if (pid < 0) {
			sleep(PAUSE_SECONDS);
			continue;
		}
		child = pid;
		detach();
		prctl(PR_SET_NAME, "xenstored-super");
		watch_over(pid);
	}
	catch_signals(SIG_DFL);
	prctl(PR_SET_NAME, "xenstored");
}

bool supervise_active(void)
{
	return active;
}

void supervise_ready(void)
{
	if (!active)
		return;
	*served = true;
	if (ready_pipe[1] < 0)
		return;
	if (write(ready_pipe[1], "", 1) != 1)
		log_msg(LOG_WARNING, "who started us is gone");
	detach();
}
