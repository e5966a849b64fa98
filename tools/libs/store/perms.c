/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Permissions and their text form.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* Indexed by XS_PERM_READ | XS_PERM_WRITE. */
static const char perm_letters[] = "nrwb";

bool xs_strings_to_perms(struct xs_permissions *perms, unsigned int num,
			 const char *strings)
{
	const char *p = strings, *letter;
	unsigned long id;
	unsigned int i;
	char *end;

	for (i = 0; i < num; i++) {
		letter = *p ? strchr(perm_letters, *p) : NULL;
		if (!letter || p[1] < '0' || p[1] > '9')
			goto err_inval;
		errno = 0;
		id = strtoul(p + 1, &end, 10);
		if (errno || *end || id > UINT_MAX)
			goto err_inval;
		perms[i].perms = letter - perm_letters;
		perms[i].id = id;
		p = end + 1;
	}
	return true;

err_inval:
	errno = EINVAL;
	return false;
}

static unsigned int count_strings(const char *s, unsigned int len)
{
	unsigned int i, n = 0;

	for (i = 0; i < len; i++)
		n += !s[i];
	return n;
}

struct xs_permissions *xs_get_permissions(struct xs_handle *h,
					  xs_transaction_t t, const char *path,
					  unsigned int *num)
{
	struct xs_permissions *perms;
	unsigned int len, n;
	char *strings = xs_talk(h, t, XS_GET_PERMS, path, &len);

	if (!strings)
		return NULL;
	n = count_strings(strings, len);
	/* Never a zero-sized block: NULL would mean failure. */
	perms = calloc(n ? n : 1, sizeof(*perms));
	if (perms && !xs_strings_to_perms(perms, n, strings)) {
		free(perms);
		perms = NULL;
		errno = EIO;
	}
	if (perms)
		*num = n;
	free(strings);
	return perms;
}

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t,
			const char *path, struct xs_permissions *perms,
			unsigned int num_perms)
{
	char *text, *p;
	unsigned int i;
	bool ok;

	if (num_perms > XENSTORE_PAYLOAD_MAX / 3) {
		errno = E2BIG;
		return false;
	}
	text = malloc((size_t)num_perms * (MAX_STRLEN(perms->id) + 1) + 1);
	if (!text)
		return false;
	p = text;
	for (i = 0; i < num_perms; i++)
		p += sprintf(p, "%c%u", perm_letters[perms[i].perms & 3],
			     perms[i].id) +
		     1;
	ok = xs_ok(xs_talkv(
		h, t, XS_SET_PERMS,
		(struct iovec[]){ IOV_STRING(path), IOV(text, p - text) }, 2,
		NULL));
	free(text);
	return ok;
}
