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
#include "journal.h"
#include "log.h"
#include "quota.h"
#include "socket.h"
#include "state.h"
#include "supervise.h"
#include "update.h"
#include "xen.h"

#define VERSION "4.17.0-xenolith"

struct options {
	const char *pid_file;
	const char *trace_file;
	bool no_fork;
	bool no_domain_init;
	bool output_pid;
	bool keep_orphans;
	bool live_update;
	bool fresh;
	bool no_journal;
	unsigned int priv_domid;
};

static const struct option long_options[] = {
	{ "perm-nb", 1, NULL, 'A' },	  { "no-domain-init", 0, NULL, 'D' },
	{ "entry-nb", 1, NULL, 'E' },	  { "pid-file", 1, NULL, 'F' },
	{ "help", 0, NULL, 'H' },	  { "internal-db", 0, NULL, 'I' },
	{ "keep-orphans", 0, NULL, 'K' }, { "path-max", 1, NULL, 'M' },
	{ "no-fork", 0, NULL, 'N' },	  { "output-pid", 0, NULL, 'P' },
	{ "quota", 1, NULL, 'Q' },	  { "entry-size", 1, NULL, 'S' },
	{ "trace-file", 1, NULL, 'T' },	  { "verbose", 0, NULL, 'V' },
	{ "live-update", 0, NULL, 'U' },  { "watch-nb", 1, NULL, 'W' },
	{ "fresh", 0, NULL, 'f' },	  { "no-journal", 0, NULL, 'J' },
	{ "no-recovery", 0, NULL, 'R' },  { "preserve-local", 0, NULL, 'L' },
	{ "quota-soft", 1, NULL, 'q' },	  { "timeout", 1, NULL, 'w' },
	{ "priv-domid", 1, NULL, 'p' },	  { "transaction", 1, NULL, 't' },
	{ "version", 0, NULL, 'v' },	  { NULL, 0, NULL, 0 },
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
	      "  -f, --fresh             forget what a killed xenstored knew\n"
	      "  -J, --no-journal        and do not note it for the next\n"
	      "  -I, --internal-db       accepted: the store is in memory\n"
	      "  -U, --live-update       only for `xenstore-control "
	      "live-update'\n"
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
	      "  -q, --quota-soft memory=N  memory, from where the log "
	      "complains\n"
	      "Accepted as stock's, without effect:\n"
	      "  -L, --preserve-local  -R, --no-recovery  -w, --timeout "
	      "WHAT=SECONDS\n"
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

/* Of stock's soft limits there is one; of its time-outs, none here. */
static void set_soft(char *arg)
{
	if (strncmp(arg, "memory=", 7)) {
		fprintf(stderr, "xenstored: --quota-soft wants memory=N\n");
		exit(2);
	}
	set_quota("memory-soft", arg + 7);
}

static void parse_options(int argc, char **argv, struct options *o)
{
	int opt;

	memset(o, 0, sizeof(*o));
	o->priv_domid = DOMID_NONE;
	while ((opt = getopt_long(argc, argv,
				  "A:DE:F:HhIJKLM:NPQ:RS:T:UVW:fp:q:t:vw:",
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
		case 'L':
		case 'R':
		case 'w':
			break;
		case 'J':
			o->no_journal = true;
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
		case 'U':
			o->live_update = true;
			break;
		case 'V':
			log_verbose = true;
			break;
		case 'W':
			set_quota("watches", optarg);
			break;
		case 'f':
			o->fresh = true;
			break;
		case 'p':
			o->priv_domid = atoi(optarg);
			break;
		case 'q':
			set_soft(optarg);
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

/* A file there; lent until the next start. */
static const char *run_path(const char *name)
{
	static char journal[PATH_MAX], dump[PATH_MAX];
	char *path = strcmp(name, "journal") ? dump : journal;

	snprintf(path, PATH_MAX, "%s/%s", run_dir(), name);
	return path;
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

static void ready(const struct options *o)
{
	if (o->live_update)
		return;
	if (o->output_pid) {
		printf("%ld\n", (long)getpid());
		fflush(stdout);
	}
	supervise_ready();
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

struct loop {
	struct daemon *d;
	int epoll_fd;
	int listen_fd;
	int signal_fd;
};

/* false: time to end. */
static bool signalled(const struct loop *l)
{
	struct signalfd_siginfo sig;

	if (read(l->signal_fd, &sig, sizeof(sig)) != sizeof(sig))
		return true;
	if (sig.ssi_signo != SIGHUP)
		return false;
	trace_reopen();
	return true;
}

/* What @what, of an epoll event, is about.  false: time to end. */
static bool dispatch(const struct loop *l, void *what)
{
	if (what == &tag_listen)
		socket_accept(l->d, l->listen_fd, l->epoll_fd);
	else if (what == &tag_xen)
		xen_events(port_fired, l->d);
	else if (what == &tag_signal)
		return signalled(l);
	else /* Not freed before the round is over. */
		conn_activate(what);
	return true;
}

static void main_loop(const struct loop *l)
{
	struct epoll_event events[64];
	bool busy = true;
	int i, n;

	for (;;) {
		n = epoll_wait(l->epoll_fd, events, 64, busy ? 0 : -1);
		for (i = 0; i < n; i++)
			if (!dispatch(l, events[i].data.ptr))
				return;
		busy = daemon_run_round(l->d);
		update_perform(l->d, l->listen_fd);
		busy |= l->d->touched != NULL;
	}
}

static int start_xen(struct daemon *d, const struct options *o, int epoll_fd)
{
	int r = 0;

	if (o->no_domain_init)
		return 0;
	if (poll_fd(epoll_fd, xen_fd(), &tag_xen))
		r = -errno;
	if (!r && !domain_find(d, 0)) {
		r = xen_own_port();
		if (r > 0)
			r = domain_introduce_self(d, r);
	}
	if (r < 0)
		log_msg(LOG_ERR,
			"cannot connect our own kernel: %s (is xenfs mounted "
			"at /proc/xen?)",
			strerror(-r));
	return r;
}

/* What an earlier daemon left: in the journal, or for a live update. */
struct legacy {
	char *dump; /* owned, NULL: none */
	long size;
	int listen_fd;
	int evtchn_fd;
	int virq_port;
};

/* 0, or -1 after a message. */
static int read_legacy(const struct options *o, struct legacy *l)
{
	const struct rec_process *p;

	*l = (struct legacy){ NULL, 0, -1, -1, -1 };
	if (!o->live_update)
		return 0;
	l->size = update_read(run_path("state_dump"), &l->dump);
	p = l->size > 0 ? state_process(l->dump, l->size) : NULL;
	if (!p) {
		log_msg(LOG_ERR, "--live-update: there is no usable %s",
			run_path("state_dump"));
		return -1;
	}
	l->listen_fd = p->listen_fd;
	l->evtchn_fd = p->evtchn_fd;
	l->virq_port = p->virq_port;
	return 0;
}

static int init_daemon(struct daemon *d, const struct options *o,
		       const struct xen_ops *xen)
{
	if (daemon_init(d, xen)) {
		log_msg(LOG_ERR, "no memory");
		return -1;
	}
	d->keep_orphans = o->keep_orphans;
	d->priv_domid = o->priv_domid;
	if (xen) {
		d->evtchn_fd = xen_fd();
		d->virq_port = xen_virq_port();
	}
	return 0;
}

/* The state that was, or a new one; then the journal.  0 or -1. */
static int inherit(struct daemon *d, const struct options *o,
		   const struct legacy *l, const struct xen_ops *xen)
{
	const char *path = run_path("journal");
	int r = 0;

	if (l->dump) {
		r = state_load(d, l->dump, l->size, true);
		if (r)
			return -1;
	} else if (!o->fresh) {
		r = journal_recover(d, path);
	}
	if (r < 0) {
		log_msg(LOG_ERR, "starting with an empty store");
		daemon_fini(d);
		if (init_daemon(d, o, xen))
			return -1;
	}
	if (r > 0)
		log_msg(LOG_NOTICE, "going on with the store in %s", path);
	r = o->no_journal ? 0 : journal_open(d, path);
	if (r) {
		log_msg(LOG_ERR,
			"cannot write %s: %s (--no-journal does "
			"without it)",
			path, strerror(-r));
		return -1;
	}
	return 0;
}

static int open_trace(const struct options *o)
{
	if (!o->trace_file || !trace_open(o->trace_file))
		return 0;
	log_msg(LOG_ERR, "cannot write %s: %m", o->trace_file);
	return -1;
}

/* From the first client to SIGTERM; the exit status. */
static int serve(const struct options *o, const struct legacy *legacy,
		 int listen_fd)
{
	const struct xen_ops *xen = NULL;
	struct daemon d;
	struct loop l = { &d, epoll_create1(EPOLL_CLOEXEC), listen_fd,
			  block_signals() };

	if (!o->no_domain_init &&
	    xen_init(&xen, legacy->evtchn_fd, legacy->virq_port))
		return 1;
	if (init_daemon(&d, o, xen) || inherit(&d, o, legacy, xen))
		return 1;
	if (open_trace(o))
		return 1;
	if (poll_fd(l.epoll_fd, listen_fd, &tag_listen) ||
	    poll_fd(l.epoll_fd, l.signal_fd, &tag_signal) ||
	    socket_poll_all(&d, l.epoll_fd)) {
		log_msg(LOG_ERR, "cannot poll: %m");
		return 1;
	}
	if (o->pid_file && write_pid_file(o->pid_file))
		return 1;
	if (start_xen(&d, o, l.epoll_fd))
		return 1;
	state_loaded(&d);
	daemon_run_active(&d);
	ready(o);
	main_loop(&l);
	journal_close(&d);
	daemon_fini(&d);
	return 0;
}

int main(int argc, char **argv)
{
	struct legacy legacy;
	char path[PATH_MAX];
	struct options o;
	uint32_t seed = 0;
	int listen_fd, status;

	parse_options(argc, argv, &o);
	update_init(argv, run_path("state_dump"));
	if (o.live_update && !o.no_fork)
		log_to_syslog();
	if (read_legacy(&o, &legacy))
		return 1;
	listen_fd = legacy.listen_fd;
	if (listen_fd < 0)
		listen_fd = listen_socket();
	if (listen_fd < 0)
		return 1;
	raise_limits();
	if (!o.no_fork && !o.live_update)
		supervise();
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
		seed = getpid();
	tree_seed(seed);
	status = serve(&o, &legacy, listen_fd);
	free(legacy.dump);
	socket_path(path);
	unlink(path);
	if (o.pid_file)
		unlink(o.pid_file);
	return status;
}
