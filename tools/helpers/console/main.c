// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenconsole DOMID: connects this terminal with the one that xenconsoled has
 * made for a domain.  Ctrl-] ends it.  One reader at a time: a lock says who.
 * It also ends when the domain is gone (the node with its terminal vanishes).
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <xenstore.h>

#define ESCAPE 0x1d /* Ctrl-] */
#define WAIT_S 10

static struct termios saved;
static bool raw;

static void restore_terminal(void)
{
	if (raw)
		tcsetattr(0, TCSAFLUSH, &saved);
	raw = false;
}

static void on_signal(int sig)
{
	restore_terminal();
	_exit(128 + sig);
}

static void raw_terminal(void)
{
	struct termios t;

	if (!isatty(0) || tcgetattr(0, &saved))
		return;
	t = saved;
	cfmakeraw(&t);
	raw = !tcsetattr(0, TCSAFLUSH, &t);
}

/* The terminal's name, once there is one; NULL after the time limit. */
static char *wait_tty(struct xs_handle *xsh, const char *path)
{
	struct pollfd p = { .fd = xs_fileno(xsh), .events = POLLIN };
	char **e, *tty;
	int tries;

	xs_watch(xsh, path, "tty");
	for (tries = 0; tries < WAIT_S; tries++) {
		tty = xs_read(xsh, XBT_NULL, path, NULL);
		if (tty && *tty)
			return tty;
		free(tty);
		poll(&p, 1, 1000);
		while ((e = xs_check_watch(xsh)))
			free(e);
	}
	return NULL;
}

static int lock(int domid)
{
	char path[64];
	int fd;

	mkdir("/run/xen", 0755);
	snprintf(path, sizeof(path), "/run/xen/xenconsole.%d.lock", domid);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return 0;
	return flock(fd, LOCK_EX | LOCK_NB) ? -1 : 0;
}

static int write_all(int fd, const char *p, size_t len)
{
	struct pollfd pf = { .fd = fd, .events = POLLOUT };
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EAGAIN)
			poll(&pf, 1, 1000);
		else if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			p += n;
			len -= n;
		}
	}
	return 0;
}

/* 1: the user wants out. */
static int from_user(int tty)
{
	char buf[256], *esc;
	ssize_t n = read(0, buf, sizeof(buf));

	if (n <= 0)
		return n < 0 && errno == EINTR ? 0 : -1;
	esc = memchr(buf, ESCAPE, n);
	if (esc && raw)
		n = esc - buf;
	if (write_all(tty, buf, n))
		return 1;
	return esc && raw;
}

/* Does the node still name this terminal? */
static bool still_there(struct xs_handle *xsh, const char *path)
{
	char **e, *tty;
	bool there;

	while ((e = xs_check_watch(xsh)))
		free(e);
	tty = xs_read(xsh, XBT_NULL, path, NULL);
	there = tty && *tty;
	free(tty);
	return there;
}

static void shuttle(struct xs_handle *xsh, const char *path, int tty)
{
	struct pollfd p[3] = {
		{ .fd = tty, .events = POLLIN },
		{ .fd = xs_fileno(xsh), .events = POLLIN },
		{ .fd = 0, .events = POLLIN },
	};
	char buf[4096];
	ssize_t n;
	int rc;

	for (;;) {
		if (poll(p, 3, -1) < 0 && errno != EINTR)
			return;
		if (p[0].revents) {
			n = read(tty, buf, sizeof(buf));
			if (n > 0 && write_all(1, buf, n))
				return;
			if (n == 0 ||
			    (n < 0 && errno != EAGAIN && errno != EINTR))
				return;
		}
		if (p[1].revents && !still_there(xsh, path))
			return;
		if (p[2].revents) {
			rc = from_user(tty);
			if (rc > 0)
				return;
			/* End of input: go on showing. */
			if (rc < 0)
				p[2].fd = -1;
		}
	}
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "type", 1, 0, 't' },	      { "num", 1, 0, 'n' },
		{ "help", 0, 0, 'h' },	      { "start-notify-fd", 1, 0, 's' },
		{ "interactive", 0, 0, 'i' }, { NULL, 0, 0, 0 },
	};
	int opt, num = 0, notify = -1, domid, tty;
	struct xs_handle *xsh;
	char path[64], *name, *end;

	while ((opt = getopt_long(argc, argv, "hn:t:s:i", longs, NULL)) != -1) {
		if (opt == 'n')
			num = atoi(optarg);
		else if (opt == 's')
			notify = atoi(optarg);
		else if (opt == 'h' || opt == '?') {
			printf("usage: %s [--num N] [--type pv] DOMID\n"
			       "Ctrl-] ends it.\n",
			       argv[0]);
			return opt == 'h' ? 0 : 2;
		}
	}
	domid = optind < argc ? (int)strtol(argv[optind], &end, 10) : -1;
	if (domid < 0 || *end) {
		fprintf(stderr,
			"xenconsole: the number of a domain is needed\n");
		return 2;
	}
	xsh = xs_open(0);
	if (!xsh) {
		fprintf(stderr, "xenconsole: xenstored does not run\n");
		return 1;
	}
	if (num)
		snprintf(path, sizeof(path),
			 "/local/domain/%d/device/console/%d/tty", domid, num);
	else
		snprintf(path, sizeof(path), "/local/domain/%d/console/tty",
			 domid);
	name = wait_tty(xsh, path);
	if (!name) {
		fprintf(stderr,
			"xenconsole: domain %d has no console within %d s: "
			"does it exist, and does xenconsoled run?\n",
			domid, WAIT_S);
		return 1;
	}
	if (!num && lock(domid)) {
		fprintf(stderr,
			"xenconsole: somebody else is connected to the console "
			"of domain %d\n",
			domid);
		return 1;
	}
	tty = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (tty < 0) {
		fprintf(stderr, "xenconsole: %s: %s\n", name, strerror(errno));
		return 1;
	}
	signal(SIGTERM, on_signal);
	signal(SIGHUP, on_signal);
	raw_terminal();
	if (notify >= 0 && write(notify, "\0", 1) == 1)
		close(notify);
	shuttle(xsh, path, tty);
	restore_terminal();
	putchar('\n');
	return 0;
}
