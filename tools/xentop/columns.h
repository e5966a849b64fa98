/* SPDX-License-Identifier: GPL-2.0-only */
/* The table's columns: how each is headed, printed and sorted. */
#ifndef XENTOP_COLUMNS_H
#define XENTOP_COLUMNS_H

#include <stddef.h>

#include "sample.h"

struct column {
	const char *head;
	int width;
	void (*print)(char *buf, size_t room, const struct domain *d,
		      const struct sample *s);
	double (*key)(const struct domain *d); /* NULL: by name */
};
extern const struct column columns[];
extern const unsigned int nr_columns;

#endif
