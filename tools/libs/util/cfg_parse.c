// SPDX-License-Identifier: GPL-2.0-only
/*
 * The syntax:
 *
 *	file    = { [setting] (newline | ";") }
 *	setting = name ("=" | "+=") value
 *	value   = string | number | "[" [value {"," value} [","]] "]"
 *
 * Inside brackets newlines are blanks, as is a backslash at the end of a line
 * anywhere.  "#" starts a comment.  Strings are in ' or " and know the escapes
 * of C.  Recursive descent over a buffer; nesting is limited.
 */
#include "private.h"

#include <ctype.h>

#define MAX_NESTING 8

struct parser {
	XLU_Config *cfg;
	char *source;
	const char *p, *end;
	int line, column;
	int nesting;
};

static int peek(const struct parser *s)
{
	return s->p < s->end ? (unsigned char)*s->p : -1;
}

static int next(struct parser *s)
{
	int c = peek(s);

	if (c < 0)
		return c;
	s->p++;
	if (c == '\n') {
		s->line++;
		s->column = 1;
	} else {
		s->column++;
	}
	return c;
}

#define COMPLAIN(s, ...)                                             \
	xlu_report_at((s)->cfg, (s)->source, (s)->line, (s)->column, \
		      __VA_ARGS__)

static void skip_blanks(struct parser *s)
{
	int c;

	for (;;) {
		c = peek(s);
		if (c == '#') {
			while (peek(s) >= 0 && peek(s) != '\n')
				next(s);
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' ||
			   (c == '\n' && s->nesting)) {
			next(s);
		} else if (c == '\\' && s->p + 1 < s->end && s->p[1] == '\n') {
			next(s);
			next(s);
		} else {
			return;
		}
	}
}

/* A description of what stands there, for messages. */
static const char *what(const struct parser *s, char buf[32])
{
	int c = peek(s);

	if (c < 0)
		return "the end of the file";
	if (c == '\n')
		return "the end of the line";
	if (isprint(c))
		snprintf(buf, 32, "'%c'", c);
	else
		snprintf(buf, 32, "the byte 0x%02x", c);
	return buf;
}

/* --- strings --- */

struct text {
	char *buf;
	size_t len, cap;
};

static int put(struct text *t, char c)
{
	char *more;

	if (t->len + 1 >= t->cap) {
		t->cap = t->cap ? 2 * t->cap : 32;
		more = realloc(t->buf, t->cap);
		if (!more)
			return ENOMEM;
		t->buf = more;
	}
	t->buf[t->len++] = c;
	t->buf[t->len] = 0;
	return 0;
}

static int digits(struct parser *s, int base, int max)
{
	int n = 0, v = 0, c, d;

	while (n < max) {
		c = peek(s);
		d = c >= '0' && c <= '9'   ? c - '0'
		    : c >= 'a' && c <= 'f' ? c - 'a' + 10
		    : c >= 'A' && c <= 'F' ? c - 'A' + 10
					   : 99;
		if (d >= base)
			break;
		v = v * base + d;
		next(s);
		n++;
	}
	return n && v <= 255 ? v : -1;
}

/* After the backslash; -1: unknown. */
static int escape(struct parser *s)
{
	static const char from[] = "ntrabvfe\\'\"";
	static const char to[] = "\n\t\r\a\b\v\f\033\\'\"";
	int c = peek(s);
	const char *f;

	if (c == 'x') {
		next(s);
		return digits(s, 16, 2);
	}
	if (c >= '0' && c <= '7')
		return digits(s, 8, 3);
	f = c > 0 ? strchr(from, c) : NULL;
	if (!f)
		return -1;
	next(s);
	return (unsigned char)to[f - from];
}

static int parse_string(struct parser *s, char **out)
{
	struct text t = { NULL };
	int c, quote = next(s), rc = put(&t, 0);

	t.len = 0;
	while (!rc) {
		c = peek(s);
		if (c < 0 || c == '\n') {
			COMPLAIN(s,
				 "the string is not closed by %c before the "
				 "end of the line",
				 quote);
			rc = EINVAL;
			break;
		}
		next(s);
		if (c == quote)
			break;
		if (c == '\\') {
			c = escape(s);
			if (c < 0) {
				COMPLAIN(
					s,
					"unknown escape sequence in the string "
					"(a backslash itself is written \\\\)");
				rc = EINVAL;
				break;
			}
		}
		if (!c) {
			COMPLAIN(s, "a string cannot contain a zero byte");
			rc = EINVAL;
			break;
		}
		rc = put(&t, c);
	}
	if (rc)
		free(t.buf);
	else
		*out = t.buf;
	return rc;
}

static int parse_word(struct parser *s, char **out)
{
	struct text t = { NULL };
	int rc = 0;

	while (!rc && (isalnum(peek(s)) || peek(s) == '_' || peek(s) == '.'))
		rc = put(&t, next(s));
	if (rc)
		free(t.buf);
	else
		*out = t.buf;
	return rc;
}

