/*
 * guest_copy.h: the only way to guest memory by guest addresses.
 *
 * A guest_ptr_t is an address in the current vCPU's address space, as a guest
 * handle holds it: never trusted, never dereferenced.  The arch functions
 * (arch/x86/guest_copy.c) check the range, survive faults and honour SMAP.
 */
#ifndef XEN_GUEST_COPY_H
#define XEN_GUEST_COPY_H

#include <xen/types.h>

typedef struct guest_ptr {
	uint64_t a;
} guest_ptr_t;

/* From a XEN_GUEST_HANDLE / XEN_GUEST_HANDLE_64 field, or a register. */
#define guest_ptr(handle)  ((guest_ptr_t){ (uint64_t)(handle).p })
#define guest_ptr_reg(reg) ((guest_ptr_t){ (uint64_t)(reg) })

static inline bool guest_ptr_null(guest_ptr_t p)
{
	return p.a == 0;
}

/* Element `i` of an array of `size`-byte elements (wraps: copies check). */
static inline guest_ptr_t guest_ptr_at(guest_ptr_t p, uint64_t i, size_t size)
{
	return (guest_ptr_t){ p.a + i * size };
}

/*
 * Copies `len` bytes; 0, or -EFAULT where any byte can't be reached (then an
 * unknown part has been copied).  Must not be called with a spinlock held
 * that the fault path could need, nor with interrupts off.
 */
int copy_from_guest(void *dst, guest_ptr_t src, size_t len) __must_check;
int copy_to_guest(guest_ptr_t dst, const void *src, size_t len) __must_check;
int clear_guest(guest_ptr_t dst, size_t len) __must_check;

/* One object, or element `i` of an array. */
#define get_guest(obj, p) copy_from_guest((obj), (p), sizeof(*(obj)))
#define put_guest(p, obj) copy_to_guest((p), (obj), sizeof(*(obj)))
#define get_guest_at(obj, p, i)                                        \
	copy_from_guest((obj), guest_ptr_at((p), (i), sizeof(*(obj))), \
			sizeof(*(obj)))
#define put_guest_at(p, i, obj)                                      \
	copy_to_guest(guest_ptr_at((p), (i), sizeof(*(obj))), (obj), \
		      sizeof(*(obj)))

#endif /* XEN_GUEST_COPY_H */
