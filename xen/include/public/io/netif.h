/* SPDX-License-Identifier: MIT */
/*
 * PV network devices: a transmit and a receive ring for each queue, and a
 * control ring.
 *
 * A packet takes one or more slots, chained by *_more_data; *_extra_info says
 * that netif_extra_info slots follow the first.  In a packet's first transmit
 * slot size is that of the whole packet.  Features are negotiated by xenstore
 * nodes feature-*, request-*, multi-queue-*.
 */
#ifndef __XEN_PUBLIC_IO_NETIF_H__
#define __XEN_PUBLIC_IO_NETIF_H__

#include "ring.h"
#include "../grant_table.h"

/* Slots for one packet that every backend takes. */
#define XEN_NETIF_NR_SLOTS_MIN 18

/* Hashes by which packets are spread over queues. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4	   0
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4	   (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4)
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP 1
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP \
	(1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP)
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6	   2
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6	   (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6)
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP 3
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP \
	(1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP)
#define XEN_NETIF_CTRL_HASH_ALGORITHM_NONE     0
#define XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ 1

#ifdef XEN_NETIF_DEFINE_TOEPLITZ
/*
 * The Toeplitz hash: for each set bit of the input, from the left, the 32 bits
 * of the key that start at the same position are XORed together. A key that is
 * too short continues with zeros.
 */
static uint32_t xen_netif_toeplitz_hash(const uint8_t *key, unsigned int keylen,
					const uint8_t *buf, unsigned int buflen)
{
	uint64_t window = 0; /* the key from this byte on, 64 bits */
	uint32_t hash = 0;
	unsigned int i, bit;

	for (i = 0; i < 8; i++)
		window = window << 8 | (i < keylen ? key[i] : 0);

	for (i = 0; i < buflen; i++) {
		for (bit = 0; bit < 8; bit++)
			if (buf[i] & 0x80 >> bit)
				hash ^= (uint32_t)(window >> (32 - bit));
		window = window << 8 | (i + 8 < keylen ? key[i + 8] : 0);
	}

	return hash;
}
#endif

/* The control ring. */
struct xen_netif_ctrl_request {
	uint16_t id;
	uint16_t type;
#define XEN_NETIF_CTRL_TYPE_INVALID		  0
#define XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS	  1
#define XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS	  2
#define XEN_NETIF_CTRL_TYPE_SET_HASH_KEY	  3
#define XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE 4
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE 5
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING	  6
#define XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM	  7
#define XEN_NETIF_CTRL_TYPE_GET_GREF_MAPPING_SIZE 8
#define XEN_NETIF_CTRL_TYPE_ADD_GREF_MAPPING	  9
#define XEN_NETIF_CTRL_TYPE_DEL_GREF_MAPPING	  10
	uint32_t data[3]; /* by type */
};

struct xen_netif_ctrl_response {
	uint16_t id;
	uint16_t type;
	uint32_t status;
#define XEN_NETIF_CTRL_STATUS_SUCCESS		0
#define XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED	1
#define XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER 2
#define XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW	3
	uint32_t data;
};

/* A page for the backend to keep mapped. */
struct xen_netif_gref {
	grant_ref_t ref;
	uint16_t flags;
#define _XEN_NETIF_CTRLF_GREF_readonly 0
#define XEN_NETIF_CTRLF_GREF_readonly  (1U << _XEN_NETIF_CTRLF_GREF_readonly)
	uint16_t status; /* XEN_NETIF_CTRL_STATUS_* */
};

DEFINE_RING_TYPES(xen_netif_ctrl, struct xen_netif_ctrl_request,
		  struct xen_netif_ctrl_response);

