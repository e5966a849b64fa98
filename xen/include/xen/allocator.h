/*
 * allocator.h: where a container of xen/lib takes its nodes from.
 *
 * The container never sleeps, locks or allocates by itself: it calls these.
 * `alloc` returns `size` bytes aligned for pointers, or NULL.
 */
#ifndef XEN_ALLOCATOR_H
#define XEN_ALLOCATOR_H

#include <xen/types.h>

struct allocator {
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *ptr);
	void *ctx;
};

#endif /* XEN_ALLOCATOR_H */
