/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstored: options, start, the event loop.
 *
 * One thread.  The loop waits for the socket, its clients, the event channels
 * and signals; whoever has something to say is put on the active list, which
 * is then served until it is empty.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "conn.h"
#include "domain.h"
#include "log.h"
#include "quota.h"
#include "socket.h"
#include "xen.h"

#define VERSION "4.17.0-xenolith"

struct options {
	const char *pid_file;
	const char *trace_file;
	bool no_fork;
	bool no_domain_init;
	bool output_pid;
	bool keep_orphans;
	unsigned int priv_domid;
};

static const struct option long_options[] = {
	{ "perm-nb", 1, NULL, 'A' },
	{ "no-domain-init", 0, NULL, 'D' },
	{ "entry-nb", 1, NULL, 'E' },
	{ "pid-file", 1, NULL, 'F' },
	{ "help", 0, NULL, 'H' },
	{ "internal-db", 0, NULL, 'I' },
	{ "keep-orphans", 0, NULL, 'K' },
	{ "path-max", 1, NULL, 'M' },
	{ "no-fork", 0, NULL, 'N' },
	{ "output-pid", 0, NULL, 'P' },
	{ "quota", 1, NULL, 'Q' },
	{ "entry-size", 1, NULL, 'S' },
	{ "trace-file", 1, NULL, 'T' },
	{ "verbose", 0, NULL, 'V' },
	{ "watch-nb", 1, NULL, 'W' },
	{ "priv-domid", 1, NULL, 'p' },
	{ "transaction", 1, NULL, 't' },
	{ "version", 0, NULL, 'v' },
	{ NULL, 0, NULL, 0 },
};

static void usage(FILE *f)
{
	fputs("Usage: xenstored [OPTION]...\n"
	      "Serves the store by which domains and devices are configured.\n"
	      "\n"
	      "  -N, --no-fork           stay in the foreground\n"
	      "  -F, --pid-file FILE     write the process id there\n"
	      "  -P, --output-pid        print the process id\n"
	      "  -D, --no-domain-init    serve the socket only, without Xen\n"
	      "  -T, --trace-file FILE   write all requests there\n"
	      "  -V, --verbose           more messages\n"
	      "  -K, --keep-orphans      nodes of dead domains fall to domain "
	      "0\n"
	      "  -p, --priv-domid ID     this domain may do what domain 0 may\n"
	      "  -I, --internal-db       accepted: the store is in memory\n"
	      "  -H, --help   -v, --version\n"
	      "Limits for unprivileged domains:\n"
	      "  -E, --entry-nb N        nodes            (1000)\n"
	      "  -S, --entry-size N      bytes of a node  (2048)\n"
	      "  -W, --watch-nb N        watches          (128)\n"
	      "  -t, --transaction N     transactions     (10)\n"
	      "  -A, --perm-nb N         permissions of a node (5)\n"
	      "  -M, --path-max N        bytes of a path  (2048)\n"
	      "  -Q, --quota NAME=N      any limit, by the name that\n"
	      "                          `xenstore-control quota' prints\n"
	      "See xenstored(8).\n",
	      f);
}

static void set_quota(const char *name, const char *value)
{
	if (!quota_set(name, value))
		return;
	fprintf(stderr, "xenstored: no such limit or number: %s=%s\n", name,
		value);
	exit(2);
}

static void set_quota_pair(char *arg)
{
	char *eq = strchr(arg, '=');

	if (!eq) {
		fprintf(stderr, "xenstored: --quota wants NAME=N, not %s\n",
			arg);
		exit(2);
	}
	*eq = 0;
	set_quota(arg, eq + 1);
}

