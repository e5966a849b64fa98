/* SPDX-License-Identifier: MIT */
/*
 * States of a frontend or backend, the text value of its xenstore node
 * "state".
 */
#ifndef _XEN_PUBLIC_IO_XENBUS_H
#define _XEN_PUBLIC_IO_XENBUS_H

enum xenbus_state {
	XenbusStateUnknown = 0, /* no such node */
	XenbusStateInitialising = 1,
	XenbusStateInitWait = 2,    /* waits for the other side */
	XenbusStateInitialised = 3, /* rings and ports are published */
	XenbusStateConnected = 4,
	XenbusStateClosing = 5,
	XenbusStateClosed = 6,
	XenbusStateReconfiguring = 7,
	XenbusStateReconfigured = 8
};
typedef enum xenbus_state XenbusState;

#endif /* _XEN_PUBLIC_IO_XENBUS_H */
