/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The requests of the wire protocol.
 */
#ifndef XENSTORED_REQUEST_H
#define XENSTORED_REQUEST_H

#include "conn.h"

/* Carries out conn::in with conn::body (ends with a NUL) and answers. */
void request_handle(struct conn *c);

/* How many strings, each with its NUL, @len bytes hold; -1: the last has no
 * NUL. */
int count_strings(const char *s, unsigned int len);

/* CONTROL: 0 after an answer, or -errno. */
int control_handle(struct conn *c, const char *args, unsigned int len);

#endif
