// SPDX-License-Identifier: GPL-2.0-only
/*
 * One process a domain that waits for its end and does what on_poweroff,
 * on_reboot, on_watchdog and on_crash say.  It writes to
 * /var/log/xen/xl-NAME.log and ends with the domain.
 */
#include "xl.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

struct watched {
	uint32_t domid;
	char *name;
	libxl_domain_config *cfg;
	const char *config;
	int config_len;
};

__attribute__((format(printf, 1, 2))) static void note(const char *fmt, ...)
{
	char stamp[40];
	time_t now = time(NULL);
	struct tm tm;
	va_list ap;

	strftime(stamp, sizeof(stamp), "%F %T", localtime_r(&now, &tm));
	printf("%s ", stamp);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static void into_background(const char *name)
{
	char *log, *base = xasprintf("xl-%s", name);
	int fd = -1, null;

	if (!libxl_create_logfile(ctx, base, &log)) {
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
		free(log);
	}
	free(base);
	null = open("/dev/null", O_RDWR);
	setsid();
	if (chdir("/"))
		note("cannot go to /");
	dup2(null, 0);
	dup2(fd >= 0 ? fd : null, 1);
	dup2(fd >= 0 ? fd : null, 2);
	if (null > 2)
		close(null);
	if (fd > 2)
		close(fd);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
}

static libxl_action_on_shutdown action_for(const libxl_domain_config *c,
					   int reason)
{
	switch (reason) {
	case LIBXL_SHUTDOWN_REASON_POWEROFF:
		return c->on_poweroff;
	case LIBXL_SHUTDOWN_REASON_REBOOT:
		return c->on_reboot;
	case LIBXL_SHUTDOWN_REASON_WATCHDOG:
		return c->on_watchdog;
	case LIBXL_SHUTDOWN_REASON_CRASH:
		return c->on_crash;
	case LIBXL_SHUTDOWN_REASON_SOFT_RESET:
		return c->on_soft_reset;
	case LIBXL_SHUTDOWN_REASON_SUSPEND:
		return LIBXL_ACTION_ON_SHUTDOWN_PRESERVE;
	default:
		return LIBXL_ACTION_ON_SHUTDOWN_DESTROY;
	}
}

static int rename_away(struct watched *w)
{
	libxl_uuid fresh;
	char suffix[40];
	time_t now = time(NULL);
	struct tm tm;

	libxl_uuid_generate(&fresh);
	strftime(suffix, sizeof(suffix), "-%Y%m%dT%H%MZ", gmtime_r(&now, &tm));
	return libxl_domain_preserve(ctx, w->domid, &w->cfg->c_info, suffix,
				     fresh);
}

static int restart(struct watched *w)
{
	/* A guest that reboots at once must not eat the machine. */
	sleep(1);
	if (create_again(w->config, w->config_len, &w->domid, w->cfg)) {
		note("%s cannot be started again", w->name);
		return -1;
	}
	note("%s runs again as domain %u", w->name, w->domid);
	libxl_domain_unpause(ctx, w->domid, NULL);
	return 0;
}

/* 1: watch on (a new domain), 0: nothing is left to do, < 0: error. */
static int act(struct watched *w, int reason)
{
	libxl_action_on_shutdown a = action_for(w->cfg, reason);
	const char *why = libxl_shutdown_reason_to_string(reason);

	note("domain %u (%s) has shut down, reason %s: %s", w->domid, w->name,
	     why ? why : "unknown", action_name(a));
	if (prepare_again(w->domid, w->name, w->config, w->config_len, w->cfg))
		note("its new configuration is wrong, the old one is used");
	switch (a) {
	case LIBXL_ACTION_ON_SHUTDOWN_PRESERVE:
		return 0;
	case LIBXL_ACTION_ON_SHUTDOWN_RESTART_RENAME:
		if (rename_away(w))
			return -1;
		return restart(w) ? -1 : 1;
	case LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_RESTART:
		note("core dumps are not supported yet, none was written");
		/* fall through */
	case LIBXL_ACTION_ON_SHUTDOWN_RESTART:
		if (libxl_domain_destroy(ctx, w->domid, NULL))
			return -1;
		return restart(w) ? -1 : 1;
	case LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_DESTROY:
		note("core dumps are not supported yet, none was written");
		break;
	case LIBXL_ACTION_ON_SHUTDOWN_SOFT_RESET:
		note("soft reset is not supported yet: the domain is "
		     "destroyed");
		break;
	case LIBXL_ACTION_ON_SHUTDOWN_DESTROY:
		break;
	}
	return libxl_domain_destroy(ctx, w->domid, NULL) ? -1 : 0;
}

/* A suspended guest is being saved: it goes on, here, or it ends. */
static int wait_out_suspend(struct watched *w)
{
	libxl_dominfo info;

	note("domain %u (%s) has suspended", w->domid, w->name);
	for (;;) {
		if (libxl_domain_info(ctx, &info, w->domid) || info.dying) {
			note("domain %u (%s) has been destroyed", w->domid,
			     w->name);
			return 0;
		}
		if (!info.shutdown ||
		    info.shutdown_reason != LIBXL_SHUTDOWN_REASON_SUSPEND)
			return 1;
		sleep(1);
	}
}

static int watch_one(struct watched *w)
{
	libxl_evgen_domain_death *death = NULL;
	libxl_event *ev;
	int rc = 1;

	if (libxl_evenable_domain_death(ctx, w->domid, 0, &death)) {
		note("domain %u is gone already", w->domid);
		return 0;
	}
	note("waiting for domain %u (%s), process %d", w->domid, w->name,
	     (int)getpid());
	if (libxl_event_wait(ctx, &ev, LIBXL_EVENTMASK_ALL, NULL, NULL)) {
		note("cannot wait for events");
		rc = -1;
	} else {
		libxl_evdisable_domain_death(ctx, death);
		death = NULL;
		if (ev->type == LIBXL_EVENT_TYPE_DOMAIN_DEATH) {
			note("domain %u (%s) has been destroyed", w->domid,
			     w->name);
			rc = 0;
		} else if (ev->u.domain_shutdown.shutdown_reason ==
			   LIBXL_SHUTDOWN_REASON_SUSPEND) {
			rc = wait_out_suspend(w);
		} else {
			rc = act(w, ev->u.domain_shutdown.shutdown_reason);
		}
		libxl_event_free(ctx, ev);
	}
	if (death)
		libxl_evdisable_domain_death(ctx, death);
	return rc;
}

int monitor(uint32_t domid, const char *name, libxl_domain_config *cfg,
	    const char *config, int config_len, bool foreground)
{
	struct watched w = {
		.domid = domid,
		.name = xstrdup(name),
		.cfg = cfg,
		.config = config,
		.config_len = config_len,
	};
	pid_t pid;
	int rc;

	if (!foreground) {
		fflush(NULL);
		pid = fork();
		if (pid < 0) {
			complain("cannot fork: domain %u runs, but nobody will "
				 "act on its end",
				 domid);
			return 1;
		}
		if (pid) {
			free(w.name);
			return 0;
		}
		into_background(name);
		libxl_postfork_child_noexec(ctx);
	}
	do
		rc = watch_one(&w);
	while (rc > 0);
	free(w.name);
	if (!foreground)
		exit(rc ? 1 : 0);
	return rc ? 1 : 0;
}
