/* SPDX-License-Identifier: MIT */
/*
 * Event channels: one-bit notifications between domains, from virtual and
 * physical interrupts, and between VCPUs.  Hypercall event_channel_op(cmd,
 * arg).
 *
 * A domain names its end of a channel by a port.  With two levels (the
 * default) pending and mask bits are in shared_info; after
 * EVTCHNOP_init_control they are event words in the guest's own pages, linked
 * into queues by priority.
 */
#ifndef __XEN_PUBLIC_EVENT_CHANNEL_H__
#define __XEN_PUBLIC_EVENT_CHANNEL_H__

#include "xen.h"

#define EVTCHNOP_bind_interdomain 0
#define EVTCHNOP_bind_virq	  1
#define EVTCHNOP_bind_pirq	  2
#define EVTCHNOP_close		  3
#define EVTCHNOP_send		  4
#define EVTCHNOP_status		  5
#define EVTCHNOP_alloc_unbound	  6
#define EVTCHNOP_bind_ipi	  7
#define EVTCHNOP_bind_vcpu	  8
#define EVTCHNOP_unmask		  9
#define EVTCHNOP_reset		  10
#define EVTCHNOP_init_control	  11
#define EVTCHNOP_expand_array	  12
#define EVTCHNOP_set_priority	  13
#ifdef __XEN__
#define EVTCHNOP_reset_cont 14 /* reset, continued */
#endif

typedef uint32_t evtchn_port_t;
DEFINE_XEN_GUEST_HANDLE(evtchn_port_t);

/*
 * A new port in dom that remote_dom may bind to. Only a privileged caller may
 * name another dom than DOMID_SELF.
 */
struct evtchn_alloc_unbound {
	/* IN */
	domid_t dom, remote_dom;
	/* OUT */
	evtchn_port_t port;
};
typedef struct evtchn_alloc_unbound evtchn_alloc_unbound_t;

/*
 * Connect a new local port with the remote domain's unbound port. The new port
 * is pending at once, as the other side may have sent before.
 */
struct evtchn_bind_interdomain {
	/* IN */
	domid_t remote_dom;
	evtchn_port_t remote_port;
	/* OUT */
	evtchn_port_t local_port;
};
typedef struct evtchn_bind_interdomain evtchn_bind_interdomain_t;

/*
 * A port for VIRQ_*. One that is per VCPU cannot be moved to another; a global
 * one is bound to VCPU 0.
 */
struct evtchn_bind_virq {
	/* IN */
	uint32_t virq;
	uint32_t vcpu;
	/* OUT */
	evtchn_port_t port;
};
typedef struct evtchn_bind_virq evtchn_bind_virq_t;

/* A port for a physical interrupt that was mapped to the domain. */
struct evtchn_bind_pirq {
	/* IN */
	uint32_t pirq;
#define BIND_PIRQ__WILL_SHARE 1
	uint32_t flags; /* BIND_PIRQ__* */
	/* OUT */
	evtchn_port_t port;
};
typedef struct evtchn_bind_pirq evtchn_bind_pirq_t;

/* A port that interrupts one VCPU of the own domain. */
struct evtchn_bind_ipi {
	/* IN */
	uint32_t vcpu;
	/* OUT */
	evtchn_port_t port;
};
typedef struct evtchn_bind_ipi evtchn_bind_ipi_t;

/* Close a port; the other side of an interdomain channel is then unbound. */
struct evtchn_close {
	evtchn_port_t port;
};
typedef struct evtchn_close evtchn_close_t;

/* Make the other side of the channel pending. */
struct evtchn_send {
	evtchn_port_t port;
};
typedef struct evtchn_send evtchn_send_t;

/* What a port is connected to. */
struct evtchn_status {
	/* IN */
	domid_t dom; /* another one: privileged callers only */
	evtchn_port_t port;
	/* OUT */
#define EVTCHNSTAT_closed      0
#define EVTCHNSTAT_unbound     1 /* waits for a remote domain */
#define EVTCHNSTAT_interdomain 2
#define EVTCHNSTAT_pirq	       3
#define EVTCHNSTAT_virq	       4
#define EVTCHNSTAT_ipi	       5
	uint32_t status; /* EVTCHNSTAT_* */
	uint32_t vcpu;	 /* that is notified */
	union {
		struct {
			domid_t dom;
		} unbound;
		struct {
			domid_t dom;
			evtchn_port_t port;
		} interdomain;
		uint32_t pirq;
		uint32_t virq;
	} u;
};
typedef struct evtchn_status evtchn_status_t;

