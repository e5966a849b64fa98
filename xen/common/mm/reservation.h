/* reservation.h: extents that a domain gets or gives up. */
#ifndef COMMON_MM_RESERVATION_H
#define COMMON_MM_RESERVATION_H

#include <xen/domain.h>
#include <xen/guest_copy.h>
#include <public/memory.h>

struct memop {
	struct domain *d; /* counted */
	struct vcpu *caller;
	guest_ptr_t extents;
	unsigned long nr, done;
	unsigned int order, memflags;
	bool preempted;
};

/* Heap flags for XENMEMF_* of a guest; -EINVAL. */
int memop_flags(unsigned int mem_flags, unsigned int *memflags);
/* Above this order extents are worked on in pieces, with pauses between. */
#define MEMOP_PIECE_ORDER 9
/* Highest order of an extent that `d` may have. */
unsigned int memop_max_order(const struct domain *d);

/* Checks what the caller asks for; any error: nothing is to be done. */
int memop_init(struct memop *m, struct vcpu *v,
	       const struct xen_memory_reservation *r);
void memop_fini(struct memop *m);

/* Go on behind m->done, until the end, an error, or preemption. */
void memop_increase(struct memop *m);
void memop_decrease(struct memop *m);
void memop_populate(struct memop *m);

#endif /* COMMON_MM_RESERVATION_H */
