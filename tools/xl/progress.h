/* SPDX-License-Identifier: GPL-2.0-only */
/* How a save or a migration goes, for people or for programs. */
#ifndef XL_PROGRESS_H
#define XL_PROGRESS_H

#include "xl.h"

enum progress_style { PROGRESS_AUTO, PROGRESS_NONE, PROGRESS_JSON };

/* From --progress=; -1: no such style. */
int progress_parse(const char *s, enum progress_style *style);
/*
 * From now on the context's saves are shown, and SIGINT and SIGTERM interrupt
 * them (the second one kills).
 */
void progress_begin(const char *what, const char *name,
		    enum progress_style style);
/* The last line; ok: it went well.  Downtime is the time since the stop. */
void progress_end(bool ok);
/* The guest runs again, there or here. */
void progress_running(void);
bool progress_interrupted(void);

#endif