/* Choose the VCPU that a port notifies. */
struct evtchn_bind_vcpu {
	evtchn_port_t port;
	uint32_t vcpu;
};
typedef struct evtchn_bind_vcpu evtchn_bind_vcpu_t;

/* Clear a port's mask, and notify if it is pending. */
struct evtchn_unmask {
	evtchn_port_t port;
};
typedef struct evtchn_unmask evtchn_unmask_t;

/* Close all ports of a domain and go back to two levels. */
struct evtchn_reset {
	domid_t dom;
};
typedef struct evtchn_reset evtchn_reset_t;

/* Give a VCPU's control block for FIFO events. */
struct evtchn_init_control {
	/* IN */
	uint64_t control_gfn;
	uint32_t offset; /* of the block in the page, bytes */
	uint32_t vcpu;
	/* OUT */
	uint8_t link_bits; /* EVTCHN_FIFO_LINK_BITS */
	uint8_t _pad[7];
};
typedef struct evtchn_init_control evtchn_init_control_t;

/* Add a page to the end of the event array. */
struct evtchn_expand_array {
	uint64_t array_gfn;
};
typedef struct evtchn_expand_array evtchn_expand_array_t;

/* Choose a port's FIFO queue. */
struct evtchn_set_priority {
	evtchn_port_t port;
	uint32_t priority; /* EVTCHN_FIFO_PRIORITY_* */
};
typedef struct evtchn_set_priority evtchn_set_priority_t;

/* Argument of the old event_channel_op_compat. */
struct evtchn_op {
	uint32_t cmd; /* EVTCHNOP_* */
	union {
		evtchn_alloc_unbound_t alloc_unbound;
		evtchn_bind_interdomain_t bind_interdomain;
		evtchn_bind_virq_t bind_virq;
		evtchn_bind_pirq_t bind_pirq;
		evtchn_bind_ipi_t bind_ipi;
		evtchn_close_t close;
		evtchn_send_t send;
		evtchn_status_t status;
		evtchn_bind_vcpu_t bind_vcpu;
		evtchn_unmask_t unmask;
	} u;
};
typedef struct evtchn_op evtchn_op_t;
DEFINE_XEN_GUEST_HANDLE(evtchn_op_t);

/* Two-level ports: one bit for each bit of a selector word's words. */
#define EVTCHN_2L_NR_CHANNELS (sizeof(xen_ulong_t) * sizeof(xen_ulong_t) * 64)

/* FIFO: 0 is served first. */
#define EVTCHN_FIFO_PRIORITY_MAX     0
#define EVTCHN_FIFO_PRIORITY_DEFAULT 7
#define EVTCHN_FIFO_PRIORITY_MIN     15
#define EVTCHN_FIFO_MAX_QUEUES	     (EVTCHN_FIFO_PRIORITY_MIN + 1)

/* FIFO: an event's word. Bits by number, then the next port of the queue. */
typedef uint32_t event_word_t;
#define EVTCHN_FIFO_PENDING	31
#define EVTCHN_FIFO_MASKED	30
#define EVTCHN_FIFO_LINKED	29 /* is in a queue */
#define EVTCHN_FIFO_BUSY	28 /* the hypervisor is moving it */
#define EVTCHN_FIFO_LINK_BITS	17
#define EVTCHN_FIFO_LINK_MASK	((1 << EVTCHN_FIFO_LINK_BITS) - 1)
#define EVTCHN_FIFO_NR_CHANNELS (1 << EVTCHN_FIFO_LINK_BITS)

/* FIFO: a VCPU's queues. ready has a bit for each queue that is not empty. */
struct evtchn_fifo_control_block {
	uint32_t ready;
	uint32_t _rsvd;
	uint32_t head[EVTCHN_FIFO_MAX_QUEUES]; /* first port of each queue */
};
typedef struct evtchn_fifo_control_block evtchn_fifo_control_block_t;

#endif /* __XEN_PUBLIC_EVENT_CHANNEL_H__ */
