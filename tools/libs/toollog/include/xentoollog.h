/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the Xen libraries send their messages.
 *
 * A logger is an object with three operations.  Programs use the one that
 * writes to a stdio stream, or bring their own (first member: a
 * struct xentoollog_logger).  Every library that takes a logger accepts NULL
 * and then writes to stderr.
 */
#ifndef XENTOOLLOG_H
#define XENTOOLLOG_H

#include <stdarg.h>
#include <stdio.h>

#pragma GCC visibility push(default)

/* Ascending importance. */
typedef enum xentoollog_level {
	XTL_NONE, /* never passed to a logger */
	XTL_DEBUG,
	XTL_VERBOSE,
	XTL_DETAIL,
	XTL_PROGRESS,
	XTL_INFO,
	XTL_NOTICE,
	XTL_WARN,
	XTL_ERROR,
	XTL_CRITICAL,
	XTL_NUM_LEVELS
} xentoollog_level;

typedef struct xentoollog_logger xentoollog_logger;

struct xentoollog_logger {
	/*
	 * One message, without a newline.  @errnoval is an errno value to be
	 * explained after it, or -1.  @context names the library ("xc"), may
	 * be NULL.
	 */
	void (*vmessage)(struct xentoollog_logger *logger,
			 xentoollog_level level, int errnoval,
			 const char *context, const char *format, va_list al)
		__attribute__((format(printf, 5, 0)));
	/*
	 * How far a long operation is.  Comes many times with growing @done;
	 * @percent is @done of @total.  May be NULL.
	 */
	void (*progress)(struct xentoollog_logger *logger, const char *context,
			 const char *doing_what, int percent,
			 unsigned long done, unsigned long total);
	/* Frees the logger. */
	void (*destroy)(struct xentoollog_logger *logger);
};

#define XTL_STDIOSTREAM_SHOW_PID      001u
#define XTL_STDIOSTREAM_SHOW_DATE     002u
#define XTL_STDIOSTREAM_HIDE_PROGRESS 004u
/* Default for progress: overwrite one line if the stream is a terminal. */
#define XTL_STDIOSTREAM_PROGRESS_USE_CR 010u
#define XTL_STDIOSTREAM_PROGRESS_NO_CR	020u

typedef struct xentoollog_logger_stdiostream xentoollog_logger_stdiostream;

/*
 * A logger that writes messages of @min_level and above to @f, which must
 * outlive it.  NULL with errno on failure.
 */
xentoollog_logger_stdiostream *
xtl_createlogger_stdiostream(FILE *f, xentoollog_level min_level,
			     unsigned flags);
void xtl_stdiostream_set_minlevel(xentoollog_logger_stdiostream *,
				  xentoollog_level min_level);
void xtl_stdiostream_adjust_flags(xentoollog_logger_stdiostream *,
				  unsigned set_flags, unsigned clear_flags);

/* @logger may be NULL. */
void xtl_logger_destroy(struct xentoollog_logger *logger);

/* Send one message.  errno is preserved. */
void xtl_logv(struct xentoollog_logger *logger, xentoollog_level level,
	      int errnoval, const char *context, const char *format, va_list)
	__attribute__((format(printf, 5, 0)));
void xtl_log(struct xentoollog_logger *logger, xentoollog_level level,
	     int errnoval, const char *context, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void xtl_progress(struct xentoollog_logger *logger, const char *context,
		  const char *doing_what, unsigned long done,
		  unsigned long total);

const char *xtl_level_to_string(xentoollog_level);

#pragma GCC visibility pop

/*
 * For the constructor of a new kind of logger called LOGGER, with the type
 * xentoollog_logger_LOGGER (whose first member is `vtable`) and functions
 * LOGGER_vmessage, LOGGER_progress, LOGGER_destroy: fills in the vtable of
 * @buffer, copies it to the heap and evaluates to that copy (NULL, after a
 * message to @buffer itself, if there is no memory).  Wants <stdlib.h> and
 * <errno.h>.
 */
#define XTL_NEW_LOGGER(LOGGER, buffer)                                        \
	({                                                                    \
		xentoollog_logger_##LOGGER *xtl_new;                          \
		(buffer).vtable.vmessage = LOGGER##_vmessage;                 \
		(buffer).vtable.progress = LOGGER##_progress;                 \
		(buffer).vtable.destroy = LOGGER##_destroy;                   \
		xtl_new = malloc(sizeof(*xtl_new));                           \
		if (xtl_new)                                                  \
			*xtl_new = (buffer);                                  \
		else                                                          \
			xtl_log((xentoollog_logger *)&(buffer), XTL_CRITICAL, \
				errno, "xtl", "no memory for a logger");      \
		xtl_new;                                                      \
	})

#endif
