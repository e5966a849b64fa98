/*
 * ctype.h: classes of ASCII characters, without locale and without tables.
 */
#ifndef XEN_CTYPE_H
#define XEN_CTYPE_H

#include <stdbool.h>

static inline bool char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A to Z become a to z; the result is that of an unsigned char. */
static inline int char_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static inline bool char_is_alpha(char c)
{
	int l = char_lower(c);

	return l >= 'a' && l <= 'z';
}

static inline bool char_is_alnum(char c)
{
	return char_is_alpha(c) || char_is_digit(c);
}

/* Space, tab, newline, vertical tab, form feed, carriage return. */
static inline bool char_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a terminal shows as one character, space included. */
static inline bool char_is_print(char c)
{
	return c >= ' ' && c <= '~';
}

/* 0 to 35 for a digit or a letter, else -1. */
static inline int char_digit(char c)
{
	if (char_is_digit(c))
		return c - '0';
	return char_is_alpha(c) ? char_lower(c) - 'a' + 10 : -1;
}

#endif /* XEN_CTYPE_H */
