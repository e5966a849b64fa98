/* SPDX-License-Identifier: MIT */
/*
 * A byte stream between two domains by shared memory; left is written by the
 * client, right by the server.
 */
#ifndef __XEN_PUBLIC_IO_LIBXENVCHAN_H__
#define __XEN_PUBLIC_IO_LIBXENVCHAN_H__

#include <stddef.h>
#include <stdint.h>

/* Indices run freely. */
struct ring_shared {
	uint32_t cons, prod;
};

/* Bits of *_notify: tell me when there was a write, a read. */
#define VCHAN_NOTIFY_WRITE 0x1
#define VCHAN_NOTIFY_READ  0x2

/*
 * A ring of order 10 is at offset 1024 of this page, one of order 11 at 2048;
 * larger ones are in the granted pages.
 */
struct vchan_interface {
	struct ring_shared left, right;
	uint16_t left_order, right_order; /* log2 of bytes */
	uint8_t cli_live, srv_live;	  /* 0 closed, 1 open, 2 server waits */
	uint8_t cli_notify, srv_notify;	  /* VCHAN_NOTIFY_* */
	uint32_t grants[0];		  /* left's pages, then right's */
};

#endif /* __XEN_PUBLIC_IO_LIBXENVCHAN_H__ */
