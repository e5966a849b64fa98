/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenconsoled: connects guests' consoles to terminals and log files.
 *
 * One thread around epoll: the store, event channels, terminals, signals, and
 * a timer while a guest's events are held back.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "guests.h"
#include "hvlog.h"

#define VERSION "4.17.0-xenolith"

static const char *pid_file = "/run/xenconsoled.pid";
static bool interactive;
static bool verbose;

/* What an epoll event is about; the store has &daemon::xs, a console itself. */
static char tag_events, tag_hv, tag_signal;

static const struct option long_options[] = {
	{ "help", 0, NULL, 'h' },	   { "interactive", 0, NULL, 'i' },
	{ "log", 1, NULL, 'l' },	   { "log-dir", 1, NULL, 'r' },
	{ "overflow-data", 1, NULL, 'o' }, { "pid-file", 1, NULL, 'p' },
	{ "timestamp", 1, NULL, 't' },	   { "verbose", 0, NULL, 'v' },
	{ "version", 0, NULL, 'V' },	   { NULL, 0, NULL, 0 },
};

static void usage(FILE *f)
{
	fputs("Usage: xenconsoled [OPTION]...\n"
	      "Connects guests' consoles to terminals and log files.\n"
	      "\n"
	      "  -i, --interactive       stay in the foreground\n"
	      "      --pid-file FILE     (/run/xenconsoled.pid)\n"
	      "      --log WHAT          none, guest, hv or all (none)\n"
	      "      --log-dir DIR       (/var/log/xen/console)\n"
	      "  -t, --timestamp WHAT    in which logs: none, guest, hv or "
	      "all\n"
	      "  -o, --overflow-data HOW when nobody reads a terminal: "
	      "discard\n"
	      "                          the oldest, or keep and let the "
	      "guest\n"
	      "                          wait (discard)\n"
	      "  -v, --verbose   -V, --version   -h, --help\n"
	      "See xenconsoled(8).\n",
	      f);
}

static void __attribute__((noreturn))
bad_option(const char *name, const char *value)
{
	fprintf(stderr, "xenconsoled: --%s cannot be \"%s\"\n", name, value);
	exit(2);
}

static void parse_what(const char *option, const char *value, bool *guests,
		       bool *hv)
{
	*guests = !strcmp(value, "guest") || !strcmp(value, "all");
	*hv = !strcmp(value, "hv") || !strcmp(value, "all");
	if (!*guests && !*hv && strcmp(value, "none"))
		bad_option(option, value);
}

static void parse_options(int argc, char **argv, struct settings *set)
{
	int opt;

	memset(set, 0, sizeof(*set));
	set->log_dir = "/var/log/xen/console";
	while ((opt = getopt_long(argc, argv, "hio:t:vV", long_options,
				  NULL)) != -1) {
		switch (opt) {
		case 'h':
			usage(stdout);
			exit(0);
		case 'i':
			interactive = true;
			break;
		case 'l':
			parse_what("log", optarg, &set->log_guests,
				   &set->log_hv);
			break;
		case 'o':
			set->keep = !strcmp(optarg, "keep");
			if (!set->keep && strcmp(optarg, "discard"))
				bad_option("overflow-data", optarg);
			break;
		case 'p':
			pid_file = optarg;
			break;
		case 'r':
			set->log_dir = optarg;
			break;
		case 't':
			parse_what("timestamp", optarg, &set->stamp_guests,
				   &set->stamp_hv);
			break;
		case 'v':
			verbose = true;
			break;
		case 'V':
			puts("xenconsoled " VERSION);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "xenconsoled: unexpected argument %s\n",
			argv[optind]);
		exit(2);
	}
}

/* The lock on the file says that we run, whatever the file says. */
static int lock_pid_file(void)
{
	int fd = open(pid_file, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB)) {
		fprintf(stderr, "xenconsoled: %s %s: %s\n",
			fd < 0 ? "cannot write"
			       : "another xenconsoled has locked",
			pid_file, strerror(errno));
		exit(1);
	}
	return fd;
}

static void write_pid(int fd)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) || pwrite(fd, text, n, 0) != n)
		syslog(LOG_WARNING, "cannot write %s: %m", pid_file);
}

static void make_log_dir(const char *dir)
{
	char path[256], *p;

	snprintf(path, sizeof(path), "%s", dir);
	for (p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = 0;
		mkdir(path, 0755);
		*p = '/';
	}
	if (mkdir(path, 0755) && errno != EEXIST)
		syslog(LOG_ERR, "cannot make %s: %m", dir);
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int poll_fd(struct daemon *d, int fd, void *what)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = what };

	return epoll_ctl(d->epoll_fd, EPOLL_CTL_ADD, fd, &ev);
}

static int open_xen(struct daemon *d)
{
	int fd;

	d->xce = xenevtchn_open(NULL, 0);
	d->fmem = d->xce ? xenforeignmemory_open(NULL, 0) : NULL;
	if (!d->fmem)
		return -1;
	d->xgt = xengnttab_open(NULL, 0);
	fd = xenevtchn_fd(d->xce);
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK))
		return -1;
	return poll_fd(d, fd, &tag_events);
}