static void parse_options(int argc, char **argv, struct options *o)
{
	int opt;

	memset(o, 0, sizeof(*o));
	o->priv_domid = DOMID_NONE;
	while ((opt = getopt_long(argc, argv, "A:DE:F:HhIKM:NPQ:S:T:VW:p:t:v",
				  long_options, NULL)) != -1) {
		switch (opt) {
		case 'A':
			set_quota("node-permissions", optarg);
			break;
		case 'D':
			o->no_domain_init = true;
			break;
		case 'E':
			set_quota("nodes", optarg);
			break;
		case 'F':
			o->pid_file = optarg;
			break;
		case 'H':
		case 'h':
			usage(stdout);
			exit(0);
		case 'I':
			break;
		case 'K':
			o->keep_orphans = true;
			break;
		case 'M':
			set_quota("path-max", optarg);
			break;
		case 'N':
			o->no_fork = true;
			break;
		case 'P':
			o->output_pid = true;
			break;
		case 'Q':
			set_quota_pair(optarg);
			break;
		case 'S':
			set_quota("node-size", optarg);
			break;
		case 'T':
			o->trace_file = optarg;
			break;
		case 'V':
			log_verbose = true;
			break;
		case 'W':
			set_quota("watches", optarg);
			break;
		case 'p':
			o->priv_domid = atoi(optarg);
			break;
		case 't':
			set_quota("transactions", optarg);
			break;
		case 'v':
			puts("xenstored " VERSION);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "xenstored: unexpected argument %s\n",
			argv[optind]);
		exit(2);
	}
}

static const char *run_dir(void)
{
	const char *s = getenv("XENSTORED_RUNDIR");

	return s ? s : "/run/xenstored";
}

static void socket_path(char buf[PATH_MAX])
{
	const char *s = getenv("XENSTORED_PATH");

	if (s)
		snprintf(buf, PATH_MAX, "%s", s);
	else
		snprintf(buf, PATH_MAX, "%s/socket", run_dir());
}

static int listen_socket(void)
{
	char path[PATH_MAX];
	int fd;

	if (mkdir(run_dir(), 0755) && errno != EEXIST) {
		log_msg(LOG_ERR, "cannot make %s: %m", run_dir());
		return -1;
	}
	socket_path(path);
	fd = socket_listen(path);
	if (fd == -EADDRINUSE)
		log_msg(LOG_ERR, "another xenstored serves %s", path);
	else if (fd < 0)
		log_msg(LOG_ERR, "cannot listen at %s: %s", path,
			strerror(-fd));
	return fd;
}

static int write_pid_file(const char *path)
{
	FILE *f = fopen(path, "we");

	if (!f || fprintf(f, "%ld\n", (long)getpid()) < 0 || fclose(f)) {
		log_msg(LOG_ERR, "cannot write %s: %m", path);
		return -1;
	}
	return 0;
}

/* Tells systemd, if it started us, that clients may come. */
static void notify_ready(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	socklen_t len;
	int fd;

	if (!path || strlen(path) >= sizeof(addr.sun_path))
		return;
	memcpy(addr.sun_path, path, strlen(path));
	len = offsetof(struct sockaddr_un, sun_path) + strlen(path);
	if (path[0] == '@')
		addr.sun_path[0] = 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr *)&addr,
		   len) < 0)
		log_msg(LOG_WARNING, "cannot tell systemd: %m");
	close(fd);
}

/*
 * Goes to the background.  The parent waits in go_background() for the byte
 * that ready() sends, so that whoever started us can connect when it ends.
 */
static int ready_pipe[2] = { -1, -1 };

static void go_background(void)
{
	char byte;
	pid_t pid;

	if (pipe2(ready_pipe, O_CLOEXEC)) {
		log_msg(LOG_ERR, "cannot make a pipe: %m");
		exit(1);
	}
	pid = fork();
	if (pid < 0) {
		log_msg(LOG_ERR, "cannot fork: %m");
		exit(1);
	}
	if (pid) {
		close(ready_pipe[1]);
		_exit(read(ready_pipe[0], &byte, 1) == 1 ? 0 : 1);
	}
	close(ready_pipe[0]);
	setsid();
	if (chdir("/"))
		log_msg(LOG_WARNING, "cannot go to /: %m");
}

