/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys of a domain's configuration: one table, from which the parser
 * works and the list in xl.cfg(5) is made ('xl-keys' prints it).
 */
#ifndef XL_KEYS_H
#define XL_KEYS_H

#include "xl.h"

enum key_kind { KEY_STRING, KEY_NUMBER, KEY_BOOL, KEY_LIST, KEY_ANY };

enum key_class {
	KEY_ACTS,  /* does what the manual says */
	KEY_LATER, /* parsed; a create refuses it if it asks for anything */
	KEY_OLD,   /* obsolete: a warning that names the successor */
};

/* Which guests have it; others get a warning. */
enum { TYPE_PV = 1, TYPE_HVM = 2, TYPE_PVH = 4, TYPE_ALL = 7 };

struct key {
	const char *name;
	enum key_kind kind;
	enum key_class class;
	unsigned int types; /* TYPE_* */
	const char *help;   /* for KEY_OLD: what to use instead */
	int (*apply)(XLU_Config *cfg, const struct key *key,
		     libxl_domain_config *d);
	size_t offset; /* into libxl_domain_config, for plain ones */
	long min, max; /* KEY_NUMBER */
};

extern const struct key keys[];
extern const unsigned int nr_keys;

#endif
