/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linux's /dev/xen/evtchn.  Reading gives the 32-bit numbers of ports that
 * fired, writing them unmasks.
 */
#ifndef EVTCHN_DEV_H
#define EVTCHN_DEV_H

#include <stdint.h>
#include <sys/ioctl.h>

struct ioctl_evtchn_bind_virq {
	unsigned int virq;
};

struct ioctl_evtchn_bind_interdomain {
	unsigned int remote_domain;
	unsigned int remote_port;
};

struct ioctl_evtchn_bind_unbound_port {
	unsigned int remote_domain;
};

/* Both for unbind and notify. */
struct ioctl_evtchn_port {
	unsigned int port;
};

struct ioctl_evtchn_restrict_domid {
	uint16_t domid;
};

#define EVTCHN_IOC(nr, type) _IOC(_IOC_NONE, 'E', nr, sizeof(type))

/* The first three return the new port. */
#define IOCTL_EVTCHN_BIND_VIRQ EVTCHN_IOC(0, struct ioctl_evtchn_bind_virq)
#define IOCTL_EVTCHN_BIND_INTERDOMAIN \
	EVTCHN_IOC(1, struct ioctl_evtchn_bind_interdomain)
#define IOCTL_EVTCHN_BIND_UNBOUND_PORT \
	EVTCHN_IOC(2, struct ioctl_evtchn_bind_unbound_port)
#define IOCTL_EVTCHN_UNBIND EVTCHN_IOC(3, struct ioctl_evtchn_port)
#define IOCTL_EVTCHN_NOTIFY EVTCHN_IOC(4, struct ioctl_evtchn_port)
#define IOCTL_EVTCHN_RESTRICT_DOMID \
	EVTCHN_IOC(6, struct ioctl_evtchn_restrict_domid)

#endif
