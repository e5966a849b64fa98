/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the toolstack tells the daemon about domains, and the daemon's controls.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* A request whose only argument is a domain. */
static void *talk_domid(struct xs_handle *h, enum xsd_sockmsg_type type,
			unsigned int domid)
{
	char text[MAX_STRLEN(domid)];

	snprintf(text, sizeof(text), "%u", domid);
	return xs_talk(h, XBT_NULL, type, text, NULL);
}

bool xs_introduce_domain(struct xs_handle *h, unsigned int domid,
			 unsigned long mfn, unsigned int eventchn)
{
	char domid_s[MAX_STRLEN(domid)], mfn_s[MAX_STRLEN(mfn)];
	char port_s[MAX_STRLEN(eventchn)];

	snprintf(domid_s, sizeof(domid_s), "%u", domid);
	snprintf(mfn_s, sizeof(mfn_s), "%lu", mfn);
	snprintf(port_s, sizeof(port_s), "%u", eventchn);
	return xs_ok(xs_talkv(h, XBT_NULL, XS_INTRODUCE,
			      (struct iovec[]){ IOV_STRING(domid_s),
						IOV_STRING(mfn_s),
						IOV_STRING(port_s) },
			      3, NULL));
}

bool xs_set_target(struct xs_handle *h, unsigned int domid, unsigned int target)
{
	char domid_s[MAX_STRLEN(domid)], target_s[MAX_STRLEN(target)];

	snprintf(domid_s, sizeof(domid_s), "%u", domid);
	snprintf(target_s, sizeof(target_s), "%u", target);
	return xs_ok(xs_talkv(
		h, XBT_NULL, XS_SET_TARGET,
		(struct iovec[]){ IOV_STRING(domid_s), IOV_STRING(target_s) },
		2, NULL));
}

bool xs_resume_domain(struct xs_handle *h, unsigned int domid)
{
	return xs_ok(talk_domid(h, XS_RESUME, domid));
}

bool xs_release_domain(struct xs_handle *h, unsigned int domid)
{
	return xs_ok(talk_domid(h, XS_RELEASE, domid));
}

char *xs_get_domain_path(struct xs_handle *h, unsigned int domid)
{
	return talk_domid(h, XS_GET_DOMAIN_PATH, domid);
}

bool xs_is_domain_introduced(struct xs_handle *h, unsigned int domid)
{
	char *answer = talk_domid(h, XS_IS_DOMAIN_INTRODUCED, domid);
	bool yes = answer && !strcmp(answer, "T");

	free(answer);
	return yes;
}

bool xs_restrict(struct xs_handle *h, unsigned domid)
{
	errno = ENOSYS;
	return false;
}

char *xs_control_command(struct xs_handle *h, const char *cmd, void *data,
			 unsigned int len)
{
	return xs_talkv(h, XBT_NULL, XS_CONTROL,
			(struct iovec[]){ IOV_STRING(cmd), IOV(data, len) }, 2,
			NULL);
}

char *xs_debug_command(struct xs_handle *h, const char *cmd, void *data,
		       unsigned int len)
{
	return xs_control_command(h, cmd, data, len);
}

int xs_suspend_evtchn_port(int domid)
{
	struct xs_handle *h = xs_open(0);
	char path[64], *text, *end;
	long port = -1;

	if (!h)
		return -1;
	snprintf(path, sizeof(path),
		 "/local/domain/%d/device/suspend/event-channel", domid);
	text = xs_read(h, XBT_NULL, path, NULL);
	if (text) {
		port = strtol(text, &end, 10);
		if (end == text || port < 0 || port > INT_MAX)
			port = -1;
	}
	free(text);
	xs_close(h);
	return port;
}
