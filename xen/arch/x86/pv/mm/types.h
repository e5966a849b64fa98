/*
 * types.h: the types of pages of 64-bit PV guests.
 *
 * A PV guest owns its page tables but may not write to them: the hypervisor
 * does, after it has checked the entry.  What keeps this true is the type of
 * each page and how often it is relied on (page_info::type_info):
 *
 *	writable	mapped writable by somebody, or written by Xen
 *	l1 ... l4	is such a page table, all entries checked and counted
 *	seg_desc	is a piece of a GDT or LDT, all descriptors checked
 *	none		nothing of these (mapped read-only at most)
 *
 * A type only changes while its count is 0, and stays when the count falls to
 * 0 (so coming back is cheap).  Hence THE INVARIANT: no page is at once
 * writable by a guest and a page table, a descriptor table or the
 * hypervisor's.
 *
 * Who counts: each present entry holds a general reference of the page it
 * maps, and a type reference: of type writable if an L1 entry has RW, of the
 * next lower level in L2-L4.  So do base pointers and pins.  Entries of grant
 * mappings (PTE_GNTTAB) hold nothing: the grant does.  Frames that are no RAM
 * are not counted.
 *
 * A count of 1 without PGT_validated is a type in the making: others wait for
 * it (writable) or can't meet it (tables, by the lock).
 *
 * PGT_exposed (of a writable page): another domain has, or has had since the
 * count was 0, a writable entry for it.
 *
 * PGT_partial: checking, or dropping, the entries of a table was stopped by
 * -ERESTART; `extra` says how many hold references, and PV_DROPPING,
 * PV_FAILED.  The one type count and one general reference then belong to
 * that state, not to anybody: who next asks for the type takes over and goes
 * on (and puts the reference that it has too many); pv_table_resume() goes on
 * with a drop.  A table below a partial one that was itself stopped is just
 * another such page.
 *
 * Locks: entries of L2-L4 tables, and the making and unmaking of all tables
 * and descriptor pages, are under the owner's pv.mmu_lock (LOCK_PV_MMU).
 * Entries of L1 tables change under PGT_locked, a spinning bit of the table's
 * type_info that has no rank: nothing is locked below it but what freeing a
 * page takes, so grant code may be in the middle of anything.  A table is
 * unmade after waiting for that bit.  Getting and putting "writable" is
 * lock-free.
 *
 * Stale TLBs: a page that changes its type is flushed first from all CPUs of
 * its owner that have not flushed since its count fell to 0, while the type
 * is in the making.
 */
#ifndef PV_MM_TYPES_H
#define PV_MM_TYPES_H

#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/mm.h>
#include <xen/page_ref.h>
#include <asm/regs.h>

#define PV_DROPPING  0x8000u
#define PV_FAILED    0x4000u
#define PV_DONE_MASK 0x03ffu

#define PTES_PER_TABLE 512u

#define PGT_of_level(level) ((uint32_t)(level) << 28)
static inline unsigned int pgt_level(uint32_t type_info)
{
	return type_info >> 28;
}

static inline bool pgt_is_table(uint32_t type_info)
{
	return pgt_level(type_info) - 1 < 4;
}

static inline unsigned long pte_frame(uint64_t e)
{
	return (e & PTE_ADDR_MASK) >> PAGE_SHIFT;
}

/* ---- writable ---- */

bool pv_get_writable_slow(struct page_info *pg);

/* One reference of type writable; the caller has a general one. */
static inline bool pv_get_writable(struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->type_info);

	if (likely((x & (PGT_type_mask | PGT_validated)) ==
			   (PGT_writable_page | PGT_validated) &&
		   (x & PGT_count_mask) != PGT_count_mask) &&
	    likely(atomic_try_cmpxchg(&pg->type_info, &x, x + 1)))
		return true;
	return pv_get_writable_slow(pg);
}

/* Of writable or seg_desc pages. */
void pv_put_type(struct page_info *pg);

/* ---- descriptor pages ---- */

/* One reference of type seg_desc; the caller has a general one and no lock.
 * -EBUSY, -EINVAL. */
int pv_get_seg_desc(struct domain *d, struct page_info *pg);
/* What of a descriptor would be harmful is refused or set right; whether it
 * will do. */
bool pv_check_descriptor(uint64_t *desc);

/* ---- tables; pv.mmu_lock of `d` is held ---- */

/*
 * Both references of the page `mfn` of `d` as table of `level`.
 * -EINVAL (not d's, bad entries), -EBUSY (has another type), -ERESTART.
 */
int pv_table_get(struct domain *d, unsigned long mfn, unsigned int level);
/*
 * Drops both.  -ERESTART: the rest is left to pv_table_resume(), the
 * references are gone for the caller.
 */
int pv_table_put(struct domain *d, struct page_info *pg);
/* Goes on with dropping `mfn`, if that is its state; 0, -ERESTART. */
int pv_table_resume(struct domain *d, unsigned long mfn);
/* As above for whatever was stopped (domain destruction): 0, -ERESTART. */
int pv_table_abandon(struct domain *d, struct page_info *pg);

/* -EINVAL: pinned already, dying. */
int pv_table_pin(struct domain *d, unsigned long mfn, unsigned int level);
/* -EINVAL: is not pinned; -ERESTART: unpinned, the drop has to be resumed. */
int pv_table_unpin(struct domain *d, struct page_info *pg);

/*
 * Writes entry `slot` of a validated table of level 2-4.  Errors as of
 * pv_table_get(), nothing written then.  *dropped: INVALID_MFN, or a table
 * whose drop was stopped.
 */
int pv_table_write(struct domain *d, struct page_info *pg, uint64_t *slot,
		   uint64_t val, bool keep_ad, mfn_t *dropped);

/* ---- entries of L1 tables ---- */

/* Whether `pg` is a validated L1 table; then it stays one until unlocked. */
static inline bool pv_l1_lock(struct page_info *pg)
{
	uint32_t x = READ_ONCE(pg->type_info);

	for (;;) {
		if (unlikely((x & (PGT_type_mask | PGT_validated)) !=
			     (PGT_l1_page_table | PGT_validated)))
			return false;
		x &= ~PGT_locked;
		if (likely(atomic_try_cmpxchg(&pg->type_info, &x,
					      x | PGT_locked)))
			return true;
		__builtin_ia32_pause();
	}
}

static inline void pv_l1_unlock(struct page_info *pg)
{
	(void)__atomic_and_fetch(&pg->type_info, ~PGT_locked, __ATOMIC_RELEASE);
}

/*
 * Writes an entry of a locked L1 table of `d` that maps pages of `of` (mostly
 * d; else the caller has checked d's rights).  -EINVAL: bits that may not be
 * set; -EBUSY: no such page, or it has another type; -EPERM: device memory.
 */
int pv_l1_write(struct domain *d, struct domain *of, uint64_t *slot,
		uint64_t val, bool keep_ad);
/* The same if the entry is `*old`, else -EAGAIN and *old is what it is. */
int pv_l1_cmpxchg(struct domain *d, uint64_t *slot, uint64_t *old,
		  uint64_t val);

/* ---- Entries of grant mappings: they hold no references ---- */

/* Stores `val` as it is in a locked table; drops what the old entry held. */
void pv_l1_set_grant(struct domain *d, uint64_t *slot, uint64_t val);
/* Drops what `e` holds. */
void pv_l1_drop(struct domain *d, uint64_t e);
/* As entries are stored for the guest. */
uint64_t pv_l1_adjust(uint64_t e);

#endif /* PV_MM_TYPES_H */
