// SPDX-License-Identifier: GPL-2.0-only
/*
 * xl migrate: the sending side.
 *
 * Until MIGRATE_GO is sent any failure leaves the guest running here.  GO and
 * what follows is done by a process of its own that no signal to xl reaches.
 */
#include "migrate.h"

#include "image.h"
#include "progress.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct link {
	const char *rune; /* the command that is the link */
	pid_t pid;
	int send_fd, recv_fd;
};

static void link_close(struct link *l)
{
	int i;

	if (l->pid <= 0)
		return;
	close(l->send_fd);
	close(l->recv_fd);
	/* It ends by itself; if not, it is in nobody's way any more. */
	for (i = 0; i < 50 && !waitpid(l->pid, NULL, WNOHANG); i++)
		usleep(100000);
	if (i == 50)
		kill(l->pid, SIGTERM);
	l->pid = 0;
}

static int link_open(struct link *l, const char *rune)
{
	int to[2], from[2];

	*l = (struct link){ .rune = rune };
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		die("cannot make a pipe: %s", strerror(errno));
	l->pid = fork();
	if (l->pid < 0)
		die("cannot fork: %s", strerror(errno));
	if (!l->pid) {
		signal(SIGPIPE, SIG_DFL);
		dup2(to[0], 0);
		dup2(from[1], 1);
		execl("/bin/sh", "sh", "-c", rune, (char *)NULL);
		complain("cannot run /bin/sh: %s", strerror(errno));
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	l->send_fd = to[1];
	l->recv_fd = from[0];
	if (!migrate_expect(l->recv_fd, MIGRATE_BANNER, "the other host"))
		return 0;
	complain("no receiver is reached by: %s", rune);
	link_close(l);
	return -1;
}

/* --- when it is not known whether GO has arrived --- */

#define ASK_TIMES   5
#define ASK_WAIT_MS 2000

/* 1: it runs there; 0: it does not, and will not; -1: no answer. */
static int ask_once(const char *rune, const char *uuid)
{
	struct image image = {
		.mandatory = IMAGE_STREAMV2 | IMAGE_QUERY,
		.config = (char *)uuid,
		.config_len = strlen(uuid) + 1,
	};
	struct link l;
	char answer;
	int rc = -1;

	if (link_open(&l, rune))
		return -1;
	if (!image_write(l.send_fd, "the other host", &image) &&
	    !migrate_expect(l.recv_fd, MIGRATE_REPORT, "the other host") &&
	    !libxl_read_exactly(ctx, l.recv_fd, &answer, 1, "the other host",
				"its answer"))
		rc = !answer;
	link_close(&l);
	return rc;
}

static int ask(const char *rune, uint32_t domid)
{
	libxl_dominfo info;
	char *uuid;
	int i, rc = -1;

	if (libxl_domain_info(ctx, &info, domid))
		return -1;
	uuid = xasprintf(LIBXL_UUID_FMT, LIBXL_UUID_BYTES(info.uuid));
	for (i = 0; i < ASK_TIMES && rc < 0; i++) {
		if (i)
			usleep(ASK_WAIT_MS * 1000);
		rc = ask_once(rune, uuid);
	}
	free(uuid);
	return rc;
}

/* --- the end of a migration --- */

static int back_here(uint32_t domid, const char *name)
{
	char *away = xasprintf("%s" AWAY_SUFFIX, name);
	int rc;

	rc = libxl_domain_rename(ctx, domid, away, name);
	free(away);
	if (libxl_domain_resume(ctx, domid, 1, NULL)) {
		complain("domain %u cannot be resumed", domid);
		return -1;
	}
	progress_running();
	fprintf(stderr, "Migration failed, resuming at sender.\n");
	return rc;
}

/* 1: it runs there; 0: it does not; -1: not known. */
static int give_away(struct link *l, uint32_t domid)
{
	char status;

	libxl_domain_guard_leave(ctx, domid);
	if (migrate_say(l->send_fd, MIGRATE_GO, "the other host") ||
	    migrate_expect(l->recv_fd, MIGRATE_REPORT, "the other host") ||
	    libxl_read_exactly(ctx, l->recv_fd, &status, 1, "the other host",
			       "its report")) {
		complain("the link broke when the guest was handed over: "
			 "asking where it is");
		return ask(l->rune, domid);
	}
	if (status)
		complain("the other host could not start it (status %d)",
			 status);
	return !status;
}

static int hand_over(struct link *l, uint32_t domid, const char *name)
{
	char *away = xasprintf("%s" AWAY_SUFFIX, name);
	int rc;

	if (libxl_domain_rename(ctx, domid, name, away)) {
		free(away);
		return libxl_domain_resume(ctx, domid, 1, NULL) ? -1 : 1;
	}
	rc = give_away(l, domid);
	if (rc > 0) {
		progress_running();
		rc = libxl_domain_destroy(ctx, domid, NULL) ? 1 : 0;
		fprintf(stderr, "Migration successful.\n");
	} else if (!rc) {
		back_here(domid, name);
		rc = 1;
	} else {
		fprintf(stderr,
			"** Migration failed during final handshake **\n"
			"The other host was told to start the guest and does "
			"not answer any more.\nIf it does not run there: xl "
			"rename %s %s; xl resume %s\nIf it does: xl destroy "
			"%s\n",
			away, name, name, away);
		rc = 2;
	}
	free(away);
	return rc;
}

/* In a process that ends only with its work, whatever is done to xl. */
static int hand_over_apart(struct link *l, uint32_t domid, const char *name)
{
	int status, rc;
	pid_t pid = fork();

	if (pid < 0) {
		complain("cannot fork: %s", strerror(errno));
		return libxl_domain_resume(ctx, domid, 1, NULL) ? -1 : 1;
	}
	if (!pid) {
		setsid();
		prctl(PR_SET_NAME, "xl-handover");
		signal(SIGINT, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		signal(SIGPIPE, SIG_IGN);
		libxl_postfork_child_noexec(ctx);
		rc = hand_over(l, domid, name);
		progress_end(!rc);
		/* Settle what the guard does not have to do any more. */
		libxl_ctx_free(ctx);
		_exit(rc);
	}
	libxl_ctx_guard(ctx, false);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* --- the migration --- */

struct migrate_options {
	bool debug;
	int level;
	enum progress_style style;
	char *json;
};

static int migrate(uint32_t domid, const char *rune,
		   const struct migrate_options *o)
{
	char *name = libxl_domid_to_name(ctx, domid);
	struct link l;
	int rc;

	if (!name)
		die("there is no domain %u", domid);
	signal(SIGPIPE, SIG_IGN);
	if (link_open(&l, rune)) {
		free(name);
		return 1;
	}
	libxl_ctx_guard(ctx, true);
	progress_begin("migrate", name, o->style);
	rc = send_domain(
		domid, l.send_fd, "migration stream", o->json, o->level,
		LIBXL_SUSPEND_LIVE | (o->debug ? LIBXL_SUSPEND_DEBUG : 0));
	if (!rc && migrate_expect(l.recv_fd, MIGRATE_READY, "the other host")) {
		rc = -1;
		if (libxl_domain_resume(ctx, domid, 1, NULL))
			complain("domain %u cannot be resumed", domid);
	}
	if (rc) {
		if (progress_interrupted())
			complain("interrupted");
		fprintf(stderr,
			"Migration failed, the guest goes on at the sender.\n");
		progress_end(false);
		rc = 1;
	} else {
		rc = hand_over_apart(&l, domid, name);
	}
	link_close(&l);
	free(name);
	return rc;
}

static char *make_rune(const char *ssh, const char *host, bool no_monitor,
		       bool debug, bool paused)
{
	if (!ssh[0])
		return xstrdup(host);
	return xasprintf("exec %s %s xl migrate-receive%s%s%s", ssh, host,
			 no_monitor ? " -e" : "", debug ? " -d" : "",
			 paused ? " -p" : "");
}

COMMAND(migrate)
{
	static const struct option longs[] = {
		{ "debug", 0, 0, 0x100 },
		{ "compress", 2, 0, 'z' },
		{ "progress", 1, 0, 'P' },
		{ "live", 0, 0, 0x200 },
		{ "preserve-domid", 0, 0, 'D' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct migrate_options o = { .style = PROGRESS_AUTO };
	const char *ssh = "ssh", *config = NULL;
	bool no_monitor = false, paused = false, keep_domid = false;
	char *rune;
	uint32_t domid;
	int opt, rc;

	while ((opt = next_option(argc, argv, "FC:s:eTpDzh", longs, 2)) != -1) {
		switch (opt) {
		case 'C':
			config = optarg;
			break;
		case 's':
			ssh = optarg;
			break;
		case 'F':
		case 'e':
			no_monitor = true;
			break;
		case 'T':
			xtl_stdiostream_adjust_flags(
				logger, XTL_STDIOSTREAM_SHOW_DATE, 0);
			break;
		case 'p':
			paused = true;
			break;
		case 'D':
			keep_domid = true;
			break;
		case 'z':
			o.level = parse_level(optarg);
			break;
		case 'P':
			if (progress_parse(optarg, &o.style))
				die("--progress is auto, json or none, not "
				    "'%s'",
				    optarg);
			break;
		case 0x100:
			o.debug = true;
			break;
		}
	}
	domid = find_domain(argv[optind]);
	o.json = domain_json(domid, config, keep_domid);
	if (!o.json)
		return 1;
	rune = make_rune(ssh, argv[optind + 1], no_monitor, o.debug, paused);
	rc = migrate(domid, rune, &o);
	free(rune);
	free(o.json);
	return rc;
}
