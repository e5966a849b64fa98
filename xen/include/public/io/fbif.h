/* SPDX-License-Identifier: MIT */
/*
 * PV frame buffer: the guest's frames, and events in one page.  out: frontend
 * to backend.
 */
#ifndef __XEN_PUBLIC_IO_FBIF_H__
#define __XEN_PUBLIC_IO_FBIF_H__

#include <stdint.h>

/* Frontend: a rectangle changed. Only if "request-update" is set. */
#define XENFB_TYPE_UPDATE 2
struct xenfb_update {
	uint8_t type;
	int32_t x; /* pixels */
	int32_t y;
	int32_t width;
	int32_t height;
};

/* Frontend: a new mode. Needs "feature-resize". */
#define XENFB_TYPE_RESIZE 3
struct xenfb_resize {
	uint8_t type;
	int32_t width; /* pixels */
	int32_t height;
	int32_t stride; /* bytes */
	int32_t depth;	/* bits */
	int32_t offset; /* bytes into the frame buffer */
};

#define XENFB_OUT_EVENT_SIZE 40
union xenfb_out_event {
	uint8_t type;
	struct xenfb_update update;
	struct xenfb_resize resize;
	char pad[XENFB_OUT_EVENT_SIZE];
};

/* Backend: how often it looks. */
#define XENFB_TYPE_REFRESH_PERIOD 1
#define XENFB_NO_REFRESH	  0
struct xenfb_refresh_period {
	uint8_t type;
	uint32_t period; /* ms, or XENFB_NO_REFRESH */
};

#define XENFB_IN_EVENT_SIZE 40
union xenfb_in_event {
	uint8_t type;
	struct xenfb_refresh_period refresh_period;
	char pad[XENFB_IN_EVENT_SIZE];
};

/* Where the rings are in the page. */
#define XENFB_IN_RING_SIZE 1024
#define XENFB_IN_RING_LEN  (XENFB_IN_RING_SIZE / XENFB_IN_EVENT_SIZE)
#define XENFB_IN_RING_OFFS 1024
#define XENFB_IN_RING(page) \
	((union xenfb_in_event *)((char *)(page) + XENFB_IN_RING_OFFS))
#define XENFB_IN_RING_REF(page, idx) \
	(XENFB_IN_RING(page)[(idx) % XENFB_IN_RING_LEN])

#define XENFB_OUT_RING_SIZE 2048
#define XENFB_OUT_RING_LEN  (XENFB_OUT_RING_SIZE / XENFB_OUT_EVENT_SIZE)
#define XENFB_OUT_RING_OFFS (XENFB_IN_RING_OFFS + XENFB_IN_RING_SIZE)
#define XENFB_OUT_RING(page) \
	((union xenfb_out_event *)((char *)(page) + XENFB_OUT_RING_OFFS))
#define XENFB_OUT_RING_REF(page, idx) \
	(XENFB_OUT_RING(page)[(idx) % XENFB_OUT_RING_LEN])

struct xenfb_page {
	uint32_t in_cons, in_prod;
	uint32_t out_cons, out_prod;
	int32_t width; /* pixels */
	int32_t height;
	uint32_t line_length; /* bytes */
	uint32_t mem_length;  /* bytes of the frame buffer */
	uint8_t depth;	      /* bits a pixel */
	/* frames of lists of the frame buffer's frames */
	unsigned long pd[256];
};

#ifdef __KERNEL__
#define XENFB_WIDTH  800
#define XENFB_HEIGHT 600
#define XENFB_DEPTH  32
#endif

#endif /* __XEN_PUBLIC_IO_FBIF_H__ */
