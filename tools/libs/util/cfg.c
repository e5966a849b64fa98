// SPDX-License-Identifier: GPL-2.0-only
/* A parsed configuration: its settings and how to ask for them. */
#include "private.h"

#include <limits.h>
#include <stdarg.h>

XLU_Config *xlu_cfg_init(FILE *report, const char *report_filename)
{
	XLU_Config *cfg = calloc(1, sizeof(*cfg));

	if (!cfg)
		return NULL;
	cfg->report = report;
	cfg->default_source = strdup(report_filename);
	if (!cfg->default_source) {
		free(cfg);
		return NULL;
	}
	return cfg;
}

void xlu_value_free(XLU_ConfigValue *v)
{
	int i;

	if (!v)
		return;
	for (i = 0; i < v->list.nr; i++)
		xlu_value_free(v->list.values[i]);
	free(v->list.values);
	free(v->string);
	free(v);
}

static void setting_free(struct setting *s)
{
	xlu_value_free(s->value);
	free(s->name);
	free(s);
}

void xlu_cfg_destroy(XLU_Config *cfg)
{
	struct setting *s;
	struct source *f;

	if (!cfg)
		return;
	while ((s = cfg->settings)) {
		cfg->settings = s->next;
		setting_free(s);
	}
	while ((f = cfg->sources)) {
		cfg->sources = f->next;
		free(f);
	}
	free(cfg->default_source);
	free(cfg);
}

static void vreport(const XLU_Config *cfg, const char *source, int line,
		    int column, const char *fmt, va_list ap)
{
	if (line)
		fprintf(cfg->report, "%s:%d:%d: ", source, line, column);
	else
		fprintf(cfg->report, "%s: ", source);
	vfprintf(cfg->report, fmt, ap);
	fputc('\n', cfg->report);
}

void xlu_report_at(const XLU_Config *cfg, const char *source, int line,
		   int column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vreport(cfg, source, line, column, fmt, ap);
	va_end(ap);
}

static struct setting *find(const XLU_Config *cfg, const char *name)
{
	struct setting *s;

