/* SPDX-License-Identifier: MIT */
/*
 * Shared rings of requests and responses in one page, and rings of bytes.
 *
 * The frontend produces requests and consumes responses, the backend the
 * reverse.  Each keeps its own progress in a private structure and publishes
 * it by a *_PUSH_*; the other side is notified when its *_event index lies in
 * what was published.  Indices run freely, the ring's size is a power of 2.
 *
 * Users provide xen_mb(), xen_rmb(), xen_wmb(), memset() and memcpy().  A slot
 * that the other side can still write must be copied (RING_COPY_*) before it
 * is checked.
 */
#ifndef __XEN_PUBLIC_IO_RING_H__
#define __XEN_PUBLIC_IO_RING_H__

#include "../xen-compat.h"
#include <stddef.h>
#include <stdint.h>

#if __XEN_INTERFACE_VERSION__ < 0x00030208
#define xen_mb()  mb()
#define xen_rmb() rmb()
#define xen_wmb() wmb()
#endif

typedef unsigned int RING_IDX;

/* Round down to a power of 2, as a constant expression. */
#define __RD2(_x)  (((_x)&0x00000002) ? 0x2 : ((_x)&0x1))
#define __RD4(_x)  (((_x)&0x0000000c) ? __RD2((_x) >> 2) << 2 : __RD2(_x))
#define __RD8(_x)  (((_x)&0x000000f0) ? __RD4((_x) >> 4) << 4 : __RD4(_x))
#define __RD16(_x) (((_x)&0x0000ff00) ? __RD8((_x) >> 8) << 8 : __RD8(_x))
#define __RD32(_x) (((_x)&0xffff0000) ? __RD16((_x) >> 16) << 16 : __RD16(_x))

