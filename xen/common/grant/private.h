/*
 * private.h: a domain's grant table: what it grants, what it has mapped.
 *
 * As granter: frames of entries that the guest writes (struct grant_entry_v1,
 * hostile), and for each entry what the hypervisor knows of its use, struct
 * grant_active: how many uses of which kind pin it, by whom, and the frame as
 * it was at the first pin.  The guest's entry is not believed while it is
 * pinned.
 *
 * As mapper: handles (struct grant_mapping), which say which entry of which
 * domain a mapping came from.
 *
 * Each use holds beside its pin a reference of the page and, if it may write,
 * a writable type reference: a page that someone may write to does not become
 * a page table of its owner.
 *
 * Locks, in this order:
 *	grant_table::lock	writers grow or change the table; readers use it
 *	grant_active::lock	one entry: pins, flags of the guest's entry
 *	grant_table::maptrack_lock	the free list of handles; never held
 *				together with an entry's
 *
 * What protects each field:
 *	I	set at creation, never changed
 *	G	grant_table::lock, as writer to change, as reader to read
 *	A	the entry's lock
 *	M	maptrack_lock
 *	a	atomic
 */
#ifndef GRANT_PRIVATE_H
#define GRANT_PRIVATE_H

#include <xen/atomic.h>
#include <xen/errno.h>
#include <xen/grant.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/sched.h>
#include <public/grant_table.h>

#define ENTRIES_PER_FRAME \
	((unsigned int)(PAGE_SIZE / sizeof(struct grant_entry_v1)))
#define MAPPINGS_PER_FRAME \
	((unsigned int)(PAGE_SIZE / sizeof(struct grant_mapping)))

/* Four counts of 8 bits each: who uses an entry how. */
#define PIN_DEVR     0x00000001u
#define PIN_DEVW     0x00000100u
#define PIN_HSTR     0x00010000u
#define PIN_HSTW     0x01000000u
#define PIN_WRITERS  0xff00ff00u
#define PIN_OVERFLOW 0x80808080u

struct grant_active {
	struct spinlock lock; /* LOCK_GRANT_ENTRY */
	uint32_t pin;	      /* [A] PIN_* counts */
	domid_t domid;	      /* [A] who pins it */
	mfn_t mfn;	      /* [A] while it is pinned */
};

#define MAPPING_PIECES (GNTMAP_device_map | GNTMAP_host_map)
/* Beside GNTMAP_*: the handle is given out. */
#define MAPPING_LIVE 0x8000u
#define HANDLE_NONE  UINT32_MAX

struct grant_mapping {
	uint32_t ref;
	domid_t domid;
	uint16_t flags; /* [a] 0: not in use */
	uint32_t next;	/* [M] free list */
	uint32_t pad;
};

struct grant_table {
	struct rwlock lock;		/* LOCK_GRANT */
	unsigned int max_frames;	/* [G] */
	unsigned int nr_frames;		/* [G] only grows */
	struct grant_entry_v1 **shared; /* [G] frame by frame */
	struct grant_active **active;	/* [G] as many entries a frame */

	struct spinlock maptrack_lock; /* LOCK_GRANT_ENTRY */
	unsigned int max_maptrack;     /* [M] frames */
	unsigned int nr_maptrack;      /* [M] frames; read freely, only grows */
	struct grant_mapping **maptrack; /* [M] read freely */
	uint32_t free_handle;		 /* [M] or HANDLE_NONE */
	unsigned int release_next;	 /* handles below are released */
};

/* ---- table.c: holding gt->lock ---- */

static inline unsigned int grant_nr_entries(const struct grant_table *gt)
{
	return gt->nr_frames * ENTRIES_PER_FRAME;
}

/* `ref` is below grant_nr_entries(), also under speculation. */
static inline struct grant_entry_v1 *grant_shared(const struct grant_table *gt,
						  unsigned int ref)
{
	return &gt->shared[ref / ENTRIES_PER_FRAME][ref % ENTRIES_PER_FRAME];
}

static inline struct grant_active *grant_active(const struct grant_table *gt,
						unsigned int ref)
{
	return &gt->active[ref / ENTRIES_PER_FRAME][ref % ENTRIES_PER_FRAME];
}

/* As writer: at least `nr` frames; -EINVAL above the limit, -ENOMEM. */
int grant_grow(struct domain *d, unsigned int nr);

/* ---- entry.c: pins; no locks held ---- */

/*
 * Domain `by` uses entry `ref` of rd: `incr` is added to its pins.  `map`:
 * to map it (else to copy).  GNTST_okay, then *pg is referenced and
 * *cache has the entry's cache attributes (cache may be NULL).
 */
int grant_pin(struct domain *rd, grant_ref_t ref, domid_t by, uint32_t incr,
	      bool map, struct page_info **pg, unsigned int *cache);
void grant_unpin(struct domain *rd, grant_ref_t ref, uint32_t decr);

/* What a use of a page holds beside the pin; false: it can't be written. */
bool grant_page_hold(struct page_info *pg, bool readonly);
/* Puts that, and the page's reference. */
void grant_page_release(struct page_info *pg, bool readonly);

/* The pin of one piece of a mapping. */
static inline uint32_t grant_piece_pin(unsigned int piece, bool readonly)
{
	if (piece == GNTMAP_device_map)
		return readonly ? PIN_DEVR : PIN_DEVW;
	return readonly ? PIN_HSTR : PIN_HSTW;
}

/* ---- maptrack.c ---- */

/* A handle for the caller to fill, or HANDLE_NONE. */
uint32_t maptrack_alloc(struct grant_table *gt);
void maptrack_free(struct grant_table *gt, uint32_t handle);
/* The mapping of a handle that was ever given out, or NULL. */
struct grant_mapping *maptrack_entry(const struct grant_table *gt,
				     uint32_t handle);
void maptrack_fini(struct grant_table *gt);

/* ---- Operations on the guest's array of `count` structures ---- */

/*
 * How many were done until *done says, if -ERESTART is returned; 0, or
 * -errno.
 */
typedef long grant_op_fn(guest_ptr_t arg, unsigned int count,
			 unsigned int *done);

grant_op_fn grant_op_map, grant_op_unmap, grant_op_unmap_and_replace,
	grant_op_setup_table, grant_op_transfer, grant_op_copy,
	grant_op_query_size, grant_op_set_version, grant_op_get_status_frames,
	grant_op_get_version, grant_op_swap, grant_op_cache_flush;

/* `d` if the caller may look at its table, referenced; else *status. */
struct domain *grant_domain(domid_t id, int16_t *status);

#endif /* GRANT_PRIVATE_H */
