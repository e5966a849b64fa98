/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations on ports.
 */
#include <errno.h>
#include <unistd.h>

#include "evtchn_dev.h"
#include "private.h"

int xenevtchn_notify(xenevtchn_handle *xce, evtchn_port_t port)
{
	struct ioctl_evtchn_port arg = { .port = port };

	return ioctl(xce->fd, IOCTL_EVTCHN_NOTIFY, &arg);
}

xenevtchn_port_or_error_t xenevtchn_bind_unbound_port(xenevtchn_handle *xce,
						      uint32_t domid)
{
	struct ioctl_evtchn_bind_unbound_port arg = { .remote_domain = domid };

	return ioctl(xce->fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &arg);
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *xce,
						     uint32_t domid,
						     evtchn_port_t remote_port)
{
	struct ioctl_evtchn_bind_interdomain arg = {
		.remote_domain = domid,
		.remote_port = remote_port,
	};

	return ioctl(xce->fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, &arg);
}

xenevtchn_port_or_error_t xenevtchn_bind_virq(xenevtchn_handle *xce,
					      unsigned int virq)
{
	struct ioctl_evtchn_bind_virq arg = { .virq = virq };

	return ioctl(xce->fd, IOCTL_EVTCHN_BIND_VIRQ, &arg);
}

int xenevtchn_unbind(xenevtchn_handle *xce, evtchn_port_t port)
{
	struct ioctl_evtchn_port arg = { .port = port };

	return ioctl(xce->fd, IOCTL_EVTCHN_UNBIND, &arg);
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *xce)
{
	evtchn_port_t port;
	ssize_t n = read(xce->fd, &port, sizeof(port));

	if (n == sizeof(port))
		return port;
	if (n >= 0)
		errno = EIO; /* the kernel gives whole ports only */
	return -1;
}

int xenevtchn_unmask(xenevtchn_handle *xce, evtchn_port_t port)
{
	ssize_t n = write(xce->fd, &port, sizeof(port));

	if (n == sizeof(port))
		return 0;
	if (n >= 0)
		errno = EIO;
	return -1;
}