/* Transmit flags. */
#define _NETTXF_csum_blank     0 /* the checksum is to be filled in */
#define NETTXF_csum_blank      (1U << _NETTXF_csum_blank)
#define _NETTXF_data_validated 1 /* the checksum need not be looked at */
#define NETTXF_data_validated  (1U << _NETTXF_data_validated)
#define _NETTXF_more_data      2
#define NETTXF_more_data       (1U << _NETTXF_more_data)
#define _NETTXF_extra_info     3
#define NETTXF_extra_info      (1U << _NETTXF_extra_info)
#define XEN_NETIF_MAX_TX_SIZE  0xFFFF
struct netif_tx_request {
	grant_ref_t gref;
	uint16_t offset; /* in the page */
	uint16_t flags;	 /* NETTXF_* */
	uint16_t id;	 /* echoed */
	uint16_t size;	 /* bytes */
};
typedef struct netif_tx_request netif_tx_request_t;

#define XEN_NETIF_EXTRA_TYPE_NONE      (0)
#define XEN_NETIF_EXTRA_TYPE_GSO       (1)
#define XEN_NETIF_EXTRA_TYPE_MCAST_ADD (2)
#define XEN_NETIF_EXTRA_TYPE_MCAST_DEL (3)
#define XEN_NETIF_EXTRA_TYPE_HASH      (4)
#define XEN_NETIF_EXTRA_TYPE_MAX       (5)
#define _XEN_NETIF_EXTRA_FLAG_MORE     0 /* another one follows */
#define XEN_NETIF_EXTRA_FLAG_MORE      (1U << _XEN_NETIF_EXTRA_FLAG_MORE)
#define XEN_NETIF_GSO_TYPE_NONE	       (0)
#define XEN_NETIF_GSO_TYPE_TCPV4       (1)
#define XEN_NETIF_GSO_TYPE_TCPV6       (2)

/* A slot with more about a packet, in both directions. */
struct netif_extra_info {
	uint8_t type;  /* XEN_NETIF_EXTRA_TYPE_* */
	uint8_t flags; /* XEN_NETIF_EXTRA_FLAG_* */
	union {
		struct {
			uint16_t size; /* bytes of each segment's payload */
			uint8_t type;  /* XEN_NETIF_GSO_TYPE_* */
			uint8_t pad;
			uint16_t features; /* 0 */
		} gso;
		struct {
			uint8_t addr[6];
		} mcast;
		struct {
			uint8_t type;	   /* bit number of HASH_TYPE */
			uint8_t algorithm; /* HASH_ALGORITHM */
			uint8_t value[4];  /* little endian */
		} hash;
		uint16_t pad[3];
	} u;
};
typedef struct netif_extra_info netif_extra_info_t;

struct netif_tx_response {
	uint16_t id;
	int16_t status; /* NETIF_RSP_* */
};
typedef struct netif_tx_response netif_tx_response_t;

/* A page to receive into. */
struct netif_rx_request {
	uint16_t id;
	uint16_t pad;
	grant_ref_t gref;
};
typedef struct netif_rx_request netif_rx_request_t;

/* Receive flags. */
#define _NETRXF_data_validated 0
#define NETRXF_data_validated  (1U << _NETRXF_data_validated)
#define _NETRXF_csum_blank     1
#define NETRXF_csum_blank      (1U << _NETRXF_csum_blank)
#define _NETRXF_more_data      2
#define NETRXF_more_data       (1U << _NETRXF_more_data)
#define _NETRXF_extra_info     3
#define NETRXF_extra_info      (1U << _NETRXF_extra_info)
/* a slot with the segment size, in offset */
#define _NETRXF_gso_prefix 4
#define NETRXF_gso_prefix  (1U << _NETRXF_gso_prefix)
struct netif_rx_response {
	uint16_t id;
	uint16_t offset;
	uint16_t flags; /* NETRXF_* */
	int16_t status; /* bytes, or NETIF_RSP_* */
};
typedef struct netif_rx_response netif_rx_response_t;

DEFINE_RING_TYPES(netif_tx, struct netif_tx_request, struct netif_tx_response);
DEFINE_RING_TYPES(netif_rx, struct netif_rx_request, struct netif_rx_response);

#define NETIF_RSP_DROPPED -2
#define NETIF_RSP_ERROR	  -1
#define NETIF_RSP_OKAY	  0
#define NETIF_RSP_NULL	  1 /* slot of an extra_info */

#endif /* __XEN_PUBLIC_IO_NETIF_H__ */
