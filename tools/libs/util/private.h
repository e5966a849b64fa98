/* SPDX-License-Identifier: GPL-2.0-only */
/* The settings of a configuration, and what its parser calls. */
#ifndef XLU_PRIVATE_H
#define XLU_PRIVATE_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libxlutil.h"

struct XLU_ConfigList {
	int nr;
	XLU_ConfigValue **values; /* owned */
};

struct XLU_ConfigValue {
	enum XLU_ConfigValueType type;
	char *string;	     /* owned; XLU_STRING */
	XLU_ConfigList list; /* XLU_LIST */
	int line, column;
	char *source; /* borrowed from the config */
};

struct setting {
	struct setting *next;
	char *name;		/* owned */
	XLU_ConfigValue *value; /* owned */
	int line, column;
	char *source; /* borrowed from the config */
};

struct source {
	struct source *next;
	char name[];
};

struct XLU_Config {
	FILE *report;		  /* borrowed */
	char *default_source;	  /* owned */
	struct source *sources;	  /* owned: names of files read */
	struct setting *settings; /* owned, in order */
};

void xlu_value_free(XLU_ConfigValue *value);
/* Takes name and value, also if it fails (EINVAL: += of different kinds). */
int xlu_add_setting(XLU_Config *cfg, struct setting *s, enum XLU_Operation op);
int xlu_parse(XLU_Config *cfg, char *source, const char *data, size_t len);

__attribute__((format(printf, 5, 6))) void xlu_report_at(const XLU_Config *cfg,
							 const char *source,
							 int line, int column,
							 const char *fmt, ...);

#endif
