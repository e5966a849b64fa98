/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels for a process.
 *
 * A port fires: its number can be read from the handle's file descriptor
 * (xenevtchn_pending()), and it stays masked until xenevtchn_unmask().
 * A handle belongs to one thread at a time; calls that only notify or unmask
 * may come from any.
 */
#ifndef XENEVTCHN_H
#define XENEVTCHN_H

#include <stdint.h>

#include <xen/event_channel.h>

/* A port of this domain, or -1 with errno. */
typedef int xenevtchn_port_or_error_t;

typedef struct xenevtchn_handle xenevtchn_handle;
struct xentoollog_logger;

#pragma GCC visibility push(default)

/* Let the file descriptor survive exec(). */
#define XENEVTCHN_NO_CLOEXEC (1 << 0)

/* @logger NULL: stderr.  NULL with errno on failure. */
xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger,
				 unsigned int flags);

/*
 * A handle for @fd, which another process image opened; closing the handle
 * closes it.  @open_flags must be 0.
 */
xenevtchn_handle *xenevtchn_fdopen(struct xentoollog_logger *logger, int fd,
				   unsigned open_flags);

/* Closes every port that was bound.  @xce may be NULL. */
int xenevtchn_close(xenevtchn_handle *xce);

/* To poll for reading. */
int xenevtchn_fd(xenevtchn_handle *xce);

/* Send an event.  0, or -1 with errno. */
int xenevtchn_notify(xenevtchn_handle *xce, evtchn_port_t port);

/* A new port to which domain @domid may bind. */
xenevtchn_port_or_error_t xenevtchn_bind_unbound_port(xenevtchn_handle *xce,
						      uint32_t domid);

/* A new port, connected to @remote_port of domain @domid. */
xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *xce,
						     uint32_t domid,
						     evtchn_port_t remote_port);

/* A new port at which VIRQ @virq arrives. */
xenevtchn_port_or_error_t xenevtchn_bind_virq(xenevtchn_handle *xce,
					      unsigned int virq);

/* 0, or -1 with errno. */
int xenevtchn_unbind(xenevtchn_handle *xce, evtchn_port_t port);

/* Wait for a port to fire (or EAGAIN if the descriptor is non-blocking). */
xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *xce);

/* Let @port fire again.  0, or -1 with errno. */
int xenevtchn_unmask(xenevtchn_handle *xce, evtchn_port_t port);

/* From now on only bind to and from domain @domid.  0, or -1 with errno. */
int xenevtchn_restrict(xenevtchn_handle *xce, domid_t domid);

#pragma GCC visibility pop

#endif
