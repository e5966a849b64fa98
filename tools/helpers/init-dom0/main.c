// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen-init-dom0: what xenstore should say of dom0, which no toolstack has
 * created.  Run once after xenstored has started; running it again is harmless.
 */
#include <xenctrl.h>
#include <xenstore.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static struct xs_handle *xsh;

static int put(const char *path, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int put(const char *path, const char *fmt, ...)
{
	char value[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	if (xs_write(xsh, XBT_NULL, path, value, strlen(value)))
		return 0;
	fprintf(stderr, "xen-init-dom0: cannot write %s\n", path);
	return -1;
}

/* The hypervisor gave it no UUID: keep the one from an earlier run. */
static int write_nodes(xc_interface *xch)
{
	xc_domaininfo_t info;
	char *have;
	int rc;

	if (xc_domain_getinfo_single(xch, 0, &info)) {
		fprintf(stderr, "xen-init-dom0: cannot ask about dom0: %s\n",
			"is this dom0, and are you root?");
		return -1;
	}
	have = xs_read(xsh, XBT_NULL, "/local/domain/0/name", NULL);
	rc = have ? 0 : put("/local/domain/0/name", "Domain-0");
	free(have);
	if (!rc)
		rc = put("/local/domain/0/domid", "0");
	if (!rc)
		rc = put("/local/domain/0/memory/target", "%llu",
			 (unsigned long long)info.tot_pages * 4);
	if (!rc)
		rc = put("/local/domain/0/memory/static-max", "%llu",
			 (unsigned long long)info.tot_pages * 4);
	if (!rc)
		rc = put("/local/domain/0/type", "pv");
	if (!rc)
		rc = put("/local/pool/0/name", "Pool-0");
	return rc;
}

int main(int argc, char **argv)
{
	xc_interface *xch = xc_interface_open(NULL, NULL, 0);
	int rc = 1;

	if (!xch)
		return 1;
	xsh = xs_open(0);
	if (!xsh)
		fprintf(stderr, "xen-init-dom0: xenstored does not run\n");
	else
		rc = write_nodes(xch) ? 1 : 0;
	if (xsh)
		xs_close(xsh);
	xc_interface_close(xch);
	if (!rc)
		printf("Done setting up Dom0\n");
	return rc;
}
