/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages for the administrator (stderr, or syslog once in the background)
 * and, if asked for, a trace of all traffic.
 */
#ifndef XENSTORED_LOG_H
#define XENSTORED_LOG_H

#include <stdbool.h>

struct xsd_sockmsg;

/* @priority: as syslog(3).  LOG_DEBUG only with log_verbose. */
void log_msg(int priority, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

extern bool log_verbose;

/* From now on to syslog. */
void log_to_syslog(void);

/* NULL ends the trace.  0 or -errno. */
int trace_open(const char *path);
void trace_reopen(void);

/* "IN" or "OUT", for the connection @name. */
void trace_message(const char *dir, unsigned int domid, const void *conn,
		   const struct xsd_sockmsg *hdr, const char *body);

/* The name of a message type. */
const char *message_name(unsigned int type);

#endif
