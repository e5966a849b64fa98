// SPDX-License-Identifier: GPL-2.0-only
/*
 * xl create --explain: libxl logs each step of a create with the context
 * "libxl.step"; this logger stands before the usual one and prints those with
 * their times.  All else it passes on.
 */
#include "xl.h"

#include <stdarg.h>
#include <time.h>

struct explain_logger {
	xentoollog_logger vtable; /* first: it is cast to this */
	xentoollog_logger *next;
	double start, last; /* seconds; start 0: nobody wants steps */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void step(struct explain_logger *l, const char *fmt, va_list ap)
{
	double t = now();

	fprintf(stderr, "%9.3f s  +%.3f  ", t - l->start, t - l->last);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	l->last = t;
}

__attribute__((format(printf, 5, 0))) static void
explain_vmessage(xentoollog_logger *logger, xentoollog_level level,
		 int errnoval, const char *context, const char *fmt, va_list ap)
{
	struct explain_logger *l = (struct explain_logger *)logger;

	if (l->start && context && !strcmp(context, "libxl.step"))
		step(l, fmt, ap);
	else
		xtl_logv(l->next, level, errnoval, context, fmt, ap);
}

static void explain_progress(xentoollog_logger *logger, const char *context,
			     const char *what, int percent, unsigned long done,
			     unsigned long total)
{
	struct explain_logger *l = (struct explain_logger *)logger;

	if (l->next->progress)
		l->next->progress(l->next, context, what, percent, done, total);
}

static void explain_destroy(xentoollog_logger *logger)
{
	xtl_logger_destroy(((struct explain_logger *)logger)->next);
}

static struct explain_logger the_logger = {
	.vtable = { explain_vmessage, explain_progress, explain_destroy },
};

xentoollog_logger *explain_logger(xentoollog_logger *next)
{
	the_logger.next = next;
	return &the_logger.vtable;
}

void explain_start(void)
{
	the_logger.start = the_logger.last = now();
}
