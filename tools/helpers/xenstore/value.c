/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values as text: C's escapes for what does not print.
 */
#include <ctype.h>
#include <string.h>

#include "command.h"

static const char letters[] = "ntr\\";
static const char meaning[] = "\n\t\r\\";

void put_value(FILE *out, const char *data, unsigned int len)
{
	const char *p;
	unsigned int i;

	for (i = 0; i < len; i++) {
		unsigned char c = data[i];

		p = c ? strchr(meaning, c) : NULL;
		if (p)
			fprintf(out, "\\%c", letters[p - meaning]);
		else if (c >= ' ' && c < 127)
			fputc(c, out);
		else
			fprintf(out, "\\%03o", c);
	}
}

static unsigned int octal(const char **s)
{
	unsigned int n = 0, digits;

	for (digits = 0; digits < 3 && **s >= '0' && **s <= '7'; digits++)
		n = n * 8 + *(*s)++ - '0';
	return n;
}

static unsigned int hex(const char **s)
{
	unsigned int n = 0, digits;

	for (digits = 0; digits < 2 && isxdigit((unsigned char)**s); digits++) {
		int c = tolower((unsigned char)*(*s)++);

		n = n * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return n;
}

unsigned int parse_value(char *s)
{
	const char *in = s, *p;
	char *out = s;

	while (*in) {
		if (*in != '\\') {
			*out++ = *in++;
			continue;
		}
		in++;
		p = *in ? strchr(letters, *in) : NULL;
		if (p) {
			*out++ = meaning[p - letters];
			in++;
		} else if (*in >= '0' && *in <= '7') {
			*out++ = octal(&in);
		} else if (*in == 'x') {
			in++;
			*out++ = hex(&in);
		} else {
			*out++ = '\\';
		}
	}
	return out - s;
}