static void ready(const struct options *o)
{
	int null;

	if (o->output_pid) {
		printf("%ld\n", (long)getpid());
		fflush(stdout);
	}
	if (!o->no_fork) {
		log_to_syslog();
		null = open("/dev/null", O_RDWR);
		if (null >= 0) {
			dup2(null, 0);
			dup2(null, 1);
			dup2(null, 2);
			if (null > 2)
				close(null);
		}
		if (write(ready_pipe[1], "", 1) != 1)
			log_msg(LOG_WARNING, "who started us is gone");
		close(ready_pipe[1]);
	}
	notify_ready();
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

static void raise_limits(void)
{
	struct rlimit lim = { 65536, 65536 };
	FILE *f;

	/* A descriptor for each local client. */
	if (setrlimit(RLIMIT_NOFILE, &lim))
		log_msg(LOG_DEBUG, "cannot have 65536 files: %m");
	/* Nothing works without us: not the victim when memory is short. */
	f = fopen("/proc/self/oom_score_adj", "we");
	if (f) {
		fputs("-500", f);
		fclose(f);
	}
}

static int poll_fd(int epoll_fd, int fd, void *what)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = what };

	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &ev);
}

static void port_fired(void *ctx, int port)
{
	if (port < 0)
		domain_check_all(ctx);
	else
		domain_event(ctx, port);
}

/* What an epoll event is about, unless it is a connection. */
static char tag_listen, tag_signal, tag_xen;

static void main_loop(struct daemon *d, int epoll_fd, int listen_fd,
		      int signal_fd)
{
	struct epoll_event events[64];
	struct signalfd_siginfo sig;
	int i, n;

	for (;;) {
		n = epoll_wait(epoll_fd, events, 64, -1);
		for (i = 0; i < n; i++) {
			void *what = events[i].data.ptr;

			if (what == &tag_listen) {
				socket_accept(d, listen_fd, epoll_fd);
			} else if (what == &tag_xen) {
				xen_events(port_fired, d);
			} else if (what == &tag_signal) {
				if (read(signal_fd, &sig, sizeof(sig)) !=
				    sizeof(sig))
					continue;
				if (sig.ssi_signo != SIGHUP)
					return;
				trace_reopen();
			} else {
				/* Not freed before daemon_run_active(). */
				conn_activate(what);
			}
		}
		daemon_run_active(d);
	}
}

static int start_xen(struct daemon *d, const struct options *o, int epoll_fd)
{
	int r;

	if (o->no_domain_init)
		return 0;
	r = poll_fd(epoll_fd, xen_fd(), &tag_xen) ? -errno : xen_own_port();
	if (r > 0)
		r = domain_introduce_self(d, r);
	if (r < 0)
		log_msg(LOG_ERR,
			"cannot connect our own kernel: %s (is xenfs mounted "
			"at /proc/xen?)",
			strerror(-r));
	return r;
}

/* From the first client to SIGTERM; the exit status. */
static int serve(const struct options *o, int listen_fd)
{
	int signal_fd = block_signals();
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	const struct xen_ops *xen = NULL;
	struct daemon d;

	if (!o->no_domain_init && xen_init(&xen))
		return 1;
	if (daemon_init(&d, xen)) {
		log_msg(LOG_ERR, "no memory");
		return 1;
	}
	d.keep_orphans = o->keep_orphans;
	d.priv_domid = o->priv_domid;
	if (o->trace_file && trace_open(o->trace_file)) {
		log_msg(LOG_ERR, "cannot write %s: %m", o->trace_file);
		return 1;
	}
	if (poll_fd(epoll_fd, listen_fd, &tag_listen) ||
	    poll_fd(epoll_fd, signal_fd, &tag_signal)) {
		log_msg(LOG_ERR, "cannot poll: %m");
		return 1;
	}
	if (o->pid_file && write_pid_file(o->pid_file))
		return 1;
	if (start_xen(&d, o, epoll_fd))
		return 1;
	daemon_run_active(&d);
	ready(o);
	main_loop(&d, epoll_fd, listen_fd, signal_fd);
	daemon_fini(&d);
	return 0;
}

int main(int argc, char **argv)
{
	char path[PATH_MAX];
	struct options o;
	uint32_t seed = 0;
	int listen_fd, status;

	parse_options(argc, argv, &o);
	if (!o.no_fork)
		go_background();
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
		seed = getpid();
	tree_seed(seed);
	raise_limits();
	listen_fd = listen_socket();
	if (listen_fd < 0)
		return 1;
	status = serve(&o, listen_fd);
	socket_path(path);
	unlink(path);
	if (o.pid_file)
		unlink(o.pid_file);
	return status;
}