static void ports_fired(struct daemon *d)
{
	struct console *c;
	int port;

	while ((port = xenevtchn_pending(d->xce)) >= 0) {
		for (c = d->consoles; c; c = c->next)
			if (c->port == port)
				break;
		/* A port of a console that went meanwhile is not ours. */
		if (c)
			console_event(c);
	}
}

static void reopen_logs(struct daemon *d)
{
	struct console *c;

	for (c = d->consoles; c; c = c->next)
		logfile_reopen(&c->log);
	hvlog_reopen();
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Once a period; the ms until the next is due, -1: none is needed. */
static int tick(struct daemon *d)
{
	static long last;
	struct console *c;
	long now = now_ms();
	bool active = !d->xs; /* then: try to connect again */

	if (now - last >= PERIOD_MS) {
		last = now;
		for (c = d->consoles; c; c = c->next)
			console_tick(c);
		if (!d->xs && !guests_connect(d))
			syslog(LOG_NOTICE, "connected to xenstored again");
	}
	for (c = d->consoles; c; c = c->next)
		active |= c->masked || c->events;
	return active ? PERIOD_MS - (now - last) : -1;
}

/* A console may go while its own event waits in the same batch. */
static bool is_console(const struct daemon *d, const void *what)
{
	const struct console *c;

	for (c = d->consoles; c; c = c->next)
		if (c == what)
			return true;
	return false;
}

static void store_fired(struct daemon *d)
{
	int r = d->xs ? guests_store_event(d) : 0;

	if (!r)
		return;
	syslog(LOG_ERR, "lost xenstored: %s; will try again", strerror(-r));
	guests_disconnect(d);
}

static void main_loop(struct daemon *d, int signal_fd)
{
	struct epoll_event events[64];
	struct signalfd_siginfo sig;
	int i, n;

	for (;;) {
		n = epoll_wait(d->epoll_fd, events, 64, tick(d));
		for (i = 0; i < n; i++) {
			void *what = events[i].data.ptr;

			if (what == &tag_events) {
				ports_fired(d);
			} else if (what == &d->xs) {
				store_fired(d);
			} else if (what == &tag_hv) {
				hvlog_event();
			} else if (what == &tag_signal) {
				if (read(signal_fd, &sig, sizeof(sig)) !=
				    sizeof(sig))
					continue;
				if (sig.ssi_signo != SIGHUP)
					return;
				reopen_logs(d);
			} else if (is_console(d, what)) {
				console_tty_ready(what, events[i].events);
			}
		}
	}
}

static int start(struct daemon *d, int signal_fd)
{
	int r;

	d->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (d->epoll_fd < 0 || poll_fd(d, signal_fd, &tag_signal))
		return -errno;
	if (open_xen(d)) {
		syslog(LOG_ERR, "cannot reach the hypervisor: %m (is this "
				"domain 0, and is xen-evtchn loaded?)");
		return -ENODEV;
	}
	r = guests_connect(d);
	if (r) {
		syslog(LOG_ERR, "cannot reach xenstored: %s (is it running?)",
		       strerror(-r));
		return r;
	}
	if (d->set.log_guests || d->set.log_hv)
		make_log_dir(d->set.log_dir);
	/* Without the hypervisor's log the guests' consoles still work. */
	if (d->set.log_hv && !hvlog_start(&d->set))
		poll_fd(d, hvlog_fd(), &tag_hv);
	return 0;
}

/*
 * To the background, before the store library's thread is there, which fork()
 * would lose.  The parent ends when the child says that it is ready, or with
 * an error if the child ends first; until then messages go to stderr, too.
 */
static int ready_pipe[2] = { -1, -1 };

static void go_background(void)
{
	char byte;
	pid_t pid;

	if (pipe2(ready_pipe, O_CLOEXEC) || (pid = fork()) < 0) {
		perror("xenconsoled: cannot go to the background");
		exit(1);
	}
	if (pid) {
		close(ready_pipe[1]);
		_exit(read(ready_pipe[0], &byte, 1) == 1 ? 0 : 1);
	}
	close(ready_pipe[0]);
	setsid();
	if (chdir("/"))
		syslog(LOG_WARNING, "cannot go to /: %m");
}

static void open_syslog(bool on_stderr)
{
	closelog();
	openlog("xenconsoled", LOG_PID | (on_stderr ? LOG_PERROR : 0),
		LOG_DAEMON);
	setlogmask(LOG_UPTO(verbose ? LOG_DEBUG : LOG_NOTICE));
}

static void ready(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	open_syslog(false);
	if (null >= 0) {
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
	}
	if (write(ready_pipe[1], "", 1) != 1)
		syslog(LOG_WARNING, "who started us is gone");
	close(ready_pipe[1]);
}

int main(int argc, char **argv)
{
	struct daemon d = { .xs = NULL };
	int pid_fd, signal_fd;

	parse_options(argc, argv, &d.set);
	open_syslog(true);
	pid_fd = lock_pid_file();
	if (!interactive)
		go_background();
	write_pid(pid_fd);
	signal_fd = block_signals();
	if (start(&d, signal_fd))
		return 1;
	if (!interactive)
		ready();

	main_loop(&d, signal_fd);

	guests_free(&d);
	guests_disconnect(&d);
	hvlog_stop();
	unlink(pid_file);
	return 0;
}
