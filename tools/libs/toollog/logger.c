/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of logging that is the same for every logger.
 */
#include <errno.h>
#include <limits.h>

#include "xentoollog.h"

static const char *const level_names[XTL_NUM_LEVELS] = {
	[XTL_NONE] = "none",	     [XTL_DEBUG] = "debug",
	[XTL_VERBOSE] = "verbose",   [XTL_DETAIL] = "detail",
	[XTL_PROGRESS] = "progress", [XTL_INFO] = "info",
	[XTL_NOTICE] = "notice",     [XTL_WARN] = "warning",
	[XTL_ERROR] = "error",	     [XTL_CRITICAL] = "critical",
};

const char *xtl_level_to_string(xentoollog_level level)
{
	if ((unsigned int)level >= XTL_NUM_LEVELS)
		return "unknown";
	return level_names[level];
}

void xtl_logv(struct xentoollog_logger *logger, xentoollog_level level,
	      int errnoval, const char *context, const char *format, va_list al)
{
	int saved = errno;

	logger->vmessage(logger, level, errnoval, context, format, al);
	errno = saved;
}

void xtl_log(struct xentoollog_logger *logger, xentoollog_level level,
	     int errnoval, const char *context, const char *format, ...)
{
	va_list al;

	va_start(al, format);
	xtl_logv(logger, level, errnoval, context, format, al);
	va_end(al);
}

static int percentage(unsigned long done, unsigned long total)
{
	if (!total)
		return 100;
	if (done <= ULONG_MAX / 100)
		return done * 100 / total;
	/* Too large to multiply: then total has digits to spare. */
	return total >= 100 ? done / (total / 100) : 100;
}

void xtl_progress(struct xentoollog_logger *logger, const char *context,
		  const char *doing_what, unsigned long done,
		  unsigned long total)
{
	int saved = errno;

	if (logger->progress)
		logger->progress(logger, context, doing_what,
				 percentage(done, total), done, total);
	errno = saved;
}

void xtl_logger_destroy(struct xentoollog_logger *logger)
{
	if (logger)
		logger->destroy(logger);
}
