/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages and the trace file.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include <xen/io/xs_wire.h>

#include "log.h"

bool log_verbose;

static bool use_syslog;
static FILE *trace;
static char *trace_path;

static const char *const names[] = {
	[XS_CONTROL] = "CONTROL",
	[XS_DIRECTORY] = "DIRECTORY",
	[XS_READ] = "READ",
	[XS_GET_PERMS] = "GET_PERMS",
	[XS_WATCH] = "WATCH",
	[XS_UNWATCH] = "UNWATCH",
	[XS_TRANSACTION_START] = "TRANSACTION_START",
	[XS_TRANSACTION_END] = "TRANSACTION_END",
	[XS_INTRODUCE] = "INTRODUCE",
	[XS_RELEASE] = "RELEASE",
	[XS_GET_DOMAIN_PATH] = "GET_DOMAIN_PATH",
	[XS_WRITE] = "WRITE",
	[XS_MKDIR] = "MKDIR",
	[XS_RM] = "RM",
	[XS_SET_PERMS] = "SET_PERMS",
	[XS_WATCH_EVENT] = "WATCH_EVENT",
	[XS_ERROR] = "ERROR",
	[XS_IS_DOMAIN_INTRODUCED] = "IS_DOMAIN_INTRODUCED",
	[XS_RESUME] = "RESUME",
	[XS_SET_TARGET] = "SET_TARGET",
	[XS_RESET_WATCHES] = "RESET_WATCHES",
	[XS_DIRECTORY_PART] = "DIRECTORY_PART",
};

const char *message_name(unsigned int type)
{
	if (type >= sizeof(names) / sizeof(names[0]) || !names[type])
		return "UNKNOWN";
	return names[type];
}

void log_to_syslog(void)
{
	openlog("xenstored", LOG_PID, LOG_DAEMON);
	use_syslog = true;
}

void log_msg(int priority, const char *fmt, ...)
{
	va_list ap;

	if (priority == LOG_DEBUG && !log_verbose)
		return;
	va_start(ap, fmt);
	if (use_syslog) {
		vsyslog(priority, fmt, ap);
	} else {
		fputs("xenstored: ", stderr);
		vfprintf(stderr, fmt, ap);
		fputc('\n', stderr);
	}
	va_end(ap);
}

int trace_open(const char *path)
{
	FILE *f = NULL;

	if (path) {
		f = fopen(path, "ae");
		if (!f)
			return -errno;
		setvbuf(f, NULL, _IOLBF, 0);
	}
	if (trace)
		fclose(trace);
	trace = f;
	if (path != trace_path) {
		free(trace_path);
		trace_path = path ? strdup(path) : NULL;
	}
	return 0;
}

void trace_reopen(void)
{
	if (trace_path && trace_open(trace_path))
		log_msg(LOG_ERR, "cannot reopen trace file %s: %m", trace_path);
}

void trace_message(const char *dir, unsigned int domid, const void *conn,
		   const struct xsd_sockmsg *hdr, const char *body)
{
	unsigned int i;
	struct tm tm;
	time_t now;
	char when[32];

	if (!trace)
		return;
	now = time(NULL);
	if (!localtime_r(&now, &tm) ||
	    !strftime(when, sizeof(when), "%Y%m%d %H:%M:%S", &tm))
		when[0] = 0;
	fprintf(trace, "%s d%u/%p %s tx %u %s (", dir, domid, conn, when,
		hdr->tx_id, message_name(hdr->type));
	for (i = 0; i < hdr->len; i++)
		fputc(body[i] >= ' ' && body[i] < 127 ? body[i] : ' ', trace);
	fputs(")\n", trace);
}