/* --- values --- */

static int parse_value(struct parser *s, XLU_ConfigValue **out);

static int append(XLU_ConfigList *l, XLU_ConfigValue *v)
{
	XLU_ConfigValue **more =
		realloc(l->values, (l->nr + 1) * sizeof(*more));

	if (!more)
		return ENOMEM;
	l->values = more;
	l->values[l->nr++] = v;
	return 0;
}

static int parse_list(struct parser *s, XLU_ConfigList *list)
{
	XLU_ConfigValue *v = NULL;
	char buf[32];
	int rc;

	next(s);
	if (++s->nesting > MAX_NESTING) {
		COMPLAIN(s, "lists are nested more than %d deep", MAX_NESTING);
		return EINVAL;
	}
	for (;;) {
		skip_blanks(s);
		if (peek(s) == ']')
			break;
		rc = parse_value(s, &v);
		if (rc)
			return rc;
		rc = append(list, v);
		if (rc) {
			xlu_value_free(v);
			return rc;
		}
		skip_blanks(s);
		if (peek(s) == ',') {
			next(s);
		} else if (peek(s) != ']') {
			COMPLAIN(s,
				 "',' or ']' is expected in the list, not %s",
				 what(s, buf));
			return EINVAL;
		}
	}
	next(s);
	s->nesting--;
	return 0;
}

static int parse_value(struct parser *s, XLU_ConfigValue **out)
{
	XLU_ConfigValue *v;
	char buf[32];
	int c, rc;

	skip_blanks(s);
	v = calloc(1, sizeof(*v));
	if (!v)
		return ENOMEM;
	v->line = s->line;
	v->column = s->column;
	v->source = s->source;
	c = peek(s);
	if (c == '\'' || c == '"') {
		rc = parse_string(s, &v->string);
	} else if (isdigit(c) || c == '-') {
		/* A sign only here, so that -1 needs no quotes. */
		if (c == '-')
			next(s);
		rc = parse_word(s, &v->string);
		if (!rc && v->string && c == '-') {
			char *neg = malloc(strlen(v->string) + 2);

			if (neg)
				sprintf(neg, "-%s", v->string);
			free(v->string);
			v->string = neg;
		}
		if (!rc && !v->string) {
			COMPLAIN(s, "digits are expected after the sign");
			rc = EINVAL;
		}
	} else if (c == '[') {
		v->type = XLU_LIST;
		rc = parse_list(s, &v->list);
	} else {
		COMPLAIN(s,
			 "a value is expected (a string in quotes, a number, "
			 "or a list in brackets), not %s",
			 what(s, buf));
		rc = EINVAL;
	}
	if (rc)
		xlu_value_free(v);
	else
		*out = v;
	return rc;
}

/* --- settings --- */

static int parse_setting(struct parser *s)
{
	enum XLU_Operation op = XLU_OP_ASSIGNMENT;
	struct setting *set = calloc(1, sizeof(*set));
	char buf[32];
	int rc;

	if (!set)
		return ENOMEM;
	set->line = s->line;
	set->column = s->column;
	set->source = s->source;
	rc = parse_word(s, &set->name);
	if (rc)
		goto err_free;
	skip_blanks(s);
	if (peek(s) == '+') {
		next(s);
		op = XLU_OP_ADDITION;
	}
	if (peek(s) != '=') {
		COMPLAIN(s, "'=' is expected after '%s', not %s", set->name,
			 what(s, buf));
		rc = EINVAL;
		goto err_free;
	}
	next(s);
	rc = parse_value(s, &set->value);
	if (rc)
		goto err_free;
	return xlu_add_setting(s->cfg, set, op);

err_free:
	free(set->name);
	free(set);
	return rc;
}

int xlu_parse(XLU_Config *cfg, char *source, const char *data, size_t len)
{
	struct parser s = {
		.cfg = cfg,
		.source = source,
		.p = data,
		.end = data + len,
		.line = 1,
		.column = 1,
	};
	char buf[32];
	int rc = 0, c;

	while (!rc) {
		skip_blanks(&s);
		c = peek(&s);
		if (c < 0)
			break;
		if (c == '\n' || c == ';') {
			next(&s);
			continue;
		}
		if (!isalpha(c) && c != '_') {
			COMPLAIN(&s, "a name is expected, not %s",
				 what(&s, buf));
			return EINVAL;
		}
		rc = parse_setting(&s);
		if (rc)
			break;
		skip_blanks(&s);
		c = peek(&s);
		if (c >= 0 && c != '\n' && c != ';') {
			COMPLAIN(&s,
				 "the end of the line or ';' is expected after "
				 "the value, not %s",
				 what(&s, buf));
			rc = EINVAL;
		}
	}
	return rc;
}
