/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's log ring, read on from where we were whenever VIRQ_CON_RING
 * says that there is more.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <syslog.h>

#include <xenctrl.h>

#include "hvlog.h"
#include "logfile.h"

static xc_interface *xch;
static xenevtchn_handle *xce;
static struct logfile file;
static uint32_t position;

static void copy(void)
{
	char buf[16384];
	unsigned int n;

	do {
		n = sizeof(buf);
		if (xc_readconsolering(xch, buf, &n, 0, 1, &position)) {
			syslog(LOG_ERR, "cannot read Xen's console: %m");
			return;
		}
		logfile_write(&file, buf, n);
	} while (n == sizeof(buf));
}

int hvlog_start(const struct settings *set)
{
	int fd;

	if (!logfile_open(&file, set->log_dir, "hypervisor", set->stamp_hv))
		return -EIO;
	xch = xc_interface_open(NULL, NULL, 0);
	xce = xch ? xenevtchn_open(NULL, 0) : NULL;
	if (!xce)
		goto err;
	fd = xenevtchn_fd(xce);
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK))
		goto err;
	if (xenevtchn_bind_virq(xce, VIRQ_CON_RING) < 0)
		goto err;
	/* What is there already. */
	copy();
	return 0;

err:
	syslog(LOG_ERR, "cannot log the hypervisor's console: %m");
	hvlog_stop();
	return -EIO;
}

int hvlog_fd(void)
{
	return xce ? xenevtchn_fd(xce) : -1;
}

void hvlog_event(void)
{
	int port;

	while ((port = xenevtchn_pending(xce)) >= 0) {
		copy();
		xenevtchn_unmask(xce, port);
	}
}

void hvlog_reopen(void)
{
	logfile_reopen(&file);
}

void hvlog_stop(void)
{
	xenevtchn_close(xce);
	xce = NULL;
	if (xch)
		xc_interface_close(xch);
	xch = NULL;
	logfile_close(&file);
}
