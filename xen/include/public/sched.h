/* SPDX-License-Identifier: MIT */
/*
 * Scheduling and shutdown.  Hypercall sched_op(cmd, arg).
 */
#ifndef __XEN_PUBLIC_SCHED_H__
#define __XEN_PUBLIC_SCHED_H__

#include "event_channel.h"

#define SCHEDOP_yield 0 /* give up the CPU. no argument */
/* wait for an event; unmasks events first. no argument */
#define SCHEDOP_block 1
/* the caller's domain. sched_shutdown */
#define SCHEDOP_shutdown 2
/* wait for some ports or a time. sched_poll */
#define SCHEDOP_poll 3
/* another domain. sched_remote_shutdown */
#define SCHEDOP_remote_shutdown 4
/* change the reason already given. sched_shutdown */
#define SCHEDOP_shutdown_code 5
#define SCHEDOP_watchdog      6 /* sched_watchdog */
#define SCHEDOP_pin_override  7 /* sched_pin_override */

struct sched_shutdown {
	unsigned int reason; /* SHUTDOWN_* */
};
typedef struct sched_shutdown sched_shutdown_t;
DEFINE_XEN_GUEST_HANDLE(sched_shutdown_t);

/* Returns when one of the ports is pending, whether masked or not. */
struct sched_poll {
	XEN_GUEST_HANDLE(evtchn_port_t) ports;
	unsigned int nr_ports;
	uint64_t timeout; /* absolute system time in ns, 0: none */
};
typedef struct sched_poll sched_poll_t;
DEFINE_XEN_GUEST_HANDLE(sched_poll_t);

/* The domain is marked as shut down, without its cooperation. */
struct sched_remote_shutdown {
	domid_t domain_id;
	unsigned int reason; /* SHUTDOWN_* */
};
typedef struct sched_remote_shutdown sched_remote_shutdown_t;
DEFINE_XEN_GUEST_HANDLE(sched_remote_shutdown_t);

/* If a timer runs out the domain is shut down with SHUTDOWN_watchdog. */
struct sched_watchdog {
	/* 0: allocate one and return it, else poke this one */
	uint32_t id;
	uint32_t timeout; /* seconds, 0 destroys */
};
typedef struct sched_watchdog sched_watchdog_t;
DEFINE_XEN_GUEST_HANDLE(sched_watchdog_t);

/* Run the calling VCPU on one physical CPU for a while (hardware domain). */
struct sched_pin_override {
	int32_t pcpu; /* negative ends it */
};
typedef struct sched_pin_override sched_pin_override_t;
DEFINE_XEN_GUEST_HANDLE(sched_pin_override_t);

/* Why a domain stopped. */
#define SHUTDOWN_poweroff 0
#define SHUTDOWN_reboot	  1
#define SHUTDOWN_suspend  2
#define SHUTDOWN_crash	  3
#define SHUTDOWN_watchdog 4
/* restart with memory kept, by the toolstack */
#define SHUTDOWN_soft_reset 5
#define SHUTDOWN_MAX	    5

#endif /* __XEN_PUBLIC_SCHED_H__ */