	for (s = cfg->settings; s; s = s->next)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

void xlu_cfg_report(const XLU_Config *cfg, const char *name, const char *fmt,
		    ...)
{
	struct setting *s = name ? find(cfg, name) : NULL;
	va_list ap;

	va_start(ap, fmt);
	if (s)
		vreport(cfg, s->source, s->line, s->column, fmt, ap);
	else
		vreport(cfg, cfg->default_source, 0, 0, fmt, ap);
	va_end(ap);
}

/* --- reading --- */

int xlu_cfg_readdata(XLU_Config *cfg, const char *data, int length)
{
	return xlu_parse(cfg, cfg->default_source, data, length);
}

int xlu_cfg_readfile(XLU_Config *cfg, const char *real_filename)
{
	struct source *src = malloc(sizeof(*src) + strlen(real_filename) + 1);
	FILE *f = fopen(real_filename, "re");
	char *data = NULL, *more;
	size_t len = 0, cap = 0, n;
	int rc = 0;

	if (!f || !src) {
		rc = errno;
		fprintf(cfg->report, "%s: cannot be read: %s\n", real_filename,
			strerror(rc));
		goto out;
	}
	strcpy(src->name, real_filename);
	do {
		if (len == cap) {
			cap = cap ? 2 * cap : 4096;
			more = realloc(data, cap);
			if (!more) {
				rc = ENOMEM;
				goto out;
			}
			data = more;
		}
		n = fread(data + len, 1, cap - len, f);
		len += n;
	} while (n);
	if (ferror(f)) {
		rc = EIO;
		fprintf(cfg->report, "%s: cannot be read\n", real_filename);
		goto out;
	}
	src->next = cfg->sources;
	cfg->sources = src;
	rc = xlu_parse(cfg, src->name, data, len);
	src = NULL;
out:
	free(src);
	free(data);
	if (f)
		fclose(f);
	return rc;
}

static int add_to(XLU_ConfigValue *to, XLU_ConfigValue *v)
{
	XLU_ConfigValue **more;
	char *s;

	if (to->type == XLU_STRING) {
		s = malloc(strlen(to->string) + strlen(v->string) + 1);
		if (!s)
			return ENOMEM;
		strcat(strcpy(s, to->string), v->string);
		free(to->string);
		to->string = s;
		return 0;
	}
	more = realloc(to->list.values,
		       (to->list.nr + v->list.nr + 1) * sizeof(*more));
	if (!more)
		return ENOMEM;
	if (v->list.nr)
		memcpy(more + to->list.nr, v->list.values,
		       v->list.nr * sizeof(*more));
	to->list.values = more;
	to->list.nr += v->list.nr;
	v->list.nr = 0;
	return 0;
}

int xlu_add_setting(XLU_Config *cfg, struct setting *set, enum XLU_Operation op)
{
	struct setting **p = &cfg->settings, *old;
	int rc = 0;

	while (*p && strcmp((*p)->name, set->name))
		p = &(*p)->next;
	old = *p;
	if (!old) {
		*p = set;
		return 0;
	}
	if (op == XLU_OP_ASSIGNMENT) {
		set->next = old->next;
		*p = set;
		setting_free(old);
		return 0;
	}
	if (old->value->type != set->value->type) {
		xlu_report_at(cfg, set->source, set->line, set->column,
			      "'%s +=' adds a %s to a %s", set->name,
			      set->value->type == XLU_LIST ? "list" : "string",
			      old->value->type == XLU_LIST ? "list" : "string");
		rc = EINVAL;
	} else {
		rc = add_to(old->value, set->value);
	}
	setting_free(set);
	return rc;
}

/* --- asking --- */

int xlu_cfg_foreach(const XLU_Config *cfg, xlu_cfg_setting_fn *fn, void *arg)
{
	struct setting *s;
	int rc = 0;

	for (s = cfg->settings; s && !rc; s = s->next)
		rc = fn(cfg, s->name, s->value, arg);
	return rc;
}

static int find_kind(const XLU_Config *cfg, const char *n, int dont_warn,
		     enum XLU_ConfigValueType type, struct setting **s)
{
	*s = find(cfg, n);
	if (!*s)
		return ESRCH;
	if ((*s)->value->type == type)
		return 0;
	if (!dont_warn)
		xlu_cfg_report(cfg, n, "'%s' is a %s, but a %s is needed", n,
			       type == XLU_LIST ? "string" : "list",
			       type == XLU_LIST ? "list" : "string");
	return EINVAL;
}

int xlu_cfg_get_string(const XLU_Config *cfg, const char *n,
		       const char **value_r, int dont_warn)
{
	struct setting *s;
	int rc = find_kind(cfg, n, dont_warn, XLU_STRING, &s);

	*value_r = rc ? NULL : s->value->string;
	return rc;
}

int xlu_cfg_replace_string(const XLU_Config *cfg, const char *n, char **value_r,
			   int dont_warn)
{
	struct setting *s;
	int rc = find_kind(cfg, n, dont_warn, XLU_STRING, &s);

	if (rc)
		return rc;
	free(*value_r);
	*value_r = strdup(s->value->string);
	return *value_r ? 0 : ENOMEM;
}

int xlu_cfg_get_bounded_long(const XLU_Config *cfg, const char *n, long min,
			     long max, long *value_r, int dont_warn)
{
	struct setting *s;
	char *end;
	long v;
	int rc = find_kind(cfg, n, dont_warn, XLU_STRING, &s);

	if (rc)
		return rc;
	errno = 0;
	v = strtol(s->value->string, &end, 0);
	if (end == s->value->string || *end || errno) {
		if (!dont_warn)
			xlu_cfg_report(cfg, n,
				       "'%s' must be a number, not '%s'", n,
				       s->value->string);
		return EINVAL;
	}
	if (v < min || v > max) {
		if (!dont_warn)
			xlu_cfg_report(cfg, n,
				       "'%s' is %ld, allowed is %ld to %ld", n,
				       v, min, max);
		return ERANGE;
	}
	*value_r = v;
	return 0;
}

int xlu_cfg_get_long(const XLU_Config *cfg, const char *n, long *value_r,
		     int dont_warn)
{
	return xlu_cfg_get_bounded_long(cfg, n, LONG_MIN, LONG_MAX, value_r,
					dont_warn);
}

int xlu_cfg_get_defbool(const XLU_Config *cfg, const char *n, libxl_defbool *b,
			int dont_warn)
{
	long l;
	int rc = xlu_cfg_get_long(cfg, n, &l, dont_warn);

	if (!rc)
		libxl_defbool_set(b, !!l);
	return rc;
}

int xlu_cfg_get_list(const XLU_Config *cfg, const char *n,
		     XLU_ConfigList **list_r, int *entries_r, int dont_warn)
{
	struct setting *s;
	int rc = find_kind(cfg, n, dont_warn, XLU_LIST, &s);

	if (rc)
		return rc;
	if (list_r)
		*list_r = &s->value->list;
	if (entries_r)
		*entries_r = s->value->list.nr;
	return 0;
}

int xlu_cfg_get_list_as_string_list(const XLU_Config *cfg, const char *n,
				    libxl_string_list *psl, int dont_warn)
{
	XLU_ConfigList *list;
	libxl_string_list sl;
	const char *e;
	int i, nr, rc = xlu_cfg_get_list(cfg, n, &list, &nr, dont_warn);

	if (rc)
		return rc;
	sl = calloc(nr + 1, sizeof(*sl));
	if (!sl)
		return ENOMEM;
	for (i = 0; i < nr; i++) {
		e = xlu_cfg_get_listitem(list, i);
		sl[i] = strdup(e ? e : "");
	}
	*psl = sl;
	return 0;
}

XLU_ConfigValue *xlu_cfg_get_listitem2(const XLU_ConfigList *list, int entry)
{
	return entry >= 0 && entry < list->nr ? list->values[entry] : NULL;
}

const char *xlu_cfg_get_listitem(const XLU_ConfigList *list, int entry)
{
	XLU_ConfigValue *v = xlu_cfg_get_listitem2(list, entry);

	return v && v->type == XLU_STRING ? v->string : NULL;
}

enum XLU_ConfigValueType xlu_cfg_value_type(const XLU_ConfigValue *value)
{
	return value->type;
}

int xlu_cfg_value_get_string(const XLU_Config *cfg, XLU_ConfigValue *value,
			     char **value_r, int dont_warn)
{
	if (value->type == XLU_STRING) {
		*value_r = value->string;
		return 0;
	}
	if (!dont_warn)
		xlu_report_at(cfg, value->source, value->line, value->column,
			      "a string is needed here, not a list");
	return EINVAL;
}

int xlu_cfg_value_get_list(const XLU_Config *cfg, XLU_ConfigValue *value,
			   XLU_ConfigList **value_r, int dont_warn)
{
	if (value->type == XLU_LIST) {
		*value_r = &value->list;
		return 0;
	}
	if (!dont_warn)
		xlu_report_at(cfg, value->source, value->line, value->column,
			      "a list is needed here, not a string");
	return EINVAL;
}
