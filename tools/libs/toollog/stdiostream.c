/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The logger that writes lines to a stdio stream:
 *
 *	[date] [pid] context: level: text: explanation of errno
 *
 * Progress is shown in one line that overwrites itself where the stream is a
 * terminal, else as a line for each tenth of the way.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "xentoollog.h"

struct xentoollog_logger_stdiostream {
	xentoollog_logger vtable;
	FILE *f; /* borrowed for our whole life */
	xentoollog_level min_level;
	unsigned int flags;
	bool use_cr;
	unsigned int drawn; /* width of the progress line, 0: none */
	int last_percent;
	char last_what[40];
};

static void progress_erase(xentoollog_logger_stdiostream *lg)
{
	if (lg->drawn)
		fprintf(lg->f, "\r%*s\r", (int)lg->drawn, "");
	lg->drawn = 0;
}

static void put_prefix(xentoollog_logger_stdiostream *lg)
{
	char buf[64];
	time_t now;
	struct tm tm;

	if (lg->flags & XTL_STDIOSTREAM_SHOW_DATE) {
		now = time(NULL);
		if (localtime_r(&now, &tm) &&
		    strftime(buf, sizeof(buf), "%Y-%m-%d %H:%M:%S %Z", &tm))
			fprintf(lg->f, "[%s] ", buf);
	}
	if (lg->flags & XTL_STDIOSTREAM_SHOW_PID)
		fprintf(lg->f, "[%ld] ", (long)getpid());
}

static void __attribute__((format(printf, 5, 0)))
stdiostream_vmessage(xentoollog_logger *logger, xentoollog_level level,
		     int errnoval, const char *context, const char *format,
		     va_list al)
{
	xentoollog_logger_stdiostream *lg = (void *)logger;

	if (level < lg->min_level)
		return;
	flockfile(lg->f);
	progress_erase(lg);
	put_prefix(lg);
	if (context)
		fprintf(lg->f, "%s: ", context);
	fprintf(lg->f, "%s: ", xtl_level_to_string(level));
	vfprintf(lg->f, format, al);
	if (errnoval >= 0)
		fprintf(lg->f, ": %s", strerror(errnoval));
	fputc('\n', lg->f);
	fflush(lg->f);
	funlockfile(lg->f);
}

static void stdiostream_progress(struct xentoollog_logger *logger,
				 const char *context, const char *doing_what,
				 int percent, unsigned long done,
				 unsigned long total)
{
	xentoollog_logger_stdiostream *lg = (void *)logger;
	bool same;
	int n;

	if (lg->flags & XTL_STDIOSTREAM_HIDE_PROGRESS ||
	    lg->min_level > XTL_PROGRESS)
		return;
	same = !strncmp(lg->last_what, doing_what, sizeof(lg->last_what) - 1);
	if (same && percent / 10 == lg->last_percent / 10 &&
	    !(lg->use_cr && percent != lg->last_percent))
		return;
	strncpy(lg->last_what, doing_what, sizeof(lg->last_what) - 1);
	lg->last_percent = percent;

	flockfile(lg->f);
	progress_erase(lg);
	put_prefix(lg);
	n = fprintf(lg->f, "%s%s%s: %lu/%lu %3d%%", context ? context : "",
		    context ? ": " : "", doing_what, done, total, percent);
	if (lg->use_cr && done != total)
		lg->drawn = n > 0 ? n : 0;
	else
		fputc('\n', lg->f);
	fflush(lg->f);
	funlockfile(lg->f);
}

static void stdiostream_destroy(struct xentoollog_logger *logger)
{
	progress_erase((void *)logger);
	free(logger);
}

static void choose_cr(xentoollog_logger_stdiostream *lg)
{
	if (lg->flags & XTL_STDIOSTREAM_PROGRESS_USE_CR)
		lg->use_cr = true;
	else if (lg->flags & XTL_STDIOSTREAM_PROGRESS_NO_CR)
		lg->use_cr = false;
	else
		lg->use_cr = isatty(fileno(lg->f));
}

xentoollog_logger_stdiostream *
xtl_createlogger_stdiostream(FILE *f, xentoollog_level min_level,
			     unsigned flags)
{
	xentoollog_logger_stdiostream lg = {
		.f = f,
		.min_level = min_level,
		.flags = flags,
		.last_percent = -10,
	};
	int saved = errno;

	choose_cr(&lg);
	errno = saved; /* isatty() may have changed it */
	return XTL_NEW_LOGGER(stdiostream, lg);
}

void xtl_stdiostream_set_minlevel(xentoollog_logger_stdiostream *lg,
				  xentoollog_level min_level)
{
	lg->min_level = min_level;
}

void xtl_stdiostream_adjust_flags(xentoollog_logger_stdiostream *lg,
				  unsigned set_flags, unsigned clear_flags)
{
	lg->flags = (lg->flags & ~clear_flags) | set_flags;
	choose_cr(lg);
}