/* Slots of a ring of _sz bytes: by type name, and by pointer. */
#define __CONST_RING_SIZE(_s, _sz)                          \
	(__RD32(((_sz)-offsetof(struct _s##_sring, ring)) / \
		sizeof(((struct _s##_sring *)0)->ring[0])))
#define __RING_SIZE(_s, _sz)                                \
	(__RD32(((_sz) - ((long)(_s)->ring - (long)(_s))) / \
		sizeof((_s)->ring[0])))

/* Define the shared ring and both private structures for a pair of types. */
#define DEFINE_RING_TYPES(__name, __req_t, __rsp_t)                         \
	union __name##_sring_entry {                                        \
		__req_t req;                                                \
		__rsp_t rsp;                                                \
	};                                                                  \
                                                                            \
	struct __name##_sring {                                             \
		RING_IDX req_prod, req_event; /* req_event: by backend */   \
		RING_IDX rsp_prod, rsp_event; /* rsp_event: by frontend */  \
		union {                                                     \
			struct {                                            \
				uint8_t smartpoll_active;                   \
			} netif;                                            \
			struct {                                            \
				uint8_t msg;                                \
			} tapif_user;                                       \
			uint8_t pvt_pad[4];                                 \
		} pvt;                                                      \
		uint8_t __pad[44];                                          \
		union __name##_sring_entry ring[1]; /* to the page's end */ \
	};                                                                  \
                                                                            \
	struct __name##_front_ring {                                        \
		RING_IDX req_prod_pvt; /* next request to fill */           \
		RING_IDX rsp_cons;     /* next response to read */          \
		unsigned int nr_ents;                                       \
		struct __name##_sring *sring;                               \
	};                                                                  \
                                                                            \
	struct __name##_back_ring {                                         \
		RING_IDX rsp_prod_pvt; /* next response to fill */          \
		RING_IDX req_cons;     /* next request to read */           \
		unsigned int nr_ents;                                       \
		struct __name##_sring *sring;                               \
	};                                                                  \
                                                                            \
	typedef struct __name##_sring __name##_sring_t;                     \
	typedef struct __name##_front_ring __name##_front_ring_t;           \
	typedef struct __name##_back_ring __name##_back_ring_t

/* The frontend empties the page; the first entry of each kind notifies. */
#define SHARED_RING_INIT(_s)                                                   \
	do {                                                                   \
		(_s)->req_prod = 0;                                            \
		(_s)->rsp_prod = 0;                                            \
		(_s)->req_event = 1;                                           \
		(_s)->rsp_event = 1;                                           \
		(void)memset((_s)->pvt.pvt_pad, 0, sizeof((_s)->pvt.pvt_pad)); \
		(void)memset((_s)->__pad, 0, sizeof((_s)->__pad));             \
	} while (0)

/* Private structures: for an empty ring (INIT), or one in use from _i on. */
#define FRONT_RING_ATTACH(_r, _s, _i, __size)            \
	do {                                             \
		(_r)->sring = (_s);                      \
		(_r)->nr_ents = __RING_SIZE(_s, __size); \
		(_r)->req_prod_pvt = (_i);               \
		(_r)->rsp_cons = (_i);                   \
	} while (0)
#define FRONT_RING_INIT(_r, _s, __size) FRONT_RING_ATTACH(_r, _s, 0, __size)

#define XEN_FRONT_RING_INIT(r, s, size)      \
	do {                                 \
		SHARED_RING_INIT(s);         \
		FRONT_RING_INIT(r, s, size); \
	} while (0)

#define BACK_RING_ATTACH(_r, _s, _i, __size)             \
	do {                                             \
		(_r)->sring = (_s);                      \
		(_r)->nr_ents = __RING_SIZE(_s, __size); \
		(_r)->rsp_prod_pvt = (_i);               \
		(_r)->req_cons = (_i);                   \
	} while (0)
#define BACK_RING_INIT(_r, _s, __size) BACK_RING_ATTACH(_r, _s, 0, __size)

#define RING_SIZE(_r) ((_r)->nr_ents)

/* Room for requests, to the frontend. */
#define RING_FREE_REQUESTS(_r) \
	(RING_SIZE(_r) - ((_r)->req_prod_pvt - (_r)->rsp_cons))
#define RING_FULL(_r) (RING_FREE_REQUESTS(_r) == 0)

/* What waits. A backend does not believe in more requests than fit. */
#define XEN_RING_NR_UNCONSUMED_RESPONSES(_r) \
	((_r)->sring->rsp_prod - (_r)->rsp_cons)
#define __XEN_RING_REQUEST_ROOM(_r) \
	(RING_SIZE(_r) - ((_r)->req_cons - (_r)->rsp_prod_pvt))
#ifdef __GNUC__
#define XEN_RING_NR_UNCONSUMED_REQUESTS(_r)                        \
	({                                                         \
		unsigned int __waiting =                           \
			(_r)->sring->req_prod - (_r)->req_cons;    \
		unsigned int __room = __XEN_RING_REQUEST_ROOM(_r); \
                                                                   \
		__waiting < __room ? __waiting : __room;           \
	})
#else
#define __XEN_RING_REQUESTS(_r) ((_r)->sring->req_prod - (_r)->req_cons)
#define XEN_RING_NR_UNCONSUMED_REQUESTS(_r)                    \
	(__XEN_RING_REQUESTS(_r) < __XEN_RING_REQUEST_ROOM(_r) \
		 ? __XEN_RING_REQUESTS(_r)                     \
		 : __XEN_RING_REQUEST_ROOM(_r))
#endif

/* The same as a question; old users take the number. */
#ifdef XEN_RING_HAS_UNCONSUMED_IS_BOOL
#define RING_HAS_UNCONSUMED_RESPONSES(_r) \
	(!!XEN_RING_NR_UNCONSUMED_RESPONSES(_r))
#define RING_HAS_UNCONSUMED_REQUESTS(_r) (!!XEN_RING_NR_UNCONSUMED_REQUESTS(_r))
#else
#define RING_HAS_UNCONSUMED_RESPONSES(_r) XEN_RING_NR_UNCONSUMED_RESPONSES(_r)
#define RING_HAS_UNCONSUMED_REQUESTS(_r)  XEN_RING_NR_UNCONSUMED_REQUESTS(_r)
#endif

/* Slots. */
#define RING_GET_REQUEST(_r, _idx) \
	(&(_r)->sring->ring[(_idx) & (RING_SIZE(_r) - 1)].req)
#define RING_GET_RESPONSE(_r, _idx) \
	(&(_r)->sring->ring[(_idx) & (RING_SIZE(_r) - 1)].rsp)

/*
 * Copy a slot once, so that the other side cannot change it meanwhile:
 * volatile keeps the compiler from reading the shared copy again.
 */
#define RING_COPY_(type, r, idx, dest)                                         \
	do {                                                                   \
		*(dest) = *(volatile __typeof__(dest))RING_GET_##type(r, idx); \
	} while (0)
#define RING_COPY_REQUEST(r, idx, req)	RING_COPY_(REQUEST, r, idx, req)
#define RING_COPY_RESPONSE(r, idx, rsp) RING_COPY_(RESPONSE, r, idx, rsp)

/* Has the other side published more than the ring holds? */
#define RING_REQUEST_CONS_OVERFLOW(_r, _cons) \
	(((_cons) - (_r)->rsp_prod_pvt) >= RING_SIZE(_r))
#define RING_REQUEST_PROD_OVERFLOW(_r, _prod) \
	(((_prod) - (_r)->rsp_prod_pvt) > RING_SIZE(_r))
#define RING_RESPONSE_PROD_OVERFLOW(_r, _prod) \
	(((_prod) - (_r)->rsp_cons) > RING_SIZE(_r))

/* Publish. The barrier orders the slots' contents before the index. */
#define RING_PUSH_REQUESTS(_r)                              \
	do {                                                \
		xen_wmb();                                  \
		(_r)->sring->req_prod = (_r)->req_prod_pvt; \
	} while (0)
#define RING_PUSH_RESPONSES(_r)                             \
	do {                                                \
		xen_wmb();                                  \
		(_r)->sring->rsp_prod = (_r)->rsp_prod_pvt; \
	} while (0)

/*
 * Publish, and say whether the other side waits for one of these. The full
 * barrier pairs with that of *_FINAL_CHECK_*.
 */
#define __RING_PUSH_CHECK(_new, _prod, _event, _notify)    \
	do {                                               \
		RING_IDX __new = (_new), __old = (_prod);  \
                                                           \
		xen_wmb();                                 \
		(_prod) = __new;                           \
		xen_mb();                                  \
		(_notify) = (RING_IDX)(__new - (_event)) < \
			    (RING_IDX)(__new - __old);     \
	} while (0)
#define RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(_r, _notify)             \
	__RING_PUSH_CHECK((_r)->req_prod_pvt, (_r)->sring->req_prod, \
			  (_r)->sring->req_event, _notify)
#define RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(_r, _notify)            \
	__RING_PUSH_CHECK((_r)->rsp_prod_pvt, (_r)->sring->rsp_prod, \
			  (_r)->sring->rsp_event, _notify)

/* Before sleeping: ask for a notification, and look once more. */
#define RING_FINAL_CHECK_FOR_REQUESTS(_r, _work_to_do)                    \
	do {                                                              \
		(_work_to_do) = RING_HAS_UNCONSUMED_REQUESTS(_r);         \
		if (!(_work_to_do)) {                                     \
			(_r)->sring->req_event = (_r)->req_cons + 1;      \
			xen_mb();                                         \
			(_work_to_do) = RING_HAS_UNCONSUMED_REQUESTS(_r); \
		}                                                         \
	} while (0)
#define RING_FINAL_CHECK_FOR_RESPONSES(_r, _work_to_do)                    \
	do {                                                               \
		(_work_to_do) = RING_HAS_UNCONSUMED_RESPONSES(_r);         \
		if (!(_work_to_do)) {                                      \
			(_r)->sring->rsp_event = (_r)->rsp_cons + 1;       \
			xen_mb();                                          \
			(_work_to_do) = RING_HAS_UNCONSUMED_RESPONSES(_r); \
		}                                                          \
	} while (0)

/*
 * Rings of bytes: 2^order pages, one half for each direction. in: backend to
 * frontend. The functions take indices; those called masked are offsets.
 */
#ifndef XEN_PAGE_SHIFT
#define XEN_PAGE_SHIFT 12
#endif
/* The compiler's own needs no prototype. */
#ifdef __GNUC__
#define __RING_MEMCPY __builtin_memcpy
#else
#define __RING_MEMCPY memcpy
#endif

#define XEN_FLEX_RING_SIZE(order) (1UL << ((order) + XEN_PAGE_SHIFT - 1))

#define DEFINE_XEN_FLEX_RING(name)                                           \
	static inline RING_IDX name##_mask(RING_IDX idx, RING_IDX ring_size) \
	{                                                                    \
		return idx & (ring_size - 1);                                \
	}                                                                    \
                                                                             \
	static inline unsigned char *name##_get_ring_ptr(                    \
		unsigned char *buf, RING_IDX idx, RING_IDX ring_size)        \
	{                                                                    \
		return &buf[name##_mask(idx, ring_size)];                    \
	}                                                                    \
                                                                             \
	/* How many of size bytes at offset lie before the ring's end. */    \
	static inline size_t name##_first_part(RING_IDX offset, size_t size, \
					       RING_IDX ring_size)           \
	{                                                                    \
		RING_IDX left = ring_size - offset;                          \
                                                                             \
		return size < left ? size : left;                            \
	}                                                                    \
                                                                             \
	static inline void name##_read_packet(                               \
		void *opaque, const unsigned char *buf, size_t size,         \
		RING_IDX masked_prod, RING_IDX *masked_cons,                 \
		RING_IDX ring_size)                                          \
	{                                                                    \
		unsigned char *to = (unsigned char *)opaque;                 \
		size_t n = name##_first_part(*masked_cons, size, ring_size); \
                                                                             \
		(void)masked_prod;                                           \
		__RING_MEMCPY(to, &buf[*masked_cons], n);                    \
		__RING_MEMCPY(to + n, buf, size - n);                        \
		*masked_cons = name##_mask(*masked_cons + size, ring_size);  \
	}                                                                    \
                                                                             \
	static inline void name##_write_packet(                              \
		unsigned char *buf, const void *opaque, size_t size,         \
		RING_IDX *masked_prod, RING_IDX masked_cons,                 \
		RING_IDX ring_size)                                          \
	{                                                                    \
		const unsigned char *from = (const unsigned char *)opaque;   \
		size_t n = name##_first_part(*masked_prod, size, ring_size); \
                                                                             \
		(void)masked_cons;                                           \
		__RING_MEMCPY(&buf[*masked_prod], from, n);                  \
		__RING_MEMCPY(buf, from + n, size - n);                      \
		*masked_prod = name##_mask(*masked_prod + size, ring_size);  \
	}                                                                    \
                                                                             \
	/* Bytes between the indices; never more than the ring holds. */     \
	static inline RING_IDX name##_queued(RING_IDX prod, RING_IDX cons,   \
					     RING_IDX ring_size)             \
	{                                                                    \
		RING_IDX n = name##_mask(prod - cons, ring_size);            \
                                                                             \
		return n == 0 && prod != cons ? ring_size : n;               \
	}                                                                    \
                                                                             \
	struct name##_data {                                                 \
		unsigned char *in;                                           \
		unsigned char *out;                                          \
	}

/* And the page that holds their indices and grant references. */
#define DEFINE_XEN_FLEX_RING_AND_INTF(name)  \
	struct name##_data_intf {            \
		RING_IDX in_cons, in_prod;   \
		uint8_t pad1[56];            \
		RING_IDX out_cons, out_prod; \
		uint8_t pad2[56];            \
		RING_IDX ring_order;         \
		grant_ref_t ref[];           \
	};                                   \
	DEFINE_XEN_FLEX_RING(name)

#endif /* __XEN_PUBLIC_IO_RING_H__ */
