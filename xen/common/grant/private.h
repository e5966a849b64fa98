/*
 * private.h: a domain's grant table: what it grants, what it has mapped.
 *
 * As granter: frames of entries that the guest writes (hostile), and for each
 * entry what the hypervisor knows of its use, struct grant_active: how many
 * uses of which kind pin it, by whom, and the frame as it was at the first
 * pin.  The guest's entry is not believed while it is pinned.
 *
 * The two versions differ in the size of entries, 1 << entry_shift, and in
 * where the hypervisor says that an entry is in use: in its flags, or in words
 * of the status frames.  Both begin with a header and end with the frame;
 * where something lies is computed from entry_shift, not chosen by branches,
 * so that it is right under speculation, too.
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

#define SHIFT_V1 3u
#define SHIFT_V2 4u
static_assert(sizeof(struct grant_entry_v1) == 1 << SHIFT_V1 &&
		      sizeof(union grant_entry_v2) == 1 << SHIFT_V2,
	      "entries' sizes");

/* Active entries come with a frame, as many as version 1 needs. */
#define ACTIVE_PER_FRAME ((unsigned int)(PAGE_SIZE >> SHIFT_V1))
#define STATUS_PER_FRAME ((unsigned int)(PAGE_SIZE / sizeof(grant_status_t)))
/* Frames of entries (version 2) that one status frame serves. */
#define FRAMES_PER_STATUS \
	(STATUS_PER_FRAME / (unsigned int)(PAGE_SIZE >> SHIFT_V2))
#define MAPPINGS_PER_FRAME \
	((unsigned int)(PAGE_SIZE / sizeof(struct grant_mapping)))

/* Four counts of 8 bits each: who uses an entry how. */
#define PIN_DEVR     0x00000001u
#define PIN_DEVW     0x00000100u
#define PIN_HSTR     0x00010000u
#define PIN_HSTW     0x01000000u
#define PIN_WRITERS  0xff00ff00u
#define PIN_OVERFLOW 0x80808080u

/*
 * Beside lock and pin: valid while it is pinned.  A transitive entry stands
 * for entry trans_ref of domain trans_dom, which each use pins as well: what
 * there is to know of the page is there.
 */
struct grant_active {
	struct spinlock lock;	/* LOCK_GRANT_ENTRY */
	uint32_t pin;		/* [A] PIN_* counts */
	domid_t domid;		/* [A] who pins it */
	domid_t trans_dom;	/* [A] DOMID_INVALID: it is not transitive */
	uint16_t start, length; /* [A] bytes that may be copied */
	uint32_t no_map : 1;	/* [A] sub-page or transitive: copies only */
	union {			/* [A] */
		mfn_t mfn;
		grant_ref_t trans_ref;
	};
};
static_assert(sizeof(struct grant_active) <= 32, "active entries grew");

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
	struct rwlock lock;	      /* LOCK_GRANT */
	unsigned int max_frames;      /* [G] */
	unsigned int nr_frames;	      /* [G] only grows */
	unsigned int nr_entries;      /* [G] in them */
	unsigned int entry_shift;     /* [G] SHIFT_V1, SHIFT_V2 */
	unsigned int max_version;     /* [I] */
	unsigned int nr_status;	      /* [G] frames; none in version 1 */
	char **shared;		      /* [G] frame by frame: entries */
	struct grant_active **active; /* [G] the same */
	grant_status_t **status;      /* [G] for version 2 */

	struct spinlock maptrack_lock; /* LOCK_GRANT_ENTRY */
	unsigned int max_maptrack;     /* [M] frames */
	unsigned int nr_maptrack;      /* [M] frames; read freely, only grows */
	struct grant_mapping **maptrack; /* [M] read freely */
	uint32_t free_handle;		 /* [M] or HANDLE_NONE */
	unsigned int release_next;	 /* handles below are released */
};

/* ---- table.c: holding gt->lock ---- */

static inline unsigned int grant_version(const struct grant_table *gt)
{
	return gt->entry_shift - SHIFT_V1 + 1;
}

/*
 * Of entry `ref`, which is below gt->nr_entries, also under speculation: what
 * the guest wrote, its header first.
 */
static inline void *grant_shared(const struct grant_table *gt, unsigned int ref)
{
	unsigned int shift = PAGE_SHIFT - gt->entry_shift;

	return gt->shared[ref >> shift] +
	       ((ref << gt->entry_shift) & (PAGE_SIZE - 1));
}

static inline struct grant_active *grant_active(const struct grant_table *gt,
						unsigned int ref)
{
	return &gt->active[ref / ACTIVE_PER_FRAME][ref % ACTIVE_PER_FRAME];
}

/* Where GTF_reading and _writing of an entry are. */
static inline uint16_t *grant_in_use(const struct grant_table *gt,
				     unsigned int ref)
{
	if (gt->entry_shift == SHIFT_V1)
		return &((struct grant_entry_v1 *)grant_shared(gt, ref))->flags;
	return &gt->status[ref / STATUS_PER_FRAME][ref % STATUS_PER_FRAME];
}

/* The frame that an entry names, as it is now: the last of its words. */
static inline gfn_t grant_frame(const struct grant_table *gt, unsigned int ref)
{
	const char *end =
		(char *)grant_shared(gt, ref) + (1 << gt->entry_shift);
	uint64_t word = READ_ONCE(((const uint64_t *)(const void *)end)[-1]);

	return _gfn(word >> (SHIFT_V2 - gt->entry_shift) * 32);
}
void grant_set_frame(const struct grant_table *gt, unsigned int ref, gfn_t gfn);

/* As writer: at least `nr` frames; -EINVAL above the limit, -ENOMEM. */
int grant_grow(struct domain *d, unsigned int nr);
/* As writer: nr_entries follows nr_frames and entry_shift. */
void grant_count_entries(struct grant_table *gt);

/* ---- status.c: as writer ---- */

/* How many of them go with `nr` frames of entries. */
static inline unsigned int grant_status_frames(unsigned int nr)
{
	return (nr + FRAMES_PER_STATUS - 1) / FRAMES_PER_STATUS;
}

/* As many status frames as `nr` frames of version 2 entries need; -ENOMEM. */
int grant_status_grow(struct domain *d, unsigned int nr);
/* All go; -EBUSY if the guest has one mapped: then all are still there. */
int grant_status_drop(struct domain *d);
/* They are no more the guest's, or freed at last. */
void grant_status_unshare(struct grant_table *gt);
void grant_status_fini(struct grant_table *gt);

/* ---- entry.c: pins; no locks held ---- */

/* What a pin gives. */
struct grant_use {
	struct page_info *pg; /* referenced */
	unsigned int cache;   /* GTF_* cache attributes (of use for maps) */
	unsigned int start, length; /* bytes that may be copied */
};

/*
 * Domain `by` uses entry `ref` of rd to map it: `incr` is added to its pins.
 * GNTST_*.
 */
int grant_pin_map(struct domain *rd, grant_ref_t ref, domid_t by, uint32_t incr,
		  struct grant_use *use);
/* The same to copy from or to it. */
int grant_pin_copy(struct domain *rd, grant_ref_t ref, domid_t by,
		   uint32_t incr, struct grant_use *use);
/* Before the page's reference goes: that keeps a transitive grant's domain. */
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
