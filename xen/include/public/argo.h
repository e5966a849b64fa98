/* SPDX-License-Identifier: MIT */
/*
 * Argo: datagrams between domains, copied by the hypervisor into the
 * receiver's ring.  Hypercall argo_op(cmd, arg1, arg2, arg3, arg4).
 */
#ifndef __XEN_PUBLIC_ARGO_H__
#define __XEN_PUBLIC_ARGO_H__

#include "xen.h"

#define XEN_ARGO_DOMID_ANY     DOMID_INVALID
#define XEN_ARGO_MAX_RING_SIZE (0x1000000ULL) /* bytes, 16 MiB */

typedef uint32_t xen_argo_port_t;
typedef uint64_t xen_argo_gfn_t;

/* A part of a message, at most XEN_ARGO_MAXIOV of them. */
#define XEN_ARGO_MAXIOV 8U
typedef struct xen_argo_iov {
	XEN_GUEST_HANDLE(uint8) iov_hnd;
	uint32_t iov_len; /* bytes */
	uint32_t pad;
} xen_argo_iov_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_iov_t);

typedef struct xen_argo_addr {
	xen_argo_port_t aport;
	domid_t domain_id;
	uint16_t pad;
} xen_argo_addr_t;

typedef struct xen_argo_send_addr {
	xen_argo_addr_t src;
	xen_argo_addr_t dst;
} xen_argo_send_addr_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_send_addr_t);

/* The receiver's memory. Offsets into ring are aligned to a slot. */
typedef struct xen_argo_ring {
	uint32_t rx_ptr; /* receiver */
	uint32_t tx_ptr; /* hypervisor */
	uint8_t reserved[56];
	uint8_t ring[XEN_FLEX_ARRAY_DIM];
} xen_argo_ring_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_ring_t);

typedef struct xen_argo_register_ring {
	xen_argo_port_t aport;
	domid_t partner_id; /* who may send, or XEN_ARGO_DOMID_ANY */
	uint16_t pad;
	uint32_t len; /* bytes */
} xen_argo_register_ring_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_register_ring_t);

typedef struct xen_argo_unregister_ring {
	xen_argo_port_t aport;
	domid_t partner_id;
	uint16_t pad;
} xen_argo_unregister_ring_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_unregister_ring_t);

#define XEN_ARGO_MSG_SLOT_SIZE 0x10

/* State of a ring, in answer to notify. */
#define XEN_ARGO_RING_EXISTS (1U << 0)
#define XEN_ARGO_RING_SHARED (1U << 1) /* several senders */
#define XEN_ARGO_RING_EMPTY  (1U << 2)
/* space_required is there */
#define XEN_ARGO_RING_SUFFICIENT (1U << 3)
#define XEN_ARGO_RING_EMSGSIZE	 (1U << 4) /* would never fit */
/* no room to remember the request */
#define XEN_ARGO_RING_EBUSY (1U << 5)
typedef struct xen_argo_ring_data_ent {
	xen_argo_addr_t ring; /* IN */
	uint16_t flags;	      /* OUT: XEN_ARGO_RING_* */
	uint16_t pad;
	uint32_t space_required;   /* IN: bytes */
	uint32_t max_message_size; /* OUT */
} xen_argo_ring_data_ent_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_ring_data_ent_t);

typedef struct xen_argo_ring_data {
	uint32_t nent;
	uint32_t pad;
	xen_argo_ring_data_ent_t data[XEN_FLEX_ARRAY_DIM];
} xen_argo_ring_data_t;
DEFINE_XEN_GUEST_HANDLE(xen_argo_ring_data_t);

/* Before each message in a ring. */
struct xen_argo_ring_message_header {
	uint32_t len; /* with this header */
	xen_argo_addr_t source;
	uint32_t message_type;
	uint8_t data[XEN_FLEX_ARRAY_DIM];
};

/* arg1 register_ring, arg2 GFNs, arg3 their number, arg4 flags. */
#define XEN_ARGO_OP_register_ring	  1
#define XEN_ARGO_REGISTER_FLAG_FAIL_EXIST 0x1 /* do not replace */
#ifdef __XEN__
#define XEN_ARGO_REGISTER_FLAG_MASK XEN_ARGO_REGISTER_FLAG_FAIL_EXIST
#endif
/* arg1 unregister_ring. */
#define XEN_ARGO_OP_unregister_ring 2
/* arg1 send_addr, arg2 iov array, arg3 its length, arg4 message type. */
#define XEN_ARGO_OP_sendv 3
/* arg1 ring_data: asks for VIRQ_ARGO when there is room. */
#define XEN_ARGO_OP_notify 4

#endif /* __XEN_PUBLIC_ARGO_H__ */
